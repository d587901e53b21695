"""Pass 1 on a clip: decode, detect, track. Pictures are dropped as soon as they were looked at.

Any detector may look. What each finds is tracked by itself, kind by kind, with one memory of
past pictures for all.
"""

from __future__ import annotations

import math
from array import array
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeAlias

from redactkit.core.findings import Detection, Kind
from redactkit.core.policy import Policy
from redactkit.detect.executors import ThreadPool
from redactkit.detect.frame_scanner import FrameScanner, scanner_for
from redactkit.detect.motion import CutDetector, downscaled
from redactkit.detect.rescoring import Rescorer
from redactkit.detect.scan_scheduler import ParallelScaleDetector
from redactkit.media.video import decoding
from redactkit.media.video.reader import open_clip
from redactkit.tracking.template_tracker import FrameBuffer
from redactkit.tracking.tracker import Tracker, TrackerSettings

if TYPE_CHECKING:
    from pathlib import Path

    from redactkit.core.findings import Finding
    from redactkit.core.frames import MediaInfo
    from redactkit.core.policy import Rule
    from redactkit.core.protocols import Detector
    from redactkit.detect.frame_scanner import ScanResult
    from redactkit.detect.motion import Luma
    from redactkit.media.video.decoding import LazyFrame
    from redactkit.media.video.reader import VideoReader

__all__ = ["ClipDetections", "Looks", "OnLazyFrame", "Seen", "detect_segment", "find", "find_in"]

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

Looks: TypeAlias = Callable[[int, float, ThreadPool], FrameScanner]
"""Gives who looks: for the number of a detector, the frames a second, the threads to look in."""

OnLazyFrame: TypeAlias = "Callable[[LazyFrame], None]"
"""Called with each frame before it is looked at."""

Seen: TypeAlias = dict[int, list[Sequence[Detection] | None]]
"""By frame what each detector saw, in the order of the detectors; None where it did not look."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClipDetections:
    """What pass 1 brings: findings, the file's facts, warnings, and the pts of each frame."""

    findings: tuple[Finding, ...]
    info: MediaInfo
    warnings: tuple[str, ...]
    pts: tuple[int, ...]


def find_in(
    source: Path,
    detectors: Sequence[Detector],
    policy: Policy | None = None,
    *,
    looks: Looks | None = None,
    on_progress: Callable[[int, int], None] | None = None,
) -> ClipDetections:
    """Find what detectors see in a clip, from a file's name; see `find`.

    ``on_progress`` is called with frames done and frames expected.
    """
    policy = (policy or Policy()).for_clips()
    info = decoding.probe(source, policy.limits)

    def tell(shot: LazyFrame) -> None:
        if on_progress is not None:
            on_progress(shot.index + 1, max(info.frames, shot.index + 1))

    with open_clip(source, policy.video.damaged) as clip:
        return find(clip, info, detectors, policy, looks=looks, on_shot=tell)


def find(
    clip: VideoReader,
    info: MediaInfo,
    detectors: Sequence[Detector],
    policy: Policy,
    *,
    looks: Looks | None = None,
    on_shot: OnLazyFrame | None = None,
) -> ClipDetections:
    """Find what detectors see in an open clip, or in its span.

    Args:
        clip: the clip, of which no picture was read yet.
        info: what it holds.
        detectors: any; one that is also a `Rescorer` is asked about unsure tracks.
        policy: thresholds of all kinds.
        looks: who looks; by default each detector, at its paces.
        on_shot: told of each frame.

    Raises:
        MediaError: the clip cannot be read to its end.
        BackendError: a detector failed.
    """
    rate = float(info.rate or USUAL_RATE)
    with ThreadPool(_lanes(detectors)) as lanes:
        run = _DetectionPass(detectors, policy, rate, looks or _usual(detectors), lanes)
        for shot in decoding.lazy_frames(clip):
            if on_shot is not None:
                on_shot(shot)
            run.show(shot, clip.jump)
        findings = run.finish(clip.first + len(run.pts))
        return ClipDetections(
            findings=tuple(findings),
            info=replace(info, frames=len(run.pts)),
            warnings=tuple(clip.warnings()),
            pts=tuple(run.pts),
        )


def detect_segment(
    clip: VideoReader,
    first: int,
    detectors: Sequence[Detector],
    *,
    on_shot: OnLazyFrame | None = None,
) -> Seen:
    """Look at a clip open at a span and the frame before; return what `find` would see there.

    That is so where `find` looks `frame_scanner.ForcedRescan` at the beginning of each span.

    Args:
        clip: the clip, of which no picture was read yet.
        first: the first frame of the span.
        detectors: any.
        on_shot: told of each frame of the span.

    Raises:
        MediaError: the span cannot be read to its end.
        BackendError: a detector failed.
    """
    seen: Seen = {}
    waiting: deque[_PendingFrame] = deque()
    cuts = _Cuts()
    with ThreadPool(_lanes(detectors)) as lanes:
        looks = _usual(detectors)
        lookers = [looks(number, float(clip.rate), lanes) for number in range(len(detectors))]
        for shot in decoding.lazy_frames(clip):
            small = downscaled(shot.gray)
            cut = cuts.met(shot, small, clip.jump)
            if shot.index < first:
                continue
            if on_shot is not None:
                on_shot(shot)
            waiting.append(_looked_at(lookers, shot, small, cut=cut or shot.index == first))
            while len(waiting) > _ahead(shot, lanes):
                _note(waiting.popleft(), seen)
        while waiting:
            _note(waiting.popleft(), seen)
    return seen


def _usual(detectors: Sequence[Detector]) -> Looks:
    return lambda number, rate, lanes: scanner_for(detectors[number], rate, lanes)


def _lanes(detectors: Sequence[Detector]) -> int:
    return max((d.lanes for d in detectors if isinstance(d, ParallelScaleDetector)), default=1)


def _ahead(shot: LazyFrame, lanes: ThreadPool) -> int:
    """Return how many frames like this one looking may run ahead."""
    most = AHEAD_BYTES // math.ceil(math.prod(shot.shape) * BYTES)
    return max(1, min(AHEAD, most)) if lanes.side_by_side else 0


class _Cuts:
    """Tells where another scene or another time begins."""

    def __init__(self) -> None:
        self._changes = CutDetector()
        self._before: int | None = None

    def met(self, shot: LazyFrame, small: Luma, jump: int) -> bool:
        """Return whether the next frame does; ``jump`` is the ticks that count as another time."""
        before, self._before = self._before, shot.pts
        return self._changes.cut(small) or (before is not None and shot.pts - before > jump)


@dataclass(frozen=True, slots=True, kw_only=True)
class _PendingFrame:
    """A frame on its way from being looked at to being tracked.

    ``answers`` has one for each looker: None where it did not want to look, and where it
    did but the frame could not be decoded, nothing.
    """

    shot: LazyFrame
    cut: bool
    answers: tuple[ScanResult | Sequence[Detection] | None, ...]


def _looked_at(
    lookers: Sequence[FrameScanner], shot: LazyFrame, small: Luma, *, cut: bool
) -> _PendingFrame:
    answers: list[ScanResult | Sequence[Detection] | None] = []
    for looker in lookers:
        if cut:
            looker.cut(shot.index)
        wanted = looker.wants(shot.index)
        answers.append(
            looker.scan(shot, small) if wanted and shot.whole else () if wanted else None
        )
    return _PendingFrame(shot=shot, cut=cut, answers=tuple(answers))


def _result(answer: ScanResult | Sequence[Detection] | None) -> Sequence[Detection] | None:
    return answer if answer is None or isinstance(answer, Sequence) else answer.result()


def _note(shown: _PendingFrame, seen: Seen) -> None:
    answers = [_result(answer) for answer in shown.answers]
    if any(answer is not None for answer in answers):
        seen[shown.shot.index] = answers


class _DetectionPass:
    """One pass 1: who looks, what is remembered, and the times met.

    Looking runs ahead of tracking by some frames, so that both keep a core busy.
    """

    def __init__(
        self,
        detectors: Sequence[Detector],
        policy: Policy,
        rate: float,
        looks: Looks,
        lanes: ThreadPool,
    ) -> None:
        self.lookers = [looks(number, rate, lanes) for number in range(len(detectors))]
        self.past = FrameBuffer(math.ceil(max(FOLLOWED_S, SEARCHED_S) * rate) + 2)
        self.tracks = [_Tracks(detector, policy, rate, self.past) for detector in detectors]
        self.cuts = _Cuts()
        self.pts = array("q")
        self.waiting: deque[_PendingFrame] = deque()
        self.lanes = lanes

    def show(self, shot: LazyFrame, jump: int) -> None:
        """Take the next frame; ``jump`` is the ticks from which it is another time."""
        small = downscaled(shot.gray)
        cut = self.cuts.met(shot, small, jump)
        self.pts.append(shot.pts)
        self.waiting.append(_looked_at(self.lookers, shot, small, cut=cut))
        while len(self.waiting) > _ahead(shot, self.lanes):
            self._track(self.waiting.popleft())

    def finish(self, end: int) -> list[Finding]:
        """Track what is left, and return what was found before frame ``end``."""
        while self.waiting:
            self._track(self.waiting.popleft())
        found = [finding for tracks in self.tracks for finding in tracks.finish(end)]
        return sorted(found, key=lambda finding: (finding.first, finding.sightings[0].box.xyxy))

    def _track(self, shown: _PendingFrame) -> None:
        shot = shown.shot
        if shown.cut:
            for tracks in self.tracks:
                tracks.cut()
            self.past.clear()
        self.past.add(shot.index, shot.gray, shot.scale)
        for tracks, answer in zip(self.tracks, shown.answers, strict=True):
            seen = _result(answer)
            if seen is not None:
                tracks.step(shot, seen)


class _Tracks:
    """What one detector sees, tracked kind by kind."""

    def __init__(self, detector: Detector, policy: Policy, rate: float, past: FrameBuffer) -> None:
        self._witness = detector if isinstance(detector, Rescorer) else None
        self._policy, self._rate, self._past = policy, rate, past
        self._linkers: dict[Kind, Tracker] = {}

    def step(self, shot: LazyFrame, seen: Sequence[Detection]) -> None:
        for kind in {detection.kind: None for detection in seen}:
            if kind not in self._linkers:
                settings = _settings(self._policy.rule(kind), self._rate)
                self._linkers[kind] = Tracker(settings, self._witness, self._past)
        for kind, linker in self._linkers.items():
            linker.step(shot.index, [each for each in seen if each.kind is kind], shot)

    def cut(self) -> None:
        for linker in self._linkers.values():
            linker.cut()

    def finish(self, end: int) -> list[Finding]:
        return [finding for linker in self._linkers.values() for finding in linker.finish(end)]


def _settings(rule: Rule, rate: float) -> TrackerSettings:
    return TrackerSettings(
        threshold=rule.threshold,
        floor=rule.threshold / 2,
        gap=max(1, round(BRIDGED_S * rate)),
        follow=max(1, round(FOLLOWED_S * rate)),
        reach=max(1, round(SEARCHED_S * rate)),
        pad=max(1, round(HELD_S * rate)),
        span=max(1, round(JUDGED_S * rate)),
    )
