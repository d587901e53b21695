"""Lines of text gathered into the blocks they were written as, and the way back to pixels."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from itertools import chain
from typing import TYPE_CHECKING

from redactkit.core.geometry import Box, hull

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from redactkit.core.protocols import TextLine
    from redactkit.layout.segmentation import Panel, Segmentation

__all__ = ["Block", "gather", "unread_from", "unread_to"]

# A value is covered this share of the line's height beyond its outer characters.
MARGIN = 0.22
LOOSE_MARGIN = 0.4
# Lines of one text differ in height by less than this; in a bubble even `e.com` goes on.
ALIKE, ALIKE_INSIDE = 1.45, 1.65
# A gap wider than this share of the line's height holds a glyph that was not read.
UNREAD_GAP = 0.35
WIDE_GAP = 0.5
# Widths of a Chinese and of a Latin glyph in heights of the line, which is located too high.
GLYPH, NARROW = 0.76, 0.46
BREAK = "\n"
WORD = re.compile(r"[A-Za-z0-9_-]+$")
# A number of something begins a line of its own: 3天前, 20元.
COUNTED = re.compile(r"\d{1,4}\s?[年月日天小分秒点时元块个人次条楼层岁折件斤米]")
# Between two Chinese characters up to a fifth of the line's height is blank, beside a Latin letter
# a quarter; a space is more. Of 3,800 pairs in 55 screens 5 in 1,000 are told wrongly.
BLANK, BLANK_HAN = 0.27, 0.23
# Signs that a name may end with.
TAIL = "._-~!"


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """Lines that read as one text, joined by line breaks; ``panel`` is None on the page itself.

    ``index`` has for each character of ``text`` its line and its place in the line, ``(-1, -1)``
    for what joins them.
    """

    lines: tuple[TextLine, ...] = field(repr=False)
    panel: Panel | None
    text: str = field(repr=False)
    index: tuple[tuple[int, int], ...] = field(repr=False)

    @property
    def box(self) -> Box:
        """The hull of the lines."""
        return hull(line.box for line in self.lines)

    def cover(self, start: int, end: int, *, unread: bool = False) -> list[Box]:
        """Return one box for each line that characters ``start`` to ``end`` lie on.

        ``unread`` also covers wide gaps beside them, where an emoji was not read.
        """
        chars: dict[int, list[int]] = {}
        for line, char in self.index[start:end]:
            if line >= 0 and not self.lines[line].text[char].isspace():
                chars.setdefault(line, []).append(char)
        return [
            _piece(self.lines[line], min(places), max(places), unread=unread)
            for line, places in chars.items()
        ]

    def start_of(self, line: int) -> int:
        """Return the place in the text of a line's first character, 0 for a line without any."""
        return self.index.index((line, 0)) if self.lines[line].text else 0

    def starts_line(self, place: int) -> bool:
        """Return whether the character at ``place`` is the first of its line."""
        return self.index[place][1] == 0

    def ends_line(self, place: int) -> bool:
        """Return whether the character at ``place`` is the last of its line."""
        line, char = self.index[place]
        return line >= 0 and char == len(self.lines[line].text) - 1


def _piece(line: TextLine, first: int, last: int, *, unread: bool) -> Box:
    if not line.chars:
        return line.box
    high = line.box.height
    left, right = line.chars[first].left, line.chars[last].right
    if first == 0:
        left = min(left, line.box.left) - LOOSE_MARGIN * high / 2
    else:
        gap = left - line.chars[first - 1].right
        left -= min(MARGIN * high, max(0.0, gap) + 0.1 * high)
        left = min(left, unread_from(line, first)) if unread else left
    if last == len(line.chars) - 1:
        right = max(right, line.box.right) + LOOSE_MARGIN * high / 2
    else:
        gap = line.chars[last + 1].left - right
        right += min(MARGIN * high, max(0.0, gap) + 0.1 * high)
        right = max(right, unread_to(line, last)) if unread else right
    return Box(left, line.box.top, max(left, right), line.box.bottom)


def unread_from(line: TextLine, place: int) -> float:
    """Return where what belongs to a character begins: at a glyph not read before it, if any."""
    if place == 0 or not _parted(line, place):
        return line.chars[place].left
    before = line.chars[place - 1].center[0] + GLYPH / 4 * line.box.height
    return min(line.chars[place].left, before)


def unread_to(line: TextLine, place: int) -> float:
    """Return where what belongs to a character ends: at a glyph not read after it, if any."""
    if place + 1 >= len(line.chars) or not _parted(line, place + 1):
        return line.chars[place].right
    after = line.chars[place + 1].center[0] - GLYPH / 4 * line.box.height
    return max(line.chars[place].right, after)


def _parted(line: TextLine, place: int) -> bool:
    """Return whether a character is further from the one before than both are wide."""
    a, b = line.chars[place - 1].center[0], line.chars[place].center[0]
    wide = (_wide(line.text[place - 1]) + _wide(line.text[place])) / 2
    return b - a > (wide + UNREAD_GAP) * line.box.height


def _wide(char: str) -> float:
    """Return how wide a glyph is at most, in heights of its line as located."""
    if unicodedata.category(char)[0] == "P":
        return NARROW / 2
    return GLYPH if unicodedata.east_asian_width(char) in "WF" else NARROW


def gather(lines: Sequence[TextLine], scene: Segmentation) -> list[Block]:
    """Group lines that were written as one text: in one panel, under one another, of one size."""
    by_panel: dict[Panel | None, list[TextLine]] = {}
    for line in lines:
        ground = scene.ground(line.box)
        panel = None if ground is None or ground.page else ground
        by_panel.setdefault(panel, []).append(line)
    blocks = []
    for panel, members in by_panel.items():
        apart = ALIKE if panel is None else ALIKE_INSIDE
        blocks += [_block(group, panel, scene) for group in _paragraphs(members, apart)]
    return sorted(blocks, key=lambda block: (block.box.top, block.box.left))


def _gaps(line: TextLine, scene: Segmentation) -> list[int]:
    """Return the characters that a visible gap parts from the one before, where none was read.

    The blank after an @mention is a quarter of a character wide and OCR drops it.
    """
    ground = scene.ground(line.box)
    if ground is None or not line.chars or not any(_han(char) for char in line.text):
        return []
    high = line.box.height
    blanks = scene.blanks(line.box, ground.color, BLANK * high)
    blanks_han = scene.blanks(line.box, ground.color, BLANK_HAN * high)
    found = []
    for char in range(1, len(line.text)):
        a, b = line.text[char - 1], line.text[char]
        if not (_han(a) or _han(b)) or not ((a.isalnum() or a in TAIL) and b.isalnum()):
            continue
        left, right = line.chars[char - 1].center[0], line.chars[char].center[0]
        unread = line.chars[char].left - line.chars[char - 1].right > WIDE_GAP * high
        seen = blanks_han if _han(a) and _han(b) else blanks
        if unread or any(left < middle < right for middle in seen):
            found.append(char)
    return found


def _han(char: str) -> bool:
    return "\u4e00" <= char <= "\u9fff"


def _paragraphs(lines: Iterable[TextLine], apart: float) -> list[list[list[TextLine]]]:
    """Return paragraphs of rows of lines."""
    rows: list[list[TextLine]] = []
    for line in sorted(lines, key=lambda item: item.box.center[1]):
        # A line may join two others of its row that came before it.
        joined = [row for row in rows if any(_same_row(other, line) for other in row)]
        rows = [row for row in rows if row not in joined]
        rows.append(sorted([line, *chain(*joined)], key=lambda item: item.box.left))
    paragraphs: list[list[list[TextLine]]] = []
    for row in rows:
        home = next(
            (
                paragraph
                for paragraph in reversed(paragraphs)
                if _continues(paragraph[-1], row, apart)
            ),
            None,
        )
        if home is None:
            paragraphs.append([row])
        else:
            home.append(row)
    return paragraphs


def _same_row(a: TextLine, b: TextLine) -> bool:
    height = min(a.box.height, b.box.height)
    apart = abs(a.box.center[1] - b.box.center[1])
    gap = max(a.box.left, b.box.left) - min(a.box.right, b.box.right)
    return apart < 0.4 * height and gap < 1.2 * height


def _continues(above: Sequence[TextLine], row: Sequence[TextLine], apart: float) -> bool:
    """Return whether ``row`` goes on where the row above it broke off."""
    upper, lower = hull(line.box for line in above), hull(line.box for line in row)
    high = min(above[0].box.height, row[0].box.height)
    alike = max(above[0].box.height, row[0].box.height) < apart * high
    near = -0.4 * high < lower.top - upper.bottom < 0.85 * high
    # An unread emoji may stand before the first glyph of either row.
    aligned = abs(upper.left - lower.left) < 1.6 * high
    return alike and near and aligned


def _block(rows: Sequence[Sequence[TextLine]], panel: Panel | None, scene: Segmentation) -> Block:
    text: list[str] = []
    index: list[tuple[int, int]] = []
    flat: list[TextLine] = []
    right = max(line.box.right for row in rows for line in row)
    for row in rows:
        for place, line in enumerate(row):
            if flat:
                joint = " " if place else _joint(flat[-1], line, right)
                text.append(joint)
                index += [(-1, -1)] * len(joint)
            gaps = _gaps(line, scene)
            for char, symbol in enumerate(line.text):
                if char in gaps:
                    text.append(" ")
                    index.append((-1, -1))
                text.append(symbol)
                index.append((len(flat), char))
            flat.append(line)
    return Block(tuple(flat), panel, "".join(text), tuple(index))


def _joint(above: TextLine, below: TextLine, right: float) -> str:
    """Return nothing where an ID was broken at the right edge, else a line break."""
    full = right - above.box.right < 0.8 * above.box.height
    last = WORD.search(above.text)
    # numbers on two lines may be two numbers
    word = last is not None and (not last[0].isdecimal() or below.text[:1].isalpha())
    goes_on = _latin(below.text[:1]) and COUNTED.match(below.text) is None
    return "" if full and word and goes_on else BREAK


def _latin(char: str) -> bool:
    return char.isascii() and (char.isalnum() or char in "_-")
