"""Move finished files to where they belong, and take back those that no longer hold."""

from __future__ import annotations

import shutil
from contextlib import contextmanager
from typing import TYPE_CHECKING

from redactkit.atomic import sync
from redactkit.batch.naming import record_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from redactkit.batch.ledger import Entry

__all__ = ["STAGING_NAME", "put_in_place", "staging", "withdraw"]

STAGING_NAME = ".redactkit-work"


@contextmanager
def staging(target: Path) -> Iterator[None]:
    """Make the staging folder, without what a killed run left; take it away at the end."""
    folder = target / STAGING_NAME
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    try:
        yield
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def put_in_place(staged: Path, target: Path) -> None:
    """Move a finished file and its record; the record comes first, so no file lacks its own.

    Raises:
        OSError: the target's folder cannot be written.
    """
    new = [folder for folder in target.parents if not folder.exists()]
    target.parent.mkdir(parents=True, exist_ok=True)
    record_of(staged).replace(record_of(target))
    staged.replace(target)
    # names are on disk before the manifest says so
    for folder in (target.parent, *(folder.parent for folder in new)):
        sync(folder)


def withdraw(folder: Path, entry: Entry) -> None:
    """Remove a finished file and its record."""
    if entry.output:
        media = folder / entry.output
        media.unlink(missing_ok=True)
        record_of(media).unlink(missing_ok=True)
