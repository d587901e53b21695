"""Pass 1 on a clip: decode, detect, link. Pictures are dropped as soon as they were looked at."""

from __future__ import annotations

import math
from array import array
from collections import deque
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from redactkit.faces.evidence import Witness
from redactkit.faces.lanes import Lanes
from redactkit.faces.looking import looker_for
from redactkit.faces.motion import Changes, shrunk
from redactkit.faces.track import Linker, Settings
from redactkit.faces.trail import Past
from redactkit.faces.watch import Scanner
from redactkit.files import videofile
from redactkit.files.clipstream import open_clip
from redactkit.policy import Policy

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from redactkit.detect import Detector
    from redactkit.faces.looking import Answer, Looker
    from redactkit.faces.motion import Luma
    from redactkit.files.videofile import Shot
    from redactkit.findings import Detection, Finding
    from redactkit.frames import MediaInfo
    from redactkit.spans import Span

__all__ = ["Found", "find_faces", "look_at"]

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
class Found:
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
    looks: Callable[[float, Lanes], Looker] | None = None,
    on_progress: Callable[[int, int], None] | None = None,
) -> Found:
    """Find the faces of a clip.

    Args:
        source: the clip.
        detector: any detector; one that is also a `Witness` is asked about unsure tracks.
        policy: threshold for faces, limits, and what to do with damaged frames.
        looks: gives who looks, for the frames a second and the threads to look in; by default
            ``detector``, at its paces.
        on_progress: called with frames done and frames expected.

    Raises:
        MediaError: the clip cannot be read to its end.
        BackendError: the detector failed.
    """
    policy = policy or Policy()
    info = videofile.probe(source, policy.limits)
    rate = float(info.rate or USUAL_RATE)
    with _lanes(detector) as lanes, open_clip(source, policy.video.damaged) as clip:
        looker = looks(rate, lanes) if looks else looker_for(detector, rate, lanes=lanes)
        run = _Run(detector, policy, rate, looker, lanes)
        jump = clip.jump
        for shot in videofile.shots(clip):
            run.show(shot, jump)
            if on_progress is not None:
                on_progress(shot.index + 1, max(info.frames, shot.index + 1))
        warnings = tuple(clip.warnings())
        findings = run.finish()
    info = replace(info, frames=len(run.pts))
    return Found(findings=tuple(findings), info=info, warnings=warnings, pts=tuple(run.pts))


def look_at(
    source: Path,
    span: Span,
    detector: Detector,
    looks: Callable[[float, Lanes], Looker] | None = None,
) -> dict[int, Sequence[Detection]]:
    """Look at one span of a clip; return by frame what `find_faces` would see there.

    That is so where `find_faces` looks `looking.Afresh` at the beginning of each span.

    Raises:
        MediaError: the span cannot be read to its end.
        BackendError: the detector failed.
    """
    seen: dict[int, Sequence[Detection]] = {}
    waiting: deque[tuple[int, Answer]] = deque()
    changes, last = Changes(), None
    with _lanes(detector) as lanes, open_clip(source, span=span.with_one_before) as clip:
        jump, rate = clip.jump, float(clip.rate)
        looker = looks(rate, lanes) if looks else looker_for(detector, rate, lanes=lanes)
        for shot in videofile.shots(clip):
            small = shrunk(shot.gray)
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


def _lanes(detector: Detector) -> Lanes:
    return Lanes(detector.lanes if isinstance(detector, Scanner) else 1)


def _ahead(shot: Shot, lanes: Lanes) -> int:
    """Return how many frames like this one looking may run ahead."""
    most = AHEAD_BYTES // math.ceil(math.prod(shot.shape) * BYTES)
    return max(1, min(AHEAD, most)) if lanes.side_by_side else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shown:
    """A frame on its way from being looked at to being linked."""

    shot: Shot
    cut: bool
    wanted: bool
    answer: Answer | None = None


class _Run:
    """One pass 1: who looks, what is remembered, and the times met.

    Looking runs ahead of linking by some frames, so that both keep a core busy.
    """

    def __init__(
        self, detector: Detector, policy: Policy, rate: float, looker: Looker, lanes: Lanes
    ) -> None:
        self.looker = looker
        self.past = Past(math.ceil(max(FOLLOWED_S, SEARCHED_S) * rate) + 2)
        witness = detector if isinstance(detector, Witness) else None
        self.linker = Linker(_settings(policy, rate), witness, self.past)
        self.changes = Changes()
        self.pts = array("q")
        self.waiting: deque[_Shown] = deque()
        self.lanes = lanes

    def show(self, shot: Shot, jump: int) -> None:
        """Take the next frame; ``jump`` is the ticks from which it is another time."""
        small = shrunk(shot.gray)
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

    def _looked_at(self, shot: Shot, small: Luma, *, cut: bool) -> _Shown:
        wanted = self.looker.wants(shot.index)
        if not wanted or not shot.whole:
            return _Shown(shot=shot, cut=cut, wanted=wanted)
        answer = self.looker.scan(shot, small)
        return _Shown(shot=shot, cut=cut, wanted=True, answer=answer)

    def _link(self, shown: _Shown) -> None:
        shot = shown.shot
        if shown.cut:
            self.linker.cut()
            self.past.clear()
        self.past.add(shot.index, shot.gray, shot.scale)
        if shown.wanted:
            seen = () if shown.answer is None else shown.answer.result()
            self.linker.step(shot.index, seen, shot)


def _settings(policy: Policy, rate: float) -> Settings:
    return Settings(
        threshold=policy.face.threshold,
        floor=policy.face.threshold / 2,
        gap=max(1, round(BRIDGED_S * rate)),
        follow=max(1, round(FOLLOWED_S * rate)),
        reach=max(1, round(SEARCHED_S * rate)),
        pad=max(1, round(HELD_S * rate)),
        span=max(1, round(JUDGED_S * rate)),
    )
