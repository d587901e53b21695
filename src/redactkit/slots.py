"""Rows of a chat: the avatar each bubble implies, and the slot above it where a name stands."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING

from redactkit.avatars import SLOT_FAR, SLOT_NEAR, Avatar, Column
from redactkit.geometry import Box
from redactkit.words import is_interface, is_time

if TYPE_CHECKING:
    from collections.abc import Sequence

    from redactkit.detect import TextLine
    from redactkit.scene import Panel, Scene

__all__ = ["Rows", "quiet", "read_rows"]


@dataclass(frozen=True, slots=True)
class Rows:
    """The chat's rows: every avatar, seen or implied, and the slots that hold names."""

    avatars: tuple[Avatar, ...]
    slots: tuple[Box, ...]
    left: tuple[Panel, ...]
    right: tuple[Panel, ...]


def read_rows(
    scene: Scene, lines: Sequence[TextLine], panels: Sequence[Panel], columns: Sequence[Column], seen: Sequence[Avatar]
) -> Rows:
    """Pair bubbles with avatars; imply the avatars and the name slots that pairing asks for."""
    muted = quiet(scene, lines, panels)
    firsts = [panel for panel in panels if panel not in muted and not _follows(panel, panels)]
    left = _column(scene, firsts, columns, "left")
    right = _column(scene, firsts, columns, "right") or (left and _mirror(scene, left, columns))
    left = left or (right and _mirror(scene, right, columns))
    sides = [_of(scene, panel, left, right) for panel in firsts]
    lefts = [panel for panel, side in zip(firsts, sides, strict=True) if side == "left"]
    rights = [panel for panel, side in zip(firsts, sides, strict=True) if side == "right"]
    avatars = list(seen)
    for panel in rights:
        avatars += _implied(scene, Box(right.left, panel.box.top, right.right, panel.box.top + right.size), "right", avatars)
    slots: list[Box] = []
    offset = _name_offset(scene, lines, lefts, seen)
    for panel in lefts if left else []:
        top = panel.box.top - offset
        avatars += _implied(scene, Box(left.left, top, left.right, top + left.size), "left", avatars)
        aligned = any(a.box.top > panel.box.top - 0.3 * offset and a.box.overlap(_beside(panel, left)) > 0 for a in seen)
        if offset > 0 and not aligned:
            slots.append(Box(panel.box.left, top, panel.box.left + 6 * left.size, panel.box.top))
    if left and offset > 0:
        for line in lines:
            if _nameless_row(scene, line, lefts, offset):
                top = line.box.top
                avatars += _implied(scene, Box(left.left, top, left.right, top + left.size), "left", avatars)
                slots.append(Box(line.box.left, top, line.box.right, line.box.bottom))
    for panel, side in zip(firsts, sides, strict=True):
        if not side and scene.portrait:
            avatars += _stray(scene, panel, avatars)
    if left and offset > 0:
        slots += [
            Box(left.right + 0.1 * left.size, a.box.top, left.right + 4 * left.size, a.box.top + 0.85 * offset)
            for a in seen
            if a.side == "left" and abs(a.box.left - left.left) < 0.2 * left.size and a.box.height > 0.8 * left.size
            and not any(a.box.top - offset < slot.top < a.box.bottom for slot in slots)
            and not any(a.box.top - offset < panel.box.top < a.box.bottom for panel in lefts)
        ]  # fmt: skip
    lefts = [panel for panel in lefts if _has(panel, avatars, offset)]
    rights = [panel for panel in rights if _has(panel, avatars, 0.0)]
    return Rows(tuple(avatars), tuple(slots), tuple(lefts), tuple(rights))


def _stray(scene: Scene, panel: Panel, avatars: Sequence[Avatar]) -> list[Avatar]:
    """Return the avatar of a bubble that fits no column: a picture pasted together from several."""
    side = "left" if _margin(scene, panel, "left") < _margin(scene, panel, "right") else "right"
    edge = _margin(scene, panel, side)
    if not 0.08 * scene.width < edge < 0.26 * scene.width or panel.box.height < 0.3 * edge:
        return []
    near, far = SLOT_NEAR * edge, SLOT_FAR * edge
    left, right = (near, far) if side == "left" else (scene.width - far, scene.width - near)
    return _implied(scene, Box(left, panel.box.top, right, panel.box.top + right - left), side, avatars)


def _has(panel: Panel, avatars: Sequence[Avatar], offset: float) -> bool:
    """Return whether an avatar stands beside the top of a bubble."""
    return any(
        a.box.top - a.box.height / 2 <= panel.box.top <= a.box.bottom + offset
        and (-0.2 * a.box.width <= panel.box.left - a.box.right < a.box.width or -0.2 * a.box.width <= a.box.left - panel.box.right < a.box.width)
        for a in avatars
    )


def quiet(scene: Scene, lines: Sequence[TextLine], panels: Sequence[Panel]) -> list[Panel]:
    """Return the panels whose letters stand out clearly less than the others': quote boxes."""
    loud: dict[int, float] = {}
    for line in lines:
        for panel in panels:
            if panel.box.padded(1).covers(Box(*line.box.center, *line.box.center)):
                loud[id(panel)] = max(loud.get(id(panel), 0.0), scene.contrast(line.box, panel.color))
    most = sorted(loud.values())[int(0.8 * (len(loud) - 1))] if loud else 0.0
    return [panel for panel in panels if loud.get(id(panel), most) < 0.72 * most]


def _beside(panel: Panel, column: Column) -> Box:
    return Box(column.left, panel.box.top - column.size / 4, column.right, panel.box.top + column.size)


def _follows(panel: Panel, panels: Sequence[Panel]) -> bool:
    """A quote box hangs right under its bubble, closer than one message to the next."""
    for other in panels:
        gap = panel.box.top - other.box.bottom
        high = min(panel.box.height, other.box.height)
        aligned = min(abs(panel.box.left - other.box.left), abs(panel.box.right - other.box.right)) < 0.5 * high
        if other is not panel and -2 <= gap < 0.22 * high and aligned:
            return True
    return False


def _column(scene: Scene, panels: Sequence[Panel], columns: Sequence[Column], side: str) -> Column | None:
    """Return the avatar column of one side: one that was seen beside bubbles, or the bubbles' own word."""
    best, most = None, 0
    for column in columns:
        if column.side == side:
            beside = sum(_belongs(panel, column) for panel in panels)
            if beside > most:
                best, most = column, beside
    if best is not None or not scene.portrait:
        return best
    margins = [_margin(scene, panel, side) for panel in panels]
    fitting = sorted(margin for margin in margins if 0.1 * scene.width < margin < 0.26 * scene.width)
    if not fitting:
        return None
    # Bubbles of one side share their outer edge; the other side's ragged ends lie further in.
    support = [sum(abs(one - other) < 0.012 * scene.width for other in fitting) for one in fitting]
    edge = next((one for one, count in zip(fitting, support, strict=True) if count > 1), fitting[0])
    near, far = SLOT_NEAR * edge, SLOT_FAR * edge
    return Column(near, far, "left") if side == "left" else Column(scene.width - far, scene.width - near, "right")


def _margin(scene: Scene, panel: Panel, side: str) -> float:
    return panel.box.left if side == "left" else scene.width - panel.box.right


def _mirror(scene: Scene, column: Column, columns: Sequence[Column]) -> Column | None:
    """Return the other side's column; a phone's chat is symmetrical."""
    if not scene.portrait or any(other.side != column.side for other in columns):
        return None
    side = "right" if column.side == "left" else "left"
    return Column(scene.width - column.right, scene.width - column.left, side)  # type: ignore[arg-type]


def _belongs(panel: Panel, column: Column) -> bool:
    gap = panel.box.left - column.right if column.side == "left" else column.left - panel.box.right
    return -0.12 * column.size <= gap <= 0.6 * column.size


def _of(scene: Scene, panel: Panel, left: Column | None, right: Column | None) -> str:
    """Return the side whose avatar a bubble has; where both fit, the side where something stands."""
    sides = [column for column in (left, right) if column and _belongs(panel, column)]
    if not sides:
        return ""
    top = panel.box.top
    best = max(sides, key=lambda one: scene.unrest(Box(one.left, top, one.right, top + one.size)))
    return best.side


def _implied(scene: Scene, box: Box, side: str, avatars: Sequence[Avatar]) -> list[Avatar]:
    """Return the avatar a slot implies, unless one is there already or nothing is."""
    if scene.flat(box) or any(box.overlap(other.box) > 0.3 * other.box.area for other in avatars):
        return []
    return [Avatar(box.grown(0.06), side, "slot")]  # type: ignore[arg-type]


def _name_offset(scene: Scene, lines: Sequence[TextLine], lefts: Sequence[Panel], seen: Sequence[Avatar]) -> float:
    """Return how far bubbles start below their avatars' tops: the height of the name slot, or 0."""
    offsets = []
    for panel in lefts:
        beside = [a for a in seen if a.side == "left" and a.rule != "slot" and 0 <= panel.box.left - a.box.right < a.box.width]
        near = [panel.box.top - a.box.top for a in beside if -0.3 * a.box.height < panel.box.top - a.box.top < 0.95 * a.box.height]
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


def _above(scene: Scene, line: TextLine, panel: Panel) -> bool:
    """Return whether ``line`` stands right above a bubble's top left corner, on the page."""
    gap = panel.box.top - line.box.bottom
    close = -0.3 * line.box.height < gap < 0.8 * line.box.height
    aligned = -0.6 * line.box.height < line.box.left - panel.box.left < 0.9 * line.box.height
    ground = scene.ground(line.box)
    return close and aligned and not is_time(line.text) and (ground is None or ground.page)


def _nameless_row(scene: Scene, line: TextLine, lefts: Sequence[Panel], offset: float) -> bool:
    """Return whether ``line`` is a name above something without a bubble: a picture, a sticker."""
    if not lefts or is_interface(line.text):
        return False
    edge = median([panel.box.left for panel in lefts])
    aligned = -0.6 * line.box.height < line.box.left - edge < 0.9 * line.box.height
    small = line.box.height < 1.6 * offset
    ground = scene.ground(line.box)
    free = ground is None or ground.page
    below = Box(edge, line.box.bottom + 2, edge + 3 * line.box.height, line.box.bottom + 2 * line.box.height)
    first, last = min(panel.box.top for panel in lefts), max(panel.box.bottom for panel in lefts)
    inside = first - 3 * offset < line.box.top < last + 12 * offset and not scene.flat(below)
    return aligned and small and free and inside and not any(_above(scene, line, panel) for panel in lefts)
