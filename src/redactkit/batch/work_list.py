"""The work list: every file of a tree, by case, in a private database on disk.

The database has no name and goes with the process, so that a folder of a million
files costs no memory and leaves nothing behind.
"""

from __future__ import annotations

import os
import sqlite3
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from redactkit.core.errors import MediaError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

__all__ = ["ODD", "File", "WorkItem", "WorkList", "scan"]

File: TypeAlias = tuple[str, int, int]
"""Path inside the source folder, bytes or a number of `ODD`, time of the last change in ns."""

ODD = {
    -1: "is a link that leads nowhere",
    -2: "is a link that leads to itself",
    -3: "is a link to a folder, which is not followed; name that folder itself",
    -4: "is neither a file nor a folder (a pipe, a socket or a device)",
}
"""Size of an entry that is no regular file; it is reported as failed, not skipped."""

IGNORED = ("thumbs.db", "desktop.ini")
"""Left behind by file managers; hold nothing that would be published."""

TABLE = """
PRAGMA temp_store = FILE;
CREATE TABLE work (
  grp BLOB, name BLOB, size INTEGER, medium TEXT DEFAULT '', content TEXT DEFAULT '',
  state TEXT DEFAULT '', PRIMARY KEY (grp, name)
) WITHOUT ROWID;
"""
COLUMNS = "name, size, medium, content, state"


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkItem:
    """One file: its path inside the source folder, bytes (or `ODD`), what it is and needs.

    ``content`` is a keyed digest. ``state`` is "todo", "same" (finished, unless other
    files of the case brought new names), "done" or "failed".
    """

    name: str
    size: int
    medium: str = ""
    content: str = ""
    state: str = ""


class WorkList:
    """Files by case; iterates in the order of their names.

    Args:
        files: names, sizes and times of the last change, as `scan` has them.
        group: gives the case of a name.
    """

    def __init__(self, files: Iterator[File], group: Callable[[str], str]) -> None:
        """Take in all files."""
        self._base = sqlite3.connect("", isolation_level=None)
        self._base.executescript(TABLE)
        rows = ((os.fsencode(group(name)), os.fsencode(name), size) for name, size, _ in files)
        self._base.execute("BEGIN")
        self._base.executemany("INSERT INTO work (grp, name, size) VALUES (?, ?, ?)", rows)
        self._base.execute("COMMIT")

    def close(self) -> None:
        """Let the database go."""
        self._base.close()

    def totals(self) -> tuple[int, int]:
        """Return the number of files and of bytes."""
        files, size = self._base.execute(
            "SELECT count(*), total(max(size, 0)) FROM work"
        ).fetchone()
        return int(files), int(size)

    def groups(self) -> Iterator[str]:
        """Yield the cases in order."""
        last = b""
        query = "SELECT grp FROM work WHERE grp > ? ORDER BY grp LIMIT 1"
        while found := self._base.execute(query, (last,)).fetchone():
            last = found[0]
            yield os.fsdecode(last)

    def rows(self, group: str, states: tuple[str, ...]) -> Iterator[WorkItem]:
        """Yield the files of a case in one of these states; rows may change meanwhile."""
        last = b""
        marks = ", ".join("?" * len(states))
        query = (
            f"SELECT {COLUMNS} FROM work WHERE grp = ? AND name > ? "  # noqa: S608 - no input
            f"AND state IN ({marks}) ORDER BY name LIMIT 1"
        )
        while found := self._base.execute(query, (os.fsencode(group), last, *states)).fetchone():
            last, size, medium, content, state = found
            yield WorkItem(
                name=os.fsdecode(last), size=size, medium=medium, content=content, state=state
            )

    def update(self, group: str, row: WorkItem) -> None:
        """Write back what is known of a file."""
        self._base.execute(
            "UPDATE work SET medium = ?, content = ?, state = ? WHERE grp = ? AND name = ?",
            (row.medium, row.content, row.state, os.fsencode(group), os.fsencode(row.name)),
        )


def scan(folder: Path, leave_out: str = "") -> Iterator[File]:
    """Yield the files of a tree; hidden ones and ``leave_out`` are left out.

    What goes while the tree is listed, as where somebody renames a file, is not in it.

    Raises:
        MediaError: a folder cannot be listed.
    """
    for file in _below(os.fspath(folder), ""):
        if file[0] != leave_out:
            yield file


def _below(folder: str, prefix: str) -> Iterator[File]:
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.name.startswith(".") or entry.name.lower() in IGNORED:
                    continue
                if entry.is_dir(follow_symlinks=False):
                    yield from _below(entry.path, f"{prefix}{entry.name}/")
                elif (found := _file(entry, prefix)) is not None:
                    yield found
    except OSError as error:
        if prefix and isinstance(error, FileNotFoundError):
            return
        msg = f"{os.path.basename(folder)}: cannot be listed ({error.strerror})"  # noqa: PTH119
        raise MediaError(msg) from error


def _file(entry: os.DirEntry[str], prefix: str) -> File | None:
    """Return what is listed of an entry that is no folder; None where it is gone already."""
    odd = _odd(entry)
    try:
        facts = entry.stat(follow_symlinks=not odd)
    except FileNotFoundError:
        return None
    return prefix + entry.name, odd or facts.st_size, facts.st_mtime_ns


def _odd(entry: os.DirEntry[str]) -> int:
    """Return a number of `ODD`, or 0 for a file and a link to one."""
    try:
        if entry.is_file():
            return 0
        if entry.is_dir():
            return -3
    except OSError:
        return -2
    return -1 if entry.is_symlink() and not os.path.exists(entry.path) else -4  # noqa: PTH110
