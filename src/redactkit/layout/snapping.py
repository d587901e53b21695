"""Boxes of avatars that were seen coarsely, drawn to the edges that the picture shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from redactkit.core.geometry import Box

if TYPE_CHECKING:
    from redactkit.layout.segmentation import Segmentation

__all__ = ["snapped"]

SHAPE = 0.6
"""IoU from which a shape upon a flat ground is the avatar."""

ROOM = 0.16
"""Share of an avatar's size within which its edge is looked for on either side."""

MIDDLE = 0.3
"""Rows (or columns) whose edge is looked for: this share from either end is left out."""

CLEAR = 6.0
"""Least change of color (0 to 255) at an edge."""

FIRST = 0.5
"""The outermost place where color changes by this share of the largest change is the edge."""

NARROW = 3
"""Columns of the picture below which nothing can be compared: the box ends at its side."""

UNSURE = 0.06
"""Share of its size by which a box whose edge cannot be seen is grown."""


def snapped(box: Box, scene: Segmentation) -> tuple[Box, bool]:
    """Return an avatar's box at the picture's own edges, and whether they were clear.

    Args:
        box: where the page model sees the avatar, px.
        scene: the screenshot taken apart.
    """
    shapes = [shape.box for shape in scene.shapes if shape.box.iou(box) >= SHAPE]
    if shapes:
        return max(shapes, key=lambda shape: shape.iou(box)).padded(1), True
    small = box.scaled(scene.scale)
    left, right = _sides(scene.small, small)
    top, bottom = _sides(
        scene.small.transpose(1, 0, 2), Box(small.top, small.left, small.bottom, small.right)
    )
    spare = UNSURE * min(small.width, small.height)
    found = Box(
        small.left - spare if left is None else left - 1,
        small.top - spare if top is None else top - 1,
        small.right + spare if right is None else right + 1,
        small.bottom + spare if bottom is None else bottom + 1,
    )
    return found.scaled(1 / scene.scale), None not in (left, top, right, bottom)


def _sides(pixels: npt.NDArray[np.uint8], box: Box) -> tuple[float | None, float | None]:
    """Return where the left and the right edge of a box are seen, None where they are not."""
    height, width = pixels.shape[:2]
    cut = MIDDLE * box.height
    top, bottom = max(0, round(box.top + cut)), min(height, round(box.bottom - cut) + 1)
    room = max(2.0, ROOM * box.width)
    return (
        _edge(pixels[top:bottom], box.left, room, width, outward=-1),
        _edge(pixels[top:bottom], box.right, room, width, outward=1),
    )


def _edge(
    band: npt.NDArray[np.uint8], near: float, room: float, width: int, *, outward: int
) -> float | None:
    first, last = max(0, round(near - room)), min(width, round(near + room) + 1)
    if last - first < NARROW:
        return float(min(max(near, 0), width))
    if not band.shape[0]:
        return None
    part = band[:, first:last].astype(np.int16)
    change = np.abs(np.diff(part, axis=1)).max(axis=2).mean(axis=0)
    if change.max() < CLEAR:
        return None
    places = np.flatnonzero(change >= max(CLEAR, FIRST * change.max()))
    place = places[0] if outward < 0 else places[-1]
    return float(first + place + 1)
