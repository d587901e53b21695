"""Where one thing is, frame by frame, and what is known of it on the way."""

from __future__ import annotations

from array import array
from collections import deque
from math import isnan, nan
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from redactkit.core.findings import Finding, Sighting
from redactkit.core.geometry import Box, hull
from redactkit.detect.rescoring import CropBuffer
from redactkit.tracking.template_tracker import FrameBuffer, TemplateTracker

if TYPE_CHECKING:
    from redactkit.core.findings import Detection

__all__ = ["Track", "Trajectory"]

FORESIGHT = 6
"""Frames over which constant velocity is assumed."""

INERTIA = 0.6
"""Weight of the old velocity in the new one."""

RECENT = 10
"""Sightings whose best score says how sure a track is now."""


class Trajectory:
    """Boxes of consecutive frames, in flat arrays: a long clip makes no heap of objects."""

    __slots__ = ("_scores", "_sides", "first")

    def __init__(self, first: int) -> None:
        """Start before frame ``first``."""
        self.first = first
        self._sides = array("d")
        self._scores = array("d")

    def __len__(self) -> int:
        """Return the number of frames."""
        return len(self._scores)

    def add(self, box: Box, score: float | None = None) -> None:
        """Add the box of the next frame; no score where it was inferred."""
        self._sides.extend(box.xyxy)
        self._scores.append(nan if score is None else score)

    @property
    def boxes(self) -> npt.NDArray[np.float64]:
        """All boxes, xyxy, shape ``(frames, 4)``."""
        return np.array(self._sides, np.float64).reshape(-1, 4)

    def sightings(self) -> list[Sighting]:
        """Return all of it."""
        return [
            Sighting(
                frame=self.first + place,
                box=Box(*self._sides[4 * place : 4 * place + 4]),
                score=None if isnan(score) else score,
            )
            for place, score in enumerate(self._scores)
        ]


class Track:
    """One thing followed through frames.

    Args:
        frame: where it was first seen.
        detection: as what.
        past: the pictures it is followed in; None keeps to the detections.
        back: frames it is followed back, and how many at least it is held there.
    """

    def __init__(
        self,
        frame: int,
        detection: Detection,
        past: FrameBuffer | None,
        back: tuple[int, int] = (0, 0),
    ) -> None:
        """Note the first sighting and what comes before it."""
        self.kind, self.detector = detection.kind, detection.detector
        self.scales = set(detection.rule.split("+"))
        self.album = CropBuffer()
        self.sure = False
        self.looks: tuple[float, ...] = ()
        self.evidence, self.share, self.best = 0.0, 0.0, detection.score
        self.seen_first = self.last = frame
        self.seen = 1
        self.box = detection.box
        self._recent = deque([detection.score], maxlen=RECENT)
        self._pace = (0.0, 0.0)
        self._past = past
        self._ahead: dict[int, Box] = {}
        before = self._before(frame, *back)
        self._course = Trajectory(min(before, default=frame))
        for place in range(self._course.first, frame):
            self._course.add(before[place])
        self._course.add(detection.box, detection.score)
        self._trail = None if past is None else TemplateTracker(past, frame, detection.box)

    def _before(self, frame: int, reach: int, pad: int) -> dict[int, Box]:
        found: dict[int, Box] = {}
        if self._past is not None:
            found = TemplateTracker(self._past, frame, self.box, -1).follow(max(0, frame - reach))
        pad = 0 if len(found) >= reach > 0 else pad
        held = _held(found, self.box, -1, frame, pad)
        return {place: box for place, box in held.items() if place >= 0}

    @property
    def first(self) -> int:
        """The first frame it has a box in."""
        return self._course.first

    @property
    def boxes(self) -> npt.NDArray[np.float64]:
        """Its boxes from there on, xyxy, shape ``(frames, 4)``."""
        return self._course.boxes

    @property
    def over(self) -> int:
        """The frame after the last one that it has a box in."""
        return self._course.first + len(self._course)

    @property
    def recent(self) -> float:
        """Best score of the last sightings."""
        return max(self._recent)

    def follow(self, frame: int) -> None:
        """Follow it on to ``frame`` without a sighting."""
        if self._trail is not None:
            self._ahead |= self._trail.follow(frame)

    def alive(self, frame: int) -> bool:
        """Return whether it was followed all the way to ``frame``."""
        return frame in self._ahead

    def expected(self, frame: int) -> tuple[float, float, float, float]:
        """Return where the thing should be in ``frame``, xyxy."""
        last = max(self._ahead, default=self.last)
        steps = min(frame - last, FORESIGHT)
        box = self._ahead.get(last, self.box)
        return box.shifted(self._pace[0] * steps, self._pace[1] * steps).xyxy

    def see(self, frame: int, detection: Detection) -> None:
        """Add a sighting, and where the thing was since the last one."""
        steps = frame - self.last
        between = range(self.last + 1, frame)
        places = self._ahead
        if self._past is not None and any(place not in places for place in between):
            places = (
                TemplateTracker(self._past, frame, detection.box, -1).follow(self.last + 1) | places
            )
        for place in between:
            straight = self.box.between(detection.box, (place - self.last) / steps)
            # Where both ways of telling differ, both places are covered.
            self._course.add(hull((straight, places.get(place, straight))))
        seen_too = hull((detection.box, self._ahead.get(frame, detection.box)))
        self._course.add(seen_too, detection.score)
        (x0, y0), (x1, y1) = self.box.center, detection.box.center
        self._pace = (
            INERTIA * self._pace[0] + (1 - INERTIA) * (x1 - x0) / steps,
            INERTIA * self._pace[1] + (1 - INERTIA) * (y1 - y0) / steps,
        )
        self.last, self.box = frame, detection.box
        self.seen += 1
        self.best = max(self.best, detection.score)
        self._recent.append(detection.score)
        self.scales |= set(detection.rule.split("+"))
        self._ahead = {}
        self._trail = (
            None if self._past is None else TemplateTracker(self._past, frame, detection.box)
        )

    def end(self, reach: int, pad: int) -> None:
        """Add what comes after the last sighting: ``reach`` frames at most, held for ``pad``."""
        found = {f: box for f, box in self._ahead.items() if f <= self.last + reach}
        pad = 0 if len(found) >= reach > 0 else pad
        found = _held(found, self.box, 1, self.last, pad)
        for place in sorted(found):
            self._course.add(found[place])
        # What is done keeps its boxes only.
        self.album, self._trail, self._past, self._ahead = CropBuffer(), None, None, {}

    def finding(self, frames: int) -> Finding:
        """Return it as a finding in a clip of ``frames`` frames."""
        sightings = self._course.sightings()[: frames - self._course.first]
        top = max(range(len(sightings)), key=lambda place: sightings[place].score or -1.0)
        best = sightings[top]
        # The best sighting carries what the whole track says.
        score = max(best.score or 0.0, self.evidence)
        sightings[top] = Sighting(frame=best.frame, box=best.box, score=score)
        rule = "+".join(sorted(self.scales, key=lambda scale: (len(scale), scale)))
        return Finding(
            kind=self.kind, detector=self.detector, sightings=tuple(sightings), rule=rule
        )


def _held(found: dict[int, Box], box: Box, step: int, frame: int, pad: int) -> dict[int, Box]:
    """Return ``found`` held for ``pad`` frames on from where it was lost, from ``frame`` on."""
    last = frame + step * len(found)
    kept = found.get(last, box)
    return found | {last + step * more: kept for more in range(1, pad + 1)}
