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

__all__ = ["CELL", "Gate"]

LINES = 240
"""Height at which pictures are compared; a face of 12 px in 360 lines is 8 px there."""

CELL = 8
"""Side of a cell in pixels of the small picture."""

LEVEL = 9.0
"""Change of the 3 x 3 mean of luma, 0 to 255, from which a pixel has changed. Noise and
compression of the twenty clips stay below in 90 % of still cells; a walking person in the
same clips changes 20 to 80."""

CUT_SHARE = 0.7
"""Share of cells changed against the frame before from which it is another scene."""

Mask = npt.NDArray[np.bool_]


class Gate:
    """Remembers what each cell showed when it was last looked at.

    Args:
        height: of the pictures, px.
        width: of the pictures, px.
    """

    def __init__(self, height: int, width: int) -> None:
        """Start with everything unseen."""
        scale = min(1.0, LINES / min(height, width))
        rows, columns = (max(1, round(side * scale / CELL)) for side in (height, width))
        self.shape = rows, columns
        self._seen = np.full((rows * CELL, columns * CELL), -1000.0, np.float32)
        self._now = self._seen.copy()
        self._before = self._seen.copy()

    def show(self, pixels: Pixels) -> Mask:
        """Take the next picture; return which cells, ``(rows, columns)``, have changed."""
        height, width = self._now.shape
        small = cv2.resize(pixels, (width, height), interpolation=cv2.INTER_AREA)
        self._before = self._now
        self._now = cv2.cvtColor(small, cv2.COLOR_RGB2GRAY).astype(np.float32)
        return self._cells(self._seen)

    def cut(self) -> bool:
        """Return whether the last picture is another scene than the one before."""
        return float(self._cells(self._before).mean()) > CUT_SHARE

    def looked(self, cells: Mask) -> None:
        """Remember that these cells were looked at in the last picture."""
        pixels = np.kron(cells, np.ones((CELL, CELL), bool))
        self._seen[pixels] = self._now[pixels]

    def _cells(self, other: npt.NDArray[np.float32]) -> Mask:
        change = np.abs(cv2.blur(self._now - other, (3, 3)))
        rows, columns = self.shape
        peaks = change.reshape(rows, CELL, columns, CELL).max(axis=(1, 3))
        return np.asarray(peaks > LEVEL)
