"""What was found: in one frame a `Detection`, over time a `Finding`.

None of these values has a field for text: what was read dies with the reader.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from redactkit.core.kinds import Kind

if TYPE_CHECKING:
    from redactkit.core.geometry import Box

__all__ = ["Detection", "Finding", "Kind", "Sighting"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Detection:
    """One private thing in one frame, as one detector saw it.

    ``score`` is 0 to 1. ``rule`` names the detector's rule.
    ``alias`` is the stand-in that may be drawn in its place, never the original. ``seal``
    is the keyed digest of what was read, where the case has a key (see `text.value_digests`).
    """

    kind: Kind
    box: Box
    score: float
    detector: str
    rule: str = ""
    alias: str = ""
    seal: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """Where a finding is in one frame; ``score`` is None where it was inferred."""

    frame: int
    box: Box
    score: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One private thing over time: at most one sighting a frame, in order of frames."""

    kind: Kind
    detector: str
    sightings: tuple[Sighting, ...]
    rule: str = ""
    alias: str = ""
    seal: str = ""

    def __post_init__(self) -> None:
        """Hold the order that `at` relies on."""
        frames = [sighting.frame for sighting in self.sightings]
        if not frames or any(a >= b for a, b in pairwise(frames)):
            msg = "a finding needs sightings in rising order of frames"
            raise ValueError(msg)

    @property
    def score(self) -> float:
        """The best score any sighting has, 0 where all were inferred."""
        return max((s.score for s in self.sightings if s.score is not None), default=0.0)

    @property
    def first(self) -> int:
        """Index of the first frame."""
        return self.sightings[0].frame

    @property
    def last(self) -> int:
        """Index of the last frame."""
        return self.sightings[-1].frame

    def at(self, frame: int) -> Box | None:
        """Return the box in ``frame``, or None where the thing is not there."""
        place = bisect_left(self.sightings, frame, key=lambda sighting: sighting.frame)
        if place < len(self.sightings) and self.sightings[place].frame == frame:
            return self.sightings[place].box
        return None
