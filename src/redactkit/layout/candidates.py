"""What is private on a page and the pixels it takes up, emoji that OCR cannot read included."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from redactkit.core.findings import Kind
from redactkit.core.geometry import Box, hull
from redactkit.layout.interface_words import is_time, without_time
from redactkit.layout.text_blocks import unread_from, unread_to

if TYPE_CHECKING:
    from collections.abc import Sequence

    from redactkit.core.protocols import TextLine
    from redactkit.layout.chat_rows import ChatRows
    from redactkit.layout.page_map import PageMap
    from redactkit.layout.segmentation import Panel, Segmentation
    from redactkit.layout.text_blocks import Block

__all__ = [
    "Candidate",
    "Layout",
    "continuation",
    "cover",
    "extended_over_ink",
    "on_badge",
    "whole_line",
]

# Heights of a line: a badge and the name after it are no further apart, two pieces of one name
# that were read as two lines overlap by less or stand closer.
BADGE_HIGH, BADGE_WIDE = 1.5, 1.4
BADGE, OVERLAP, TOUCH = 1.2, 1.0, 0.25
# Pieces of one row are as high as one another within this.
SIZE = 1.25


@dataclass(frozen=True, slots=True)
class Candidate:
    """Something private and where it stands; the text shows in no repr."""

    kind: Kind
    box: Box
    text: str = field(repr=False)
    rule: str
    score: float


@dataclass(frozen=True, slots=True, eq=False)
class Layout:
    """A screenshot taken apart; ``feed`` where it shows posts and no chat.

    ``seen`` is what the page model says of it, None where no model looked.
    """

    scene: Segmentation
    lines: tuple[TextLine, ...] = field(repr=False)
    panels: tuple[Panel, ...]
    rows: ChatRows
    blocks: tuple[Block, ...] = field(repr=False)
    codes: tuple[Box, ...]
    feed: bool = False
    seen: PageMap | None = None

    def on_page(self, line: TextLine) -> bool:
        """Return whether a line stands on the background rather than in a bubble."""
        ground = self.scene.ground(line.box)
        return ground is None or ground.page or ground.box.width > 0.9 * self.scene.width


def continuation(page: Layout, lines: Sequence[TextLine]) -> list[TextLine]:
    """Return the lines on the page that go on right after some: a name after a badge."""
    return [
        other
        for other in page.lines
        if page.on_page(other)
        and other not in lines
        and any(
            _in_row(other.box, line.box)
            and 0 <= other.box.left - line.box.right < BADGE * line.box.height
            for line in lines
        )
    ]


def on_badge(page: Layout, line: TextLine) -> bool:
    """Return whether a line stands on a badge: 群主, LV3."""
    ground = page.scene.ground(line.box)
    return (
        ground is not None
        and not ground.page
        and ground.box.height < BADGE_HIGH * line.box.height
        and ground.box.width < BADGE_WIDE * line.box.width
    )


def _with_badge(page: Layout, line: TextLine) -> Box:
    """Return where a line stands, and the badge it is on."""
    ground = page.scene.ground(line.box)
    return line.box if ground is None or not on_badge(page, line) else hull([line.box, ground.box])


def _in_row(a: Box, b: Box) -> bool:
    return abs(a.center[1] - b.center[1]) < 0.3 * b.height and 1 / SIZE < a.height / b.height < SIZE


def _with_pieces(page: Layout, box: Box) -> Box:
    """Widen a name over what was read as a line apart but touches it: 小王 and （装修）."""
    ground = page.scene.ground(box)
    pieces = [
        other.box
        for other in page.lines
        if other.text
        and _in_row(other.box, box)
        and -OVERLAP * box.height < other.box.left - box.right < TOUCH * box.height
        and other.box.right > box.right
        and page.scene.ground(other.box) is ground
        and not is_time(other.text)
    ]
    return hull([box, *pieces])


def whole_line(
    page: Layout, line: TextLine, rule: str, score: float = 0.9, text: str | None = None
) -> Candidate:
    """Return a whole line as a name, with the unread glyphs (emoji) beside it.

    When the message was sent stays, where that stands on the same line.
    """
    start, end = without_time(line.text) if line.chars else (0, len(line.text))
    name, high = line.box, line.box.height
    if start > 0:
        name = Box(unread_from(line, start), name.top, name.right, name.bottom)
    if end < len(line.text):
        name = Box(name.left, name.top, unread_to(line, end - 1), name.bottom)
    else:
        name = _with_pieces(page, name)
    box = extended_over_ink(page, name, line.box, left=start == 0, right=end == len(line.text))
    box = Box(
        min(box.left, name.left - 0.12 * high),
        box.top,
        max(box.right, name.right + 0.12 * high),
        box.bottom,
    )
    called = line.text[start:end] if text is None else text
    return Candidate(Kind.NICKNAME, box, called, rule, score)


def extended_over_ink(
    page: Layout, box: Box, line: Box, *, left: bool = True, right: bool = True
) -> Box:
    """Extend a box over what stands close beside it on its ground: emoji that were not read."""
    high = line.height
    ground = page.scene.ground(line)
    if ground is None:
        return box.padded(0.15 * high, 0)
    strip = line.padded(5 * high, 0)
    near = [other for other in page.lines if other.text and other.box.overlap(strip) > 0]
    others = [_with_badge(page, other) for other in near]
    others += [a.box for a in page.rows.avatars if a.box.overlap(strip) > 0]
    others = [o for o in others if o.overlap(line) < 0.5 * line.area]
    first = _onward(page, box, ground, others, -0.5 * high) if left else box.left
    last = _onward(page, box, ground, others, 0.5 * high) if right else box.right
    before, after = (0.1 * high if first < box.left else 0), (0.1 * high if last > box.right else 0)
    return Box(first - before, box.top, last + after, box.bottom)


def _onward(page: Layout, box: Box, ground: Panel, others: Sequence[Box], step: float) -> float:
    """Follow ink from one side of ``box``, ``step`` pixels at a time, and return where it ends."""
    low, high = ground.box.left, ground.box.right
    edge = outer = box.left if step < 0 else box.right
    edge = min(max(edge, low), high)
    for _ in range(6):
        next_edge = min(max(edge + step, low), high)
        near = Box(min(edge, next_edge), box.top, max(edge, next_edge), box.bottom)
        ink = page.scene.ink(near, ground.color)
        if ink is None or any(other.overlap(ink) > 0.4 * ink.area for other in others):
            break
        reached = ink.left if step < 0 else ink.right
        if abs(reached - edge) < 1:
            break
        edge = reached
    return min(edge, outer) if step < 0 else max(edge, outer)


def cover(page: Layout, block: Block, start: int, end: int) -> list[Box]:
    """Return the boxes of a name in a block, with the emoji beside it that were not read."""
    boxes = block.cover(start, end, unread=True)
    if not boxes:
        return []
    line_of = [
        block.lines[block.index[place][0]]
        for place in (start, end - 1)
        if block.index[place][0] >= 0
    ]
    if line_of:
        boxes[0] = _over_unread(page, boxes[0], line_of[0])
        boxes[-1] = _over_unread(page, boxes[-1], line_of[-1])
    if line_of and block.starts_line(start):
        boxes[0] = extended_over_ink(page, boxes[0], line_of[0].box, right=False)
    if line_of and block.ends_line(end - 1):
        boxes[-1] = extended_over_ink(page, boxes[-1], line_of[-1].box, left=False)
        boxes += _next_emoji(page, block, block.index[end - 1][0])
    return boxes


def _over_unread(page: Layout, box: Box, line: TextLine) -> Box:
    """Widen part of a line over lines that touch it and of which nothing was read: emoji."""
    beside = [
        other.box
        for other in page.lines
        if not other.text
        and other.box.height < 1.3 * line.box.height
        and abs(other.box.center[1] - line.box.center[1]) < 0.3 * line.box.height
        and box.padded(0.4 * line.box.height, 0).overlap(other.box) > 0
        and other.box.width < 4 * line.box.height
    ]
    return Box(
        min([box.left, *(other.left for other in beside)]),
        box.top,
        max([box.right, *(other.right for other in beside)]),
        box.bottom,
    )


def _next_emoji(page: Layout, block: Block, number: int) -> list[Box]:
    """Return what stands unread before the line after a name that ended its line."""
    if number + 1 >= len(block.lines) or number < 0 or block.panel is None:
        return []
    line = block.lines[number + 1]
    home = min(other.box.left for other in block.lines)
    if line.box.left - home < 0.6 * line.box.height:
        return []
    ink = page.scene.ink(
        Box(home - 2, line.box.top, line.box.left, line.box.bottom), block.panel.color
    )
    return [ink.padded(2)] if ink is not None else []
