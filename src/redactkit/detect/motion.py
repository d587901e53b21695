"""Motion gate: what changed since a cell was last scanned. Most of a CCTV picture is static.

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

CHANGED, MUCH_CHANGED = 0.1, 0.7
"""Shares against the frame before from which a frame may be the first of another scene: of the
pixels that changed, and of the cells whose mean did."""

FOUND_OF_CHANGED, FOUND_OF_MUCH = 0.15, 0.5
"""Shares of the blocks found again near their place below which it is one, for each of these.
Between neighbouring frames of the 35 clips the first was met in one clip alone, where the camera
is torn aside; of 1,190 pairs of frames from two of them 1,189 changed as much as the second says,
with at most half of their blocks found; seven in ten had less than 0.15 found."""

BLOCK, NEARBY = 32, 12
"""Side of a block, and how far from its place it is searched for, px of the small picture."""

ALIKE = 0.6
"""Correlation from which a block is found."""

TEXTURE = 4.0
"""Standard deviation of luma from which a block can be told from others."""

FEWEST, MOST = 6, 48
"""Blocks with texture below which nothing is told from them, and how many are searched for."""

STILL = 255
"""What OpenCV marks a pixel with that is within a range."""

UNSEEN = -1000
"""Value of cells that were never scanned; no luma is near."""

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
        self._means: npt.NDArray[np.float32] | None = None

    def cut(self, small: Luma) -> bool:
        """Return whether a picture, as `downscaled`, is another scene than the one before.

        That is so where much changed and little of what was there is near its place: in a shot
        that moves, or where a light is switched on, things are still found.
        """
        height, width = small.shape
        cells = width // CELL, height // CELL
        resized = cv2.resize(small.astype(np.float32), cells, interpolation=cv2.INTER_AREA)
        means = np.asarray(resized, np.float32)
        before, self._before = self._before, small
        old, self._means = self._means, means
        if before is None or old is None:
            return False
        if float((cv2.absdiff(before, small) > LEVEL).mean()) <= CHANGED:
            return False
        much = float((cv2.absdiff(old, means) > LEVEL).mean()) > MUCH_CHANGED
        found = _found_again(before, small)
        return much if found is None else found < (FOUND_OF_MUCH if much else FOUND_OF_CHANGED)


def _found_again(before: Luma, small: Luma) -> float | None:
    """Return the share of blocks that lie near their place in the picture before.

    None where too few have texture.
    """
    height, width = small.shape
    places = [
        (y, x)
        for y in range(NEARBY, height - BLOCK - NEARBY + 1, BLOCK)
        for x in range(NEARBY, width - BLOCK - NEARBY + 1, BLOCK)
        if small[y : y + BLOCK, x : x + BLOCK].std() >= TEXTURE
    ]
    if len(places) < FEWEST:
        return None
    places = places[:: max(1, len(places) // MOST)]
    found = 0
    for y, x in places:
        around = before[y - NEARBY : y + BLOCK + NEARBY, x - NEARBY : x + BLOCK + NEARBY]
        block = small[y : y + BLOCK, x : x + BLOCK]
        found += float(cv2.matchTemplate(around, block, cv2.TM_CCOEFF_NORMED).max()) >= ALIKE
    return found / len(places)


class MotionGate:
    """Keeps the mean luma of each cell at its last scan.

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
        """Mark these cells as scanned in the last picture."""
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
