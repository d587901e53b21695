"""Avatars: squares or discs in columns beside what people wrote, and the slots where one must be.

Three ways, each adding to the last: shapes of avatar size that share a column; what else
differs from the ground in such a column; and the slot each bubble implies (slots).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from redactkit.core.geometry import Box
from redactkit.layout.avatar_shapes import (
    SQUARE,
    avatar_sized,
    candidates,
    side_of,
    wordy,
)
from redactkit.layout.flat_colors import distance_to_grounds, runs
from redactkit.layout.screen_edges import beside_field, on_cover, on_rail

if TYPE_CHECKING:
    from collections.abc import Sequence

    from redactkit.core.protocols import TextLine
    from redactkit.layout.avatar_columns import Column
    from redactkit.layout.avatar_shapes import Side
    from redactkit.layout.segmentation import Panel, Segmentation

__all__ = ["GLYPHS", "Avatar", "beside_pictures", "find_avatars"]

# Pixels differ from a ground that is not quite flat by more than this.
DIFFERS = 7
# Shares of a row and of a stretch of rows that differ from the ground.
BUSY = 0.2
FILLED = 0.85
# More letters than are drawn on an avatar are a line of text.
GLYPHS = 2
# Pixels of a picture vary by more than this (standard deviation); a ground's do not.
PICTURE = 8
# So much of a box in a card's own color is the card; and so near the picture's edge is cut by it.
CARD, EDGE = 0.5, 3


@dataclass(frozen=True, slots=True)
class Avatar:
    """One avatar; ``rule`` says how it was found: shape, column, slot, rail or cover."""

    box: Box
    side: Side
    rule: str


def find_avatars(
    scene: Segmentation,
    lines: Sequence[TextLine],
    panels: Sequence[Panel],
    columns: Sequence[Column],
) -> list[Avatar]:
    """Return the avatars that can be seen in ``columns``, whole or cut."""
    found: list[Avatar] = []
    sized = candidates(scene, lines, panels)
    for column in columns:
        shapes = [shape for shape in sized if _in_column(shape.box, column)]
        found += [Avatar(shape.box, column.side, "shape") for shape in shapes]
        beside = any(0 < column.left - other.right < 2 * other.size for other in columns)
        if beside and not any(shape.ground.page for shape in shapes):
            continue  # cards in bubbles: who sent them stands to the left
        found += [
            Avatar(box, column.side, "column")
            for box in _runs(scene, column)
            if (box.height > SQUARE * column.size or _is_cut(scene, box, lines))
            and not beside_field(scene, box, lines)
            and not _in_card(scene, box)
        ]
    found += [Avatar(box, "right", "rail") for box in on_rail(scene)]
    return _distinct([*found, *(Avatar(box, "right", "cover") for box in on_cover(scene))])


def beside_pictures(
    scene: Segmentation, column: Column | None, panels: Sequence[Panel], seen: Sequence[Avatar]
) -> list[Avatar]:
    """Return the avatars of a side that has pictures and no text bubbles."""
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


def _is_cut(scene: Segmentation, box: Box, lines: Sequence[TextLine]) -> bool:
    """Return whether a low box is a cut avatar: beside a bubble or a text, and no text itself."""
    if any(box.overlap(line.box) > 0.1 * box.area for line in lines):
        return False
    if box.top * scene.scale <= EDGE or (scene.height - box.bottom) * scene.scale <= EDGE:
        return True
    panels = [panel.box for panel in scene.panels if not panel.page]
    return side_of(box, panels, [line.box for line in lines if wordy(line)]) is not None


def _in_card(scene: Segmentation, box: Box) -> bool:
    """Return whether what differs from the ground is a card that begins in the column."""
    return any(
        not panel.page
        and panel.box.right > box.right + box.width
        and panel.box.overlap(box) > 0.5 * box.area
        and scene.share(box, panel.color) > CARD
        for panel in scene.panels
    )


def _in_column(box: Box, column: Column) -> bool:
    return abs(box.left - column.left) + abs(box.right - column.right) < 0.25 * column.size


def _runs(scene: Segmentation, column: Column) -> list[Box]:
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
    noise = distance_to_grounds(side, ground[:, None]).max(axis=1)
    least = 2 if np.median(noise) == 0 else DIFFERS
    even = noise <= DIFFERS
    inside = scene.small[:, max(0, left) : right]
    share = (distance_to_grounds(inside, ground[:, None]) > least).mean(axis=1)
    busy = (share > BUSY) & even
    change = np.abs(np.diff(ground, axis=0)).max(axis=1) > least
    boxes = []
    for top, bottom in runs(busy, max(2, round(0.1 * size))):
        height = bottom - top
        whole = 0.8 * size <= height <= 1.22 * size
        filled = share[top:bottom].mean() > FILLED
        cut = 0.25 * size <= height < 0.8 * size and (filled or _at_seam(top, bottom, change))
        if whole or cut:
            near, far = _reach(scene, left, right, slice(top, bottom), least)
            boxes.append(Box(near, top, far, bottom).scaled(1 / scale))
    return boxes


def _reach(scene: Segmentation, left: int, right: int, rows: slice, least: int) -> tuple[int, int]:
    """Widen a stretch over what goes on beyond the column's edges: avatars out of line."""
    band = scene.small[rows]
    ground = np.median(band[:, max(0, left - 3) : max(1, left)], axis=(0, 1))
    most = (right - left) // 2
    busy = (distance_to_grounds(band[:, right : right + most], ground) > least).mean(axis=0) > BUSY
    on = int(np.argmin(busy)) if not busy.all() else len(busy)
    right += on
    if on == most:
        # What reaches so far is no avatar out of line but something that touches it.
        return left, right - (right - left) // 3
    return left, right


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
