# Everything on a fresh machine with git, make, cargo and CPython 3.11 or later. Virtual environments are
# made here and nowhere else; `make clean` takes them away.

PYTHON ?= python3
# Where gold and scoring tools lie, if they do; what needs them is left out with a message if not.
SHARED ?= ../shared

VENV := .venv
BIN := $(VENV)/bin
OLD := .venv-pandas2
CHROMIUM := /usr/bin/chromium
SOURCES := $(shell git ls-files -co --exclude-standard -- src Cargo.toml Cargo.lock pyproject.toml python 2>/dev/null)

export PIP_DISABLE_PIP_VERSION_CHECK := 1
export SHARED

.PHONY: demo test test-rust test-sizes test-python test-old-pandas test-browser test-spark test-wheel fuzz lint deny dependencies \
  docs picture score bench notebook clean

demo: $(VENV)/.built
	$(BIN)/onrecord analyze seeds --entities seeds/entities.csv
	$(BIN)/python examples/demo.py

test: lint docs test-rust test-python test-old-pandas test-browser test-spark

$(VENV)/.tools: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade 'pip>=25.1'
	$(BIN)/python -m pip install --quiet 'maturin>=1.10,<2' --group dev
	touch $@

# A release build: the tests of speed and of Ctrl-C mean nothing on a slow one.
$(VENV)/.built: $(VENV)/.tools $(SOURCES)
	VIRTUAL_ENV=$(CURDIR)/$(VENV) $(BIN)/maturin develop --release --quiet
	touch $@

lint: $(VENV)/.built
	cargo fmt --check
	cargo clippy --all-targets --quiet --features train -- -D warnings
	cargo clippy --all-targets --quiet --features python -- -D warnings
	$(BIN)/ruff check --quiet .
	$(BIN)/ruff format --check --quiet .
	$(BIN)/mypy
	$(BIN)/python -m mypy.stubtest onrecord._core --concise
	$(BIN)/python tools/dependencies.py --check

# Licences and sources of all crates; it takes minutes to install, so that it is no part of `make test`.
deny:
	cargo deny --version >/dev/null 2>&1 || cargo install --quiet --locked cargo-deny
	cargo deny check bans licenses sources

dependencies: $(VENV)/.built
	$(BIN)/python tools/dependencies.py

# The documentation as a site in out/site; a dead link is an error. Its examples are run by test-python.
docs: $(VENV)/.docs
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --quiet

$(VENV)/.docs: $(VENV)/.tools
	$(BIN)/python -m pip install --quiet --group docs
	touch $@

test-rust:
	cargo test --quiet --features train

# Times mean something in a release build and on a quiet machine only, so that it is no part of `make test`.
# ONRECORD_SECONDS=0.2 looks at larger inputs, ONRECORD_STAGE=marks at one stage.
test-sizes:
	cargo test --quiet --release --test sizes

# Half an hour of fuzzing, or as long as is said: make fuzz SECONDS=60 is a minute a target.
fuzz: SECONDS ?= 150
fuzz:
	cargo fuzz --version >/dev/null 2>&1 || cargo install --quiet --locked cargo-fuzz
	for target in $$(RUSTC_BOOTSTRAP=1 cargo fuzz list); do \
	  RUSTC_BOOTSTRAP=1 cargo fuzz run -s none $$target -- -max_total_time=$(SECONDS) -max_len=3000 -dict=fuzz/words.dict || exit 1; \
	done

test-python: $(VENV)/.built
	$(BIN)/python -m pytest -q

# The seam with the oldest pandas we promise and the oldest of pyarrow's last three majors, installed as a user would.
$(OLD)/.built: $(SOURCES)
	$(PYTHON) -m venv $(OLD)
	$(OLD)/bin/python -m pip install --quiet --upgrade pip
	$(OLD)/bin/python -m pip install --quiet . 'pandas==2.2.*' 'pyarrow==24.*' pytest hypothesis polars duckdb
	touch $@

test-old-pandas: $(OLD)/.built
	$(OLD)/bin/python -m pytest -q tests/python/test_tables.py tests/python/test_readers.py

# The wheel on every CPython that is here.
test-wheel: $(VENV)/.tools
	MATURIN=$(BIN)/maturin tools/test_wheel.sh

# Spark needs Java; where there is none it is installed, if that is allowed here.
test-spark: $(VENV)/.built
	@if ! command -v java >/dev/null && command -v apt-get >/dev/null && [ "$$(id -u)" = 0 ]; then \
	  (apt-get update -qq && apt-get install -y -qq --no-install-recommends openjdk-17-jre-headless) >/dev/null 2>&1 || true; fi
	@if command -v java >/dev/null; then \
	  $(BIN)/python -m pip install --quiet --group spark && $(BIN)/python -m pytest -q -W default tests/engines; \
	else echo "test-spark: left out, no Java (apt-get install openjdk-17-jre-headless)"; fi

$(VENV)/.browser: $(VENV)/.tools
	$(BIN)/python -m pip install --quiet --group browser
	touch $@

# Debian's browser, because playwright's own is a download from nowhere that can be checked. Only root can install it.
$(CHROMIUM):
	@if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium >/dev/null || true; fi

# The report in a browser without a network, and the notebook in JupyterLab.
test-browser: $(VENV)/.built $(VENV)/.browser $(CHROMIUM)
	@if [ -x $(CHROMIUM) ]; then $(BIN)/python -m pytest -q tests/browser; \
	else echo "test-browser: left out, no browser at $(CHROMIUM); install Debian's package chromium"; fi

# The pictures in the README, taken anew.
picture: $(VENV)/.built $(VENV)/.browser $(CHROMIUM)
	$(BIN)/python tests/browser/pictures.py

score: $(VENV)/.built
	@if [ -f $(SHARED)/tools/score_seeds.py ]; then \
	  mkdir -p out && $(BIN)/onrecord analyze seeds --entities seeds/entities.csv --standoff out/seeds.jsonl --statements out/statements.jsonl \
	  && $(PYTHON) $(SHARED)/tools/score_seeds.py out/seeds.jsonl --statements out/statements.jsonl; \
	else echo "score: left out, no scoring tools in $(SHARED)"; fi

# Real news where it is there, else the seeds.
bench: CORPORA = $(SHARED)/corpora
bench: TEXTS = $(wildcard $(SHARED)/gold/polnear/train.jsonl)
bench: $(VENV)/.built
	$(BIN)/python bench/throughput.py $(TEXTS)
	$(BIN)/python -m pip install --quiet --group bench
	$(BIN)/python bench/matching.py $(TEXTS)
	$(BIN)/python bench/statements.py --mentions 30000
	$(BIN)/python bench/corrections.py
	$(BIN)/python bench/linking.py
	$(BIN)/python bench/attribution.py $(wildcard $(SHARED)/gold/polnear/dev.jsonl)
	$(BIN)/python bench/names.py --gum $(CORPORA)/gum.dev.conllu.gz --silver $(CORPORA)/silver.dev.jsonl.gz --texts $(SHARED)/gold/polnear/dev.jsonl
	$(BIN)/python bench/coreference.py $(CORPORA)/gum.dev.conllu.gz

# Runs the notebook and keeps what it shows, for those who read it without running it.
notebook: $(VENV)/.built
	cd examples && ../$(BIN)/jupyter-execute --inplace quickstart.ipynb

clean:
	rm -rf target $(VENV) $(OLD) out dist .mypy_cache .pytest_cache .ruff_cache .hypothesis
	rm -f python/onrecord/_core*.so
