"""Cutting tall pictures into overlapping tiles, and joining what two tiles saw."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from redactkit.core.geometry import Box

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["box_of", "distinct", "lone", "tiles"]

Quads = npt.NDArray[np.float32]

TILE, OVERLAP = 1600, 192
"""Rows of a tile at most, and those that neighbours share: a line of text that is no higher lies
whole in one of them."""

SAME = 0.7
"""Share of a quad's upright box that lies in a larger one's from which both are one line."""


def tiles(height: int) -> Iterator[tuple[int, int]]:
    """Cut ``height`` rows into equal overlapping stretches of at most ``TILE`` rows."""
    count = 1 if height <= TILE else math.ceil((height - OVERLAP) / (TILE - OVERLAP))
    step = math.ceil((height - OVERLAP) / count) if count > 1 else height
    for index in range(count):
        yield index * step, min(height, index * step + step + OVERLAP)


def distinct(quads: list[Quads]) -> list[Quads]:
    """Drop what a larger quad covers: the halves of lines that tiles see twice."""
    boxes = [box_of(quad) for quad in quads]
    order = sorted(range(len(quads)), key=lambda index: -boxes[index].area)
    kept: list[int] = []
    for index in order:
        box = boxes[index]
        if box.area > 0 and all(box.overlap(boxes[other]) < SAME * box.area for other in kept):
            kept.append(index)
    return [quads[index] for index in kept]


def lone(large: list[Quads], others: list[Quads]) -> list[Quads]:
    """Return the quads of ``large`` in which the middle of no other one lies."""
    middles = [box_of(quad).center for quad in others]
    return [
        quad
        for quad, box in zip(large, map(box_of, large), strict=True)
        if not any(box.left < x < box.right and box.top < y < box.bottom for x, y in middles)
    ]


def box_of(quad: Quads) -> Box:
    """Return the upright box around four corners."""
    return Box(*(float(side) for side in (*quad.min(axis=0), *quad.max(axis=0))))
