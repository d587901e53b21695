"""What changed since a place was last looked at. CCTV stands still, and so do most faces.

The picture is compared, cell by cell, with what each cell showed when it was last looked
at, not with the frame before: slow changes add up until they count.
"""

from __future__ import annotations

from typing import TypeAlias

import cv2
import numpy as np
import numpy.typing as npt

from redactkit.core.scaling import scaled

__all__ = ["CELL", "CutDetector", "Luma", "Mask", "MotionGate", "downscaled"]

LINES = 240
"""Height at which pictures are compared; a face of 12 px in 360 lines is 8 px there."""

CELL = 8
"""Side of a cell in pixels of the small picture."""

WINDOW = 3
"""Side, px, of the window over which a change is averaged: sensor noise is no change."""

LEVEL = 9
"""Change of that mean of luma, 0 to 255, from which a pixel has changed. At this level
the gate and the intervals of `scan_scheduler` save 60 % of the work on the twenty clips, most of
which show a fight or a crowd, at no loss of recall (docs/clips.md)."""

CUT_SHARE = 0.7
"""Share of the cells whose mean changed against the frame before from which it is another scene."""

STILL = 255
"""What OpenCV marks a pixel with that is within a range."""

UNSEEN = -1000
"""Stands for what was never looked at; no luma is near."""

Mask: TypeAlias = npt.NDArray[np.bool_]
"""Shape ``(rows, columns)`` of cells."""

Luma: TypeAlias = npt.NDArray[np.uint8]
"""A small picture, shape ``(height, width)``, 0 to 255."""


def downscaled(gray: npt.NDArray[np.uint8]) -> Luma:
    """Return the small picture, sides divisible by `CELL`, that gates compare."""
    height, width = gray.shape
    scale = min(1.0, LINES / min(height, width))
    rows, columns = (max(1, round(side * scale / CELL)) for side in (height, width))
    return scaled(gray, rows * CELL, columns * CELL)


class CutDetector:
    """Tells cuts: compares each picture with the one before."""

    def __init__(self) -> None:
        """Start before the first picture."""
        self._before: Luma | None = None

    def cut(self, small: Luma) -> bool:
        """Return whether a picture, as `downscaled`, is another scene than the one before."""
        height, width = small.shape
        cells = width // CELL, height // CELL
        means = cv2.resize(small.astype(np.float32), cells, interpolation=cv2.INTER_AREA)
        before, self._before = self._before, np.asarray(means, np.float32)
        if before is None:
            return False
        return float((cv2.absdiff(before, self._before) > LEVEL).mean()) > CUT_SHARE


class MotionGate:
    """Remembers what each cell showed when it was last looked at.

    Args:
        height: of the small pictures, px.
        width: of the small pictures, px.
    """

    def __init__(self, height: int, width: int) -> None:
        """Start with everything unseen."""
        self.shape = height // CELL, width // CELL
        self._seen = np.full((height, width), UNSEEN, np.int16)
        self._now = self._seen.copy()

    def show(self, small: Luma) -> Mask:
        """Take the next `downscaled` picture; return the changed cells, ``(rows, columns)``."""
        self._now = small.astype(np.int16)
        return self._cells()

    def mark_scanned(self, cells: Mask) -> None:
        """Remember that these cells were looked at in the last picture."""
        pixels = np.kron(cells, np.ones((CELL, CELL), bool))
        self._seen[pixels] = self._now[pixels]

    def _cells(self) -> Mask:
        sums = cv2.boxFilter(
            cv2.subtract(self._now, self._seen), cv2.CV_16S, (WINDOW, WINDOW), normalize=False
        )
        most = LEVEL * WINDOW**2
        still = cv2.inRange(sums, -most, most)
        # the mean of a cell is lower where a single pixel of it changed
        means = cv2.resize(still, self.shape[::-1], interpolation=cv2.INTER_AREA)
        return np.asarray(means < STILL)
