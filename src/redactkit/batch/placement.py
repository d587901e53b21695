"""Move finished files to where they belong, and take back those that no longer hold."""

from __future__ import annotations

import errno
import shutil
from contextlib import contextmanager
from typing import TYPE_CHECKING

from redactkit.core import platform
from redactkit.core.errors import MediaError
from redactkit.records.chain import record_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from redactkit.batch.manifest import ManifestEntry

__all__ = ["STAGING_NAME", "place_result", "remove_result", "staging"]

STAGING_NAME = ".redactkit-work"


@contextmanager
def staging(target: Path) -> Iterator[None]:
    """Make the staging folder, without what a killed run left; take it away at the end.

    Raises:
        MediaError: it cannot be made.
    """
    folder = target / STAGING_NAME
    shutil.rmtree(folder, ignore_errors=True)
    try:
        folder.mkdir()
    except OSError as error:
        msg = f"{target.name}: cannot be written ({error.strerror}); choose another folder"
        raise MediaError(msg) from error
    try:
        yield
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def place_result(staged: Path, target: Path) -> None:
    """Move a finished file and its record; the record comes first, so no file lacks its own.

    Raises:
        OSError: the target's folder cannot be written, or takes the name for one of another file.
    """
    if platform.taken_otherwise(target):
        msg = "here this name and that of a file finished before are one; leave --keep-names out"
        raise OSError(errno.EEXIST, msg, target.name)
    new = [folder for folder in target.parents if not folder.exists()]
    target.parent.mkdir(parents=True, exist_ok=True)
    platform.replace(record_of(staged), record_of(target))
    try:
        platform.replace(staged, target)
    except OSError:
        record_of(target).unlink(missing_ok=True)
        raise
    # names are on disk before the manifest says so
    for folder in (target.parent, *(folder.parent for folder in new)):
        platform.sync_folder(folder)


def remove_result(folder: Path, entry: ManifestEntry) -> None:
    """Remove a finished file and its record.

    Raises:
        MediaError: one of them cannot be removed.
    """
    if not entry.output:
        return
    media = folder / entry.output
    try:
        media.unlink(missing_ok=True)
        record_of(media).unlink(missing_ok=True)
    except OSError as error:
        msg = f"{media.name}: no longer holds and cannot be removed ({error.strerror}); remove it"
        raise MediaError(msg) from error
