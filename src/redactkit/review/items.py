"""One source under review: its plan as it was made and as it is, and what a person draws on it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from redactkit.core.errors import MediaError, RedactError
from redactkit.media import text
from redactkit.media.medium import Medium
from redactkit.records.plan import Plan
from redactkit.records.record import digest_file
from redactkit.review.box_tracker import fixed_box, track_box

if TYPE_CHECKING:
    from pathlib import Path

    from redactkit.core.findings import Kind, Sighting
    from redactkit.core.geometry import Box
    from redactkit.review.frame_access import FrameAccess
    from redactkit.review.report import ReportEntry

__all__ = [
    "Drawing",
    "ReviewItem",
    "StaleError",
    "Status",
    "plan_of",
    "saved_plan",
    "sightings_of",
    "stills_of",
]

Status = Literal["waiting", "looking", "ready", "writing", "done", "failed"]


class StaleError(RedactError):
    """The page showed something older than what it wanted to change."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """A box that a person drew: where, what it covers, and in a clip for how long.

    ``span`` is the first and last frame; with ``track`` the thing is followed inside it,
    without it the box stands still.
    """

    frame: int
    box: Box
    kind: Kind
    method: str
    span: tuple[int, int]
    track: bool = True


@dataclass(slots=True, eq=False, kw_only=True)
class ReviewItem:
    """One source of the session. ``edition`` counts changes, ``geometry`` those of places."""

    source: Path
    target: Path
    medium: Medium
    first: Plan | None = None
    plan: Plan | None = None
    stills: FrameAccess | None = None
    status: Status = "waiting"
    steps: tuple[int, int | None] = (0, None)
    error: str = ""
    edition: int = 0
    geometry: int = 0
    entry: ReportEntry | None = None


def plan_of(one: ReviewItem) -> Plan:
    """Return an item's plan as it is now.

    Raises:
        MediaError: it was not analysed yet.
    """
    if one.plan is None:
        msg = f"{one.source.name}: was not looked at yet"
        raise MediaError(msg)
    return one.plan


def saved_plan(path: Path, source: Path) -> Plan | None:
    """Return the plan saved at ``path`` where it was made of ``source`` as it is now."""
    if not path.is_file():
        return None
    try:
        plan = Plan.from_json(text.read(path))
    except RedactError:
        return None
    return plan if plan.source_sha256 == digest_file(source)[0] else None


def stills_of(one: ReviewItem) -> FrameAccess:
    """Return the pictures of an item.

    Raises:
        MediaError: it was not analysed yet.
    """
    if one.stills is None:
        msg = f"{one.source.name}: was not looked at yet"
        raise MediaError(msg)
    return one.stills


def sightings_of(one: ReviewItem, drawing: Drawing) -> list[Sighting]:
    """Return where a drawn box is over time, followed where that was asked for.

    Raises:
        MediaError: the clip cannot be read, or the box lies outside its own span.
    """
    if one.medium is Medium.IMAGE:
        return fixed_box(drawing.box, 0, (0, 0))
    last = len(plan_of(one).pts) - 1
    span = max(0, drawing.span[0]), min(last, drawing.span[1])
    if not span[0] <= drawing.frame <= span[1]:
        msg = "the box was drawn outside its span of time; choose the span again"
        raise MediaError(msg)
    if not drawing.track:
        return fixed_box(drawing.box, drawing.frame, span)
    return track_box(stills_of(one).run, drawing.box, drawing.frame, span)
