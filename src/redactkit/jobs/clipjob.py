"""The job on one clip: find, decide, write, and look again at what was written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, TypeAlias

from redactkit.conceal.painter import Painter
from redactkit.conceal.snug import snug
from redactkit.covers.zonecover import exempted
from redactkit.errors import LeakError
from redactkit.faces.looking import Afresh, Looker, looker_for
from redactkit.faces.watch import AGAIN
from redactkit.files import videocopy, videofile, videowrite
from redactkit.files.videosurvey import survey
from redactkit.findings import Kind
from redactkit.jobs import clips
from redactkit.jobs.covers import add_covers, seconds_of
from redactkit.jobs.faithful import bare_frame
from redactkit.policy import decide
from redactkit.prove.plan import Plan
from redactkit.prove.record import SelfCheck, digest_file
from redactkit.prove.secondlook import SECOND_LOOK, bare_part, clip_leak
from redactkit.spans import SPAN_S

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from redactkit.detect import Detector, TextReader
    from redactkit.faces.lanes import Lanes
    from redactkit.findings import Finding
    from redactkit.frames import MediaInfo
    from redactkit.policy import Policy, Redaction
    from redactkit.spans import Span

__all__ = [
    "Progress",
    "WrittenClip",
    "afresh",
    "check_frames",
    "fuller",
    "last_check",
    "left_bare",
    "plan_clip",
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
    looks: Callable[[float, Lanes], Looker] | None = None,
) -> Plan:
    """Find and decide without writing.

    ``reader`` gives the reader of text; it is called only where a policy covers text. ``looks``
    is as in `clips.find_faces`; by default a long clip is looked at anew where it could be
    split, so that its plan is the same when it is.

    Raises:
        MediaError: the source cannot be read to its end.
        BackendError: the model failed.
    """
    looks = looks or afresh(source, faces, SPAN_S)
    found = clips.find_faces(source, faces, policy=policy, looks=looks, on_progress=on_progress)
    found = add_covers(source, found, policy, reader)
    decided = decide(found.findings, policy)
    decided = exempted(decided, policy.zones, seconds_of(found.info, found.pts))
    others = {item.detector for item in found.findings if item.kind is not Kind.FACE}
    return Plan(
        source_sha256=digest_file(source)[0],
        info=found.info,
        redactions=tuple(_snug(decided, policy)),
        pts=tuple(int(tick) for tick in found.pts),
        detectors=(faces.name, *sorted(others)),
        warnings=found.warnings,
    )


def _snug(decided: Sequence[Redaction], policy: Policy) -> Sequence[Redaction]:
    # Heads and people have been grown around the face already, by what was measured for them.
    return [snug(item) for item in decided] if policy.video.cover == "face" else decided


def afresh(source: Path, faces: Detector, seconds: float) -> Callable[[float, Lanes], Looker]:
    """Return who looks at a clip in one go as if it were split into parts of this length."""
    firsts = {span.first for span in survey(source, seconds)}
    return lambda rate, lanes: Afresh(looker_for(faces, rate, lanes=lanes), firsts)


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
        copied = videocopy.copy(source, temporary, policy.video, expected=plan.pts)
        if copied is not None:
            if on_progress is not None:
                on_progress(total, total)
            return written_clip(plan, temporary, policy, (*copied.warnings, COPIED))
    tell = None if on_progress is None else lambda done: on_progress(done, total)
    written = videowrite.rewrite(
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
    info = videofile.probe(temporary, policy.limits)
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
    left = _bare(temporary, plan, faces, policy)
    if not left:
        return replace(done, self_check=SelfCheck(ran=True, rounds=1))
    plan = fuller(plan, left, policy)
    done = write_clip(plan, source, temporary, policy)
    check_frames(plan, source, temporary, policy)
    return replace(done, self_check=last_check(_bare(temporary, plan, faces, policy)))


def check_frames(
    plan: Plan,
    source: Path,
    written: Path,
    policy: Policy,
    spans: tuple[Span, Span] | None = None,
) -> None:
    """Lay a finished clip, or the ``spans`` of both, beside what was painted.

    Raises:
        LeakError: a frame is not as painted.
    """
    frame = bare_frame(source, written, plan, policy.video, spans)
    if frame is not None:
        msg = (
            f"frame {frame} of the finished clip does not show what was painted; "
            "run it again, or choose a higher quality (a lower crf)"
        )
        raise LeakError(msg)


def fuller(plan: Plan, left: Sequence[Finding], policy: Policy) -> Plan:
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


def _bare(path: Path, plan: Plan, faces: Detector, policy: Policy) -> list[Finding]:
    looks = partial(looker_for, faces, paces=AGAIN)
    found = clips.find_faces(path, faces, policy=policy, looks=looks)
    return left_bare(found.findings, plan, policy)


def left_bare(findings: Sequence[Finding], plan: Plan, policy: Policy) -> list[Finding]:
    """Return the parts of tracks, seen in the finished clip, outside every planned box."""
    threshold = policy.face.threshold
    parts = (
        bare_part(finding, plan.redactions)
        for finding in findings
        if not policy.face.keep and finding.score >= threshold
    )
    return [part for part in parts if part is not None and part.score >= threshold]
