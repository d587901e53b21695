"""What is decided of a clip: the plan, and what the second look at the finished clip means."""

from __future__ import annotations

from typing import TYPE_CHECKING

from redactkit.core.policy import decide
from redactkit.detect.zone_findings import exempt_faces
from redactkit.models.runtime import precision_of
from redactkit.pipeline.additional_covers import seconds_of
from redactkit.records.plan import Plan
from redactkit.records.record import SelfCheck, digest_file
from redactkit.render.face_margin import with_face_margin
from redactkit.verify.redetection import clip_leak, uncovered_part

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from redactkit.core.findings import Finding
    from redactkit.core.policy import Policy, Redaction
    from redactkit.core.protocols import Detector
    from redactkit.pipeline.clip_detection import ClipDetections

__all__ = ["SURE", "decided", "last_check", "left_bare", "plan_of"]

SURE = 0.8
"""Score of a thing in the finished clip from which it stops the job after the second round.
Weak tracks come and go with the codec's noise; they are covered, and counted if they return."""


def plan_of(
    source: Path, found: ClipDetections, detectors: Sequence[Detector], policy: Policy
) -> Plan:
    """Return the plan for what was found in a clip.

    Raises:
        MediaError: the source cannot be read any more.
    """
    seconds = seconds_of(found.info, found.pts)
    names = [detector.name for detector in detectors]
    others = {one.detector for one in found.findings} - set(names)
    return Plan(
        source_sha256=digest_file(source)[0],
        info=found.info,
        redactions=tuple(exempt_faces(decided(found.findings, policy), policy.zones, seconds)),
        pts=tuple(int(tick) for tick in found.pts),
        detectors=(*names, *sorted(others)),
        precision=precision_of(policy.precision),
        warnings=found.warnings,
    )


def decided(findings: Sequence[Finding], policy: Policy) -> Sequence[Redaction]:
    """Return one redaction for each finding, faces with their margin in the boxes."""
    each = decide(findings, policy)
    # Heads and people have been grown around the face already, by what was measured for them.
    return [with_face_margin(one) for one in each] if policy.video.cover == "face" else each


def last_check(left: Sequence[Finding]) -> SelfCheck:
    """Return what the record says of the second round.

    Raises:
        LeakError: something is certain and bare.
    """
    if any(finding.score >= SURE for finding in left):
        raise clip_leak(left)
    return SelfCheck(ran=True, rounds=2, residual_findings=len(left))


def left_bare(findings: Sequence[Finding], plan: Plan, policy: Policy) -> list[Finding]:
    """Return the parts of tracks, seen in the finished clip, outside every planned box."""
    left = []
    for finding in findings:
        rule = policy.rule(finding.kind)
        if rule.hides(finding.score):
            part = uncovered_part(finding, plan.redactions)
            left += [part] if part is not None and rule.hides(part.score) else []
    return left
