"""Private names in a folder that others use too: taken while a process works, swept afterwards.

Beside the file or folder NAME lies a lock file, NAME.lock, held by whoever works on it. What
has no holder was left by a process that was killed.
"""

from __future__ import annotations

import os
import re
import secrets
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from redactkit.core import platform

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

__all__ = ["claimed", "sweep"]

LOCK = ".lock"


@contextmanager
def claimed(folder: Path, prefix: str, suffix: str = "") -> Iterator[Path]:
    """Yield a name that nothing has yet; nobody sweeps it before the block ends.

    Raises:
        OSError: the folder cannot be written.
    """
    path, lock = _claim(folder, prefix, suffix)
    try:
        yield path
    finally:
        lock.release()


def _claim(folder: Path, prefix: str, suffix: str) -> tuple[Path, platform.Lock]:
    while True:
        path = folder / f"{prefix}{secrets.token_hex(4)}{suffix}"
        try:
            lock = platform.lock(path.with_name(path.name + LOCK), new=True)
        except FileExistsError:
            continue
        if lock is not None and not os.path.lexists(path):
            return path, lock
        # another process sweeps it already
        if lock is not None:
            lock.release()


def sweep(folder: Path, prefix: str, suffix: str, remove: Callable[[Path], None]) -> None:
    """Hand to ``remove`` what has such a name, is this user's and held by nobody."""
    ours = re.compile(f"({re.escape(prefix)}[a-z0-9_]{{8}}{re.escape(suffix)})({LOCK})?")
    try:
        names = {found[1] for entry in os.scandir(folder) if (found := ours.fullmatch(entry.name))}
    except OSError:
        return
    for name in names:
        with suppress(OSError):
            _sweep(folder / name, remove)


def _sweep(path: Path, remove: Callable[[Path], None]) -> None:
    try:
        # somebody else's is left alone, and so that no lock file is made beside it
        if not platform.is_ours(path.lstat()):
            return
    except FileNotFoundError:
        pass
    lock = platform.lock(path.with_name(path.name + LOCK))
    if lock is None:
        return
    try:
        if os.path.lexists(path):
            remove(path)
    finally:
        lock.release()
