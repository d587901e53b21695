"""Face tracks become head tracks: larger, and followed where the face is turned away.

A head that turns changes little from one frame to the next. So its patch is searched for
around its last place, and a new patch is taken where the old one starts to differ; one that
is taken anew in each frame would lose a slow head by rounding.
"""

from __future__ import annotations

from collections import defaultdict, deque
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import cv2
import numpy as np

from redactkit.core.findings import Finding, Sighting
from redactkit.core.geometry import Box, hull
from redactkit.tracking.template_tracker import SMALLEST, match_template

if TYPE_CHECKING:
    from collections.abc import Sequence

    from redactkit.core.frames import Pixels
    from redactkit.tracking.template_tracker import Gray

__all__ = ["HeadTracker", "face_side", "head_box"]

SIDE, UP, DOWN = 0.5, 0.6, 0.15
"""What is added to a face, in its longer side. Measured on the heads that were marked by hand
around a face on the twenty clips, mostly profiles and turned faces: around 36 detected faces
the box, with the margin of the rule, holds 93 % of the head's area on average (the face's
cover 50 %), and three quarters of it in 92 % of the heads; around 49 faces marked by hand 91 %
and 90 %."""

CORE = (0.1, 0.25)
"""What the patch that is searched for adds to a face, aside and above: mostly head, little
of the wall behind, which would hold the search in place."""

FORWARD_S, BACK_S, MISSED_S, HELD_S = 8.0, 4.0, 0.3, 0.4
"""Seconds a head is followed after its face was last seen and before it was first seen, may
be hidden, and is held where the search failed."""

MOST_PAST = 120
"""Pictures kept for the way back, whatever the frame rate: 30 MB."""

LINES = 360
"""Height at which heads are searched for."""

FOUND, FRESH = 0.7, 0.9
"""Correlation from which a patch counts as found, and below which a new one is taken."""

SAME_HEAD = 0.5
"""Share of a followed head in the box of another face from which that one has taken over."""


def head_box(face: Box) -> Box:
    """Return the head around a face; it holds the face."""
    side = max(face.width, face.height)
    return Box(
        face.left - SIDE * side,
        face.top - UP * side,
        face.right + SIDE * side,
        face.bottom + DOWN * side,
    )


def face_side(head: Box) -> float:
    """Return the longer side of the face whose head is ``head``."""
    return max(head.width / (1 + 2 * SIDE), head.height / (1 + UP + DOWN))


@dataclass(slots=True, eq=False)
class _HeadTemplate:
    """A patch, where it was last, and the head around it; px of the small picture."""

    patch: Gray
    box: Box
    head: Box
    missed: int = 0
    found: dict[int, Box] = field(default_factory=dict)

    def step(self, frame: int, gray: Gray) -> None:
        """Match in the next picture; the head box stays where the patch is hidden."""
        value, place = _search(gray, self.patch, self.box)
        if place is None:
            self.missed += 1
        else:
            self.missed = 0
            self.head = self.head.shifted(place.left - self.box.left, place.top - self.box.top)
            self.box = place
            self._renew(gray, value)
        self.found[frame] = self.head

    def _renew(self, gray: Gray, value: float) -> None:
        if value < FRESH:
            fresh = _cut(gray, self.box)
            # at the picture's edge the patch would shrink
            self.patch = fresh if fresh.shape == self.patch.shape else self.patch


class HeadTracker:
    """Makes head tracks of face tracks in one more pass over the clip.

    Memory is bounded by `MOST_PAST` small pictures.

    Args:
        findings: what pass 1 found.
        threshold: score from which a finding counts; the others stay as they are.
        rate: frames a second.
        height: of the clip, px.
    """

    def __init__(
        self, findings: Sequence[Finding], threshold: float, rate: float, height: int
    ) -> None:
        """Note where each track starts and ends."""
        self._findings = findings
        self._height = height
        self._forward, back, self._missed, self._held = (
            max(1, round(s * rate)) for s in (FORWARD_S, BACK_S, MISSED_S, HELD_S)
        )
        self._past: deque[tuple[int, Gray]] = deque(maxlen=min(MOST_PAST, back))
        self._counting = [n for n, found in enumerate(findings) if found.score >= threshold]
        self._begins: dict[int, list[int]] = defaultdict(list)
        self._starts: dict[int, list[tuple[int, Box]]] = defaultdict(list)
        self._ends: dict[int, list[tuple[int, Box]]] = defaultdict(list)
        for number in self._counting:
            seen = [sight for sight in findings[number].sightings if sight.score is not None]
            self._begins[findings[number].first].append(number)
            if not seen:
                continue
            self._starts[seen[0].frame].append((number, seen[0].box))
            self._ends[seen[-1].frame].append((number, seen[-1].box))
        self._active: list[int] = []
        self._running: dict[int, _HeadTemplate] = {}
        self._scale = 1.0
        self._added: dict[int, dict[int, Box]] = defaultdict(dict)

    def step(self, frame: int, pixels: Pixels) -> None:
        """Take the next picture, RGB, of any size not above the clip's."""
        gray = _small(pixels)
        scale = gray.shape[0] / self._height
        self._active += self._begins.pop(frame, [])
        self._active = [n for n in self._active if self._findings[n].last >= frame]
        for number, eye in list(self._running.items()):
            eye.step(frame, gray)
            lost = eye.missed > self._missed or len(eye.found) >= self._forward
            if lost or self._taken_over(number, frame, eye.head.scaled(1 / scale)):
                self._stop(number, scale)
        for number, face in self._starts.pop(frame, ()):
            self._back(number, gray, face, scale)
        for number, face in self._ends.pop(frame, ()):
            running = _template(gray, face, scale)
            if running is not None:
                self._running[number] = running
        self._past.append((frame, gray))
        self._scale = scale

    def cut(self) -> None:
        """Forget the past: what follows is another scene or another time."""
        self._past.clear()
        for number in list(self._running):
            self._stop(number, self._scale)

    def finish(self, frames: int) -> list[Finding]:
        """Return all findings in the order given, those that count as heads.

        ``frames`` is the number of frames of the clip.
        """
        self.cut()
        done = list(self._findings)
        for number in self._counting:
            done[number] = _grown(done[number], self._added[number], self._held, frames)
        return done

    def _back(self, number: int, gray: Gray, face: Box, scale: float) -> None:
        eye = _template(gray, face, scale)
        if eye is None:
            return
        for frame, picture in reversed(self._past):
            eye.step(frame, picture)
            head = eye.head.scaled(1 / scale)
            if eye.missed > self._missed or self._taken_over(number, frame, head):
                break
        self._note(number, eye, scale)

    def _taken_over(self, number: int, frame: int, head: Box) -> bool:
        for other in self._active:
            box = self._findings[other].at(frame) if other != number else None
            if box is not None and head.overlap(head_box(box)) >= SAME_HEAD * head.area:
                return True
        return False

    def _stop(self, number: int, scale: float) -> None:
        self._note(number, self._running.pop(number), scale)

    def _note(self, number: int, eye: _HeadTemplate, scale: float) -> None:
        for frame, box in eye.found.items():
            self._added[number][frame] = box.scaled(1 / scale)


def _grown(finding: Finding, added: dict[int, Box], held: int, frames: int) -> Finding:
    """Return the finding with each face grown to its head, followed and held at both ends."""
    places = {sight.frame: replace(sight, box=head_box(sight.box)) for sight in finding.sightings}
    for frame, box in added.items():
        old = places.get(frame)
        where = box if old is None else hull((old.box, box))
        score = None if old is None else old.score
        places[frame] = Sighting(frame=frame, box=where, score=score)
    first, last = places[min(places)], places[max(places)]
    for frame in range(max(0, first.frame - held), first.frame):
        places[frame] = Sighting(frame=frame, box=first.box)
    for frame in range(last.frame + 1, min(frames, last.frame + held + 1)):
        places[frame] = Sighting(frame=frame, box=last.box)
    return replace(finding, sightings=tuple(places[frame] for frame in sorted(places)))


def _small(pixels: Pixels) -> Gray:
    gray = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
    scale = min(1.0, LINES / min(gray.shape))
    if scale < 1:
        size = max(1, round(gray.shape[1] * scale)), max(1, round(gray.shape[0] * scale))
        gray = cv2.resize(gray, size, interpolation=cv2.INTER_AREA)
    return np.asarray(gray, np.uint8)


def _template(gray: Gray, face: Box, scale: float) -> _HeadTemplate | None:
    """Return the template of a head, None where its patch is too small to match."""
    side, up = (share * max(face.width, face.height) for share in CORE)
    core = Box(face.left - side, face.top - up, face.right + side, face.bottom)
    x0, y0, x1, y1 = core.scaled(scale).pixels(gray.shape[1], gray.shape[0])
    if min(x1 - x0, y1 - y0) < SMALLEST:
        return None
    box = Box(x0, y0, x1, y1)
    return _HeadTemplate(_cut(gray, box), box, head_box(face).scaled(scale))


def _cut(gray: Gray, box: Box) -> Gray:
    x0, y0, x1, y1 = box.pixels(gray.shape[1], gray.shape[0])
    return gray[y0:y1, x0:x1].copy()


def _search(gray: Gray, patch: Gray, box: Box) -> tuple[float, Box | None]:
    """Return how well the patch is found near ``box`` and where, None where it is not."""
    best, left, top = match_template(gray, patch, box)
    if not best >= FOUND:
        return 0.0, None
    return best, Box(left, top, left + patch.shape[1], top + patch.shape[0])
