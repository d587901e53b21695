"""What changed since a place was last looked at. CCTV stands still, and so do most faces.

The picture is compared, cell by cell, with what each cell showed when it was last looked
at, not with the frame before: slow changes add up until they count.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from redactkit.frames import Pixels

__all__ = ["CELL", "Gate", "shrunk"]

LINES = 240
"""Height at which pictures are compared; a face of 12 px in 360 lines is 8 px there."""

CELL = 8
"""Side of a cell in pixels of the small picture."""

LEVEL = 9.0
"""Change of the 3 x 3 mean of luma, 0 to 255, from which a pixel has changed. At this level
the gate and the pace of `watch` save 60 % of the work on the twenty clips, most of which show
a fight or a crowd; recall there is 0.8 points lower, before `extend` makes good for it."""

CUT_SHARE = 0.7
"""Share of cells changed against the frame before from which it is another scene."""

UNSEEN = -1000.0
"""Stands for what was never looked at; no luma is near."""

Mask = npt.NDArray[np.bool_]


Luma = npt.NDArray[np.float32]


def shrunk(pixels: Pixels) -> Luma:
    """Return the small luma picture, 0 to 255, sides divisible by `CELL`, that gates compare."""
    height, width = pixels.shape[:2]
    scale = min(1.0, LINES / min(height, width))
    rows, columns = (max(1, round(side * scale / CELL)) for side in (height, width))
    gray = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
    small = cv2.resize(gray, (columns * CELL, rows * CELL), interpolation=cv2.INTER_AREA)
    return small.astype(np.float32)


class Gate:
    """Remembers what each cell showed when it was last looked at.

    Args:
        height: of the small pictures, px.
        width: of the small pictures, px.
    """

    def __init__(self, height: int, width: int) -> None:
        """Start with everything unseen."""
        self.shape = height // CELL, width // CELL
        self._seen = np.full((height, width), UNSEEN, np.float32)
        self._now = self._seen.copy()
        self._before = self._seen.copy()

    def show(self, small: Luma) -> Mask:
        """Take the next picture, as `shrunk`; return which cells, ``(rows, columns)``, changed."""
        self._before, self._now = self._now, small
        return self._cells(self._seen)

    def cut(self) -> bool:
        """Return whether the last picture is another scene than the one before."""
        return float(self._cells(self._before).mean()) > CUT_SHARE

    def looked(self, cells: Mask) -> None:
        """Remember that these cells were looked at in the last picture."""
        pixels = np.kron(cells, np.ones((CELL, CELL), bool))
        self._seen[pixels] = self._now[pixels]

    def _cells(self, other: Luma) -> Mask:
        change = np.abs(cv2.blur(self._now - other, (3, 3)))
        rows, columns = self.shape
        # One axis at a time is four times faster than both at once.
        peaks = change.reshape(rows, CELL, columns * CELL).max(axis=1)
        return np.asarray(peaks.reshape(rows, columns, CELL).max(axis=2) > LEVEL)
