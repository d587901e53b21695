"""Views of a review session for its page: lists as plain tables, pictures as JPEG."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from redactkit.core.errors import MediaError
from redactkit.render.painter import Painter
from redactkit.review import finding_rows as sheetrows
from redactkit.review.frame_access import STRIP, cropped, jpeg
from redactkit.review.items import plan_of, stills_of

if TYPE_CHECKING:
    from redactkit.core.frames import Pixels
    from redactkit.records.plan import Plan
    from redactkit.review.items import ReviewItem
    from redactkit.review.session import ReviewSession

__all__ = ["detail", "overview", "picture", "thumbnail"]

THUMB = 160
"""Longest side of a thumbnail in pixels."""


def overview(desk: ReviewSession) -> list[dict[str, Any]]:
    """Return the list of items."""
    return [_listed(number, one) for number, one in enumerate(desk.sheets)]


def detail(desk: ReviewSession, number: int, geometry: int | None = None) -> dict[str, Any]:
    """Return an item's findings, and their places where ``geometry`` is not the page's.

    Raises:
        MediaError: there is no such item, or it was not analysed yet.
    """
    one = desk.sheet(number)
    # taken before the plan: a page that is told too old a number only loads once more
    table = _listed(number, one)
    plan = plan_of(one)
    table |= {"findings": sheetrows.rows(plan), "strip": STRIP}
    if geometry != table["geometry"]:
        table["places"] = sheetrows.places(plan)
    return table


def picture(one: ReviewItem, frame: int, strip: int, *, painted: bool = False) -> bytes:
    """Return a part of a picture, with covers where ``painted``.

    Raises:
        MediaError: there is no such part.
    """
    plan = plan_of(one)
    pixels = stills_of(one).picture(frame)
    if painted:
        pixels = _painted(plan, frame, pixels)
    part = pixels[strip * STRIP : (strip + 1) * STRIP]
    if not part.size:
        msg = "there is no such part of the picture"
        raise MediaError(msg)
    return jpeg(part)


def thumbnail(one: ReviewItem, finding: int, frame: int) -> bytes:
    """Return what lies under a finding and around it.

    Raises:
        MediaError: there is no such finding or frame.
    """
    plan = plan_of(one)
    if not 0 <= finding < len(plan.redactions):
        msg = "there is no such finding"
        raise MediaError(msg)
    found = plan.redactions[finding].finding
    pixels = stills_of(one).picture(frame)
    return jpeg(cropped(pixels, found.at(frame) or found.sightings[0].box, THUMB))


def _listed(number: int, one: ReviewItem) -> dict[str, Any]:
    plan = one.plan
    table = {
        "id": number,
        "name": one.source.name,
        "target": one.target.name,
        "medium": str(one.medium),
        "status": one.status,
        "steps": list(one.steps),
        "error": one.error,
        "edition": one.edition,
        "geometry": one.geometry,
    }
    if plan is not None:
        info = plan.info
        table |= {
            "width": info.width,
            "height": info.height,
            "frames": len(plan.pts),
            "rate": float(info.rate or 25),
            "hidden": sum(r.method is not None for r in plan.redactions),
            "visible": sum(r.method is None for r in plan.redactions),
        }
    return table


def _painted(plan: Plan, frame: int, pixels: Pixels) -> Pixels:
    redactions = plan.redactions
    if plan.info.time_base is not None:
        # as in the finished clip, where stand-ins are not drawn
        redactions = tuple(replace(r, finding=replace(r.finding, alias="")) for r in redactions)
    return Painter(redactions).pixels(frame, pixels)
