"""The job on one picture: detect, decide, detect again, and write."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from redactkit.core.geometry import hull
from redactkit.core.policy import KEPT_NAME, decide
from redactkit.media import image
from redactkit.models.runtime import precision_of
from redactkit.records.plan import Plan
from redactkit.records.record import SelfCheck, digest_file
from redactkit.render.jpeg_blocks import grown_to_blocks
from redactkit.render.painter import Painter
from redactkit.tracking.tracker import still_findings
from redactkit.verify.picture_compare import check_covers, check_painted, without_covers
from redactkit.verify.redetection import (
    SECOND_LOOK,
    leak_error,
    needs_no_neighbour,
    still_visible,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from redactkit.core.findings import Detection
    from redactkit.core.frames import Frame, MediaInfo, Pixels
    from redactkit.core.geometry import Box
    from redactkit.core.policy import Policy, Redaction
    from redactkit.pipeline.detectors import Detectors, PictureAnalysis

__all__ = ["Draft", "draft_picture", "plan_picture", "write_picture"]


SAME_THING = 0.5
"""IoU from which two detections of one kind and one stand-in are one thing."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A picture and what is to be hidden in it; ``look`` is what re-detection starts from."""

    plan: Plan
    frame: Frame
    look: PictureAnalysis | None = None


@dataclass(frozen=True, slots=True)
class _Painted:
    """A picture with its covers, as they were painted and where."""

    redactions: tuple[Redaction, ...]
    covers: tuple[tuple[Redaction, Box], ...]
    pixels: Pixels


def draft_picture(source: Path, detectors: Detectors, policy: Policy) -> Draft:
    """Detect and decide, without re-detection.

    Raises:
        MediaError: the source cannot be read.
        BackendError: a model is missing or failed.
    """
    frame, info = image.read(source, policy.limits)
    look = detectors.analyze(frame)
    plan = Plan(
        source_sha256=digest_file(source)[0],
        info=info,
        redactions=tuple(_decided(merged_detection(look.detections), policy)),
        detectors=detectors.names,
        precision=precision_of(policy.precision),
    )
    return Draft(plan, frame, look)


def plan_picture(source: Path, detectors: Detectors, policy: Policy, *, verify: bool) -> Plan:
    """Find and decide; with ``verify`` also paint in memory, look again and add what was left.

    Raises:
        MediaError: the source cannot be read.
        BackendError: a model is missing or failed.
        LeakError: something is still visible after the second round.
    """
    draft = draft_picture(source, detectors, policy)
    if draft.look is None or not verify:
        return draft.plan
    painted = _paint(draft.plan.redactions, draft.frame)
    return _second_look(draft, draft.look, painted, detectors, policy)


def merged_detection(detections: Sequence[Detection]) -> list[Detection]:
    """Make one of several detections of one thing: its box holds all theirs."""
    kept: list[Detection] = []
    for detection in detections:
        for place, other in enumerate(kept):
            same = detection.kind is other.kind and detection.alias == other.alias
            same = same and (detection.rule == KEPT_NAME) == (other.rule == KEPT_NAME)
            if same and detection.box.iou(other.box) >= SAME_THING:
                box = hull([detection.box, other.box])
                score = max(detection.score, other.score)
                kept[place] = replace(other, box=box, score=score)
                break
        else:
            kept.append(detection)
    return kept


def write_picture(
    draft: Draft,
    temporary: Path,
    form: str,
    policy: Policy,
    detectors: Detectors | None = None,
) -> tuple[Plan, MediaInfo]:
    """Paint, write as ``form``, read back and compare; with ``detectors`` also look again.

    The second look goes side by side with the writing, for it seldom finds anything.

    Returns:
        The plan with covers as they were painted, and what the finished file holds.

    Raises:
        MediaError: the file cannot be written.
        BackendError: a model failed.
        LeakError: the finished file is not what was painted, or something is still visible
            after the second round.
    """
    painted = _paint(draft.plan.redactions, draft.frame)
    if detectors is None or draft.look is None:
        info = _write(painted, draft.frame, temporary, form, policy)
        return replace(draft.plan, redactions=painted.redactions), info
    with ThreadPoolExecutor(1) as side:
        written = side.submit(_write, painted, draft.frame, temporary, form, policy)
        plan = _second_look(draft, draft.look, painted, detectors, policy)
        info = written.result()
    if len(plan.redactions) > len(draft.plan.redactions):
        painted = _paint(plan.redactions, draft.frame)
        info = _write(painted, draft.frame, temporary, form, policy)
    return replace(plan, redactions=painted.redactions), info


def _decided(detections: Sequence[Detection], policy: Policy) -> list[Redaction]:
    return decide(still_findings(detections), policy)


def _paint(redactions: Sequence[Redaction], frame: Frame) -> _Painted:
    grown = tuple(grown_to_blocks(redactions, frame))
    painter = Painter(grown)
    pixels = painter.pixels(0, frame.pixels)
    return _Painted(grown, tuple((one, box) for _, one, box in painter.boxes(0)), pixels)


def _write(
    painted: _Painted, frame: Frame, temporary: Path, form: str, policy: Policy
) -> MediaInfo:
    image.write(painted.pixels, temporary, form)
    written, info = image.read(temporary, policy.limits)
    check_painted(frame.pixels, painted.pixels, written.pixels, lossless=form != "JPEG")
    check_covers(painted.covers, written.pixels)
    return info


def _second_look(
    draft: Draft, look: PictureAnalysis, painted: _Painted, detectors: Detectors, policy: Policy
) -> Plan:
    """Return the plan with what has to be covered as well."""
    left = _left(draft.frame, look, painted, detectors, policy)
    if not left:
        return replace(draft.plan, self_check=SelfCheck(ran=True, rounds=1))
    extra = [replace(found, reason=SECOND_LOOK) for found in _decided(left, policy)]
    redactions = (*draft.plan.redactions, *extra)
    left = _left(draft.frame, look, _paint(redactions, draft.frame), detectors, policy)
    if left:
        raise leak_error(left)
    return replace(draft.plan, redactions=redactions, self_check=SelfCheck(ran=True, rounds=2))


def _left(
    frame: Frame, look: PictureAnalysis, painted: _Painted, detectors: Detectors, policy: Policy
) -> list[Detection]:
    covers = [box for _, box in painted.covers]
    paper = replace(frame, pixels=without_covers(painted.pixels, covers))
    seen = detectors.apart().redetect(paper, look, covers)
    return [
        detection
        for detection in still_visible(seen, painted.redactions, policy)
        if needs_no_neighbour(detection, detectors.knows)
    ]
