"""Whole people as boxes: below each head as far as a body goes, and around all that moves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import cv2
import numpy as np

from redactkit.core.findings import Finding, Kind, Sighting
from redactkit.core.geometry import Box, hull
from redactkit.detect.background import LINES, BackgroundSubtractor, moving_boxes
from redactkit.tracking.association import one_to_one
from redactkit.tracking.box_smoothing import smoothed
from redactkit.tracking.heads import face_side

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from redactkit.core.frames import Pixels
    from redactkit.detect.background import Mask

__all__ = ["PersonTracker", "body_box"]

WIDE, TALL = 4.0, 10.0
"""A body in longer sides of the face above it: three heads wide with room for the elbows, and
seven and a half heads tall, a head being 1.35 such sides."""

LOOKS = 12.5
"""Frames a second that background subtraction is given."""

CALM_S = 1.0
"""Seconds before and after over which a box is held at its widest: a stride and more, so
that the box does not show the gait."""

LOST_S, SURE_S = 1.0, 0.5
"""Seconds a moving thing may be lost, and after which it counts fully."""

MINE = 0.5
"""Share of a blob below a head from which it is that person's."""

SAME = 0.2
"""Overlap, as a share of the smaller box, from which a moving box continues a track."""

DETECTOR = "person-1"


@dataclass(slots=True, eq=False)
class _MovingObject:
    """Something that moves and has no face."""

    boxes: dict[int, Box]
    last: int

    def match(self, frame: int, box: Box) -> float:
        """Return the share that the box has with the place seen last, the later the less."""
        before = self.boxes[self.last]
        small = max(1e-9, min(before.area, box.area))
        return before.overlap(box) / small - 1e-4 * (frame - self.last)

    def within(self, places: Sequence[Box]) -> bool:
        """Return whether it never left one of some places."""
        return any(all(map(place.covers, self.boxes.values())) for place in places)

    def see(self, frame: int, box: Box) -> None:
        """Add a sighting."""
        self.boxes[frame] = box
        self.last = frame


class PersonTracker:
    """Tracks moving boxes through a clip, and makes person boxes of them and of the heads.

    Args:
        rate: frames a second.
        width: of the clip, px.
        height: of the clip, px.
    """

    def __init__(self, rate: float, width: int, height: int) -> None:
        """Start with nothing."""
        self._rate, self._size = rate, (width, height)
        self._stride = max(1, round(rate / LOOKS))
        self._background = BackgroundSubtractor(rate / self._stride)
        self._moving: dict[int, list[Box]] = {}
        self._count = 0

    def step(self, frame: int, pixels: Pixels) -> None:
        """Take the next picture, RGB, of any size not above the clip's."""
        self._count += 1
        if (self._count - 1) % self._stride:
            return
        scale = min(1.0, LINES / min(pixels.shape[:2]))
        size = max(1, round(pixels.shape[1] * scale)), max(1, round(pixels.shape[0] * scale))
        small = cv2.resize(pixels, size, interpolation=cv2.INTER_AREA)
        self._take(self._background.show(frame, np.asarray(small, np.uint8)))

    def cut(self) -> None:
        """End the scene: what follows is another one or another time."""
        self._take(self._background.flush())

    def finish(
        self, heads: Sequence[Finding], threshold: float, frames: int, clocks: Sequence[Box] = ()
    ) -> list[Finding]:
        """Return the people of a clip of ``frames`` frames.

        Args:
            heads: findings whose boxes are heads (`heads.HeadTracker`).
            threshold: score from which a head counts.
            frames: number of frames of the clip.
            clocks: places of burnt-in clocks, whose changing digits are no person.
        """
        self.cut()
        reach = max(1, round(CALM_S * self._rate))
        people, taken = [], set()
        for head in heads:
            if head.score >= threshold:
                boxes, mine = self._around(head)
                taken |= mine
                people.append(_person(smoothed(boxes, reach, frames), head.score, "head"))
        for mover in self._movers():
            # what lay with a head throughout is inside that person's box already
            if not taken.issuperset(mover.boxes.items()) and not mover.within(clocks):
                seen = (mover.last - min(mover.boxes) + self._stride) / self._rate
                boxes = smoothed(mover.boxes, reach, frames)
                people.append(_person(boxes, min(1.0, seen / SURE_S), "motion"))
        return people

    def _take(self, masks: Iterable[tuple[int, Mask]]) -> None:
        width, height = self._size
        for frame, mask in masks:
            x, y = width / mask.shape[1], height / mask.shape[0]
            self._moving[frame] = [Box(*spot).scaled(x, y) for spot in moving_boxes(mask)]

    def _around(self, head: Finding) -> tuple[dict[int, Box], set[tuple[int, Box]]]:
        """Return the body below a head by frame, and what moves there and is inside it."""
        boxes, taken = {}, set()
        for sight in head.sightings:
            body = body_box(sight.box, *self._size)
            moving = self._moving.get(sight.frame, ())
            mine = [blob for blob in moving if body.overlap(blob) >= MINE * blob.area]
            boxes[sight.frame] = hull((body, *mine))
            taken |= {(sight.frame, blob) for blob in mine}
        return boxes, taken

    def _movers(self) -> list[_MovingObject]:
        done: list[_MovingObject] = []
        running: list[_MovingObject] = []
        late = LOST_S * self._rate
        for frame in sorted(self._moving):
            done += [mover for mover in running if frame - mover.last > late]
            running = [mover for mover in running if frame - mover.last <= late]
            running += _linked(running, frame, self._moving[frame])
        return done + running


def _linked(
    running: Sequence[_MovingObject], frame: int, moving: Sequence[Box]
) -> list[_MovingObject]:
    """Give each mover at most one blob, the best pair first; return movers for the others."""
    pairs = sorted(
        (
            (mover.match(frame, blob), m, b)
            for m, mover in enumerate(running)
            for b, blob in enumerate(moving)
        ),
        reverse=True,
    )
    placed: set[int] = set()
    for m, b in one_to_one((m, b) for share, m, b in pairs if share >= SAME):
        running[m].see(frame, moving[b])
        placed.add(b)
    return [_MovingObject({frame: blob}, frame) for b, blob in enumerate(moving) if b not in placed]


def body_box(head: Box, width: int, height: int) -> Box:
    """Return where the body of a head box can be, cut by the picture; it holds the head."""
    side = face_side(head)
    middle, top = head.center[0], head.top
    body = Box(middle - WIDE / 2 * side, top, middle + WIDE / 2 * side, top + TALL * side)
    x0, y0, x1, y1 = body.pixels(width, height)
    return hull((head, Box(x0, y0, x1, y1)))


def _person(boxes: dict[int, Box], score: float, rule: str) -> Finding:
    sightings = tuple(
        Sighting(frame=frame, box=boxes[frame], score=score) for frame in sorted(boxes)
    )
    return Finding(kind=Kind.PERSON, detector=DETECTOR, rule=rule, sightings=sightings)
