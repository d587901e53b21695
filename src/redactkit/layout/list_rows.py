"""Rows of lists, reviews and comments whose avatar has the page's color: line art on white.

The rows whose avatars were seen say where a name stands beside its avatar; every line that
stands like those names implies one.
"""

from __future__ import annotations

from statistics import median
from typing import TYPE_CHECKING

from redactkit.core.geometry import Box
from redactkit.layout.avatars import GLYPHS, Avatar

if TYPE_CHECKING:
    from collections.abc import Sequence

    from redactkit.core.protocols import TextLine
    from redactkit.layout.avatar_columns import Column
    from redactkit.layout.segmentation import Segmentation

__all__ = ["avatars_beside_names", "in_column"]

# So many rows of a kind make a list, and this share of them must agree.
LEAST, AGREE = 2, 0.6
# Shares of an avatar's side: how far its names stand off, how well rows agree, what is left of one.
OFF, EXACT, SEEN = 1.1, 0.15, 0.35
# Letters of one size are read as lines this much lower or higher.
SIZE = 1.25


def avatars_beside_names(
    scene: Segmentation,
    lines: Sequence[TextLine],
    columns: Sequence[Column],
    seen: Sequence[Avatar],
) -> list[Avatar]:
    """Return the avatars that names imply by standing as others do beside avatars seen."""
    found: list[Avatar] = []
    for column in columns:
        if column.side == "left":
            # letters drawn on an avatar are nobody's name
            names = [one for one in lines if not any(a.box.covers(one.box) for a in seen)]
            rows = [(a, _first(scene, a, names)) for a in seen if _within(a, column)]
            found += _like(scene, names, column, [(a, b) for a, b in rows if b], [*seen, *found])
    return found


def in_column(avatar: Avatar, avatars: Sequence[Avatar]) -> bool:
    """Return whether an avatar stands in a column of them, so that no icon is meant."""
    box = avatar.box
    return (
        sum(
            abs(other.box.left - box.left) + abs(other.box.right - box.right) < EXACT * box.width
            for other in avatars
        )
        > LEAST
    )


def _within(avatar: Avatar, column: Column) -> bool:
    off = abs(avatar.box.left - column.left) + abs(avatar.box.right - column.right)
    return off < 2 * EXACT * column.size and avatar.box.height > (1 - EXACT) * column.size


def _first(scene: Segmentation, avatar: Avatar, lines: Sequence[TextLine]) -> TextLine | None:
    """Return the first line to the right of an avatar, on the page and in no bubble."""
    box, size = avatar.box, avatar.box.height
    beside = [
        line
        for line in lines
        if line.text
        and ((ground := scene.ground(line.box)) is None or ground.page)
        and 0 <= line.box.left - box.right <= OFF * size
        and box.top - EXACT * size <= line.box.center[1] <= box.bottom
    ]
    return min(beside, key=lambda line: line.box.top, default=None)


def _like(
    scene: Segmentation,
    lines: Sequence[TextLine],
    column: Column,
    rows: Sequence[tuple[Avatar, TextLine]],
    seen: Sequence[Avatar],
) -> list[Avatar]:
    if len(rows) < LEAST:
        return []
    size = column.size
    left = median(line.box.left for _, line in rows)
    high = median(line.box.height for _, line in rows)
    drop = median(line.box.top - avatar.box.top for avatar, line in rows)
    agreeing = sum(
        abs(line.box.left - left) < EXACT * size
        and abs(line.box.top - avatar.box.top - drop) < EXACT * size
        for avatar, line in rows
    )
    if agreeing < max(LEAST, AGREE * len(rows)):
        return []
    found: list[Avatar] = []
    for line in lines:
        alike = high / SIZE < line.box.height < high * SIZE
        if not line.text or not alike or abs(line.box.left - left) > EXACT * size:
            continue
        top = line.box.top - drop
        slot = Box(column.left, max(0.0, top), column.right, min(top + size, scene.height))
        taken = any(slot.overlap(other.box) > 0 for other in (*seen, *found)) or any(
            len(other.text) > GLYPHS and slot.overlap(other.box) > 0 for other in lines
        )
        if slot.height > SEEN * size and not taken and _drawn(scene, slot):
            found.append(Avatar(slot.grown(0.06), "left", "slot"))
    return found


def _drawn(scene: Segmentation, slot: Box) -> bool:
    """Return whether something is drawn in a slot, rather than a line that parts two rows."""
    ground = scene.ground(slot)
    if ground is None:
        return not scene.flat(slot)
    ink = scene.ink(slot, ground.color)
    return ink is not None and min(ink.width, ink.height) > SEEN * slot.width
