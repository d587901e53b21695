"""Bytes behind the end of a picture or clip, in which originals and notes have been found."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, Any, BinaryIO

from redactkit.media.heic import HEAD, is_heic

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["trailing_data_faults"]

LONGEST_HEAD = 16
"""Bytes before the content of an MP4 atom whose size takes 64 bits."""

STANDALONE = frozenset({0x01, *range(0xD0, 0xD8)})
"""JPEG markers without a length (ITU-T T.81, B.1.1.3)."""

PADDING = frozenset({b"free", b"skip", b"wide"})
PARTS = frozenset({b"ftyp", b"moov", b"mdat", b"moof", b"mfra", b"sidx"})
"""Atoms at the top of an MP4; what may name a person or a place stands in others."""

END_OF_IMAGE, STUFFED, FILL = 0xD9, 0x00, 0xFF


def trailing_data_faults(path: Path) -> tuple[str, ...]:
    """Return a sentence where a PNG, JPEG, WebP, BMP or MP4 goes on behind its end.

    Cropped originals have been found there (CVE-2023-21036).
    The end is found by walking through the file's own structure, so that what is behind it
    may look like another end. Padding inside an MP4 has to be empty. Other formats are not
    walked through.
    """
    with path.open("rb") as file:
        head = file.read(HEAD)
        if head[4:8] == b"ftyp" and not is_heic(head):
            return _atoms(file, path.stat().st_size)
    data = path.read_bytes()
    end = _end(data)
    if end is None or end >= len(data):
        return ()
    return ("there are bytes behind the end of the picture",)


def _end(data: bytes) -> int | None:
    """Return where a picture ends, None where its format is not known here."""
    try:
        if data.startswith(b"\x89PNG\r\n\x1a\n"):
            return _png(data)
        if data.startswith(b"\xff\xd8"):
            return _jpeg(data)
        if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
            size = _numbers("<I", data, 4)[0]
            return 8 + int(size) + int(size) % 2
        if data.startswith(b"BM"):
            return int(_numbers("<I", data, 2)[0])
    except (struct.error, IndexError):
        # cut short: nothing can stand behind an end that is not there
        return len(data)
    return None


def _png(data: bytes) -> int:
    at = 8
    while True:
        length, name = _numbers(">I4s", data, at)
        at += 12 + int(length)
        if name == b"IEND":
            return at


def _jpeg(data: bytes) -> int:
    at = 2
    while True:
        # coded data runs to the next marker; find gives -1 where the file is cut short
        at = data.find(b"\xff", at)
        if at < 0:
            return len(data)
        marker = data[at + 1]
        at += 2
        if marker == END_OF_IMAGE:
            return at
        if marker == FILL:
            at -= 1
        elif marker != STUFFED and marker not in STANDALONE:
            at += int(_numbers(">H", data, at)[0])


def _atoms(file: BinaryIO, whole: int) -> tuple[str, ...]:
    """Walk over the atoms of an MP4 (ISO/IEC 14496-12, 4.2) to the end of the file."""
    at, faults = 0, []
    while at + 8 <= whole:
        file.seek(at)
        size, name = _numbers(">I4s", file.read(8))
        head = 8
        if size == 1:
            size, head = _numbers(">Q", file.read(8).ljust(8, b"\0"))[0], LONGEST_HEAD
        size = size or whole - at
        if size < head or at + size > whole:
            break
        if name in PADDING:
            if file.read(size - head).strip(b"\0"):
                faults.append("padding inside the clip is not empty")
        elif name not in PARTS:
            faults.append("the clip carries an atom that is no part of a clip")
        at += size
    if at != whole:
        faults.append("there are bytes behind the end of the clip")
    return tuple(faults)


def _numbers(layout: str, data: bytes, at: int = 0) -> tuple[Any, ...]:
    return struct.unpack_from(layout, data, at)
