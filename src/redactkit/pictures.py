"""The job on one picture: find, decide, look again, and write."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from redactkit import imagefile
from redactkit.conceal import Painter
from redactkit.geometry import hull
from redactkit.plan import Plan
from redactkit.policy import decide
from redactkit.record import SelfCheck, digest_file
from redactkit.residue import to_blocks
from redactkit.track import still
from redactkit.verify import (
    SECOND_LOOK,
    check_covers,
    check_painted,
    leak_error,
    stands_alone,
    still_visible,
    without_covers,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from redactkit.detectors import Detectors, Look
    from redactkit.findings import Detection
    from redactkit.frames import Frame, MediaInfo
    from redactkit.policy import Policy, Redaction

__all__ = ["plan_picture", "write_picture"]


SAME_THING = 0.5
"""IoU from which two detections of one kind and one stand-in are one thing."""


def plan_picture(
    source: Path, detectors: Detectors, policy: Policy, *, verify: bool
) -> tuple[Plan, Frame]:
    """Find and decide; with ``verify`` also paint in memory, look again and add what was left.

    Returns:
        The plan, and the picture as it was read.

    Raises:
        MediaError: the source cannot be read.
        BackendError: a model is missing or failed.
        LeakError: something is still visible after the second round.
    """
    frame, info = imagefile.read(source, policy.limits)
    look = detectors.first_look(frame)
    redactions = _decided(united(look.detections), policy)
    rounds = 0
    if verify:
        extra, rounds = _second_look(frame, look, redactions, detectors, policy)
        redactions += extra
    plan = Plan(
        source_sha256=digest_file(source)[0],
        info=info,
        redactions=tuple(redactions),
        detectors=detectors.names,
        self_check=SelfCheck(ran=verify, rounds=rounds),
    )
    return plan, frame


def united(detections: Sequence[Detection]) -> list[Detection]:
    """Make one of several detections of one thing: its box holds all theirs."""
    kept: list[Detection] = []
    for detection in detections:
        for place, other in enumerate(kept):
            same = detection.kind is other.kind and detection.alias == other.alias
            if same and detection.box.iou(other.box) >= SAME_THING:
                box = hull([detection.box, other.box])
                score = max(detection.score, other.score)
                kept[place] = replace(other, box=box, score=score)
                break
        else:
            kept.append(detection)
    return kept


def write_picture(
    plan: Plan, frame: Frame, temporary: Path, form: str, policy: Policy
) -> tuple[Plan, MediaInfo]:
    """Paint, write as ``form``, read back and compare.

    Returns:
        The plan with covers as they were painted, and what the finished file holds.

    Raises:
        MediaError: the file cannot be written.
        LeakError: the finished file is not what was painted.
    """
    plan = replace(plan, redactions=tuple(to_blocks(plan.redactions, frame)))
    painter = Painter(plan.redactions)
    painted = painter.pixels(0, frame.pixels)
    imagefile.write(painted, temporary, form)
    written, info = imagefile.read(temporary, policy.limits)
    check_painted(frame.pixels, painted, written.pixels, lossless=form != "JPEG")
    check_covers([(one, box) for _, one, box in painter.boxes(0)], written.pixels)
    return plan, info


def _decided(detections: Sequence[Detection], policy: Policy) -> list[Redaction]:
    return decide(still(detections), policy)


def _second_look(
    frame: Frame,
    look: Look,
    redactions: list[Redaction],
    detectors: Detectors,
    policy: Policy,
) -> tuple[list[Redaction], int]:
    """Return what has to be covered as well, and the number of looks it took."""
    left = _left(frame, look, redactions, detectors, policy)
    if not left:
        return [], 1
    extra = [replace(found, reason=SECOND_LOOK) for found in _decided(left, policy)]
    left = _left(frame, look, [*redactions, *extra], detectors, policy)
    if left:
        raise leak_error(left)
    return extra, 2


def _left(
    frame: Frame, look: Look, redactions: list[Redaction], detectors: Detectors, policy: Policy
) -> list[Detection]:
    painted = to_blocks(redactions, frame)
    painter = Painter(painted)
    covers = [box for _, _, box in painter.boxes(0)]
    paper = replace(frame, pixels=without_covers(painter.pixels(0, frame.pixels), covers))
    seen = detectors.apart().second_look(paper, look, covers)
    return [
        detection
        for detection in still_visible(seen, painted, policy)
        if stands_alone(detection, detectors.knows)
    ]
