"""A private folder for what a service is at; also gone after the service was killed."""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["job_folder", "scratch"]

PREFIX = "redactkit-serve-"
LOCK = "lock"


@contextmanager
def scratch(parent: Path | None = None) -> Iterator[Path]:
    """Yield a folder that only this user may enter; sweep those of services that are gone.

    Args:
        parent: where to; by default the system's folder for temporary files.
    """
    place = Path(tempfile.gettempdir()) if parent is None else parent
    for old in place.glob(PREFIX + "*"):
        _sweep(old)
    folder, lock = _private(place)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        os.close(lock)


@contextmanager
def job_folder(parent: Path) -> Iterator[Path]:
    """Yield a folder for one request, and remove it with all that is in it."""
    with tempfile.TemporaryDirectory(dir=parent, ignore_cleanup_errors=True) as folder:
        yield Path(folder)


def _private(place: Path) -> tuple[Path, int]:
    """Make a folder; return it and its open lock, which ends with the process."""
    while True:
        folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=place))
        lock = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        fcntl.flock(lock, fcntl.LOCK_EX)
        if os.fstat(lock).st_nlink:
            return folder, lock
        # another service swept it away before it was locked
        os.close(lock)


def _sweep(folder: Path) -> None:
    """Remove the folder of a service that no longer holds its lock."""
    try:
        lock = os.open(folder / LOCK, os.O_RDWR | os.O_CLOEXEC)
    except OSError:
        # somebody else's, or a service that is just starting
        return
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        shutil.rmtree(folder, ignore_errors=True)
    except OSError:
        pass
    finally:
        os.close(lock)
