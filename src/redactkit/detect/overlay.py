"""Text written into the picture: a camera's name, an address, a clock.

It stands still while people move. So it is read in the median of some pictures spread over
the clip, and, because the digits of a clock blur there, in some of the pictures themselves.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from redactkit.core.findings import Finding, Kind, Sighting
from redactkit.core.geometry import hull
from redactkit.core.policy import CLOCK

if TYPE_CHECKING:
    from collections.abc import Sequence

    from redactkit.core.frames import Pixels
    from redactkit.core.geometry import Box
    from redactkit.core.protocols import TextLine, TextReader

__all__ = ["OverlayDetector", "is_clock"]

PICTURES = 8
"""Pictures kept, however long the clip is: 50 MB in HD."""

EVERY_S = 0.4
"""Seconds between two of them at first; doubled when there are too many."""

READ = 3
"""Of these so many are read besides their median."""

BAND = 0.2
"""Share of the height at top and bottom that is read once more by itself, and so enlarged:
most overlays stand there, some of them faint."""

SAME_LINE = 0.4
"""Share of the smaller of two boxes from which they are one line of text."""

SEEN = 2
"""Pictures in which a line has to be at the same place, unless it was read in the median."""

MISREAD = 2
"""Letters beside a date and a time that OCR may have made of their digits; more say something."""

TALLEST = 0.16
"""Share of the picture's height from which a line is no overlay but a poster's headline."""

CLOCK_PARTS = re.compile(
    r"\d{1,4}[-/.年]\d{1,2}[-/.月]\d{1,4}日?"
    r"|\d{1,2}[:：;.]\d{2}(?:[:：;.]\d{2}){0,2}"
    r"|星期[一二三四五六日天]|周[一二三四五六日天]|[上下]午"
    r"|(?<![A-Z])(?:MON|TUE|WED|THU|FRI|SAT|SUN|AM|PM)(?![A-Z])"
)
"""Dates, times and what goes with them; OCR takes a colon for other dots."""

TIME = re.compile(r"\d{1,2}\D\d{2}|\d{1,4}\D\d{1,2}\D\d{1,4}")


def is_clock(text: str) -> bool:
    """Return whether a line is date or time and nothing that could name a place or camera."""
    plain = unicodedata.normalize("NFKC", text).upper().replace(" ", "")
    rest = CLOCK_PARTS.sub("", plain)
    return bool(TIME.search(plain)) and rest != plain and not any(map(str.isalnum, rest))


@dataclass(slots=True, eq=False)
class _StableLine:
    """The same line of text in several pictures."""

    boxes: list[Box] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    pictures: set[int] = field(default_factory=set)

    @property
    def box(self) -> Box:
        """The box around all."""
        return hull(self.boxes)

    @property
    def stands(self) -> bool:
        """Whether it stands still: read in the median (number 0), or in several pictures."""
        return len(self.pictures) >= SEEN or (0 in self.pictures and any(self.texts))

    def see(self, picture: int, line: TextLine) -> None:
        """Add a sighting."""
        self.boxes.append(line.box)
        self.texts.append(line.text)
        self.pictures.add(picture)


class OverlayDetector:
    """Keeps some pictures of a clip and reads what stands still in them.

    Args:
        rate: frames a second.
    """

    def __init__(self, rate: float) -> None:
        """Start with nothing."""
        self._stride = max(1, round(EVERY_S * rate))
        self._kept: list[tuple[int, Pixels]] = []

    def wants(self, frame: int) -> bool:
        """Return whether this frame is one to show, so that others need not be converted."""
        return frame % self._stride == 0

    def step(self, frame: int, pixels: Pixels) -> None:
        """Take a picture of the clip at its own size, RGB."""
        if not self.wants(frame):
            return
        self._kept.append((frame, pixels))
        if len(self._kept) > PICTURES:
            self._stride *= 2
            self._kept = [kept for kept in self._kept if kept[0] % self._stride == 0]

    def finish(self, reader: TextReader, frames: int) -> list[Finding]:
        """Return one finding for each line, in every frame of the clip.

        Raises:
            BackendError: the text could not be read.
        """
        if not self._kept:
            return []
        pictures = [pixels for _, pixels in self._kept]
        still = np.median(np.stack(pictures), axis=0).astype(np.uint8)
        chosen = sorted({round(n) for n in np.linspace(0, len(pictures) - 1, READ)})
        lines: list[_StableLine] = []
        for number, picture in enumerate([still, *(pictures[place] for place in chosen)]):
            _collect(lines, number, _read(reader, picture), TALLEST * picture.shape[0])
        return [_finding(line, reader.name, frames) for line in lines if line.stands]


def _read(reader: TextReader, picture: Pixels) -> list[TextLine]:
    """Return the lines of a picture and once more those of its bands, in its own pixels."""
    height = picture.shape[0]
    band = max(1, round(BAND * height))
    lines = list(reader.read(picture))
    for top in (0, height - band):
        part = reader.read(np.ascontiguousarray(picture[top : top + band]))
        lines += [replace(line, box=line.box.shifted(0, top), chars=()) for line in part]
    return lines


def _collect(
    lines: list[_StableLine], picture: int, read: Sequence[TextLine], tallest: float
) -> None:
    for line in read:
        if line.box.area <= 0 or min(line.box.width, line.box.height) > tallest:
            continue
        same = [
            known
            for known in lines
            if known.box.overlap(line.box) >= SAME_LINE * min(known.box.area, line.box.area)
        ]
        if not same:
            lines.append(_StableLine())
            same = lines[-1:]
        for known in same:
            known.see(picture, line)


def _finding(line: _StableLine, detector: str, frames: int) -> Finding:
    # one sharp reading has to be a clock, and none may say more than a clock does
    clock = any(map(is_clock, line.texts)) and not any(map(_says_more, line.texts))
    return Finding(
        kind=Kind.OVERLAY,
        detector=detector,
        rule=CLOCK if clock else "text",
        sightings=tuple(Sighting(frame=frame, box=line.box, score=1.0) for frame in range(frames)),
    )


def _says_more(text: str) -> bool:
    rest = CLOCK_PARTS.sub("", unicodedata.normalize("NFKC", text).upper())
    return sum(map(str.isalpha, rest)) > MISREAD
