"""Covers on pictures that were JPEGs: grown to whole blocks.

A JPEG codes squares of 8 x 8 pixels, and what is in one rings through all of it. So the traces
of a covered glyph reach to the edges of every block that it touched; outside there are none.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

from redactkit.geometry import Box
from redactkit.methods import is_soft

if TYPE_CHECKING:
    from redactkit.frames import MediaInfo
    from redactkit.policy import Redaction

__all__ = ["BLOCK", "to_blocks"]

BLOCK = 8
"""Side in pixels of what a JPEG codes at a time (ITU-T T.81, A.1.1)."""


def to_blocks(redaction: Redaction, info: MediaInfo) -> Redaction:
    """Return a redaction of a still whose opaque cover ends where blocks end.

    Only in pictures that were read from a JPEG. Blocks are counted from the upper left corner
    of the upright picture; one that lies turned in its file and whose sides are no multiples
    of 8 has others.
    """
    method = redaction.method
    if info.media_type != "image/jpeg" or method is None or is_soft(method):
        return redaction
    sightings = tuple(
        replace(each, box=_whole(each.box.grown(redaction.margin)))
        for each in redaction.finding.sightings
    )
    return replace(redaction, finding=replace(redaction.finding, sightings=sightings), margin=0.0)


def _whole(box: Box) -> Box:
    left, top = (BLOCK * math.floor(side / BLOCK) for side in box.xyxy[:2])
    right, bottom = (BLOCK * math.ceil(side / BLOCK) for side in box.xyxy[2:])
    return Box(float(left), float(top), float(right), float(bottom))
