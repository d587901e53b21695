"""The job on one clip: find, decide, write, and look again at what was written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, TypeAlias

from redactkit.core.errors import LeakError
from redactkit.core.findings import Kind
from redactkit.core.policy import decide
from redactkit.detect.frame_scanner import ForcedRescan, FrameScanner, scanner_for
from redactkit.detect.scan_scheduler import RESCAN_INTERVALS
from redactkit.detect.zone_findings import exempt_faces
from redactkit.media.video import decoding, remux, writer
from redactkit.media.video.segment_plan import plan_segments
from redactkit.media.video.segments import SPAN_S
from redactkit.models.runtime import precision_of
from redactkit.pipeline import clip_detection
from redactkit.pipeline.additional_covers import add_covers, seconds_of
from redactkit.records.plan import Plan
from redactkit.records.record import SelfCheck, digest_file
from redactkit.render.face_margin import with_face_margin
from redactkit.render.painter import Painter
from redactkit.verify.frame_compare import first_differing_frame
from redactkit.verify.redetection import SECOND_LOOK, clip_leak, uncovered_part

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from redactkit.core.findings import Finding
    from redactkit.core.frames import MediaInfo
    from redactkit.core.policy import Policy, Redaction
    from redactkit.core.protocols import Detector, TextReader
    from redactkit.detect.executors import ThreadPool
    from redactkit.media.video.segments import Segment

__all__ = [
    "Progress",
    "WrittenClip",
    "check_frames",
    "last_check",
    "plan_clip",
    "rescan_at_segments",
    "uncovered_sightings",
    "with_residual_findings",
    "write_checked",
    "write_clip",
    "written_clip",
]

Progress: TypeAlias = Callable[[int, int | None], None]
"""Called with the steps done and their number, None where it is not known."""

COPIED = "nothing to hide: the coded pictures were copied as they were looked at"
"""The warning of a clip whose pictures are those of the source, bit for bit."""

SURE = 0.8
"""Score of a face in the finished clip from which it stops the job after the second round.
Weak tracks come and go with the codec's noise; they are covered, and counted if they return."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenClip:
    """What was written: the plan as carried out, the file's facts, warnings, second looks."""

    plan: Plan
    info: MediaInfo
    warnings: tuple[str, ...]
    self_check: SelfCheck


def plan_clip(
    source: Path,
    faces: Detector,
    policy: Policy,
    on_progress: Progress | None = None,
    *,
    reader: Callable[[], TextReader],
    looks: Callable[[float, ThreadPool], FrameScanner] | None = None,
) -> Plan:
    """Find and decide without writing.

    ``reader`` gives the reader of text; it is called only where a policy covers text. ``looks``
    is as in `clip_detection.find_faces`; by default a long clip is looked at anew where it could be
    split, so that its plan is the same when it is.

    Raises:
        MediaError: the source cannot be read to its end.
        BackendError: the model failed.
    """
    looks = looks or rescan_at_segments(source, faces, SPAN_S)
    found = clip_detection.find_faces(
        source, faces, policy=policy, looks=looks, on_progress=on_progress
    )
    found = add_covers(source, found, policy, reader)
    decided = decide(found.findings, policy)
    decided = exempt_faces(decided, policy.zones, seconds_of(found.info, found.pts))
    others = {item.detector for item in found.findings if item.kind is not Kind.FACE}
    return Plan(
        source_sha256=digest_file(source)[0],
        info=found.info,
        redactions=tuple(_snug(decided, policy)),
        pts=tuple(int(tick) for tick in found.pts),
        detectors=(faces.name, *sorted(others)),
        precision=precision_of(policy.precision),
        warnings=found.warnings,
    )


def _snug(decided: Sequence[Redaction], policy: Policy) -> Sequence[Redaction]:
    # Heads and people have been grown around the face already, by what was measured for them.
    return [with_face_margin(item) for item in decided] if policy.video.cover == "face" else decided


def rescan_at_segments(
    source: Path, faces: Detector, seconds: float
) -> Callable[[float, ThreadPool], FrameScanner]:
    """Return who looks at a clip in one go as if it were split into parts of this length."""
    firsts = {span.first for span in plan_segments(source, seconds)}
    return lambda rate, lanes: ForcedRescan(scanner_for(faces, rate, lanes=lanes), firsts)


def write_clip(
    plan: Plan,
    source: Path,
    temporary: Path,
    policy: Policy,
    on_progress: Progress | None = None,
) -> WrittenClip:
    """Conceal and encode; needs no model.

    Raises:
        MediaError: the source is damaged, or is not what the plan was made of.
    """
    total = len(plan.pts)
    if not any(redaction.method for redaction in plan.redactions):
        copied = remux.copy(source, temporary, policy.video, expected=plan.pts)
        if copied is not None:
            if on_progress is not None:
                on_progress(total, total)
            return written_clip(plan, temporary, policy, (*copied.warnings, COPIED))
    tell = None if on_progress is None else lambda done: on_progress(done, total)
    written = writer.rewrite(
        source,
        temporary,
        Painter(plan.redactions).planes,
        policy.video,
        expected=plan.pts,
        on_frame=tell,
    )
    return written_clip(plan, temporary, policy, written.warnings)


def written_clip(
    plan: Plan, temporary: Path, policy: Policy, warnings: tuple[str, ...]
) -> WrittenClip:
    """Return what was written; nobody looked at it again yet.

    Raises:
        MediaError: it cannot be read.
    """
    info = decoding.probe(temporary, policy.limits)
    return WrittenClip(plan=plan, info=info, warnings=warnings, self_check=SelfCheck(ran=False))


def write_checked(
    plan: Plan,
    source: Path,
    temporary: Path,
    faces: Detector,
    policy: Policy,
    on_progress: Progress | None = None,
) -> WrittenClip:
    """Write, look at the finished clip, cover what is left and look once more.

    Every frame is laid beside what was painted; faces are then looked for at a slower pace.

    Raises:
        MediaError: as `write_clip`.
        LeakError: a frame is not as painted, or a face is certain and bare in the finished
            clip after the second round.
    """
    done = write_clip(plan, source, temporary, policy, on_progress)
    if COPIED in done.warnings:
        return done
    check_frames(plan, source, temporary, policy)
    left = _uncovered(temporary, plan, faces, policy)
    if not left:
        return replace(done, self_check=SelfCheck(ran=True, rounds=1))
    plan = with_residual_findings(plan, left, policy)
    done = write_clip(plan, source, temporary, policy)
    check_frames(plan, source, temporary, policy)
    return replace(done, self_check=last_check(_uncovered(temporary, plan, faces, policy)))


def check_frames(
    plan: Plan,
    source: Path,
    written: Path,
    policy: Policy,
    spans: tuple[Segment, Segment] | None = None,
) -> None:
    """Lay a finished clip, or the ``spans`` of both, beside what was painted.

    Raises:
        LeakError: a frame is not as painted.
    """
    frame = first_differing_frame(source, written, plan, policy.video, spans)
    if frame is not None:
        msg = (
            f"frame {frame} of the finished clip does not show what was painted; "
            "run it again, or choose a higher quality (a lower crf)"
        )
        raise LeakError(msg)


def with_residual_findings(plan: Plan, left: Sequence[Finding], policy: Policy) -> Plan:
    """Return the plan with what the second look found."""
    extra = (replace(item, reason=SECOND_LOOK) for item in _snug(decide(left, policy), policy))
    return replace(plan, redactions=(*plan.redactions, *extra))


def last_check(left: Sequence[Finding]) -> SelfCheck:
    """Return what the record says of the second round.

    Raises:
        LeakError: a face is certain and bare.
    """
    if any(finding.score >= SURE for finding in left):
        raise clip_leak(left)
    return SelfCheck(ran=True, rounds=2, residual_findings=len(left))


def _uncovered(path: Path, plan: Plan, faces: Detector, policy: Policy) -> list[Finding]:
    looks = partial(scanner_for, faces, paces=RESCAN_INTERVALS)
    found = clip_detection.find_faces(path, faces, policy=policy, looks=looks)
    return uncovered_sightings(found.findings, plan, policy)


def uncovered_sightings(findings: Sequence[Finding], plan: Plan, policy: Policy) -> list[Finding]:
    """Return the parts of tracks, seen in the finished clip, outside every planned box."""
    threshold = policy.face.threshold
    parts = (
        uncovered_part(finding, plan.redactions)
        for finding in findings
        if not policy.face.keep and finding.score >= threshold
    )
    return [part for part in parts if part is not None and part.score >= threshold]
