"""Fixed places in the picture that are hidden whole, or whose faces stay visible."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Literal

from redactkit.core.errors import PolicyError
from redactkit.core.geometry import Box

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

__all__ = ["Point", "Zone", "zone_from_mapping", "zone_to_mapping"]

Point = tuple[float, float]

ROWS = 16
"""Boxes by which a polygon is covered at most; each reaches as far as the polygon does."""

CORNERS = 3
"""Fewest points of a polygon."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Zone:
    """A box or polygon in pixels of the upright picture, and when it holds.

    ``start_s`` and ``end_s`` are seconds from the clip's first frame; ``end_s`` None is its
    end. ``hide`` covers everything inside, ``show`` keeps faces visible that stay inside.

    Raises:
        PolicyError: the shape has no area, the span no length, or the action does not exist.
    """

    shape: Box | tuple[Point, ...]
    start_s: float = 0.0
    end_s: float | None = None
    action: Literal["hide", "show"] = "hide"

    def __post_init__(self) -> None:
        """Refuse zones that hold nothing."""
        if not isinstance(self.shape, Box) and len(self.shape) < CORNERS:
            msg = f"a zone's polygon needs at least {CORNERS} points"
            raise PolicyError(msg)
        if not all(map(math.isfinite, (*self._numbers(), self.start_s, self.end_s or 0.0))):
            msg = "a zone has a number that is not finite"
            raise PolicyError(msg)
        if self.bounds.area <= 0:
            msg = "a zone must have an area"
            raise PolicyError(msg)
        if self.start_s < 0 or (self.end_s is not None and self.end_s <= self.start_s):
            msg = f"a zone must end after it starts, not {self.start_s} to {self.end_s}"
            raise PolicyError(msg)
        if self.action not in ("hide", "show"):
            msg = f"a zone's action must be one of hide, show, not {self.action!r}"
            raise PolicyError(msg)

    @property
    def corners(self) -> tuple[Point, ...]:
        """The polygon's points; of a box its four corners."""
        if isinstance(self.shape, Box):
            left, top, right, bottom = self.shape.xyxy
            return (left, top), (right, top), (right, bottom), (left, bottom)
        return self.shape

    @property
    def bounds(self) -> Box:
        """The smallest box around it."""
        xs, ys = zip(*self.corners, strict=True)
        return Box(min(xs), min(ys), max(xs), max(ys))

    def during(self, seconds: float) -> bool:
        """Return whether it holds at a time."""
        return self.start_s <= seconds and (self.end_s is None or seconds < self.end_s)

    def holds(self, point: Point) -> bool:
        """Return whether a point lies inside (by the even-odd rule)."""
        x, y = point
        inside = False
        for (x0, y0), (x1, y1) in self._edges():
            if (y0 > y) != (y1 > y) and x < x0 + (y - y0) / (y1 - y0) * (x1 - x0):
                inside = not inside
        return inside

    def covers(self, box: Box) -> bool:
        """Return whether a whole box lies inside."""
        if isinstance(self.shape, Box):
            return self.shape.covers(box)
        around = (box.left, box.top), (box.right, box.top), (box.right, box.bottom)
        frame = [*around, (box.left, box.bottom), (box.left, box.top)]
        if not all(self.holds(corner) for corner in frame):
            return False
        sides = list(pairwise(frame))
        return not any(_cross(edge, side) for edge in self._edges() for side in sides)

    def rows(self) -> tuple[Box, ...]:
        """Return boxes that cover it: itself, or the rows of a polygon, never less than it.

        A dent that opens sideways counts as inside.
        """
        if isinstance(self.shape, Box):
            return (self.shape,)
        top, bottom = self.bounds.top, self.bounds.bottom
        marks = [top + (bottom - top) * number / ROWS for number in range(ROWS)] + [bottom]
        boxes: list[Box] = []
        for y0, y1 in pairwise(marks):
            xs = list(self._reach(y0, y1))
            if boxes and (boxes[-1].left, boxes[-1].right) == (min(xs), max(xs)):
                boxes[-1] = Box(min(xs), boxes[-1].top, max(xs), y1)
            else:
                boxes.append(Box(min(xs), y0, max(xs), y1))
        return tuple(boxes)

    def _reach(self, y0: float, y1: float) -> Iterator[float]:
        """Yield the x at which the outline enters, leaves or turns between two heights."""
        for (ax, ay), (bx, by) in self._edges():
            low, high = max(min(ay, by), y0), min(max(ay, by), y1)
            if low > high:
                continue
            yield from (ax, bx) if ay == by else ()
            for y in (low, high) if ay != by else ():
                # rounding must not pull an end inward
                share = (y - ay) / (by - ay)
                yield min(max(ax + share * (bx - ax), min(ax, bx)), max(ax, bx))

    def _edges(self) -> Iterator[tuple[Point, Point]]:
        return pairwise((*self.corners, self.corners[0]))

    def _numbers(self) -> Iterator[float]:
        for point in self.corners:
            yield from point


def _cross(one: tuple[Point, Point], other: tuple[Point, Point]) -> bool:
    """Return whether two straight lines cross between their ends."""
    (a, b), (c, d) = one, other
    return _side(a, b, c) * _side(a, b, d) < 0 and _side(c, d, a) * _side(c, d, b) < 0


def _side(a: Point, b: Point, c: Point) -> float:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


def zone_from_mapping(table: Mapping[str, Any]) -> Zone:
    """Build a zone from a table with ``box`` or ``points``, ``start_s``, ``end_s``, ``action``.

    Raises:
        PolicyError: a key is unknown, the shape is missing, or a value is unfit.
    """
    if ("box" in table) == ("points" in table):
        msg = "a zone needs either box = [left, top, right, bottom] or points = [[x, y], ...]"
        raise PolicyError(msg)
    settings = {key: value for key, value in table.items() if key not in ("box", "points")}
    shape: Box | tuple[Point, ...]
    try:
        if "box" in table:
            left, top, right, bottom = map(float, table["box"])
            shape = Box(left, top, right, bottom)
        else:
            shape = tuple((float(x), float(y)) for x, y in table["points"])
        return Zone(shape=shape, **settings)
    except (TypeError, ValueError, OverflowError) as error:
        msg = f"zones: {error}"
        raise PolicyError(msg) from error


def zone_to_mapping(zone: Zone) -> dict[str, Any]:
    """Return the table that `zone_from_mapping` takes."""
    table: dict[str, Any] = {"start_s": zone.start_s, "action": zone.action}
    if zone.end_s is not None:
        table["end_s"] = zone.end_s
    if isinstance(zone.shape, Box):
        return table | {"box": list(zone.shape.xyxy)}
    return table | {"points": [list(point) for point in zone.shape]}
