"""Reading a painted picture again, and only there where covers changed what stands around them.

Text that no cover comes near is made of the same pixels as at the first reading, so that
reading stands. Strips around covers are read anew, the covers made paper: what is left
of a line reads differently once its neighbours are gone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, runtime_checkable

import numpy as np

from redactkit.geometry import Box, hull

if TYPE_CHECKING:
    from collections.abc import Sequence

    from redactkit.detect import TextLine, TextReader
    from redactkit.frames import Pixels

__all__ = ["ReadsParts", "read_again"]

# Shares of a line's height that a strip reaches beyond a cover, and beyond a line it cuts.
AROUND_X, AROUND_Y = 1.0, 0.3
BEYOND = 0.25
# Covers higher than this many lines are pictures and codes: only lines they cut are read.
TALL = 1.4
# Shares of a line: less than the first is not touched, more than the last is gone.
TOUCHED, MOSTLY = 0.02, 0.6
GONE = 0.95
# Strokes differ from their ground by more, flat ground in a JPEG by less.
INK = 40
# Two strips become one where that takes hardly more room.
ROOM = 1.2


@runtime_checkable
class ReadsParts(Protocol):
    """A text reader that can be shown parts of a picture."""

    def read_parts(
        self,
        pixels: Pixels,
        regions: Sequence[tuple[int, int, int, int]],
        known: Sequence[TextLine] = (),
    ) -> Sequence[TextLine]:
        """Return the lines in half-open xyxy regions, in the picture's coordinates.

        A line that is located where a ``known`` one stands is that one.
        """
        ...


def read_again(
    reader: TextReader, paper: Pixels, before: Sequence[TextLine], covers: Sequence[Box]
) -> list[TextLine]:
    """Return the lines of a painted picture whose covers were made paper.

    Args:
        reader: reads the text; one that cannot read parts reads the whole.
        paper: the painted picture, RGB, each cover in the color around it.
        before: the lines read before it was painted.
        covers: what is covered, px.

    Raises:
        BackendError: the model failed. Never swallowed.
    """
    if not isinstance(reader, ReadsParts):
        return list(reader.read(paper))
    strips = _strips(paper, before, covers)
    height, width = paper.shape[:2]
    untouched = [line for line in before if not _share(line.box, covers) > TOUCHED]
    fresh = reader.read_parts(paper, [strip.pixels(width, height) for strip in strips], untouched)
    kept = [line for line in before if _share(line.box, [*strips, *covers]) < MOSTLY]
    return _distinct([*kept, *fresh])


def _strips(paper: Pixels, lines: Sequence[TextLine], covers: Sequence[Box]) -> list[Box]:
    """Return where to read again: around covers of text, and lines of which a part is left."""
    typical = sorted(line.box.height for line in lines)[len(lines) // 2] if lines else 0.0
    found = []
    for cover in covers:
        cut = [
            line.box.padded(BEYOND * line.box.height)
            for line in lines
            if TOUCHED < _share(line.box, [cover]) < GONE
        ]
        if cover.height <= TALL * typical:
            onward = _to_the_blank(paper, cover)
            cut.append(onward.padded(AROUND_X * cover.height, AROUND_Y * cover.height))
        found += cut
    return _joined(found)


def _to_the_blank(paper: Pixels, cover: Box) -> Box:
    """Widen a cover over the ink that stands on both sides of it, as far as words reach."""
    height, width = paper.shape[:2]
    x0, y0, x1, y1 = cover.pixels(width, height)
    if x0 >= x1 or y0 >= y1:
        return cover
    band = paper[y0:y1, :, 1]
    inked = np.flatnonzero(band.max(axis=0) - band.min(axis=0) > INK)
    gap = AROUND_X * cover.height
    left, right = x0, x1
    for column in inked[inked < x0][::-1].tolist():
        if left - column > gap:
            break
        left = column
    for column in inked[inked >= x1].tolist():
        if column - right > gap:
            break
        right = column + 1
    return Box(left, cover.top, right, cover.bottom)


def _joined(boxes: Sequence[Box]) -> list[Box]:
    """Join boxes whose hull is hardly larger than they are."""
    done: list[Box] = []
    for box in sorted(boxes, key=lambda one: (one.top, one.left)):
        whole = box
        for other in done[::-1]:
            both = hull([whole, other])
            if both.area <= ROOM * (whole.area + other.area - whole.overlap(other)):
                done.remove(other)
                whole = both
        done.append(whole)
    return done


def _distinct(lines: Sequence[TextLine]) -> list[TextLine]:
    """Drop what another line covers: strips may share a line."""
    kept: list[TextLine] = []
    for line in sorted(lines, key=lambda one: -one.box.area):
        if all(line.box.overlap(other.box) < MOSTLY * line.box.area for other in kept):
            kept.append(line)
    return sorted(kept, key=lambda one: (one.box.top, one.box.left))


def _share(box: Box, others: Sequence[Box]) -> float:
    return max((box.overlap(other) for other in others), default=0.0) / max(box.area, 1.0)
