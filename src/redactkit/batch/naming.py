"""What finished files are called: never alike, and by default telling nothing of the source."""

from __future__ import annotations

import os
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from redactkit import imagefile
from redactkit.chain import RECORD_ENDING
from redactkit.media import Medium

if TYPE_CHECKING:
    from pathlib import Path

    from redactkit.batch.seal import Seal

__all__ = ["kept_name", "output_name", "record_of"]

DIGITS = 16
"""Hex digits of a hidden name: two files in a million meet with a chance of 1 in 30 million."""


def output_name(name: str, medium: Medium, container: str, seal: Seal) -> str:
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
    return "/".join(part[:DIGITS] for part in parts) + ending(name, medium, container)


def kept_name(name: str, medium: Medium, container: str, source: Path) -> str:
    """Return the path inside the target folder for a file that keeps its name.

    A clip gets the ending of its container behind its own, so that ``a.mov`` and ``a.mp4``
    do not end as one file; where a source has just that name, one more word.
    """
    wanted = ending(name, medium, container)
    if PurePosixPath(name).suffix.lower() == wanted:
        return name
    new = name + wanted
    while (source / new).exists():
        new = new.removesuffix(wanted) + ".redacted" + wanted
    return new


def ending(name: str, medium: Medium, container: str) -> str:
    """Return the ending of the finished file: the source's where it can be written."""
    own = PurePosixPath(name).suffix.lower()
    if medium is Medium.VIDEO:
        return "." + container
    if medium is Medium.IMAGE and own not in imagefile.SUFFIXES:
        return ".png"
    return own


def record_of(output: Path) -> Path:
    """Return where the record of a finished file lies."""
    return output.with_name(output.name + RECORD_ENDING)
