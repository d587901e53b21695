"""Results of re-detection in painted pictures: what is still visible, and the errors for it."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from redactkit.core.errors import LeakError
from redactkit.core.findings import Kind
from redactkit.core.policy import KEPT_NAME

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from redactkit.core.findings import Detection, Finding
    from redactkit.core.geometry import Box
    from redactkit.core.policy import Policy, Redaction

__all__ = [
    "SECOND_LOOK",
    "clip_leak",
    "leak_error",
    "needs_no_neighbour",
    "on_line_with_cover",
    "still_visible",
    "uncovered_part",
]

SECOND_LOOK = "second look"
"""Reason in the record of what the first detection missed."""

SAME_PLACE = 0.5
"""Share of a box that has to lie in known places for it to count as dealt with."""


def still_visible(
    detections: Sequence[Detection], redactions: Sequence[Redaction], policy: Policy, frame: int = 0
) -> list[Detection]:
    """Return the detections in a painted picture that should be hidden and are not.

    What lies in a covered place is the cover itself; what lies in a place that policy or
    score left visible was decided already.
    """
    known = [box for redaction in redactions if (box := redaction.box_at(frame)) is not None]
    return [
        detection
        for detection in detections
        if policy.rule(detection.kind).hides(detection.score)
        and detection.rule != KEPT_NAME
        and _share(detection.box, known) < SAME_PLACE
    ]


def needs_no_neighbour(detection: Detection, knows: Callable[[str], bool]) -> bool:
    """Return whether a finding in a painted picture needs no covered neighbour to be true.

    Values, codes, faces, avatars seen by their shape and people known from the first look
    do. Names read off their place, and avatars that a row of the chat implies, do not: with
    half of the page covered, any text may stand where a name would.
    """
    match detection.kind:
        case Kind.NICKNAME:
            return detection.rule == "known-name" and knows(detection.alias)
        case Kind.AVATAR:
            return detection.rule.startswith("avatar-shape")
        case Kind.GROUP_NAME | Kind.UNREADABLE:
            return False
    return True


def on_line_with_cover(detection: Detection, covers: Sequence[Box]) -> bool:
    """Return whether a name stands on one line with a cover, whose neighbour passes for one.

    In ``@[cover] thank you`` the thanks stand where a name would.
    """
    if detection.kind is not Kind.NICKNAME:
        return False
    box = detection.box.padded(2 * detection.box.height, 0)
    return any(
        cover.overlap(box) > 0 and 2 * detection.box.height > cover.height for cover in covers
    )


def uncovered_part(finding: Finding, redactions: Sequence[Redaction]) -> Finding | None:
    """Return the finding with only those sightings that lie outside all planned boxes.

    Boxes that the plan left visible count as planned: that was decided already.
    """
    bare = []
    for sighting in finding.sightings:
        boxes = (redaction.box_at(sighting.frame) for redaction in redactions)
        known = [box for box in boxes if box is not None]
        if _share(sighting.box, known) < SAME_PLACE:
            bare.append(sighting)
    return replace(finding, sightings=tuple(bare)) if bare else None


def clip_leak(left: Sequence[Finding]) -> LeakError:
    """Return the error that names the frames, never what was seen there."""
    spans = ", ".join(f"{finding.first}-{finding.last}" for finding in left[:8])
    return LeakError(f"still visible after redaction: {_counted(left)} in frames {spans}")


def leak_error(left: Sequence[Detection]) -> LeakError:
    """Return the error that names kinds and places, never what was read there."""
    first = ", ".join(f"{value:.0f}" for value in left[0].box.xyxy)
    return LeakError(f"still visible after redaction: {_counted(left)}; the first at xyxy {first}")


def _counted(left: Sequence[Detection] | Sequence[Finding]) -> str:
    counts = Counter(str(one.kind) for one in left)
    return ", ".join(f"{number} x {kind}" for kind, number in sorted(counts.items()))


def _share(box: Box, others: Sequence[Box]) -> float:
    """Return the share of ``box`` that lies in ``others`` together."""
    x0, y0 = int(box.left), int(box.top)
    width, height = max(1, int(box.width)), max(1, int(box.height))
    mask = np.zeros((height, width), np.bool_)
    for other in others:
        if box.overlap(other) > 0 or other.covers(box):
            left, top, right, bottom = other.shifted(-x0, -y0).pixels(width, height)
            mask[top:bottom, left:right] = True
    return float(mask.mean())
