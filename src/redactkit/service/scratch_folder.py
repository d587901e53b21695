"""A private folder for what a service is at; also gone after the service was killed."""

from __future__ import annotations

import shutil
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from redactkit.media import claims

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["job_folder", "scratch"]

PREFIX = "redactkit-serve-"


@contextmanager
def scratch(parent: Path | None = None) -> Iterator[Path]:
    """Yield a folder that only this user may enter; sweep those of services that are gone.

    Args:
        parent: where to; by default the system's folder for temporary files.
    """
    place = Path(tempfile.gettempdir()) if parent is None else parent
    claims.sweep(place, PREFIX, "", _remove)
    with claims.claimed(place, PREFIX) as folder:
        folder.mkdir(mode=0o700)
        try:
            yield folder
        finally:
            _remove(folder)


def _remove(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def job_folder(parent: Path) -> Iterator[Path]:
    """Yield a folder for one request, and remove it with all that is in it."""
    with tempfile.TemporaryDirectory(dir=parent, ignore_cleanup_errors=True) as folder:
        yield Path(folder)
