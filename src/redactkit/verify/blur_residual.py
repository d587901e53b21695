"""Tell a frozen blur from anything else by what it leaves in the finished picture.

A frozen cover is a few cells, taken once, drawn close together and scaled up. So in the
finished file its place follows such cells closely, their range is small, and in every frame
of a clip the cells are the same. A bare or lightly blurred place fails in one of these.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import cv2
import numpy as np
import numpy.typing as npt

from redactkit.core.methods import Frozen

if TYPE_CHECKING:
    from collections.abc import Sequence

    from redactkit.core.methods import Pixelate

__all__ = ["SIDE", "BlurStyle", "blur_residual"]

SIDE = 16
"""Pixels to a side that a place is reduced to before it is compared; codec noise averages out."""

FINE = 15 * SIDE
"""Pixels to a side that cells are scaled up to first; 1 to 4 cells divide it."""

LEAST = 12
"""Points, a twentieth, that have to be free of other covers for a place to be judged."""

BlurStyle = tuple[npt.NDArray[np.float32], npt.NDArray[np.bool_]]
"""A place reduced to `SIDE` x `SIDE` luma, and which of its points belong to no other cover."""


def blur_residual(looks: Sequence[BlurStyle], method: Frozen | Pixelate) -> tuple[float, float]:
    """Return how far a track is from frozen cells: the deviation from them, and their range.

    The first is the root mean square in luma of the worst tenth of the frames, against cells
    fitted to all of them together; the second is the range of those cells.
    """
    design = _design(method.cells, smooth=isinstance(method, Frozen))
    gram = np.zeros((design.shape[1],) * 2)
    right = np.zeros(design.shape[1])
    used = [(luma.ravel(), free.ravel()) for luma, free in looks if free.sum() >= LEAST]
    for luma, free in used:
        part = design[free]
        gram += part.T @ part
        right += part.T @ luma[free]
    if not used:
        return 0.0, 0.0
    cells = np.linalg.lstsq(gram, right, rcond=1e-6)[0]
    drawn = design @ cells
    off = [float(np.sqrt(np.mean((luma[free] - drawn[free]) ** 2))) for luma, free in used]
    # cells that no frame shows are not determined
    seen = np.any([free for _, free in used], axis=0)
    return float(np.quantile(off, 0.9)), float(np.ptp(drawn[seen]))


@lru_cache(maxsize=16)
def _design(cells: int, *, smooth: bool) -> npt.NDArray[np.float64]:
    """Return one row for each point and one column for each cell: how a cell is scaled up."""
    how = cv2.INTER_LINEAR if smooth else cv2.INTER_NEAREST
    columns = []
    for number in range(cells * cells):
        patch = np.zeros((cells, cells), np.float32)
        patch.flat[number] = 1
        large = cv2.resize(patch, (FINE, FINE), interpolation=how)
        # the place itself was reduced in the same way, so edges of cells mix alike
        columns.append(cv2.resize(large, (SIDE, SIDE), interpolation=cv2.INTER_AREA).ravel())
    return np.asarray(np.stack(columns, axis=1), np.float64)
