"""Reading a painted picture again, and only what covers left of lines of text.

Text that no cover comes near is made of the same pixels as at the first reading, so that
reading stands. Where a cover stands in a line, what is left beside it is read anew, the
covers made paper: it reads differently once its neighbours are gone. Chinese that was read
with certainty does not, and stands too. Nothing is located anew, for covers add no ink: the
pieces are the ink that stands in a row with a cover.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, runtime_checkable

import numpy as np

from redactkit.core.geometry import Box
from redactkit.core.protocols import TextLine
from redactkit.layout.flat_colors import runs as true_runs

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from redactkit.core.frames import Pixels
    from redactkit.core.protocols import TextReader

__all__ = ["ReadsLines", "read_again"]

CUT = 0.25
"""Share of a line's height that a cover has to reach into; a tenth on both sides is blank."""

REACH = 1.0
"""Line heights of blank that part what belongs to a cut line from what does not."""

FAR = 6.0
"""Line heights beyond a line or a cover in which ink may go on: photos have ink everywhere."""

LEAST = 1.2
"""Line heights of ink from which it can be a value or a name: two characters and their gap."""

CERTAIN = 0.9
"""Score from which a line was read with certainty."""

RIM = 0.12
"""Line heights of ground around a piece; glyphs at its very rim read badly."""

TALL = 1.4
"""Covers higher than so many lines are pictures and codes: only lines they cut are read."""

INK = 40
"""Strokes differ from their ground by more, flat ground in a JPEG by less."""

MOSTLY = 0.6


@runtime_checkable
class ReadsLines(Protocol):
    """A text reader that can read lines located elsewhere."""

    def read_lines(self, pixels: Pixels, places: Sequence[Box]) -> Sequence[TextLine]:
        """Return one line for each place, an empty text where nothing could be read."""
        ...


def read_again(
    reader: TextReader, paper: Pixels, before: Sequence[TextLine], covers: Sequence[Box]
) -> list[TextLine]:
    """Return the lines of a painted picture whose covers have the color around them.

    Args:
        reader: reads the text; one that cannot read single lines reads the whole.
        paper: the painted picture, RGB, each cover in the color around it.
        before: the lines read before it was painted.
        covers: what is covered, px.

    Raises:
        BackendError: the model failed. Never swallowed.
    """
    if not isinstance(reader, ReadsLines):
        return list(reader.read(paper))
    whole = [line for line in before if not any(_cuts(cover, line.box) for cover in covers)]
    taken = [*(line.box for line in whole), *covers]
    stands: list[TextLine] = []
    unread: list[Box] = []
    for band, line in _bands(before, covers):
        for piece in _pieces(paper, band, taken):
            taken.append(piece)
            known = _known(line, piece) if line else None
            if known:
                stands.append(known)
            else:
                unread.append(piece)
    fresh = reader.read_lines(paper, unread) if unread else []
    return sorted([*whole, *stands, *fresh], key=lambda one: (one.box.top, one.box.left))


def _known(line: TextLine, piece: Box) -> TextLine | None:
    """Return the part of a line that stands in a piece, if it was read with certainty."""
    places = [
        place for place, char in enumerate(line.chars) if piece.left <= char.center[0] < piece.right
    ]
    text = "".join(line.text[place] for place in places)
    if line.score < CERTAIN or not text or any(char.isascii() and char.isalnum() for char in text):
        return None
    chars = tuple(line.chars[place] for place in places)
    return TextLine(text=text, box=piece, score=line.score, chars=chars)


def _cuts(cover: Box, line: Box) -> bool:
    """Return whether a cover takes ink from a line; boxes of lines reach beyond the ink."""
    high = min(cover.bottom, line.bottom) - max(cover.top, line.top)
    return cover.overlap(line) > 0 and high > CUT * min(line.height, line.width)


def _bands(
    lines: Sequence[TextLine], covers: Sequence[Box]
) -> Iterator[tuple[Box, TextLine | None]]:
    """Return the rows in which pieces may be left: lines that are cut, and covers of text."""
    for line in lines:
        if any(_cuts(cover, line.box) for cover in covers):
            yield line.box, line
    typical = sorted(line.box.height for line in lines)[len(lines) // 2] if lines else 0.0
    yield from ((cover, None) for cover in covers if cover.height <= TALL * typical)


def _pieces(paper: Pixels, band: Box, taken: Sequence[Box]) -> list[Box]:
    """Return the runs of ink in a row that are not taken and go on from where it stands."""
    size = min(band.height, band.width)
    if band.height > band.width:  # a line written downwards has only what is in it
        return [] if _gone(band, taken) else [band]
    height, width = paper.shape[:2]
    x0, y0, x1, y1 = band.padded(FAR * size, 0).pixels(width, height)
    if x0 >= x1 or y0 >= y1:
        return []
    strip = paper[y0:y1, x0:x1, 1]
    inked = strip.max(axis=0).astype(np.int16) - strip.min(axis=0) > INK
    for box in taken:
        if _cuts(box, band.padded(FAR * size, 0)):
            inked[max(0, int(box.left) - x0) : max(0, int(np.ceil(box.right)) - x0)] = False
    runs = true_runs(inked, REACH * size)
    near = band.padded(REACH * size, 0)
    return [
        Box(x0 + a - RIM * size, band.top, x0 + b + RIM * size, band.bottom)
        for a, b in runs
        if b - a >= LEAST * size and x0 + b > near.left and x0 + a < near.right
    ]


def _gone(band: Box, taken: Sequence[Box]) -> bool:
    return max((band.overlap(box) for box in taken), default=0.0) > MOSTLY * band.area
