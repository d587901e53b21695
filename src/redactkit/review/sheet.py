"""One source under review: its plan as it was made and as it is, and what a person draws on it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from redactkit.errors import MediaError, RedactError
from redactkit.files import textfile
from redactkit.files.media import Medium
from redactkit.prove.plan import Plan
from redactkit.prove.record import digest_file
from redactkit.review.follow import follow, held

if TYPE_CHECKING:
    from pathlib import Path

    from redactkit.findings import Kind, Sighting
    from redactkit.geometry import Box
    from redactkit.review.report import Entry
    from redactkit.review.stills import Stills

__all__ = [
    "Drawing",
    "Sheet",
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
class Sheet:
    """One source on the desk. ``edition`` counts changes, ``geometry`` those of places."""

    source: Path
    target: Path
    medium: Medium
    first: Plan | None = None
    plan: Plan | None = None
    stills: Stills | None = None
    status: Status = "waiting"
    steps: tuple[int, int | None] = (0, None)
    error: str = ""
    edition: int = 0
    geometry: int = 0
    entry: Entry | None = None


def plan_of(one: Sheet) -> Plan:
    """Return a sheet's plan as it is now.

    Raises:
        MediaError: it was not looked at yet.
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
        plan = Plan.from_json(textfile.read(path))
    except RedactError:
        return None
    return plan if plan.source_sha256 == digest_file(source)[0] else None


def stills_of(one: Sheet) -> Stills:
    """Return the pictures of a sheet.

    Raises:
        MediaError: it was not looked at yet.
    """
    if one.stills is None:
        msg = f"{one.source.name}: was not looked at yet"
        raise MediaError(msg)
    return one.stills


def sightings_of(one: Sheet, drawing: Drawing) -> list[Sighting]:
    """Return where a drawn box is over time, followed where that was asked for.

    Raises:
        MediaError: the clip cannot be read, or the box lies outside its own span.
    """
    if one.medium is Medium.IMAGE:
        return held(drawing.box, 0, (0, 0))
    last = len(plan_of(one).pts) - 1
    span = max(0, drawing.span[0]), min(last, drawing.span[1])
    if not span[0] <= drawing.frame <= span[1]:
        msg = "the box was drawn outside its span of time; choose the span again"
        raise MediaError(msg)
    if not drawing.track:
        return held(drawing.box, drawing.frame, span)
    return follow(stills_of(one).run, drawing.box, drawing.frame, span)
