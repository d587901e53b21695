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

from redactkit.core.geometry import Box, hull
from redactkit.core.methods import is_soft

if TYPE_CHECKING:
    from collections.abc import Sequence

    from redactkit.core.frames import CodecBlocks, Frame, Pixels
    from redactkit.core.policy import Redaction

__all__ = ["grown_to_blocks"]


def grown_to_blocks(redactions: Sequence[Redaction], frame: Frame) -> list[Redaction]:
    """Return redactions of a still whose opaque covers end at codec blocks.

    Only in pictures from lossy files; what is soft or visible stays as it is.

    Args:
        redactions: what is decided.
        frame: the picture as it was read, with its coding.
    """
    coding = frame.codec_blocks
    if coding is None:
        return list(redactions)
    return [_grown(redaction, frame.pixels, coding) for redaction in redactions]


def _grown(redaction: Redaction, pixels: Pixels, coding: CodecBlocks) -> Redaction:
    if redaction.method is None or is_soft(redaction.method):
        return redaction
    sightings = tuple(
        replace(each, box=_whole(each.box.grown(redaction.margin), pixels, coding))
        for each in redaction.finding.sightings
    )
    return replace(redaction, finding=replace(redaction.finding, sightings=sightings), margin=0.0)


def _whole(box: Box, pixels: Pixels, coding: CodecBlocks) -> Box:
    if coding.color == coding.grey:
        return coding.color.around(box)
    least = coding.grey.around(box)
    colored = _colored(coding.color.inside(box), pixels)
    # a block without color has no traces of color either
    return least if colored is None else hull([least, coding.color.around(colored)])


def _colored(place: Box, pixels: Pixels) -> Box | None:
    """Return the box around the pixels of a place that are not grey, or None."""
    height, width = pixels.shape[:2]
    x0, y0, x1, y1 = place.pixels(width, height)
    part = pixels[y0:y1, x0:x1]
    red, green, blue = (part[..., channel] for channel in range(3))
    off = (red != blue) | (green != blue)
    rows, columns = np.flatnonzero(off.any(axis=1)), np.flatnonzero(off.any(axis=0))
    if not len(rows):
        return None
    return Box(x0 + columns[0], y0 + rows[0], x0 + columns[-1] + 1, y0 + rows[-1] + 1)
