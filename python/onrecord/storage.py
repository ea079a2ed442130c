"""The folder of a run: files that are whole or not there, a lock, a manifest, and a journal of what is done."""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from onrecord.exceptions import OnrecordError, RunError

__all__ = [
    "JOURNAL",
    "MANIFEST",
    "Sink",
    "check",
    "digest",
    "drop_parts",
    "facts_of",
    "journal",
    "keep",
    "locked",
    "manifest",
    "note",
    "part",
    "put",
    "scratch",
    "told",
    "written",
]

LOCK = "run.lock"
MANIFEST = "manifest.json"
JOURNAL = "chunks.jsonl"
SCRATCH = ".run.tmp"
FORMAT = 1
PART = re.compile(r"part-\d{5,}\.parquet|\.part-\d{5,}\.parquet\.tmp")


def digest(data: bytes = b"") -> Any:
    """Begin a hash of 128 bits (BLAKE2b)."""
    from hashlib import blake2b  # costs a tenth of importing all of onrecord

    return blake2b(data, digest_size=16)


class Sink:
    """A file that is written under another name until it is whole; Arrow writes to it too."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.temporary = path.with_name(f".{path.name}.tmp")
        self._file = self.temporary.open("wb")
        self._hash = digest()
        self.size = 0
        self.closed = False

    def write(self, data: Any) -> int:
        """Write all of `data`."""
        self._file.write(data)
        self._hash.update(data)
        n = memoryview(data).nbytes
        self.size += n
        return n

    def tell(self) -> int:
        """Bytes written so far."""
        return self.size

    def flush(self) -> None:
        """Leave it to the end."""

    def close(self) -> None:
        """Leave it to the end: Arrow closes what it wrote to."""

    def finish(self) -> dict[str, Any]:
        """Put the file in its place for good; gives its size and hash."""
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        self.closed = True
        self.temporary.replace(self.path)
        _sync(self.path.parent)
        return {"bytes": self.size, "hash": self._hash.hexdigest()}

    def drop(self) -> None:
        """Take it away."""
        with suppress(OSError):
            self._file.close()
        self.closed = True
        with suppress(OSError):
            self.temporary.unlink(missing_ok=True)


def _sync(folder: Path) -> None:
    """See to it that a new name outlives a crash of the machine, where folders can be opened."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


@contextmanager
def told(path: Path) -> Iterator[None]:
    """What the system says against writing a file, with what to do about it."""
    try:
        yield
    except OnrecordError:
        raise
    except OSError as error:
        reason = error.strerror or str(error)
        raise RunError(
            f"{path} cannot be written ({reason[:1].lower()}{reason[1:]}); what was done before it is kept: "
            "mend that, and the same call goes on from there"
        ) from error


@contextmanager
def written(path: Path) -> Iterator[Sink]:
    """Give a `Sink` that takes its place when all went well and leaves nothing behind when not."""
    with told(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        sink = Sink(path)
        try:
            yield sink
        except BaseException:
            sink.drop()
            raise


def put(path: Path, data: Any) -> dict[str, Any]:
    """Write a file at once; gives its size and hash."""
    with written(path) as sink:
        sink.write(data)
        return sink.finish()


def facts_of(path: Path) -> dict[str, Any]:
    """Size and hash of a file that is there."""
    found = digest()
    size = 0
    with path.open("rb") as file:
        while data := file.read(1 << 20):
            found.update(data)
            size += len(data)
    return {"bytes": size, "hash": found.hexdigest()}


def check(path: Path, expected: dict[str, Any]) -> str | None:
    """Tell what is wrong with a file that was written, or None."""
    if not path.is_file():
        return f"{path} is gone"
    size = path.stat().st_size
    if size != expected["bytes"]:
        return f"{path} has {size:,} bytes, not the {expected['bytes']:,} that were written"
    if facts_of(path)["hash"] != expected["hash"]:
        return f"{path} is not what was written: its hash differs"
    return None


def manifest(out: Path) -> dict[str, Any] | None:
    """Read the manifest of a run; None where there is none."""
    path = out / MANIFEST
    if not path.is_file():
        return None
    try:
        found: dict[str, Any] = json.loads(path.read_text("utf-8"))
        if found["format"] != FORMAT:
            raise RunError(f"{path} has the format {found['format']}; this version reads {FORMAT}")
        return found
    except (ValueError, KeyError, TypeError) as error:
        raise RunError(f"{path} is no manifest of a run ({error}); take it away, or choose another folder") from None


def keep(out: Path, facts: dict[str, Any]) -> None:
    """Write the manifest."""
    put(out / MANIFEST, (json.dumps({"format": FORMAT} | facts, indent=1) + "\n").encode())


def journal(out: Path, *, mend: bool = False) -> list[dict[str, Any]]:
    """Read what is done, a chunk a line. Of a line that a kill cut short nothing was done: `mend` takes it away."""
    path = out / JOURNAL
    if not path.is_file():
        return []
    data = path.read_bytes()
    whole = data.rfind(b"\n") + 1
    entries = []
    for line in data[:whole].splitlines():
        try:
            entries.append(json.loads(line))
        except ValueError:
            raise RunError(f"{path}, line {len(entries) + 1} is damaged; begin anew with overwrite=True") from None
    if mend and whole < len(data):
        with told(path), path.open("r+b") as file:
            file.truncate(whole)
    return entries


def note(out: Path, entry: dict[str, Any]) -> None:
    """Add a chunk to the journal."""
    path = out / JOURNAL
    with told(path), path.open("ab") as file:
        before = file.tell()
        try:
            file.write((json.dumps(entry, separators=(",", ":")) + "\n").encode())
            file.flush()
            os.fsync(file.fileno())
        except OSError:
            with suppress(OSError):
                file.truncate(before)  # the next chunk must not be added to half a line
            raise


@contextmanager
def scratch(out: Path) -> Iterator[Path]:
    """Give a folder for what is needed for a while; what a kill leaves in it is taken away the next time."""
    folder = out / SCRATCH
    with told(folder):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def locked(out: Path) -> Iterator[None]:
    """Keep a folder to oneself. A lock is the system's, so that it goes with the process that held it."""
    path = out / LOCK
    with told(path):
        out.mkdir(parents=True, exist_ok=True)
        handle = _lock(path)
    if handle is None:
        holder = ""
        with suppress(OSError):
            holder = path.read_text("utf-8").strip()
        raise RunError(f"{out} is in use by {holder or 'another run'}; wait for its end, or choose another folder")
    try:
        yield
    finally:
        with suppress(OSError):
            path.unlink()
        os.close(handle)


def _lock(path: Path) -> int | None:
    while True:
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
        try:
            _take(handle)
            # Its last holder may have taken the file away between the two calls.
            same = path.exists() and os.path.samestat(os.fstat(handle), path.stat())
        except BlockingIOError:
            os.close(handle)
            return None
        except BaseException:
            os.close(handle)
            raise
        if same:
            os.ftruncate(handle, 0)
            os.write(handle, f"process {os.getpid()}\n".encode())
            return handle
        os.close(handle)


def _take(handle: int) -> None:
    try:
        import fcntl
    except ImportError:  # Windows, where a file that is locked cannot be deleted either
        import msvcrt

        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined, unused-ignore]
        except OSError as error:
            raise BlockingIOError from error
    else:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


def part(out: Path, table: str, i: int) -> Path:
    """Name the file of a part."""
    return out / table / f"part-{i:05}.parquet"


def drop_parts(out: Path, table: str) -> None:
    """Take away the parts of a table."""
    folder = out / table
    if folder.is_dir():
        for path in folder.iterdir():
            if PART.fullmatch(path.name):  # Spark's parts have longer names
                path.unlink()
        with suppress(OSError):  # something else is in it
            folder.rmdir()
