"""Zones become findings, and faces in exempted zones are left visible."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from redactkit.core.findings import Finding, Kind, Sighting

if TYPE_CHECKING:
    from collections.abc import Sequence

    from redactkit.core.policy import Redaction
    from redactkit.core.zones import Zone

__all__ = ["EXEMPT", "exempt_faces", "frames_of_zone", "zone_findings"]

EXEMPT = "zone exempt"
"""Reason of what stays visible in a zone with ``action="show"``."""

DETECTOR = "zone-1"


def zone_findings(zones: Sequence[Zone], seconds: Sequence[float]) -> list[Finding]:
    """Return the findings that cover the zones to hide, one for each row of a polygon.

    Args:
        zones: all zones of the policy.
        seconds: time of each frame since the first.
    """
    findings = []
    for zone in zones:
        frames = frames_of_zone(zone, seconds) if zone.action == "hide" else []
        for box in zone.rows() if frames else ():
            sightings = tuple(Sighting(frame=frame, box=box, score=1.0) for frame in frames)
            findings.append(
                Finding(kind=Kind.ZONE, detector=DETECTOR, rule="hide", sightings=sightings)
            )
    return findings


def frames_of_zone(zone: Zone, seconds: Sequence[float]) -> list[int]:
    """Return the frames that are on the screen at any moment of the zone's span."""
    # a frame stays on the screen until the next one, the last as long as the one before it
    steps = [after - before for before, after in pairwise(seconds)]
    ends = [*seconds[1:], *(time + (steps or [math.inf])[-1] for time in seconds[-1:])]
    return [
        index
        for index, (shown, gone) in enumerate(zip(seconds, ends, strict=True))
        if gone > zone.start_s and (zone.end_s is None or shown < zone.end_s)
    ]


def exempt_faces(
    redactions: Sequence[Redaction], zones: Sequence[Zone], seconds: Sequence[float]
) -> list[Redaction]:
    """Return the redactions, with what lies in a zone to show left visible.

    A face has to stay inside with its middle, a person whole, each in every frame of its
    finding. Everything else is as it was.
    """
    shown = [zone for zone in zones if zone.action == "show"]
    return [
        replace(redaction, method=None, reason=EXEMPT)
        if redaction.method is not None
        and any(_stays(redaction.finding, zone, seconds) for zone in shown)
        else redaction
        for redaction in redactions
    ]


def _stays(finding: Finding, zone: Zone, seconds: Sequence[float]) -> bool:
    if finding.kind is Kind.FACE:
        inside = (zone.holds(sighting.box.center) for sighting in finding.sightings)
    elif finding.kind is Kind.PERSON:
        inside = (zone.covers(sighting.box) for sighting in finding.sightings)
    else:
        return False
    return all(inside) and all(zone.during(seconds[s.frame]) for s in finding.sightings)
