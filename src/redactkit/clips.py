"""Pass 1 on a clip: decode, detect, link. Pictures are dropped as soon as they were looked at."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from redactkit import videofile
from redactkit.clipstream import open_clip
from redactkit.errors import MediaError
from redactkit.evidence import Witness
from redactkit.extend import Ends
from redactkit.frames import Frame
from redactkit.policy import Policy
from redactkit.track import Linker, Settings
from redactkit.watch import Scanner, Watcher

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from redactkit.clipstream import Clip
    from redactkit.detect import Detector
    from redactkit.findings import Detection, Finding
    from redactkit.frames import MediaInfo

__all__ = ["Found", "find_faces"]

BRIDGED_S, HELD_S, JUDGED_S = 0.5, 0.12, 4.0
"""Seconds a gap is bridged, an end is held, and after which an unsure track is judged."""

SEARCHED_S = 0.6
"""Seconds a face is searched for beyond each end; longer adds no recall, only over-blur."""

JUMP_S = 1.0
"""Seconds between two frames from which they count as two times, not one movement."""


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
    on_progress: Callable[[int, int], None] | None = None,
) -> Found:
    """Find the faces of a clip.

    Args:
        source: the clip.
        detector: any detector; one that is also a `Witness` is asked about unsure tracks.
        policy: threshold for faces, limits, and what to do with damaged frames.
        on_progress: called with frames done and frames expected.

    Raises:
        MediaError: the clip cannot be read to its end.
        BackendError: the detector failed.
    """
    policy = policy or Policy()
    info = videofile.probe(source, policy.limits)
    witness = detector if isinstance(detector, Witness) else None
    linker = Linker(_settings(policy, float(info.rate or 25)), witness)
    look = _looker(detector)
    pts: list[int] = []
    with open_clip(source, policy.video.damaged) as clip:
        jump = _jump(clip)
        for index, (tick, pixels, whole) in enumerate(videofile.read_open(clip)):
            if pts and tick - pts[-1] > jump:
                linker.cut()
            frame = Frame(index=index, pts=tick, pixels=pixels)
            linker.step(index, look(frame) if whole else (), frame)
            pts.append(tick)
            if on_progress is not None:
                on_progress(index + 1, max(info.frames, index + 1))
        warnings = tuple(clip.warnings())
    findings = _extended(source, linker.finish(len(pts)), policy, pts)
    info = replace(info, frames=len(pts))
    return Found(findings=tuple(findings), info=info, warnings=warnings, pts=tuple(pts))


def _extended(
    source: Path, findings: list[Finding], policy: Policy, pts: Sequence[int]
) -> list[Finding]:
    """Search on from both ends of all that counts, on a second run through the file."""
    counting = [finding for finding in findings if finding.score >= policy.face.threshold]
    if not counting:
        return findings
    with open_clip(source, policy.video.damaged) as clip:
        ends = Ends(counting, max(1, round(SEARCHED_S * float(clip.rate))))
        jump = _jump(clip)
        for index, (tick, pixels, _) in enumerate(videofile.read_open(clip)):
            if index >= len(pts) or tick != pts[index]:
                msg = f"{source.name} changed while it was read; run it again"
                raise MediaError(msg)
            if index and tick - pts[index - 1] > jump:
                ends.cut()
            ends.step(index, pixels)
    longer = dict(zip(map(id, counting), ends.finish(), strict=True))
    return [longer.get(id(finding), finding) for finding in findings]


def _jump(clip: Clip) -> int:
    """Return the ticks between two frames from which they count as two times."""
    return max(round(JUMP_S / clip.time_base), 2 * clip.step)


def _looker(detector: Detector) -> Callable[[Frame], Sequence[Detection]]:
    """Return the detector's way to look at the frames of one clip."""
    if isinstance(detector, Scanner):
        return Watcher(detector).scan
    if isinstance(detector, Witness):
        return detector.scan
    return lambda frame: detector.detect([frame])[0]


def _settings(policy: Policy, rate: float) -> Settings:
    return Settings(
        threshold=policy.face.threshold,
        floor=policy.face.threshold / 2,
        gap=max(1, round(BRIDGED_S * rate)),
        pad=max(1, round(HELD_S * rate)),
        span=max(1, round(JUDGED_S * rate)),
    )
