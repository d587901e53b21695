"""What is covered besides faces: heads, whole people, zones, text in the picture.

Runs once more through the clip, with small pictures, and only where a policy asks for it.
It adds to the findings of pass 1 and takes nothing from them.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from redactkit.core.errors import MediaError
from redactkit.core.findings import Kind
from redactkit.core.policy import CLOCK
from redactkit.detect.overlay import OverlayDetector
from redactkit.detect.zone_findings import frames_of_zone, zone_findings
from redactkit.media.orientation import upright
from redactkit.media.video.reader import open_clip
from redactkit.tracking.heads import LINES, HeadTracker
from redactkit.tracking.persons import PersonTracker

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    import av

    from redactkit.core.findings import Finding
    from redactkit.core.frames import MediaInfo, Pixels
    from redactkit.core.policy import Policy
    from redactkit.core.protocols import TextReader
    from redactkit.media.orientation import Orientation
    from redactkit.pipeline.clip_detection import ClipDetections

__all__ = ["add_covers", "seconds_of"]

ROUND = 0.6
"""A clock's place is larger by this share of its height when digits are told from people: what
moves is located coarsely."""


def add_covers(
    source: Path, found: ClipDetections, policy: Policy, reader: Callable[[], TextReader]
) -> ClipDetections:
    """Return what pass 1 found and all that the policy covers besides.

    Args:
        source: the clip that ``found`` was found in.
        found: what pass 1 found.
        policy: says what to cover; with its defaults ``found`` comes back as it is.
        reader: gives the reader of text, called only where text is to be covered.

    Raises:
        MediaError: the clip cannot be read to its end, or is another one now.
        BackendError: the text could not be read.
    """
    options = policy.video
    if options.cover != "face" or options.overlay == "cover":
        found = _CoverPass(found, policy).run(source, reader)
    if not policy.zones:
        return found
    seconds = seconds_of(found.info, found.pts)
    idle = [
        place for place, zone in enumerate(policy.zones, 1) if not frames_of_zone(zone, seconds)
    ]
    warnings = tuple(f"zone {place} holds in no frame of this clip" for place in idle)
    return replace(
        found,
        findings=(*found.findings, *zone_findings(policy.zones, seconds)),
        warnings=(*found.warnings, *warnings),
    )


def seconds_of(info: MediaInfo, pts: Sequence[int]) -> list[float]:
    """Return the time of each frame in seconds since the first."""
    base = info.time_base or 0
    return [float((tick - pts[0]) * base) for tick in pts]


class _CoverPass:
    """One more run through a clip."""

    def __init__(self, found: ClipDetections, policy: Policy) -> None:
        options, info = policy.video, found.info
        rate = float(info.rate or 25)
        self._found, self._policy = found, policy
        self._heads: HeadTracker | None = None
        self._bodies: PersonTracker | None = None
        self._overlay: OverlayDetector | None = None
        threshold = policy.face.threshold
        if options.cover != "face":
            self._heads = HeadTracker(_faces(found), threshold, rate, info.height)
        if options.cover == "person":
            self._bodies = PersonTracker(rate, info.width, info.height)
        if options.overlay == "cover":
            self._overlay = OverlayDetector(rate)

    def run(self, source: Path, reader: Callable[[], TextReader]) -> ClipDetections:
        """Show every frame to all who watch, and return the findings with theirs."""
        ticks: list[int] = []
        with open_clip(source, self._policy.video.damaged) as clip:
            jump = clip.jump
            for index, (tick, picture) in enumerate(clip.pictures()):
                if ticks and tick - ticks[-1] > jump:
                    self._cut()
                if picture is not None:
                    self._show(index, picture, clip.turn)
                ticks.append(tick)
        if tuple(ticks) != tuple(self._found.pts):
            msg = f"{source.name} changed while it was read; run it again"
            raise MediaError(msg)
        return self._finished(reader)

    def _show(self, index: int, picture: av.VideoFrame, turn: Orientation) -> None:
        if self._heads is not None:
            small = _pixels(picture, min(1.0, LINES / min(picture.width, picture.height)), turn)
            self._heads.step(index, small)
            if self._bodies is not None:
                self._bodies.step(index, small)
        if self._overlay is not None and self._overlay.wants(index):
            self._overlay.step(index, _pixels(picture, 1.0, turn))

    def _cut(self) -> None:
        if self._heads is not None:
            self._heads.cut()
        if self._bodies is not None:
            self._bodies.cut()

    def _finished(self, reader: Callable[[], TextReader]) -> ClipDetections:
        findings = list(self._found.findings)
        count = len(self._found.pts)
        written: list[Finding] = []
        if self._overlay is not None:
            written = self._overlay.finish(reader(), count)
        if self._heads is not None:
            others = [one for one in findings if one.kind is not Kind.FACE]
            findings = [*self._heads.finish(count), *others]
        if self._bodies is not None:
            clocks = [text.sightings[0].box.grown(ROUND) for text in written if text.rule == CLOCK]
            heads = [one for one in findings if one.kind is Kind.FACE]
            findings += self._bodies.finish(heads, self._policy.face.threshold, count, clocks)
        findings += written
        return replace(self._found, findings=tuple(findings))


def _faces(found: ClipDetections) -> list[Finding]:
    return [one for one in found.findings if one.kind is Kind.FACE]


def _pixels(picture: av.VideoFrame, scale: float, turn: Orientation) -> Pixels:
    """Return a decoded picture upright in RGB, its sides multiplied by ``scale``."""
    if scale < 1:
        width, height = (max(2, round(side * scale)) for side in (picture.width, picture.height))
        small = picture.reformat(width, height, "rgb24", interpolation="AREA")
        pixels = small.to_ndarray()
    else:
        pixels = picture.to_ndarray(format="rgb24")
    return upright(np.asarray(pixels, np.uint8), turn)
