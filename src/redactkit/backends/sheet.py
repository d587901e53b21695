"""Parts of a picture laid on one sheet, so that a model sees them in one run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from collections.abc import Sequence

    from redactkit.frames import Pixels

__all__ = ["Sheet", "lay"]

Region = tuple[int, int, int, int]
Quads = npt.NDArray[np.float32]
GRAY = 127


@dataclass(frozen=True, slots=True, eq=False)
class Sheet:
    """The sheet's pixels, and of each part its half-open xyxy in the picture and on the sheet."""

    pixels: Pixels
    parts: tuple[tuple[Region, Region], ...]

    def home(self, quad: Quads) -> Quads | None:
        """Return four corners on the sheet as corners in the picture; None between parts."""
        x, y = quad.mean(axis=0).tolist()
        for (left, top, right, bottom), (a, b, c, d) in self.parts:
            if a <= x < c and b <= y < d:
                moved = quad + np.array([left - a, top - b], np.float32)
                return np.asarray(np.clip(moved, (left, top), (right, bottom)), np.float32)
        return None


def lay(pixels: Pixels, regions: Sequence[Region], gap: int) -> Sheet:
    """Lay parts of a picture side by side, the highest first, ``gap`` px apart, on gray.

    ``regions`` are half-open xyxy in px; the sheet is as wide as the picture.
    """
    width = pixels.shape[1]
    parts: list[tuple[Region, Region]] = []
    shelves: list[list[int]] = []  # top, and where the free room begins
    foot = 0
    for region in sorted(regions, key=lambda one: one[1] - one[3]):
        wide, tall = region[2] - region[0], region[3] - region[1]
        if wide <= 0 or tall <= 0:
            continue
        shelf = next((one for one in shelves if one[1] + wide <= width), None)
        if shelf is None:
            shelf = [foot + gap if shelves else 0, 0]
            shelves.append(shelf)
            foot = shelf[0] + tall
        y, x = shelf
        parts.append((region, (x, y, x + wide, y + tall)))
        shelf[1] = x + wide + gap
    sheet = np.full((foot, width, 3), GRAY, np.uint8)
    for (left, top, right, bottom), (a, b, c, d) in parts:
        sheet[b:d, a:c] = pixels[top:bottom, left:right]
    return Sheet(sheet, tuple(parts))
