"""Rectangles, and the one place where they are rounded: outward."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["BlockGrid", "Box", "hull"]


@dataclass(frozen=True, slots=True, order=True)
class Box:
    """A half-open rectangle in pixels, origin at the top left (xyxy).

    ``right`` and ``bottom`` lie just outside. Coordinates are floats and may
    leave the picture; only `pixels` rounds, and it rounds outward.

    Raises:
        ValueError: a coordinate is not finite, or the box is inside out.
    """

    left: float
    top: float
    right: float
    bottom: float

    def __post_init__(self) -> None:
        """Refuse boxes that cannot be drawn."""
        if not all(map(math.isfinite, self.xyxy)):
            msg = f"box has a coordinate that is not finite: {self.xyxy}"
            raise ValueError(msg)
        if self.right < self.left or self.bottom < self.top:
            msg = f"box is inside out: {self.xyxy}"
            raise ValueError(msg)

    @property
    def xyxy(self) -> tuple[float, float, float, float]:
        """``(left, top, right, bottom)``."""
        return self.left, self.top, self.right, self.bottom

    @property
    def width(self) -> float:
        """Width in pixels."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """Height in pixels."""
        return self.bottom - self.top

    @property
    def area(self) -> float:
        """Area in square pixels."""
        return self.width * self.height

    @property
    def center(self) -> tuple[float, float]:
        """``(x, y)`` of the middle."""
        return (self.left + self.right) / 2, (self.top + self.bottom) / 2

    def padded(self, x: float, y: float | None = None) -> Self:
        """Grow by ``x`` px left and right and ``y`` (or ``x``) above and below; never shrink."""
        x, y = max(0.0, x), max(0.0, x if y is None else y)
        return type(self)(self.left - x, self.top - y, self.right + x, self.bottom + y)

    def grown(self, fraction: float) -> Self:
        """Grow every side by ``fraction`` of the shorter side; never shrink."""
        return self.padded(fraction * min(self.width, self.height))

    def shifted(self, dx: float, dy: float) -> Self:
        """Move by ``(dx, dy)`` pixels."""
        return type(self)(self.left + dx, self.top + dy, self.right + dx, self.bottom + dy)

    def scaled(self, x: float, y: float | None = None) -> Self:
        """Multiply coordinates, as when the picture is resized by ``x`` (and ``y``)."""
        y = x if y is None else y
        return type(self)(self.left * x, self.top * y, self.right * x, self.bottom * y)

    def between(self, other: Box, share: float) -> Self:
        """Return the box ``share`` of the way to ``other``; 0 is here, 1 is there, both exactly.

        Each side stays between its two ends, and the box is never inside out: both products
        grow with their factor also after rounding, and so does their sum.

        Raises:
            ValueError: ``share`` is not 0 to 1.
        """
        if not 0 <= share <= 1:
            msg = f"share must be 0 to 1, not {share}"
            raise ValueError(msg)
        pairs = zip(self.xyxy, other.xyxy, strict=True)
        return type(self)(*(_between(a, b, share) for a, b in pairs))

    def overlap(self, other: Box) -> float:
        """Return the area in square pixels common to both."""
        width = min(self.right, other.right) - max(self.left, other.left)
        height = min(self.bottom, other.bottom) - max(self.top, other.top)
        return max(0.0, width) * max(0.0, height)

    def iou(self, other: Box) -> float:
        """Intersection over union, 0 to 1."""
        common = self.overlap(other)
        union = self.area + other.area - common
        return common / union if union > 0 else 0.0

    def covers(self, other: Box) -> bool:
        """Return whether ``other`` lies inside, edges included."""
        return (
            self.left <= other.left
            and self.top <= other.top
            and self.right >= other.right
            and self.bottom >= other.bottom
        )

    def pixels(self, width: int, height: int) -> tuple[int, int, int, int]:
        """Whole pixels touched inside a ``width`` x ``height`` picture, as half-open xyxy.

        Near edges are floored, far edges ceiled, and both ends clamped, so the
        result is empty (``x0 == x1`` or ``y0 == y1``) for a box outside.
        """
        x0, x1 = _outward(self.left, self.right, width)
        y0, y1 = _outward(self.top, self.bottom, height)
        return x0, y0, x1, y1


def _between(a: float, b: float, share: float) -> float:
    value = a * (1 - share) + b * share
    return min(max(value, min(a, b)), max(a, b))


def _outward(near: float, far: float, size: int) -> tuple[int, int]:
    return min(max(math.floor(near), 0), size), min(max(math.ceil(far), 0), size)


@dataclass(frozen=True, slots=True)
class BlockGrid:
    """The rectangles in which a codec keeps a picture, as they lie in the upright picture.

    Each field is ``(across, down)`` in px: ``size`` of a block, ``first`` the place of any
    block's near edge, ``reach`` how far decoding carries a block's content beyond its edges.
    """

    size: tuple[int, int]
    first: tuple[int, int] = (0, 0)
    reach: tuple[int, int] = (0, 0)

    def around(self, box: Box) -> Box:
        """Return the smallest box that holds all that the blocks which ``box`` touches can show."""
        return self._whole(box).padded(*self.reach)

    def inside(self, box: Box) -> Box:
        """Return the blocks that ``box`` touches, without the pixels that others reach into."""
        whole, (x, y) = self._whole(box), self.reach
        return Box(whole.left + x, whole.top + y, whole.right - x, whole.bottom - y)

    def _whole(self, box: Box) -> Box:
        steps = list(zip(self.size, self.first, strict=True))
        left, top = (
            first + size * math.floor((near - first) / size)
            for near, (size, first) in zip(box.xyxy[:2], steps, strict=True)
        )
        right, bottom = (
            first + size * math.ceil((far - first) / size)
            for far, (size, first) in zip(box.xyxy[2:], steps, strict=True)
        )
        return Box(float(left), float(top), float(right), float(bottom))


def hull(boxes: Iterable[Box]) -> Box:
    """Return the smallest box around all of ``boxes``.

    Raises:
        ValueError: there is no box.
    """
    sides = list(zip(*(box.xyxy for box in boxes), strict=True))
    if not sides:
        msg = "no box to put a hull around"
        raise ValueError(msg)
    return Box(min(sides[0]), min(sides[1]), max(sides[2]), max(sides[3]))
