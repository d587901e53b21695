"""Cell means of painted frames, kept in a file while a clip is written.

The finished clip is held against them, so the source need not be decoded once more. A mean
over 8 x 8 pixels shows nobody: what lay under covers was painted before.
"""

from __future__ import annotations

import struct
import tempfile
import zlib
from typing import TYPE_CHECKING, BinaryIO, cast

import cv2
import numpy as np
import numpy.typing as npt

from redactkit.core.errors import MediaError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["CELL", "LEVELS", "CellWriter", "Cells", "cells_of", "flush", "read_cells", "unnamed"]

CELL = 8
"""Pixels to a side of the squares whose means are kept."""

LEVELS = 4
"""Steps of luma that are kept as one: a fifth of the smallest difference that counts, and noise
of the camera, which would cost most of the bytes, mostly vanishes."""

HEAD = struct.Struct("<III")
"""Before each frame: rows, columns, packed bytes."""

Cells = npt.NDArray[np.uint8]
"""Means of luma, shape ``(rows, columns)``."""


def cells_of(luma: npt.NDArray[np.uint8]) -> Cells:
    """Return the means of a luma plane, shape ``(height, width)``, over squares of `CELL` px."""
    size = max(1, luma.shape[1] // CELL), max(1, luma.shape[0] // CELL)
    return np.asarray(cv2.resize(luma, size, interpolation=cv2.INTER_AREA), np.uint8)


class CellWriter:
    """Appends the cells of frames, each as its difference from the one before.

    Args:
        file: an empty file, open for writing.
    """

    def __init__(self, file: BinaryIO) -> None:
        """Write nothing yet."""
        self._file = file
        self._before: Cells | None = None

    def add(self, luma: npt.NDArray[np.uint8]) -> None:
        """Keep the cells of the next frame's luma plane.

        Raises:
            MediaError: the disk takes no more.
        """
        cells = cells_of(luma) // np.uint8(LEVELS)
        before = self._before
        change = cells - before if before is not None and before.shape == cells.shape else cells
        packed = zlib.compress(change.tobytes(), 1)
        # the first frame, and one of another size, is told by its sign: a change from nothing
        first = before is None or before.shape != cells.shape
        rows = cells.shape[0] | (1 << 31 if first else 0)
        self._before = cells
        try:
            self._file.write(HEAD.pack(rows, cells.shape[1], len(packed)) + packed)
        except OSError as error:
            raise _no_room() from error


def read_cells(file: BinaryIO) -> Iterator[Cells]:
    """Yield what a `CellWriter` wrote, within `LEVELS` / 2 of the means.

    Raises:
        MediaError: the file was cut short.
    """
    before: Cells | None = None
    while head := file.read(HEAD.size):
        rows, columns, size = HEAD.unpack(head.ljust(HEAD.size, b"\0"))
        packed = file.read(size)
        first, rows = bool(rows >> 31), rows & ~(1 << 31)
        if len(packed) < size or len(head) < HEAD.size:
            msg = "what was kept of the painted frames was cut short; run it again"
            raise MediaError(msg)
        change = np.frombuffer(zlib.decompress(packed), np.uint8).reshape(rows, columns)
        before = change if first or before is None else before + change
        yield before * np.uint8(LEVELS) + np.uint8(LEVELS // 2)


def unnamed(folder: Path) -> BinaryIO:
    """Return an empty file of ``folder`` without a name, gone as soon as it is closed.

    Raises:
        MediaError: it cannot be made.
    """
    try:
        return cast("BinaryIO", tempfile.TemporaryFile(dir=folder))
    except OSError as error:
        raise _no_room() from error


def flush(file: BinaryIO) -> None:
    """Write what a file still holds back.

    Raises:
        MediaError: the disk takes no more.
    """
    try:
        file.flush()
    except OSError as error:
        raise _no_room() from error


def _no_room() -> MediaError:
    msg = "the clip cannot be written to its end: the disk is full or takes no more; make room"
    return MediaError(msg)
