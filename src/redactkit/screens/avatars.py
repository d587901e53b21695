"""Avatars: squares or discs in columns beside what people wrote, and the slots where one must be.

Three ways, each adding to the last: shapes of avatar size that share a column; what else
differs from the ground in such a column; and the slot each bubble implies (slots).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
import numpy.typing as npt

from redactkit.geometry import Box
from redactkit.screens.edges import DESK_SIZES, PHONE_SIZES, beside_field, on_cover, on_rail
from redactkit.screens.grounds import off_grounds

if TYPE_CHECKING:
    from collections.abc import Sequence

    from redactkit.detect import TextLine
    from redactkit.screens.scene import Panel, Scene, Shape

__all__ = [
    "Avatar",
    "Column",
    "Side",
    "avatar_sized",
    "beside_pictures",
    "find_avatars",
    "find_columns",
]

Side = Literal["left", "right"]

SMALLEST_PX = 16
# From the edge to the bubble: margin, avatar, gap (WeChat 12 + 40 + 9 of 390).
SLOT_NEAR, SLOT_FAR = 0.14, 0.9
DIFFERS = 7
SQUARE = 0.82
# Scores above which a line of some letters, and one of a letter and a sign, are text.
READ, CLEAR = 0.5, 0.9
# Shares of a box, a row or a stretch that differ from the ground; line icons stay below.
SOLID = 0.42
BUSY = 0.2
FILLED = 0.85
# Pixels of a picture vary by more than this (standard deviation); a ground's do not.
PICTURE = 8


@dataclass(frozen=True, slots=True)
class Avatar:
    """One avatar; ``rule`` says how it was found: shape, column, slot, rail or cover."""

    box: Box
    side: Side
    rule: str


@dataclass(frozen=True, slots=True)
class Column:
    """A column of avatars: its sides, how big they are, and which way their text lies."""

    left: float
    right: float
    side: Side

    @property
    def size(self) -> float:
        """Side length of its avatars in pixels."""
        return self.right - self.left


def find_columns(scene: Scene, lines: Sequence[TextLine], panels: Sequence[Panel]) -> list[Column]:
    """Return the columns that shapes of avatar size stand in, each beside text or bubbles."""
    squares = _squares(scene, lines)
    boxes = [panel.box for panel in panels]
    words = [line.box for line in lines if _wordy(line)]
    columns = []
    for group in _aligned(squares):
        size = float(np.median([shape.box.width for shape in group]))
        left = float(np.median([shape.box.left for shape in group]))
        sides = [_side(shape.box, boxes, words) for shape in group]
        for side in ("left", "right"):
            if sides.count(side) >= max(1, len(group) / 3) and sides.count(side) * 2 >= len(
                [s for s in sides if s]
            ):
                columns.append(Column(left, left + size, side))
                break
    return _apart(columns)


def find_avatars(
    scene: Scene, lines: Sequence[TextLine], columns: Sequence[Column]
) -> list[Avatar]:
    """Return the avatars that can be seen in ``columns``, whole or cut."""
    found: list[Avatar] = []
    squares = _squares(scene, lines)
    for column in columns:
        shapes = [shape for shape in squares if _in_column(shape.box, column)]
        found += [Avatar(shape.box, column.side, "shape") for shape in shapes]
        beside = any(0 < column.left - other.right < 2 * other.size for other in columns)
        if beside and not any(shape.ground.page for shape in shapes):
            continue  # cards in bubbles: who sent them stands to the left
        found += [
            Avatar(box, column.side, "column")
            for box in _runs(scene, column)
            if (box.height > SQUARE * column.size or _belongs(scene, box, lines))
            and not beside_field(scene, box, lines)
        ]
    found += [Avatar(box, "right", "rail") for box in on_rail(scene)]
    return _distinct([*found, *(Avatar(box, "right", "cover") for box in on_cover(scene))])


def _squares(scene: Scene, lines: Sequence[TextLine]) -> list[Shape]:
    return [
        shape
        for shape in scene.shapes
        if avatar_sized(scene, shape) and not _glyph(shape.box, lines)
    ]


def beside_pictures(
    scene: Scene, column: Column | None, panels: Sequence[Panel], seen: Sequence[Avatar]
) -> list[Avatar]:
    """Return the avatars of a side where nobody wrote but pictures were sent."""
    if column is None or not panels:
        return []
    size = column.size
    first, last = min(panel.box.top for panel in panels) - 4 * size, scene.height - 2 * size
    return [
        Avatar(box, column.side, "shape")
        for box in (shape.box for shape in scene.shapes if avatar_sized(scene, shape))
        if _in_column(box, column)
        and first < box.top < last
        and scene.unrest(Box(box.left - size, box.top, box.left - 0.3 * size, box.bottom)) > PICTURE
        and not any(box.overlap(other.box) > 0 for other in seen)
    ]


def _belongs(scene: Scene, box: Box, lines: Sequence[TextLine]) -> bool:
    """Return whether a cut avatar stands beside a bubble or a text, and is no text itself."""
    if any(box.overlap(line.box) > 0.1 * box.area for line in lines):
        return False
    panels = [panel.box for panel in scene.panels if not panel.page]
    return _side(box, panels, [line.box for line in lines if _wordy(line)]) is not None


def avatar_sized(scene: Scene, shape: Shape) -> bool:
    """Return whether a shape is a square or a disc as big as avatars are, on the page itself."""
    low, high = PHONE_SIZES if scene.portrait else DESK_SIZES
    unit = scene.width
    width, height = shape.box.width, shape.box.height
    size = max(width, height)
    big_enough = size >= max(SMALLEST_PX, low * unit) and size <= high * unit
    row = shape.ground.box
    on_page = shape.ground.page or (
        row.width > 3.2 * size and shape.box.left - row.left < 0.8 * size
    )
    return (
        big_enough and SQUARE <= width / height <= 1 / SQUARE and shape.solid >= SOLID and on_page
    )


def _wordy(line: TextLine) -> bool:
    """Return whether a line is text; one glyph, or two read badly, may be an icon."""
    signs = sum(char.isalnum() for char in line.text)
    least = READ if signs > 1 else CLEAR
    return signs > 0 and len(line.text) > 1 and line.score > least


def _aligned(squares: Sequence[Shape]) -> list[list[Shape]]:
    groups: list[list[Shape]] = []
    for shape in sorted(squares, key=lambda item: -item.solid):
        for group in groups:
            first = group[0].box
            off = abs(first.left - shape.box.left) + abs(first.right - shape.box.right)
            if off < 0.3 * first.width:
                group.append(shape)
                break
        else:
            groups.append([shape])
    return groups


def _glyph(box: Box, lines: Sequence[TextLine]) -> bool:
    """Return whether a shape is a character of a line rather than a thing beside it."""
    return any(
        line.box.padded(0.1 * box.height).covers(box)
        and box.height < 1.3 * line.box.height
        and len(line.text) != 1
        for line in lines
    )


def _side(box: Box, panels: Sequence[Box], words: Sequence[Box]) -> Side | None:
    """Return on which side of its text an avatar stands; None where there is none beside it.

    On the right stand only avatars of bubbles; icons stand to the right of plain text.
    """
    size = box.width
    left = right = 9.9
    for other in (*panels, *words):
        overlap = min(other.bottom, box.bottom + 0.2 * size) - max(other.top, box.top - 0.3 * size)
        if overlap >= 0.15 * size and not box.padded(1).covers(other):
            left = min(left, _gap(other.left - box.right, size))
            if other in panels:
                right = min(right, _gap(box.left - other.right, size))
    if min(left, right) > 1.0:
        return None
    return "left" if left <= right else "right"


def _gap(pixels: float, size: float) -> float:
    return pixels / size if pixels > -0.15 * size else 9.9


def _apart(columns: Sequence[Column]) -> list[Column]:
    kept: list[Column] = []
    for column in columns:
        if all(column.right <= other.left or column.left >= other.right for other in kept):
            kept.append(column)
    return kept


def _in_column(box: Box, column: Column) -> bool:
    return abs(box.left - column.left) + abs(box.right - column.right) < 0.25 * column.size


def _runs(scene: Scene, column: Column) -> list[Box]:
    """Return what differs from the ground beside the column, of avatar size or cut."""
    scale = scene.scale
    left, right = round(column.left * scale), round(column.right * scale)
    size = right - left
    flank = max(2, round(0.1 * size))
    beside = (left - flank, left - 1) if column.side == "left" else (right + 1, right + flank)
    x0, x1 = max(0, beside[0]), min(scene.small.shape[1], max(beside[1], beside[0] + 1))
    if x1 <= x0 or size < 4:  # noqa: PLR2004 - nothing to measure
        return []
    side = scene.small[:, x0:x1]
    ground = np.median(side, axis=1)
    noise = off_grounds(side, ground[:, None]).max(axis=1)
    least = 2 if np.median(noise) == 0 else DIFFERS
    even = noise <= DIFFERS
    inside = scene.small[:, max(0, left) : right]
    share = (off_grounds(inside, ground[:, None]) > least).mean(axis=1)
    busy = (share > BUSY) & even
    change = np.abs(np.diff(ground, axis=0)).max(axis=1) > least
    boxes = []
    for top, bottom in _stretches(busy, max(2, round(0.1 * size))):
        height = bottom - top
        whole = 0.8 * size <= height <= 1.22 * size
        filled = share[top:bottom].mean() > FILLED
        cut = 0.25 * size <= height < 0.8 * size and (filled or _at_seam(top, bottom, change))
        if whole or cut:
            near, far = _reach(scene, left, right, slice(top, bottom), least)
            boxes.append(Box(near, top, far, bottom).scaled(1 / scale))
    return boxes


def _reach(scene: Scene, left: int, right: int, rows: slice, least: int) -> tuple[int, int]:
    """Widen a stretch over what goes on beyond the column's edges: avatars out of line."""
    band = scene.small[rows]
    ground = np.median(band[:, max(0, left - 3) : max(1, left)], axis=(0, 1))
    most = (right - left) // 2
    busy = (off_grounds(band[:, right : right + most], ground) > least).mean(axis=0) > BUSY
    on = int(np.argmin(busy)) if not busy.all() else len(busy)
    right += on
    if on == most:
        # What reaches so far is no avatar out of line but something that touches it.
        return left, right - (right - left) // 3
    return left, right


def _stretches(busy: npt.NDArray[np.bool_], gap: int) -> list[tuple[int, int]]:
    """Return the half-open stretches of True, joined over gaps of up to ``gap``."""
    rows = np.flatnonzero(busy)
    if not len(rows):
        return []
    breaks = np.flatnonzero(np.diff(rows) > gap)
    starts, ends = np.r_[rows[0], rows[breaks + 1]], np.r_[rows[breaks], rows[-1]]
    return [(int(start), int(end) + 1) for start, end in zip(starts, ends, strict=True)]


def _at_seam(top: int, bottom: int, change: npt.NDArray[np.bool_]) -> bool:
    """Return whether a stretch ends at the picture's edge or where the ground changes."""
    if top <= 3 or bottom >= len(change) - 3:  # noqa: PLR2004 - blurred edge
        return True
    return bool(change[max(0, top - 4) : top + 3].any() or change[bottom - 3 : bottom + 4].any())


def _distinct(found: Sequence[Avatar]) -> list[Avatar]:
    kept: list[Avatar] = []
    for one in found:
        if all(
            one.box.overlap(other.box) < 0.3 * min(one.box.area, other.box.area) for other in kept
        ):
            kept.append(one)
    return sorted(kept, key=lambda avatar: (avatar.box.top, avatar.box.left))
