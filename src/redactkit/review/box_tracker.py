"""Follow a box that a person drew through a clip, both ways, until it is lost.

The patch under the box is searched for around its last place. It is compared with what
was drawn and with what was last found, at three sizes, so that it may turn and come nearer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import cv2
import numpy as np
import numpy.typing as npt

from redactkit.core.findings import Sighting
from redactkit.core.geometry import Box
from redactkit.tracking.template_tracker import correlate

if TYPE_CHECKING:
    from redactkit.core.frames import Pixels

__all__ = ["Read", "fixed_box", "track_box"]

Read = Callable[[int, int], "Iterator[tuple[int, Pixels]]"]
"""Gives the pictures from one frame to another, both included, in rising order."""

Gray = npt.NDArray[np.uint8]

SHORT_SIDE = 40
"""Pixels to which the shorter side of a large box is reduced before it is compared."""

FLAT = 3.0
"""Standard deviation under which a patch has nothing to be recognised by."""

REACH = 0.35
"""How far around where it is expected a box is searched for, in its longer side. Farther finds
more false matches: 9 % of the boxes drifted away at 0.75, 3 % here."""

FOUND, SAME = 0.55, 0.7
"""Correlation from which a patch counts as found, and as fit to be compared with later."""

MISSES = 6
"""Frames in a row in which a thing may be hidden before it counts as lost."""

SIZES = (0.94, 1.0, 1.06)

CHUNK = 24
"""Frames held in memory on the way back."""

GROWN = 0.2
"""Share of its shorter side by which a followed box grows: it is less exact than a drawn one."""


@dataclass(slots=True, eq=False)
class _BoxTemplate:
    """A template of the box's content, and where it was last."""

    drawn: Gray
    last: Gray
    box: Box
    shrink: float
    pace: tuple[float, float] = (0.0, 0.0)

    def step(self, picture: Gray) -> float:
        """Match in the next picture; move there where it is found, and return the correlation."""
        around = self.box.shifted(*self.pace).padded(
            REACH * max(self.box.width, self.box.height) + 4 / self.shrink
        )
        height, width = picture.shape
        around = around.scaled(self.shrink)
        best, place, size = -1.0, (0, 0), (0, 0)
        for patch in (self.last, self.drawn):
            for scale in SIZES:
                wanted = self._resized(patch, scale)
                value, *spot = correlate(picture, wanted, around)
                # a change of size has to be clearly better, or boxes creep
                if value > best + 0.01 * (scale != 1.0):
                    best, place = value, (spot[0], spot[1])
                    size = wanted.shape[1], wanted.shape[0]
        if best >= FOUND:
            left, top = place
            self._move(Box(left, top, left + size[0], top + size[1]))
        if best >= SAME:
            left, top, right, bottom = self.box.scaled(self.shrink).pixels(width, height)
            self.last = picture[top:bottom, left:right].copy()
        return best

    def _resized(self, patch: Gray, scale: float) -> Gray:
        size = self.box.scaled(self.shrink * scale)
        shape = max(3, round(size.width)), max(3, round(size.height))
        return np.asarray(cv2.resize(patch, shape, interpolation=cv2.INTER_AREA), np.uint8)

    def _move(self, found: Box) -> None:
        there = found.scaled(1 / self.shrink)
        (x, y), (nx, ny) = self.box.center, there.center
        self.pace = (self.pace[0] + nx - x) / 2, (self.pace[1] + ny - y) / 2
        self.box = there


def track_box(read: Read, box: Box, frame: int, span: tuple[int, int]) -> list[Sighting]:
    """Return where the thing under ``box`` in ``frame`` is, before and after.

    Args:
        read: gives the clip's pictures.
        box: what was drawn.
        frame: where it was drawn.
        span: first and last frame to search, both included.
    """
    first, last = min(span[0], frame), max(span[1], frame)
    eye = _template(next(read(frame, frame))[1], box)
    if eye is None:
        return fixed_box(box, frame, (first, last))
    after = _chase(eye, read(frame + 1, last) if last > frame else ())
    eye = _template(next(read(frame, frame))[1], box)
    before = _chase(eye, _backward(read, first, frame - 1)) if eye is not None else []
    return [*reversed(before), Sighting(frame=frame, box=box, score=1.0), *after]


def fixed_box(box: Box, frame: int, span: tuple[int, int]) -> list[Sighting]:
    """Return the same box in every frame of ``span``."""
    first, last = min(span[0], frame), max(span[1], frame)
    return [
        Sighting(frame=number, box=box, score=1.0 if number == frame else None)
        for number in range(first, last + 1)
    ]


def _template(picture: Pixels, box: Box) -> _BoxTemplate | None:
    """Return the template of the box's content, None where that is flat."""
    shrink = min(1.0, SHORT_SIDE / max(1.0, min(box.width, box.height)))
    gray = _gray(picture, shrink)
    x0, y0, x1, y1 = box.scaled(shrink).pixels(gray.shape[1], gray.shape[0])
    patch = gray[y0:y1, x0:x1].copy()
    if min(patch.shape) < 3 or float(patch.std()) < FLAT:  # noqa: PLR2004 - px
        return None
    return _BoxTemplate(drawn=patch, last=patch, box=box, shrink=shrink)


def _chase(eye: _BoxTemplate, pictures: Iterable[tuple[int, Pixels]]) -> list[Sighting]:
    found: list[Sighting] = []
    misses = 0
    for number, picture in pictures:
        gray = _gray(picture, eye.shrink)
        match = eye.step(gray)
        misses = 0 if match >= FOUND else misses + 1
        x, y = eye.box.center
        if misses > MISSES or not (0 <= x < picture.shape[1] and 0 <= y < picture.shape[0]):
            break
        score = None if misses else round(min(1.0, match), 3)
        found.append(Sighting(frame=number, box=eye.box.grown(GROWN), score=score))
    return found


def _backward(read: Read, first: int, last: int) -> Iterator[tuple[int, Pixels]]:
    while last >= first:
        start = max(first, last - CHUNK + 1)
        yield from reversed(list(read(start, last)))
        last = start - 1


def _gray(picture: Pixels, shrink: float) -> Gray:
    gray = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)
    if shrink < 1:
        size = max(1, round(gray.shape[1] * shrink)), max(1, round(gray.shape[0] * shrink))
        gray = cv2.resize(gray, size, interpolation=cv2.INTER_AREA)
    return np.asarray(gray, np.uint8)
