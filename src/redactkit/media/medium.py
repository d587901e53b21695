"""Tell pictures, clips and statements apart by what is in them, and how each ends when finished."""

from __future__ import annotations

from enum import StrEnum
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from redactkit.core.errors import MediaError
from redactkit.media import heic, image, text
from redactkit.media.source import check_source

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["Medium", "finished_ending", "finished_name", "medium_of"]

PDF = b"%PDF"
"""Refused by the picture reader, which says why."""

AVIF = b"ftypavif"
"""Refused by it too."""

HEAD = heic.HEAD


class Medium(StrEnum):
    """What a file is, as far as redactkit treats it."""

    IMAGE = "image"
    VIDEO = "video"
    TEXT = "text"


def medium_of(path: Path) -> Medium:
    """Return what to treat a file as.

    Statements go by their ending, for any bytes can be text; the rest by its first bytes.
    What is unknown goes by its ending too, so that the reader in charge names the fault.
    """
    if text.is_text(path):
        return Medium.TEXT
    try:
        check_source(path)
        with path.open("rb") as file:
            head = file.read(HEAD)
    except (MediaError, OSError):
        head = b""
    photo = heic.is_heic(head) or head[4:HEAD] == AVIF
    webp = head[:4] == b"RIFF" and head[8:12] == b"WEBP"
    if photo or webp or head.startswith((*image.MAGIC, PDF)):
        return Medium.IMAGE
    if path.suffix.lower() in (*image.SUFFIXES, ".gif", ".pdf", ".heic"):
        return Medium.VIDEO if head[4:8] == b"ftyp" else Medium.IMAGE
    return Medium.VIDEO


def finished_ending(name: str, medium: Medium, container: str) -> str:
    """Return the ending of the finished file: the source's where it can be written.

    Args:
        name: of the source.
        medium: what it is.
        container: ending of clips, without the dot.
    """
    own = PurePosixPath(name).suffix.lower()
    if medium is Medium.VIDEO:
        return "." + container
    if medium is Medium.IMAGE and own not in image.SUFFIXES:
        return ".png"
    return own


def finished_name(name: str, medium: Medium, container: str) -> str:
    """Return what the finished file is called that keeps its source's name; arguments as above.

    Another ending goes behind the source's own, so that ``a.mov`` and ``a.mp4`` do not end as
    one file.
    """
    ending = finished_ending(name, medium, container)
    return name if PurePosixPath(name).suffix.lower() == ending else name + ending
