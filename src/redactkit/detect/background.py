"""What moves before a camera that stands still: the picture without people, and the rest.

The empty picture is the median of some pictures before and after, so that a person who
stands for a while does not melt into it as with a model that only knows the past.
"""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

import cv2
import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from collections.abc import Iterator

    from redactkit.core.frames import Pixels

__all__ = ["LINES", "BackgroundSubtractor", "moving_boxes"]

LINES = 144
"""Height at which pictures are compared; a person of 60 px in 360 lines is 24 px there."""

HALF_S, SAMPLE_S, MEDIAN_S = 8.0, 0.4, 2.0
"""Seconds seen before and after, between two samples, and between two medians."""

LEVEL = 12
"""Change of a color's 3 x 3 mean from which a pixel has moved; a person in front of a wall
changes 20 to 120."""

RIM = 2
"""Pixels at the picture's edge of which the neighbourhood is not seen whole."""

PACE = 3
"""Looks between two pictures that are compared with each other: who moves a little in place
differs from himself, not from the median."""

JOINED = 0.09
"""Share of the height over which parts of one body are joined."""

SMALLEST = 0.0012
"""Share of the picture below which a blob is noise: 16 x 16 px in 640 x 360."""

CUT = 0.75
"""Share of pixels changed since the last frame given from which it is another scene."""

Mask = npt.NDArray[np.uint8]
Spot = tuple[int, int, int, int]


class BackgroundSubtractor:
    """Delays small pictures until it has seen what comes after, then says what moves.

    Holds at most `HALF_S` seconds of frames, `LINES` lines each.

    Args:
        looks: frames given a second.
    """

    def __init__(self, looks: float) -> None:
        """Start with nothing."""
        self._half = max(1, round(HALF_S * looks))
        self._stride = max(1, round(SAMPLE_S * looks))
        self._hold = max(1, round(MEDIAN_S * looks))
        self._waiting: deque[tuple[int, int, Pixels]] = deque()
        self._samples: deque[tuple[int, Pixels]] = deque()
        self._before: deque[Pixels] = deque(maxlen=PACE)
        self._count = 0
        self._empty: Pixels | None = None
        self._made = 0
        self._last: Pixels | None = None

    def show(self, frame: int, pixels: Pixels) -> Iterator[tuple[int, Mask]]:
        """Take the next picture; yield ``(frame, mask)`` of earlier ones, 255 where it moves."""
        if self._last is not None and float(_changed(pixels, self._last).mean()) > CUT * 255:
            yield from self.flush()
        self._last = pixels
        if self._count % self._stride == 0:
            self._samples.append((self._count, pixels))
        self._waiting.append((self._count, frame, pixels))
        self._count += 1
        while self._waiting and self._count - self._waiting[0][0] > self._half:
            yield self._next()

    def flush(self) -> Iterator[tuple[int, Mask]]:
        """Yield what is left, and reset: the clip or the scene ends here."""
        while self._waiting:
            yield self._next()
        self._samples.clear()
        self._before.clear()
        self._empty = None

    def _next(self) -> tuple[int, Mask]:
        count, frame, pixels = self._waiting.popleft()
        while self._samples[0][0] < count - self._half and len(self._samples) > 1:
            self._samples.popleft()
        if self._empty is None or count - self._made >= self._hold:
            stack = np.stack([sample for _, sample in self._samples])
            self._empty, self._made = np.median(stack, axis=0).astype(np.uint8), count
        mask = _changed(pixels, self._empty)
        near = [self._before[0]] if len(self._before) == PACE else []
        near += [self._waiting[PACE - 1][2]] if len(self._waiting) >= PACE else []
        for other in near:
            mask |= _changed(pixels, other)
        self._before.append(pixels)
        return frame, mask


def _changed(one: Pixels, other: Pixels) -> Mask:
    """Return where ``one`` leaves what ``other`` shows within a pixel, as when a camera shakes."""
    here, there = cv2.blur(one, (3, 3)), cv2.blur(other, (3, 3))
    beside = np.ones((3, 3), np.uint8)
    above = cv2.subtract(here, cv2.dilate(there, beside))
    below = cv2.subtract(cv2.erode(there, beside), here)
    change = np.maximum(above, below).max(axis=2)
    # at the rim a shaking camera shows what was outside; what is beside it decides there
    if min(change.shape) > 2 * RIM:
        change = np.pad(change[RIM:-RIM, RIM:-RIM], RIM, mode="edge")
    return np.asarray(np.where(change > LEVEL, 255, 0), np.uint8)


def moving_boxes(mask: Mask) -> list[Spot]:
    """Return the boxes xyxy of what moves, parts of one body joined."""
    height, width = mask.shape
    solid = cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones((2, 2), np.uint8))
    side = max(3, round(JOINED * height))
    round_ = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, side))
    edge = cv2.copyMakeBorder(solid, side, side, side, side, cv2.BORDER_CONSTANT, value=0)
    joined = cv2.morphologyEx(edge, cv2.MORPH_CLOSE, round_)[side:-side, side:-side]
    count, _, stats, _ = cv2.connectedComponentsWithStats(np.ascontiguousarray(joined))
    found = []
    for x, y, w, h, area in stats[1:count].tolist():
        if area >= SMALLEST * height * width:
            found.append((x, y, x + w, y + h))
    return found
