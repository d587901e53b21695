"""Pass 1 on a clip: decode, detect, link. Pictures are dropped as soon as they were looked at."""

from __future__ import annotations

import math
from array import array
from collections import deque
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from redactkit.core.policy import Policy
from redactkit.detect.executors import ThreadPool
from redactkit.detect.frame_scanner import scanner_for
from redactkit.detect.motion import CutDetector, downscaled
from redactkit.detect.rescoring import Rescorer
from redactkit.detect.scan_scheduler import ParallelScaleDetector
from redactkit.media.video import decoding
from redactkit.media.video.reader import open_clip
from redactkit.tracking.template_tracker import FrameBuffer
from redactkit.tracking.tracker import Tracker, TrackerSettings

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from redactkit.core.findings import Detection, Finding
    from redactkit.core.frames import MediaInfo
    from redactkit.core.protocols import Detector
    from redactkit.detect.frame_scanner import FrameScanner, ScanResult
    from redactkit.detect.motion import Luma
    from redactkit.media.video.decoding import LazyFrame
    from redactkit.media.video.segments import Segment

__all__ = ["ClipDetections", "detect_segment", "find_faces"]

BRIDGED_S, HELD_S, JUDGED_S = 0.6, 0.16, 4.0
"""Seconds a gap is bridged, an end is held, and after which an unsure track is judged."""

FOLLOWED_S = 1.0
"""Seconds bridged where the thing was followed all the way."""

USUAL_RATE = 25
"""Frames a second where the file names none."""

SEARCHED_S = 0.24
"""Seconds a face is searched for beyond each end; from 0.2 to 0.4 s longer adds no recall on the
twenty clips, only over-blur."""

AHEAD, AHEAD_BYTES = 24, 64 * 2**20
"""Frames, and bytes of them, that looking runs ahead of linking: the longest look, at 1080
lines, takes as long as twenty short ones."""

BYTES = 4.5
"""Of a pixel, in YUV 4:2:0 and in RGB."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClipDetections:
    """What pass 1 brings: findings, the file's facts, warnings, and the pts of each frame."""

    findings: tuple[Finding, ...]
    info: MediaInfo
    warnings: tuple[str, ...]
    pts: tuple[int, ...]


def find_faces(
    source: Path,
    detector: Detector,
    *,
    policy: Policy | None = None,
    looks: Callable[[float, ThreadPool], FrameScanner] | None = None,
    on_progress: Callable[[int, int], None] | None = None,
) -> ClipDetections:
    """Find the faces of a clip.

    Args:
        source: the clip.
        detector: any detector; one that is also a `Rescorer` is asked about unsure tracks.
        policy: threshold for faces, limits, and what to do with damaged frames.
        looks: gives who looks, for the frames a second and the threads to look in; by default
            ``detector``, at its paces.
        on_progress: called with frames done and frames expected.

    Raises:
        MediaError: the clip cannot be read to its end.
        BackendError: the detector failed.
    """
    policy = policy or Policy()
    info = decoding.probe(source, policy.limits)
    rate = float(info.rate or USUAL_RATE)
    with _lanes(detector) as lanes, open_clip(source, policy.video.damaged) as clip:
        looker = looks(rate, lanes) if looks else scanner_for(detector, rate, lanes=lanes)
        run = _DetectionPass(detector, policy, rate, looker, lanes)
        jump = clip.jump
        for shot in decoding.lazy_frames(clip):
            run.show(shot, jump)
            if on_progress is not None:
                on_progress(shot.index + 1, max(info.frames, shot.index + 1))
        warnings = tuple(clip.warnings())
        findings = run.finish()
    info = replace(info, frames=len(run.pts))
    return ClipDetections(
        findings=tuple(findings), info=info, warnings=warnings, pts=tuple(run.pts)
    )


def detect_segment(
    source: Path,
    span: Segment,
    detector: Detector,
    looks: Callable[[float, ThreadPool], FrameScanner] | None = None,
) -> dict[int, Sequence[Detection]]:
    """Look at one span of a clip; return by frame what `find_faces` would see there.

    That is so where `find_faces` looks `frame_scanner.ForcedRescan` at the beginning of each span.

    Raises:
        MediaError: the span cannot be read to its end.
        BackendError: the detector failed.
    """
    seen: dict[int, Sequence[Detection]] = {}
    waiting: deque[tuple[int, ScanResult]] = deque()
    changes, last = CutDetector(), None
    with _lanes(detector) as lanes, open_clip(source, span=span.with_one_before) as clip:
        jump, rate = clip.jump, float(clip.rate)
        looker = looks(rate, lanes) if looks else scanner_for(detector, rate, lanes=lanes)
        for shot in decoding.lazy_frames(clip):
            small = downscaled(shot.gray)
            other = changes.cut(small) or (last is not None and shot.pts - last > jump)
            last = shot.pts
            if not span.holds(shot.index):
                continue
            if other or shot.index == span.first:
                looker.cut(shot.index)
            if looker.wants(shot.index):
                waiting.append((shot.index, looker.scan(shot, small)))
            while len(waiting) > _ahead(shot, lanes):
                index, answer = waiting.popleft()
                seen[index] = answer.result()
        return seen | {index: answer.result() for index, answer in waiting}


def _lanes(detector: Detector) -> ThreadPool:
    return ThreadPool(detector.lanes if isinstance(detector, ParallelScaleDetector) else 1)


def _ahead(shot: LazyFrame, lanes: ThreadPool) -> int:
    """Return how many frames like this one looking may run ahead."""
    most = AHEAD_BYTES // math.ceil(math.prod(shot.shape) * BYTES)
    return max(1, min(AHEAD, most)) if lanes.side_by_side else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class _PendingFrame:
    """A frame on its way from being looked at to being linked."""

    shot: LazyFrame
    cut: bool
    wanted: bool
    answer: ScanResult | None = None


class _DetectionPass:
    """One pass 1: who looks, what is remembered, and the times met.

    Looking runs ahead of linking by some frames, so that both keep a core busy.
    """

    def __init__(
        self,
        detector: Detector,
        policy: Policy,
        rate: float,
        looker: FrameScanner,
        lanes: ThreadPool,
    ) -> None:
        self.looker = looker
        self.past = FrameBuffer(math.ceil(max(FOLLOWED_S, SEARCHED_S) * rate) + 2)
        witness = detector if isinstance(detector, Rescorer) else None
        self.linker = Tracker(_settings(policy, rate), witness, self.past)
        self.changes = CutDetector()
        self.pts = array("q")
        self.waiting: deque[_PendingFrame] = deque()
        self.lanes = lanes

    def show(self, shot: LazyFrame, jump: int) -> None:
        """Take the next frame; ``jump`` is the ticks from which it is another time."""
        small = downscaled(shot.gray)
        cut = self.changes.cut(small)
        cut = cut or bool(self.pts and shot.pts - self.pts[-1] > jump)
        if cut:
            self.looker.cut(shot.index)
        self.pts.append(shot.pts)
        self.waiting.append(self._looked_at(shot, small, cut=cut))
        while len(self.waiting) > _ahead(shot, self.lanes):
            self._link(self.waiting.popleft())

    def finish(self) -> list[Finding]:
        """Link what is left, and return what was found."""
        while self.waiting:
            self._link(self.waiting.popleft())
        return self.linker.finish(len(self.pts))

    def _looked_at(self, shot: LazyFrame, small: Luma, *, cut: bool) -> _PendingFrame:
        wanted = self.looker.wants(shot.index)
        if not wanted or not shot.whole:
            return _PendingFrame(shot=shot, cut=cut, wanted=wanted)
        answer = self.looker.scan(shot, small)
        return _PendingFrame(shot=shot, cut=cut, wanted=True, answer=answer)

    def _link(self, shown: _PendingFrame) -> None:
        shot = shown.shot
        if shown.cut:
            self.linker.cut()
            self.past.clear()
        self.past.add(shot.index, shot.gray, shot.scale)
        if shown.wanted:
            seen = () if shown.answer is None else shown.answer.result()
            self.linker.step(shot.index, seen, shot)


def _settings(policy: Policy, rate: float) -> TrackerSettings:
    return TrackerSettings(
        threshold=policy.face.threshold,
        floor=policy.face.threshold / 2,
        gap=max(1, round(BRIDGED_S * rate)),
        follow=max(1, round(FOLLOWED_S * rate)),
        reach=max(1, round(SEARCHED_S * rate)),
        pad=max(1, round(HELD_S * rate)),
        span=max(1, round(JUDGED_S * rate)),
    )
