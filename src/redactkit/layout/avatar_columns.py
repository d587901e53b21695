"""The columns that avatars stand in: where shapes share one, and where bubbles imply one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from redactkit.layout.avatar_shapes import UNFOLDED, candidates, side_of, wordy

if TYPE_CHECKING:
    from collections.abc import Sequence

    from redactkit.core.protocols import TextLine
    from redactkit.layout.avatar_shapes import Side
    from redactkit.layout.segmentation import Panel, Segmentation, Shape

__all__ = [
    "Column",
    "column_beside",
    "find_columns",
    "margin",
    "mirrored",
    "slot_column",
    "stands_beside",
]

# Where a slot begins and ends, as shares of what lies between a screen's edge and a bubble:
# margin, avatar, gap. WeChat 12 + 40 + 9 of 390, QQ a tenth off.
SLOT_NEAR, SLOT_FAR = 0.14, 0.9


@dataclass(frozen=True, slots=True)
class Column:
    """A column of avatars: its sides in px, and on which side of what was written it stands."""

    left: float
    right: float
    side: Side

    @property
    def size(self) -> float:
        """Side length of its avatars in pixels."""
        return self.right - self.left


def find_columns(
    scene: Segmentation, lines: Sequence[TextLine], panels: Sequence[Panel]
) -> list[Column]:
    """Return the columns that shapes of avatar size stand in, each beside text or bubbles."""
    boxes = [panel.box for panel in panels]
    words = [line.box for line in lines if wordy(line)]
    columns = []
    for group in _aligned(candidates(scene, lines, panels)):
        size = float(np.median([shape.box.width for shape in group]))
        left = float(np.median([shape.box.left for shape in group]))
        side = _agreed([side_of(shape.box, boxes, words) for shape in group])
        if side:
            columns.append(Column(left, left + size, side))
    return _apart(columns)


def column_beside(
    scene: Segmentation, panels: Sequence[Panel], columns: Sequence[Column], side: Side
) -> Column | None:
    """Return the avatar column of one side: one seen beside bubbles, or what bubbles imply."""
    best, most = None, 0
    for column in columns:
        if column.side == side:
            beside = sum(stands_beside(panel, column) for panel in panels)
            if beside > most:
                best, most = column, beside
    if best is not None or not scene.portrait:
        return best
    margins = [margin(scene, panel, side) for panel in panels]
    least = 0.1 * scene.width * (UNFOLDED if scene.folded else 1.0)
    fitting = sorted(edge for edge in margins if least < edge < 0.26 * scene.width)
    if not fitting:
        return None
    # Bubbles of one side share their outer edge; the other side's ragged ends lie further in.
    support = [sum(abs(one - other) < 0.012 * scene.width for other in fitting) for one in fitting]
    edge = next((one for one, count in zip(fitting, support, strict=True) if count > 1), fitting[0])
    return slot_column(scene, edge, side)


def slot_column(scene: Segmentation, edge: float, side: Side) -> Column:
    """Return the column of slots between the screen's edge and bubbles ``edge`` px from it."""
    near, far = SLOT_NEAR * edge, SLOT_FAR * edge
    if side == "left":
        return Column(near, far, side)
    return Column(scene.width - far, scene.width - near, side)


def margin(scene: Segmentation, panel: Panel, side: Side) -> float:
    """Return how many pixels a bubble lies from one side of the screen."""
    return panel.box.left if side == "left" else scene.width - panel.box.right


def mirrored(
    scene: Segmentation, column: Column | None, columns: Sequence[Column]
) -> Column | None:
    """Return the other side's column where none was seen; a phone's chat is symmetrical."""
    if column is None or not scene.portrait or any(other.side != column.side for other in columns):
        return None
    side: Side = "right" if column.side == "left" else "left"
    return Column(scene.width - column.right, scene.width - column.left, side)


def stands_beside(panel: Panel, column: Column) -> bool:
    """Return whether a bubble begins right beside a column."""
    gap = panel.box.left - column.right if column.side == "left" else column.left - panel.box.right
    return -0.12 * column.size <= gap <= 0.6 * column.size


def _aligned(shapes: Sequence[Shape]) -> list[list[Shape]]:
    """Return the shapes in groups that have their left and right sides in common."""
    groups: list[list[Shape]] = []
    for shape in sorted(shapes, key=lambda item: -item.solid):
        for group in groups:
            first = group[0].box
            off = abs(first.left - shape.box.left) + abs(first.right - shape.box.right)
            if off < 0.3 * first.width:
                group.append(shape)
                break
        else:
            groups.append([shape])
    return groups


def _agreed(sides: Sequence[Side | None]) -> Side | None:
    """Return the side that a third of all and half of those beside anything stand on."""
    told = [side for side in sides if side]
    both: tuple[Side, Side] = "left", "right"
    for side in both:
        if told.count(side) >= max(1, len(sides) / 3) and 2 * told.count(side) >= len(told):
            return side
    return None


def _apart(columns: Sequence[Column]) -> list[Column]:
    """Leave out columns that overlap one before them."""
    kept: list[Column] = []
    for column in columns:
        if all(column.right <= other.left or column.left >= other.right for other in kept):
            kept.append(column)
    return kept
