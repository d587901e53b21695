"""What finished files are called: never alike, and by default telling nothing of the source."""

from __future__ import annotations

import os
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from redactkit.media.medium import finished_ending, finished_name

if TYPE_CHECKING:
    from pathlib import Path

    from redactkit.batch.keyed_digest import KeyedDigest
    from redactkit.media.medium import Medium

__all__ = ["kept_name", "output_name"]

DIGITS = 16
"""Hex digits of a hidden name: two files in a million meet with a chance of 1 in 30 million."""


def output_name(name: str, medium: Medium, container: str, seal: KeyedDigest) -> str:
    """Return the hidden path inside the target folder: the tree is kept, the words are not.

    Args:
        name: path inside the source folder, with forward slashes.
        medium: what the file is.
        container: ending of clips.
        seal: makes the names; the same secret gives the same names.
    """
    path = PurePosixPath(name)
    folders = [seal.of(b"folder", os.fsencode(str(p))) for p in reversed(path.parents[:-1])]
    parts = [*folders, seal.of(b"name", os.fsencode(name))]
    return "/".join(part[:DIGITS] for part in parts) + finished_ending(name, medium, container)


def kept_name(name: str, medium: Medium, container: str, source: Path) -> str:
    """Return the path inside the target folder for a file that keeps its name.

    Where a source has the name that its ending gives it, it gets one more word.
    """
    new = finished_name(name, medium, container)
    ending = PurePosixPath(new).suffix
    while new != name and os.path.exists(source / new):  # noqa: PTH110 - Path's own raises for long names
        new = new.removesuffix(ending) + ".redacted" + ending
    return new
