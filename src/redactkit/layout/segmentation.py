"""What stands where in a screenshot: flat grounds, the panels they form, shapes upon them.

A user interface is drawn on few flat colors. Each connected patch of one color is a
panel (the page, a bubble, a row, a quote box); each hole in a patch is a shape lying
on it (an avatar, a bubble, an icon). Nothing here depends on an app or a theme.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from statistics import median
from typing import TYPE_CHECKING, Any

import cv2
import numpy as np

from redactkit.core.geometry import Box
from redactkit.layout.flat_colors import (
    TOLERANCE,
    Color,
    color_mask,
    distance,
    ground_colors,
    ground_of,
    runs,
    similar,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from redactkit.core.frames import Pixels
    from redactkit.core.protocols import TextLine

__all__ = ["Panel", "Segmentation", "Shape", "segment"]

# Wide enough for two pixels a point, which parts an avatar from its bubble.
PHONE_WIDTH = 780
DESK_WIDTH = 1600
LEAST_SIDE = 5
# A bubble, round corners and tip and all, fills this share of its box; a patch of a photo less.
STRAIGHT = 0.86
# JPEG frays letters until they open the outline.
FRAYED = 0.5
# Pixels that scaling blurs along the picture's edge; rows below a panel's edge that it does not
# reach; and gaps that are light spots in what hangs over it.
BLURRED = 2
BELOW = 3
SPOT = 3
# Lines of text are as high as this share of a phone's width, and no higher on a desktop's:
# 13 of 390 points are written 20 high, 14 of 800 are.
DESK_TEXT, FOLDED_TEXT = 0.0275, 0.036
# Shares of the picture: of its width, and of its area.
WIDE = 0.9
MOST = 0.5
LARGE = 0.2
PANE = 0.05


@dataclass(frozen=True, slots=True, eq=False)
class Panel:
    """A connected patch of one flat color; ``page`` where it belongs to the background."""

    box: Box
    color: Color
    page: bool


@dataclass(frozen=True, slots=True, eq=False)
class Shape:
    """Something that lies on ``ground``; ``solid`` is the share of its box that differs from it."""

    box: Box
    ground: Panel
    solid: float


@dataclass(frozen=True, slots=True, eq=False)
class Segmentation:
    """One screenshot: its panels (smallest first) and its shapes, in the picture's pixels.

    ``small`` is the picture at ``scale``, RGB. ``grounds`` remembers what was asked.
    """

    width: int
    height: int
    scale: float
    small: Pixels = field(repr=False)
    panels: tuple[Panel, ...]
    shapes: tuple[Shape, ...]
    grounds: dict[Box, Panel | None] = field(repr=False, default_factory=dict)
    text: float = 0.0

    @property
    def portrait(self) -> bool:
        """Return whether this looks like a phone's screen rather than a desktop's.

        ``text`` is how high its lines are: a desktop's window may be higher than wide.
        """
        small = 0 < self.text < DESK_TEXT * self.width
        return self.height > 1.1 * self.width and not small

    @property
    def folded(self) -> bool:
        """Return whether this is a tablet or an unfolded phone: high, its lines low for its width.

        Such screens show two panes, and avatars are smaller by as much as the lines are.
        """
        return self.portrait and 0 < self.text < FOLDED_TEXT * self.width

    def ground(self, box: Box) -> Panel | None:
        """Return the smallest panel around ``box`` in the color of its ground; None on a photo."""
        if box not in self.grounds:
            self.grounds[box] = self._ground(box)
        return self.grounds[box]

    def _ground(self, box: Box) -> Panel | None:
        color = ground_of(self.small, box.scaled(self.scale))
        if color is None:
            return None
        middle = Box(*box.center, *box.center)
        around = [
            panel
            for panel in self.panels
            if panel.box.covers(middle) and panel.box.overlap(box) > 0.7 * box.area
        ]
        for panel in around:
            if similar(panel.color, color, TOLERANCE):
                return panel
        # JPEG at its worst shifts the color of a bubble between its letters
        near = [
            panel
            for panel in around
            if not panel.page and similar(panel.color, color, 2 * TOLERANCE)
        ]
        return near[0] if near else None

    def flat(self, box: Box) -> bool:
        """Return whether ``box`` is of one color, so that nothing can be seen in it."""
        patch = self._patch(box).reshape(-1, 3)
        if not len(patch):
            return True
        off = np.abs(patch.astype(np.int16) - np.median(patch, axis=0).astype(np.int16)).max(axis=1)
        return bool((off > 2).mean() < 0.02)  # noqa: PLR2004 - a stray edge pixel

    def unrest(self, box: Box) -> float:
        """Return how much the pixels of ``box`` vary (standard deviation, 0 to 128)."""
        patch = self._patch(box)
        return float(patch.std()) if patch.size else 0.0

    def share(self, box: Box, color: Color) -> float:
        """Return the share of the pixels of ``box`` that have ``color``, 0 to 1."""
        patch = self._patch(box)
        return cv2.countNonZero(color_mask(patch, color)) / (patch.size / 3) if patch.size else 0.0

    def ink(self, box: Box, color: Color) -> Box | None:
        """Return the hull of what differs from ``color`` inside ``box``, None for nothing."""
        x0, y0, _, _ = self._pixels(box)
        off = distance(self._patch(box), color) > 24  # noqa: PLR2004 - faint ink counts too
        rows, columns = np.flatnonzero(off.any(axis=1)), np.flatnonzero(off.any(axis=0))
        if not len(rows):
            return None
        found = Box(x0 + columns[0], y0 + rows[0], x0 + columns[-1] + 1, y0 + rows[-1] + 1)
        return found.scaled(1 / self.scale)

    def notches(self, panel: Panel) -> list[tuple[float, float]]:
        """Return the stretches along the top of ``panel`` that something hangs into."""
        row = min(len(self.small) - 1, round(panel.box.top * self.scale) + BELOW)
        off = distance(self.small[row : row + 1], panel.color)[0] > 2 * TOLERANCE
        return [(start / self.scale, end / self.scale) for start, end in runs(off, SPOT)]

    def falls(self, panel: Panel, x: float) -> float:
        """Return how far down (y) what hangs into ``panel`` at ``x`` reaches."""
        at = min(max(0, round(x * self.scale)), self.small.shape[1] - 1)
        column = self.small[round(panel.box.top * self.scale) + BELOW :, at : at + 1]
        free = np.flatnonzero(distance(column, panel.color)[:, 0] <= TOLERANCE)
        high = float(free[0]) if len(free) else len(column)
        return panel.box.top + (BELOW + high) / self.scale

    def contrast(self, box: Box, color: Color) -> float:
        """Return how far the strokes in ``box`` stand out from ``color`` (0 to 255)."""
        off = distance(self._patch(box), color)
        return float(np.percentile(off, 98)) if off.size else 0.0

    def hue(self, box: Box, color: Color) -> tuple[float, float, float] | None:
        """Return the mean RGB of the strokes in ``box``, None where there are none."""
        patch = self._patch(box)
        off = distance(patch, color)
        if off.max(initial=0) < 50:  # noqa: PLR2004 - no stroke
            return None
        red, green, blue = patch[off > 0.7 * off.max()].mean(axis=0).tolist()
        return red, green, blue

    def blanks(self, box: Box, color: Color, width: float) -> list[float]:
        """Return the middles (x) of the stretches of ``color`` at least ``width`` wide."""
        left = self._pixels(box)[0]
        off = distance(self._patch(box), color) > 40  # noqa: PLR2004 - a stroke
        inked = np.flatnonzero(off.any(axis=0))
        steps = np.flatnonzero(np.diff(inked) - 1 >= width * self.scale)
        return [
            float((inked[step] + inked[step + 1]) / 2 + 0.5 + left) / self.scale for step in steps
        ]

    def _pixels(self, box: Box) -> tuple[int, int, int, int]:
        """Return where ``box`` lies in ``small``, half-open xyxy."""
        return box.scaled(self.scale).pixels(self.small.shape[1], self.small.shape[0])

    def _patch(self, box: Box) -> Pixels:
        """Return what ``small`` shows of ``box``; may be empty."""
        x0, y0, x1, y1 = self._pixels(box)
        return self.small[y0:y1, x0:x1]


def downscaled(pixels: Pixels) -> tuple[Pixels, float]:
    """Return an RGB picture as small as its layout can still be seen in, and the scale."""
    height, width = pixels.shape[:2]
    scale = min(1.0, (PHONE_WIDTH if height > 1.1 * width else DESK_WIDTH) / width)
    if scale == 1:
        return pixels, scale
    small = cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    return np.asarray(small, np.uint8), scale


def segment(pixels: Pixels, lines: Sequence[TextLine], small: Pixels | None = None) -> Segmentation:
    """Take an RGB picture and its text lines apart into panels and shapes.

    ``small`` is the picture `downscaled`, where that was done already.
    """
    height, width = pixels.shape[:2]
    if small is None:
        small, _ = downscaled(pixels)
    scale = small.shape[1] / width
    panels: list[Panel] = []
    shapes: list[Shape] = []
    for color in ground_colors(small, [line.box.scaled(scale) for line in lines]):
        some, more = _patches(small, color, scale)
        panels += some
        shapes += more
    panels.sort(key=lambda panel: panel.box.area)
    high = median(line.box.height for line in lines) if lines else 0.0
    return Segmentation(width, height, scale, small, tuple(panels), tuple(shapes), text=high)


def _patches(small: Pixels, color: Color, scale: float) -> tuple[list[Panel], list[Shape]]:
    mask = cv2.copyMakeBorder(color_mask(small, color), 1, 1, 1, 1, cv2.BORDER_REPLICATE)
    outlines, tree = cv2.findContours(
        mask, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_SIMPLE, offset=(-1, -1)
    )
    height, width = small.shape[:2]
    panels: dict[int, Panel] = {}
    shapes = []
    # Outer outlines come before the holes in them.
    above = tree[0][:, 3] if outlines else np.zeros(0, np.int32)
    for index in np.argsort(above >= 0, kind="stable").tolist():
        x, y, w, h = cv2.boundingRect(outlines[index])
        parent = int(above[index])
        if min(w, h) < LEAST_SIDE or (parent >= 0 and parent not in panels):
            continue
        box = Box(max(0, x), max(0, y), min(width, x + w), min(height, y + h))
        if parent >= 0:
            part = mask[
                int(box.top) + 1 : int(box.bottom) + 1, int(box.left) + 1 : int(box.right) + 1
            ]
            solid = 1 - cv2.countNonZero(part) / max(1, part.size)
            shapes.append(Shape(box.scaled(1 / scale), panels[parent], solid))
        elif w >= 3 * LEAST_SIDE and h >= 2 * LEAST_SIDE:
            page = _is_page(box, width, height)
            if page or _straight(outlines[index], (w - 1) * (h - 1)):
                panels[index] = Panel(box.scaled(1 / scale), color, page)
    return list(panels.values()), shapes


def _straight(outline: Any, area: int) -> bool:  # noqa: ANN401 - cv2's arrays
    """Return whether an outline is that of a bubble or a card: convex, and filling its box."""
    if cv2.contourArea(outline) < FRAYED * area:
        return False
    return bool(cv2.contourArea(cv2.convexHull(outline)) >= STRAIGHT * area)


def _is_page(box: Box, width: int, height: int) -> bool:
    """Return whether a patch reaches the picture's sides or is most of it, unlike a bubble."""
    rim = BLURRED
    edges = (box.left <= rim, box.top <= rim, box.right >= width - rim, box.bottom >= height - rim)
    share = box.area / (width * height)
    wide = box.width >= WIDE * width
    one = PANE if width >= height else LARGE
    return (
        share >= MOST
        or (sum(edges) >= 1 and share >= one)
        or (sum(edges) > 1 and (wide or share >= PANE))
    )
