#!/bin/sh
# Builds the wheel once and tests it, as a user installs it, on every CPython that is here: it is of the abi3 kind, so one
# wheel serves 3.11 and all later ones. Without arguments: python3.11, python3.12, python3.13 and python3.14, where they run or
# pyenv has them.
#
#     tools/test_wheel.sh [PYTHON...]
set -eu
cd "$(dirname "$0")/.."
made=$(mktemp -d)
trap 'rm -rf "$made"' EXIT

"${MATURIN:-maturin}" build --release --quiet --out "$made/dist"
# pyenv's own commands of such names only say that they are to be chosen first.
found() {
    "$1" -c '' 2>/dev/null && echo "$1" && return
    for one in "${PYENV_ROOT:-$HOME/.pyenv}/versions/${1#python}".*/bin/python; do
        test -x "$one" && echo "$one" && return
    done
    return 1
}

tested=0
for python in "${@:-python3.11 python3.12 python3.13 python3.14}"; do
    for name in $python; do
        command=$(found "$name") || { echo "test_wheel: left out, no $name here"; continue; }
        "$command" -m venv "$made/venv-$tested"
        bin="$made/venv-$tested/bin"
        "$bin/python" -m pip install --quiet "$made"/dist/*.whl pytest hypothesis polars duckdb networkx altair
        # The tests are those of the checkout; what they import is the wheel.
        "$bin/python" -m pytest -q -p no:cacheprovider tests/python/test_tables.py tests/python/test_readers.py \
            tests/python/test_gazetteer.py tests/python/test_bad_input.py tests/python/test_citizen.py
        tested=$((tested + 1))
    done
done
test "$tested" -gt 0 || { echo "test_wheel: no CPython to test on" >&2; exit 1; }
echo "test_wheel: tested on $tested"
