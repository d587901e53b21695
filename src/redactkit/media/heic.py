"""HEIC, which phones save photos in: known by its first bytes, read through pillow-heif."""

from __future__ import annotations

from typing import TYPE_CHECKING

from redactkit.core.errors import MediaError

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["FORMAT", "HEAD", "is_heic", "make_readable"]

FORMAT = "HEIF"
"""What Pillow calls it."""

HEAD = 12
"""Bytes that tell what a file is."""

BRANDS = (b"heic", b"heix", b"heim", b"heis", b"mif1", b"msf1", b"hevc", b"hevx")
"""Names at the begin of such files (ISO/IEC 23008-12, 10)."""


def is_heic(head: bytes) -> bool:
    """Return whether a file that begins like this is a HEIC."""
    return head[4:8] == b"ftyp" and head[8:12] in BRANDS


def make_readable(path: Path) -> None:
    """Let Pillow read HEIC from here on.

    Raises:
        MediaError: what reads it is not installed; the message names the remedy.
    """
    try:
        import pillow_heif  # noqa: PLC0415 - an extra, and slow to load
    except ImportError as error:
        remedy = "pip install 'redactkit-media[heic]', or export it as JPEG or PNG"
        msg = f"{path.name}: is a HEIC; {remedy}"
        raise MediaError(msg) from error
    # thumbnails inside are not read; its limits on memory are on by default
    pillow_heif.register_heif_opener(thumbnails=False)
