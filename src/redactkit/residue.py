"""Covers on pictures from lossy files: grown to whole blocks.

A JPEG codes squares of 8 x 8 pixels, and what is in one rings through all of it. So the traces
of a covered glyph reach to the edges of every block that it touched; outside there are none.
Color is mostly kept at half the size, so that its squares take 16 x 16 pixels, and decoders
blend it one pixel further.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from redactkit.methods import is_soft

if TYPE_CHECKING:
    from collections.abc import Sequence

    from redactkit.frames import Coding, Frame, Pixels
    from redactkit.geometry import Box
    from redactkit.policy import Redaction

__all__ = ["to_blocks"]


def to_blocks(redactions: Sequence[Redaction], frame: Frame) -> list[Redaction]:
    """Return redactions of a still whose opaque covers end where traces of what they hide end.

    Only in pictures from lossy files; what is soft or visible stays as it is.

    Args:
        redactions: what is decided.
        frame: the picture as it was read, with its coding.
    """
    coding = frame.coding
    if coding is None:
        return list(redactions)
    return [_grown(redaction, frame.pixels, coding) for redaction in redactions]


def _grown(redaction: Redaction, pixels: Pixels, coding: Coding) -> Redaction:
    if redaction.method is None or is_soft(redaction.method):
        return redaction
    sightings = tuple(
        replace(each, box=_whole(each.box.grown(redaction.margin), pixels, coding))
        for each in redaction.finding.sightings
    )
    return replace(redaction, finding=replace(redaction.finding, sightings=sightings), margin=0.0)


def _whole(box: Box, pixels: Pixels, coding: Coding) -> Box:
    height, width = pixels.shape[:2]
    whole = coding.color.around(box)
    x0, y0, x1, y1 = whole.pixels(width, height)
    part = pixels[y0:y1, x0:x1]
    # without color in any of its blocks there are no traces of color either
    grey = np.array_equal(part[..., 0], part[..., 1]) and np.array_equal(part[..., 1], part[..., 2])
    return coding.grey.around(box) if grey else whole
