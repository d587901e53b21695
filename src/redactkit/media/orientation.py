"""How decoded rows become an upright picture: what a file's display matrix asks for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    import av

__all__ = ["Orientation", "orientation_of", "upright"]


@dataclass(frozen=True, slots=True)
class Orientation:
    """Swap the axes first, then mirror rows and columns."""

    swap: bool = False
    rows: bool = False
    columns: bool = False

    def sides(self, both: tuple[int, int]) -> tuple[int, int]:
        """Return a picture's two sides, in the order given, after the turn or before it."""
        return both[::-1] if self.swap else both


def orientation_of(picture: av.VideoFrame) -> Orientation:
    """Return what the file's display matrix asks for, to the nearest quarter turn."""
    matrix = picture.side_data.get("DISPLAYMATRIX")
    if matrix is None:
        return Orientation()
    a, b, _, c, d = np.frombuffer(bytes(cast("bytes", matrix)), np.int32)[:5]
    # libavutil/display.h: x' = a x + c y, y' = b x + d y.
    if abs(int(a)) >= abs(int(b)):
        return Orientation(swap=False, rows=d < 0, columns=a < 0)
    return Orientation(swap=True, rows=b < 0, columns=c < 0)


def upright(pixels: npt.NDArray[np.uint8], turn: Orientation) -> npt.NDArray[np.uint8]:
    """Return a plane or an RGB picture, rows first, as it is meant to be seen."""
    if turn.swap:
        pixels = pixels.swapaxes(0, 1)
    pixels = pixels[::-1] if turn.rows else pixels
    pixels = pixels[:, ::-1] if turn.columns else pixels
    return np.ascontiguousarray(pixels)
