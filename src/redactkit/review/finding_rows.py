"""A plan as rows for the review page: numbers, kinds and places, the weakest first."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any

from redactkit.core.methods import method_to_mapping
from redactkit.review.edits import HAND

if TYPE_CHECKING:
    from collections.abc import Sequence

    from redactkit.core.findings import Finding
    from redactkit.core.policy import Redaction
    from redactkit.records.plan import Plan

__all__ = ["places", "rows", "weak_frames", "weakness"]

WEAK_SHOWN = 3
"""Weak frames shown for each track."""

APART = 12
"""Weak frames of one track lie at least this share (1/12) of it apart."""

LONG_RUN = 12
"""Frames in a row without a detection at which a track is half as weak as it can be."""


def rows(plan: Plan) -> list[dict[str, Any]]:
    """Return one row for each finding, in the order of the plan."""
    hidden = [redaction for redaction in plan.redactions if redaction.method is not None]
    return [
        _row(number, redaction, covered=_covered(redaction, hidden))
        for number, redaction in enumerate(plan.redactions)
    ]


def places(plan: Plan) -> list[list[list[float]]]:
    """Return for each finding ``[frame, x0, y0, x1, y1, score]`` of all that would be covered.

    Pixels are whole and half-open; the score is -1 where a place was inferred.
    """
    width, height = plan.info.width, plan.info.height
    return [
        [
            [
                seen.frame,
                *seen.box.grown(redaction.margin).pixels(width, height),
                -1 if seen.score is None else round(seen.score, 2),
            ]
            for seen in redaction.finding.sightings
        ]
        for redaction in plan.redactions
    ]


def weakness(redaction: Redaction) -> float:
    """Return how uncertain a finding is, 0 to 1.

    Of what is hidden that is the worst stretch of it: the lowest score, the longest run
    without any. Of what stays visible it is how sure the detector was.
    """
    finding = redaction.finding
    if redaction.method is None:
        return min(1.0, 2 * finding.score)
    lowest = min((s.score for s in finding.sightings if s.score is not None), default=0.0)
    longest = max((last - first + 1 for first, last in _runs(finding)), default=0)
    return max(1 - lowest, longest / (longest + LONG_RUN))


def weak_frames(finding: Finding, most: int = WEAK_SHOWN) -> list[int]:
    """Return the frames to review: amid the longest inferred runs, then of the lowest scores."""
    runs = sorted(_runs(finding), key=lambda run: run[0] - run[1])
    middles = [(first + last) // 2 for first, last in runs if last - first >= 2]  # noqa: PLR2004
    scored = sorted((s.score, s.frame) for s in finding.sightings if s.score is not None)
    apart = max(1, (finding.last - finding.first) // APART)
    chosen: list[int] = []
    # one place is left for the lowest score, which may tell more than a third gap
    for frame in [*middles[: most - 1], *(frame for _, frame in scored), finding.first]:
        if len(chosen) < most and all(abs(frame - other) >= apart for other in chosen):
            chosen.append(frame)
    return chosen


def _runs(finding: Finding) -> list[tuple[int, int]]:
    """Return first and last frame of every stretch without a detection."""
    found = []
    for inferred, group in groupby(finding.sightings, key=lambda s: s.score is None):
        run: Sequence[Any] = list(group)
        if inferred:
            found.append((run[0].frame, run[-1].frame))
    return found


def _covered(redaction: Redaction, hidden: Sequence[Redaction]) -> bool:
    """Return whether what stays visible in a still lies under another cover."""
    finding = redaction.finding
    if redaction.method is not None or len(finding.sightings) > 1:
        return False
    frame, box = finding.first, finding.sightings[0].box
    others = (other.box_at(frame) for other in hidden)
    return any(other is not None and other.covers(box) for other in others)


def _row(number: int, redaction: Redaction, *, covered: bool) -> dict[str, Any]:
    finding, method = redaction.finding, redaction.method
    inferred = sum(seen.score is None for seen in finding.sightings)
    return {
        "id": number,
        "kind": str(finding.kind),
        "rule": finding.rule,
        "detector": finding.detector,
        "score": round(finding.score, 3),
        "alias": finding.alias,
        "on": method is not None,
        "method": None if method is None else method_to_mapping(method)["method"],
        "reason": redaction.reason,
        "drawn": finding.detector == HAND,
        "first": finding.first,
        "last": finding.last,
        "frames": len(finding.sightings),
        "inferred": inferred,
        "weak": weak_frames(finding),
        "covered": covered,
        "weakness": 0.0 if covered else round(weakness(redaction), 3),
    }
