"""Was a clip's file cut short? Its own structure says how long it has to be.

A container without an index at its end, or one that tells only when it began to be written how
many frames there will be, is read to where it breaks off without a word.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["is_cut_short"]

EBML_HEAD, SEGMENT = b"\x1a\x45\xdf\xa3", b"\x18\x53\x80\x67"
"""Identifiers of the first elements of a Matroska file (RFC 8794, RFC 9559)."""

LARGE, TO_THE_END = 1, 0
"""Sizes of an MP4 atom that mean: told in 64 bits, and reaching to the end of the file."""


def is_cut_short(path: Path) -> bool:
    """Return whether an MP4, Matroska, WebM or AVI file ends before its last piece does.

    Of other formats nothing is known; nor of a file whose writer died before it told sizes.
    """
    whole = path.stat().st_size
    with path.open("rb") as file:
        head = file.read(12)
        file.seek(0)
        if head[:4] == b"RIFF":
            return _riff(file, whole)
        if head[:4] == EBML_HEAD:
            return _matroska(file, whole)
        return head[4:8] == b"ftyp" and _atoms(file, whole)


def _riff(file: BinaryIO, whole: int) -> bool:
    """Walk over the chunks at the top: a large AVI has several."""
    at = 0
    while at + 8 <= whole:
        file.seek(at)
        name, size = struct.unpack("<4sI", file.read(8))
        if name != b"RIFF" or not size:
            return False
        at += 8 + size + size % 2
    # a missing byte of padding is no loss
    return at > whole + 1


def _matroska(file: BinaryIO, whole: int) -> bool:
    at = 0
    for name in (EBML_HEAD, SEGMENT):
        file.seek(at)
        if file.read(4) != name:
            return False
        first = file.read(1)
        length = 9 - first[0].bit_length() if first and first[0] else 0
        if not length:
            return False
        mask = (1 << (8 - length)) - 1
        size = int.from_bytes(bytes([first[0] & mask]) + file.read(length - 1), "big")
        if size == (1 << 7 * length) - 1:
            # not known, as in a live stream
            return False
        at += 4 + length + size
    return at > whole


def _atoms(file: BinaryIO, whole: int) -> bool:
    at = 0
    while at + 8 <= whole:
        file.seek(at)
        size = int.from_bytes(file.read(4), "big")
        if size == LARGE:
            file.seek(at + 8)
            size = int.from_bytes(file.read(8), "big")
        if size == TO_THE_END:
            return False
        if size < 8:  # noqa: PLR2004 - an atom's own head
            return False
        at += size
    return at > whole
