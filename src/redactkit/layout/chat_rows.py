"""Rows of a chat: the avatar each bubble implies, and the slot above it where a name stands."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING

from redactkit.core.geometry import Box
from redactkit.layout.avatar_columns import (
    column_beside,
    margin,
    mirrored,
    slot_column,
    stands_beside,
)
from redactkit.layout.avatars import Avatar, beside_pictures
from redactkit.layout.bubbles import follows, quiet
from redactkit.layout.interface_words import is_interface, is_time, plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from redactkit.core.protocols import TextLine
    from redactkit.layout.avatar_columns import Column
    from redactkit.layout.avatar_shapes import Side
    from redactkit.layout.segmentation import Panel, Segmentation

__all__ = ["ChatRows", "is_notice", "read_rows"]

# Bubbles of one side have their outer edge in common, within this share of the screen's width.
SHARED = 0.006


@dataclass(frozen=True, slots=True)
class ChatRows:
    """The chat's rows: every avatar, seen or implied, and the slots that hold names, px.

    ``left`` and ``right`` are the bubbles of each side beside which an avatar stands.
    """

    avatars: tuple[Avatar, ...]
    slots: tuple[Box, ...] = ()
    left: tuple[Panel, ...] = ()
    right: tuple[Panel, ...] = ()


def read_rows(
    scene: Segmentation,
    lines: Sequence[TextLine],
    panels: Sequence[Panel],
    columns: Sequence[Column],
    seen: Sequence[Avatar],
) -> ChatRows:
    """Pair bubbles with avatars; imply the avatars and the name slots that pairing asks for."""
    muted = quiet(scene, lines, panels)
    firsts = [panel for panel in panels if panel not in muted and not follows(panel, panels)]
    left = column_beside(scene, firsts, columns, "left")
    implied = mirrored(scene, left, columns)
    right = column_beside(scene, firsts, columns, "right") or implied
    left = left or mirrored(scene, right, columns)
    sides = {panel: _side(scene, panel, firsts, left, right) for panel in firsts}
    lefts = [panel for panel, side in sides.items() if side == "left"]
    rights = [panel for panel, side in sides.items() if side == "right"]
    avatars = [*seen, *beside_pictures(scene, implied, firsts, seen)]
    if right:
        for panel in rights:
            top = _row_top(scene, lines, panel)
            avatars += _implied(scene, _slot(right, top), "right", avatars)
    offset = _name_offset(scene, lines, lefts, seen)
    slots: list[Box] = []
    if left:
        more, slots = _left_rows(scene, lines, lefts, left, offset, avatars)
        avatars += more
    strays = [panel for panel, side in sides.items() if side is None and scene.portrait]
    for panel in strays:
        avatars += _stray(scene, panel, avatars)
    avatars = [a for a in avatars if a.rule != "slot" or not _is_button(a.box, lines)]
    return ChatRows(
        tuple(avatars),
        tuple(slots),
        tuple(panel for panel in lefts if _has_avatar(panel, avatars, offset)),
        tuple(panel for panel in rights if _has_avatar(panel, avatars, 0.0)),
    )


def _left_rows(
    scene: Segmentation,
    lines: Sequence[TextLine],
    lefts: Sequence[Panel],
    left: Column,
    offset: float,
    seen: Sequence[Avatar],
) -> tuple[list[Avatar], list[Box]]:
    """Return the avatars implied on the left, and the name slots where names are shown."""
    avatars: list[Avatar] = []
    slots: list[Box] = []
    for panel in lefts:
        top = panel.box.top - offset
        above = Box(left.left, top, left.right, panel.box.top)
        counter = any(
            above.overlap(line.box) > 0.1 * line.box.area and line.box.bottom < panel.box.top
            for line in lines
        )
        if panel is lefts[0] and counter:
            # The first bubble is cut by the title bar, whose counter stands above it.
            top = panel.box.top
        avatars += _implied(scene, _slot(left, top), "left", [*seen, *avatars])
        if top < panel.box.top and not _level(panel, left, offset, seen):
            slots.append(Box(panel.box.left, top, panel.box.left + 6 * left.size, panel.box.top))
    if offset <= 0:
        return avatars, slots
    for line in lines:
        if _nameless_row(scene, line, lefts, offset):
            top = line.box.top
            avatars += _implied(scene, _slot(left, top), "left", [*seen, *avatars])
            slots.append(Box(line.box.left, top, line.box.right, line.box.bottom))
    return avatars, slots + _pictures(lefts, left, offset, seen, slots)


def _level(panel: Panel, left: Column, offset: float, seen: Sequence[Avatar]) -> bool:
    """Return whether a bubble starts level with its avatar, so that no name stands above it."""
    size = left.size
    beside = Box(left.left, panel.box.top - size / 4, left.right, panel.box.top + size)
    return any(a.box.top > panel.box.top - 0.3 * offset and a.box.overlap(beside) > 0 for a in seen)


def _pictures(
    lefts: Sequence[Panel],
    left: Column,
    offset: float,
    seen: Sequence[Avatar],
    slots: Sequence[Box],
) -> list[Box]:
    """Return the name slots beside avatars whose row is no bubble but a picture."""
    return [
        Box(
            left.right + 0.1 * left.size,
            a.box.top,
            left.right + 4 * left.size,
            a.box.top + 0.85 * offset,
        )
        for a in seen
        if a.side == "left"
        and abs(a.box.left - left.left) < 0.2 * left.size
        and a.box.height > 0.8 * left.size
        and not any(a.box.top - offset < slot.top < a.box.bottom for slot in slots)
        and not any(a.box.top - offset < panel.box.top < a.box.bottom for panel in lefts)
    ]


def _side(
    scene: Segmentation,
    panel: Panel,
    panels: Sequence[Panel],
    left: Column | None,
    right: Column | None,
) -> Side | None:
    """Return the side a bubble's avatar is on.

    Where both fit, it is the one whose edge more bubbles share, for the other ends are ragged,
    and then the one where something stands.
    """
    sides = [column for column in (left, right) if column and stands_beside(panel, column)]
    if not sides:
        return None
    top = panel.box.top

    def speaks(column: Column) -> tuple[int, float]:
        edge = margin(scene, panel, column.side)
        near = SHARED * scene.width
        shared = sum(abs(margin(scene, one, column.side) - edge) < near for one in panels)
        return shared, scene.unrest(_slot(column, top))

    return max(sides, key=speaks).side


def _slot(column: Column, top: float) -> Box:
    """Return where in a column the avatar of a row stands whose top is given, px."""
    return Box(column.left, top, column.right, top + column.size)


def _implied(scene: Segmentation, box: Box, side: Side, avatars: Sequence[Avatar]) -> list[Avatar]:
    """Return the avatar a slot implies, unless one is there already or nothing is."""
    if scene.flat(box) or any(box.overlap(other.box) > 0.3 * other.box.area for other in avatars):
        return []
    return [Avatar(box.grown(0.06), side, "slot")]


def _is_button(slot: Box, lines: Sequence[TextLine]) -> bool:
    """Return whether a word of the interface stands in a slot, so that no avatar does."""
    return any(
        is_interface(line.text)
        and len(plain(line.text)) > 1
        and line.box.overlap(slot) > 0.5 * line.box.area
        for line in lines
    )


def _name_offset(
    scene: Segmentation, lines: Sequence[TextLine], lefts: Sequence[Panel], seen: Sequence[Avatar]
) -> float:
    """Return how far bubbles start below their avatars' tops: the height of the name slot, or 0."""
    offsets = []
    for panel in lefts:
        beside = [
            a
            for a in seen
            if a.side == "left"
            and a.rule != "slot"
            and 0 <= panel.box.left - a.box.right < a.box.width
        ]
        near = [
            panel.box.top - a.box.top
            for a in beside
            if -0.3 * a.box.height < panel.box.top - a.box.top < 0.95 * a.box.height
        ]
        if near:
            offsets.append(min(near, key=abs))
        else:
            name = next((line for line in lines if _above(scene, line, panel)), None)
            if name is not None:
                offsets.append(panel.box.top - name.box.top)
    if not offsets:
        return 0.0
    typical = median(offsets)
    size = median([line.box.height for line in lines])
    return typical if typical > 0.45 * size else 0.0


def _above(scene: Segmentation, line: TextLine, panel: Panel) -> bool:
    """Return whether ``line`` stands right above a bubble's top left corner, on the page."""
    gap = panel.box.top - line.box.bottom
    close = -0.3 * line.box.height < gap < 0.8 * line.box.height
    aligned = -0.6 * line.box.height < line.box.left - panel.box.left < 0.9 * line.box.height
    ground = scene.ground(line.box)
    return close and aligned and not is_time(line.text) and (ground is None or ground.page)


def _row_top(scene: Segmentation, lines: Sequence[TextLine], panel: Panel) -> float:
    """Return where the row of a bubble on the right begins: at what stands above its corner."""
    heads = [
        line.box.top
        for line in lines
        if abs(line.box.right - panel.box.right) < 0.5 * line.box.height
        and -0.3 * line.box.height < panel.box.top - line.box.bottom < 0.5 * line.box.height
        and line.box.height < 0.7 * panel.box.height
        and not is_notice(scene, line)
        and ((ground := scene.ground(line.box)) is None or ground.page)
    ]
    return min([panel.box.top, *heads])


def _nameless_row(
    scene: Segmentation, line: TextLine, lefts: Sequence[Panel], offset: float
) -> bool:
    """Return whether ``line`` is a name above something without a bubble: a picture, a sticker."""
    if not lefts or is_interface(line.text) or is_notice(scene, line):
        return False
    edge = median([panel.box.left for panel in lefts])
    aligned = -0.6 * line.box.height < line.box.left - edge < 0.9 * line.box.height
    small = line.box.height < 1.6 * offset
    ground = scene.ground(line.box)
    free = ground is None or ground.page
    below = Box(
        edge, line.box.bottom + 2, edge + 3 * line.box.height, line.box.bottom + 2 * line.box.height
    )
    first, last = min(panel.box.top for panel in lefts), max(panel.box.bottom for panel in lefts)
    inside = first - 3 * offset < line.box.top < last + 12 * offset and not scene.flat(below)
    return (
        aligned
        and small
        and free
        and inside
        and not any(_above(scene, line, panel) for panel in lefts)
    )


def is_notice(scene: Segmentation, line: TextLine) -> bool:
    """Return whether a line is long and in the middle, where a chat's notices stand."""
    off = abs(line.box.center[0] - scene.width / 2)
    return off < 0.04 * scene.width and line.box.width > 0.4 * scene.width


def _stray(scene: Segmentation, panel: Panel, avatars: Sequence[Avatar]) -> list[Avatar]:
    """Return the avatar of a bubble that fits no column: a picture pasted together from several."""
    side: Side = "left" if margin(scene, panel, "left") < margin(scene, panel, "right") else "right"
    edge = margin(scene, panel, side)
    fits = 0.08 * scene.width < edge < 0.26 * scene.width
    if not fits or panel.box.height < 0.3 * edge:
        return []
    return _implied(scene, _slot(slot_column(scene, edge, side), panel.box.top), side, avatars)


def _has_avatar(panel: Panel, avatars: Sequence[Avatar], offset: float) -> bool:
    """Return whether an avatar stands beside the top of a bubble."""
    for a in avatars:
        level = a.box.top - a.box.height / 2 <= panel.box.top <= a.box.bottom + offset
        gaps = panel.box.left - a.box.right, a.box.left - panel.box.right
        if level and any(-0.2 * a.box.width <= gap < a.box.width for gap in gaps):
            return True
    return False
