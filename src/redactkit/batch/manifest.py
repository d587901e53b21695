"""The manifest of an output folder: one line of JSON for each file, written as it finishes.

A line is on disk before the next file counts. It tells nothing of the sources: names and
contents are keyed digests (see `keyed_digest`). A tail that was cut off is dropped, the files it
stood for are done again. Holding the manifest open holds off every other run.
"""

from __future__ import annotations

import json
import os
import sqlite3
import stat
from dataclasses import asdict, dataclass, fields
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any, Literal

from redactkit.core import platform
from redactkit.core.errors import MediaError
from redactkit.records.chain import MANIFEST_NAME

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["MANIFEST_NAME", "Manifest", "ManifestEntry"]

SCHEMA = 1

APPENDING = os.O_RDWR | os.O_CREAT | os.O_APPEND

LOCK_NAME = ".redactkit-lock"
"""Held while a run is at work on the folder; apart from the manifest, which stays readable."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ManifestEntry:
    """One file as the manifest has it.

    ``id``, ``case``, ``base``, ``members`` and ``people`` are keyed digests: of its path, of
    its case, of all that decides its output alone, of the files that its case's names come
    from, and of these names. ``output`` is the path inside the folder; ``sha256`` and
    ``bytes`` are the finished file's, ``record_sha256`` its record, before it was chained.
    """

    id: str
    state: Literal["done", "failed"]
    case: str = ""
    base: str = ""
    members: str = ""
    people: str = ""
    output: str = ""
    sha256: str = ""
    bytes: int = 0
    record_sha256: str = ""
    removed: int = 0
    kept: int = 0
    fault: str = ""


WANTED = {part.name: int if part.type == "int" else str for part in fields(ManifestEntry)}
"""What each field of an entry is."""


class Manifest:
    """An open manifest; close it at the end.

    Args:
        folder: the output folder, which must exist.

    Raises:
        MediaError: another run is at work on the folder, or it cannot be written.
    """

    def __init__(self, folder: Path) -> None:
        """Lock the manifest, mend its tail and read it."""
        self._lock = _locked(folder)
        path = folder / MANIFEST_NAME
        try:
            self._file = _opened(path)
        except MediaError:
            self._lock.release()
            raise
        self._base = sqlite3.connect("", isolation_level=None)
        self._base.executescript(
            "PRAGMA temp_store = FILE; CREATE TABLE entry (id TEXT PRIMARY KEY, line BLOB)"
        )
        self._read(path)

    def close(self) -> None:
        """Let other runs at the folder."""
        self._base.close()
        os.close(self._file)
        self._lock.release()

    def __len__(self) -> int:
        """Return the number of files that the manifest knows."""
        return int(self._base.execute("SELECT count(*) FROM entry").fetchone()[0])

    def get(self, name: str) -> ManifestEntry | None:
        """Return the last line about the file with this ``id``."""
        found = self._base.execute("SELECT line FROM entry WHERE id = ?", (name,)).fetchone()
        return None if found is None else _entry(found[0])

    def append(self, entry: ManifestEntry) -> None:
        """Write a line; it is on disk when this returns.

        Raises:
            MediaError: the disk is full or gone.
        """
        table = {"schema": SCHEMA} | {k: v for k, v in asdict(entry).items() if v not in ("", 0)}
        line = json.dumps(table, ensure_ascii=False).encode("utf-8", "surrogateescape") + b"\n"
        size = os.fstat(self._file).st_size
        try:
            written = os.write(self._file, line)
            if written != len(line):
                # half a line would hide the next one
                os.ftruncate(self._file, size)
                msg = "the manifest cannot be written: the disk is full"
                raise MediaError(msg)
            platform.sync_handle(self._file)
        except OSError as error:
            msg = f"the manifest cannot be written ({error.strerror})"
            raise MediaError(msg) from error
        self._base.execute("INSERT OR REPLACE INTO entry VALUES (?, ?)", (entry.id, line))

    def _read(self, path: Path) -> None:
        self._base.execute("BEGIN")
        good = 0
        for end, line in _lines(path):
            entry = _entry(line)
            if entry is not None:
                self._base.execute("INSERT OR REPLACE INTO entry VALUES (?, ?)", (entry.id, line))
            good = end
        self._base.execute("COMMIT")
        if good != os.fstat(self._file).st_size:
            os.ftruncate(self._file, good)
            platform.sync_handle(self._file)


def _locked(folder: Path) -> platform.Lock:
    try:
        lock = platform.lock(folder / LOCK_NAME)
    except OSError as error:
        msg = f"{folder.name}: cannot be written ({error.strerror}); choose another folder"
        raise MediaError(msg) from error
    if lock is None:
        msg = f"{folder.name}: another run is at work on it; wait for it, or stop it"
        raise MediaError(msg)
    return lock


def _opened(path: Path) -> int:
    """Open the manifest itself: no link is followed, for its end would be cut and written to."""
    try:
        file = platform.open_file(path, APPENDING, 0o644)
    except OSError as error:
        msg = f"{path.parent.name}: cannot be written ({error.strerror}); choose another folder"
        raise MediaError(msg) from error
    if not stat.S_ISREG(os.fstat(file).st_mode):
        os.close(file)
        msg = f"{path.parent.name}: its manifest is no regular file; choose another folder"
        raise MediaError(msg)
    return file


def _lines(path: Path) -> Iterator[tuple[int, bytes]]:
    """Yield whole lines and where each ends."""
    end = 0
    with path.open("rb") as file:
        for line in file:
            if line.endswith(b"\n"):
                end += len(line)
                yield end, line


def _entry(line: bytes) -> ManifestEntry | None:
    """Return what a line says; None where no run of this schema wrote it so."""
    try:
        table: dict[str, Any] = json.loads(line.decode("utf-8", "surrogateescape"))
        entry = ManifestEntry(**table) if table.pop("schema") == SCHEMA else None
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None
    return entry if entry is not None and _is_ours(entry) else None


def _is_ours(entry: ManifestEntry) -> bool:
    """Return whether an entry holds what it should; its output is removed when it is done again."""
    if any(type(value) is not WANTED[name] for name, value in asdict(entry).items()):
        return False
    output = PurePosixPath(entry.output)
    inside = not output.is_absolute() and ".." not in output.parts
    return inside and entry.state in ("done", "failed")
