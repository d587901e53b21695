"""Lines of text gathered into the blocks they were written as, and the way back to pixels."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from redactkit.geometry import Box, hull

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from redactkit.detect import TextLine
    from redactkit.screens.scene import Panel, Scene

__all__ = ["Block", "gather"]

# A value is covered this share of the line's height beyond its outer characters.
MARGIN = 0.22
LOOSE_MARGIN = 0.4
# A gap wider than this share of the line's height holds a glyph that was not read.
UNREAD_GAP = 0.5
BREAK = "\n"
# Between two Chinese characters up to a fifth of the line's height is blank; a space is more.
BLANK = 0.27


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """Lines that read as one text, joined by line breaks; ``panel`` is None on the page itself."""

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
    height = line.box.height
    left, right = line.chars[first].left, line.chars[last].right
    if first == 0:
        left = min(left, line.box.left) - LOOSE_MARGIN * height / 2
    else:
        gap = left - line.chars[first - 1].right
        left -= (
            gap
            if unread and gap > UNREAD_GAP * height
            else min(MARGIN * height, max(0.0, gap) + 0.1 * height)
        )
    if last == len(line.chars) - 1:
        right = max(right, line.box.right) + LOOSE_MARGIN * height / 2
    else:
        gap = line.chars[last + 1].left - right
        right += (
            gap
            if unread and gap > UNREAD_GAP * height
            else min(MARGIN * height, max(0.0, gap) + 0.1 * height)
        )
    return Box(left, line.box.top, max(left, right), line.box.bottom)


def gather(lines: Sequence[TextLine], scene: Scene) -> list[Block]:
    """Group lines that were written as one text: in one panel, under one another, of one size."""
    gaps = {id(line): _gaps(line, scene) for line in lines}
    by_panel: dict[int, list[TextLine]] = {}
    panels: dict[int, Panel | None] = {}
    for line in lines:
        ground = scene.ground(line.box)
        panel = None if ground is None or ground.page else ground
        panels[id(panel)] = panel
        by_panel.setdefault(id(panel), []).append(line)
    blocks = []
    for key, members in by_panel.items():
        blocks += [_block(group, panels[key], gaps) for group in _paragraphs(members)]
    return sorted(blocks, key=lambda block: (block.box.top, block.box.left))


def _gaps(line: TextLine, scene: Scene) -> list[int]:
    """Return the characters that a visible gap parts from the one before, where none was read.

    The blank after an @mention is a quarter of a character wide and OCR drops it.
    """
    ground = scene.ground(line.box)
    if ground is None or not line.chars or not any(_han(char) for char in line.text):
        return []
    blanks = scene.blanks(line.box, ground.color, BLANK * line.box.height)
    found = []
    for char in range(1, len(line.text)):
        a, b = line.text[char - 1], line.text[char]
        if (
            a.isspace()
            or b.isspace()
            or not (_han(a) or _han(b))
            or not (a.isalnum() and b.isalnum())
        ):
            continue
        left, right = line.chars[char - 1].center[0], line.chars[char].center[0]
        unread = line.chars[char].left - line.chars[char - 1].right > UNREAD_GAP * line.box.height
        if unread or any(left < middle < right for middle in blanks):
            found.append(char)
    return found


def _han(char: str) -> bool:
    return "\u4e00" <= char <= "\u9fff"


def _paragraphs(lines: Iterable[TextLine]) -> list[list[list[TextLine]]]:
    """Return paragraphs of rows of lines."""
    rows: list[list[TextLine]] = []
    for line in sorted(lines, key=lambda item: item.box.center[1]):
        row = next((row for row in rows if _same_row(row[-1], line)), None)
        if row is None:
            rows.append([line])
        else:
            row.append(line)
            row.sort(key=lambda item: item.box.left)
    paragraphs: list[list[list[TextLine]]] = []
    for row in rows:
        home = next(
            (paragraph for paragraph in reversed(paragraphs) if _continues(paragraph[-1], row)),
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


def _continues(above: Sequence[TextLine], row: Sequence[TextLine]) -> bool:
    """Return whether ``row`` goes on where the row above it broke off."""
    upper, lower = hull(line.box for line in above), hull(line.box for line in row)
    high = min(above[0].box.height, row[0].box.height)
    alike = max(above[0].box.height, row[0].box.height) < 1.45 * high
    near = -0.4 * high < lower.top - upper.bottom < 0.85 * high
    # An unread emoji may stand before the first glyph of either row.
    aligned = abs(upper.left - lower.left) < 1.6 * high
    return alike and near and aligned


def _block(
    rows: Sequence[Sequence[TextLine]], panel: Panel | None, gaps: Mapping[int, Sequence[int]]
) -> Block:
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
            for char, symbol in enumerate(line.text):
                if char in gaps.get(id(line), ()):
                    text.append(" ")
                    index.append((-1, -1))
                text.append(symbol)
                index.append((len(flat), char))
            flat.append(line)
    return Block(tuple(flat), panel, "".join(text), tuple(index))


def _joint(above: TextLine, below: TextLine, right: float) -> str:
    """Return nothing where an ID was broken at the right edge, else a line break."""
    full = right - above.box.right < 0.8 * above.box.height
    word = (
        _latin(above.text[-1:])
        and _latin(below.text[:1])
        and not (above.text[-1:] + below.text[:1]).isdecimal()
    )
    return "" if full and word else BREAK


def _latin(char: str) -> bool:
    return char.isascii() and (char.isalnum() or char in "_-")
