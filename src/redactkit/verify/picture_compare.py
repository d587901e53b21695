"""Is the finished picture what was painted: every cover in place, and nothing else changed?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np
import numpy.typing as npt

from redactkit.core.errors import LeakError
from redactkit.core.findings import Kind
from redactkit.core.geometry import Box
from redactkit.core.methods import Fill, Label

if TYPE_CHECKING:
    from collections.abc import Sequence

    from redactkit.core.frames import Pixels
    from redactkit.core.methods import Color
    from redactkit.core.policy import Policy, Redaction

__all__ = [
    "check_covers",
    "check_painted",
    "covers_in",
    "is_cover",
    "without_covers",
]

CLOSING = 9
"""Pixels that a label's strokes and gaps are bridged by; no cover is narrower."""

RIM = 4
"""Width in pixels of the frame around a cover whose median color stands in for it."""

MOSTLY = 0.5
"""Share of a place that is of a cover's color; dense Chinese strokes take up to a third."""

COLOR_NOISE = 12
"""Largest step of an 8-bit channel at which a color still counts as the same after JPEG."""

RINGING = 0.01
"""Share of covered pixels, at their rims, that may be off by more than codec noise in a JPEG."""

CODEC_NOISE = 40
"""Largest step of an 8-bit channel that a JPEG of quality 95 makes inside a flat area."""

Mask = npt.NDArray[np.bool_]


def without_covers(painted: Pixels, covers: Sequence[Box]) -> Pixels:
    """Return the painted picture with each cover in the color around it.

    Square covers in a row look like avatars, and a label in a name's place like a name. So
    that re-detection finds what was missed and not the covers, they get the color around them.
    """
    blank = painted.copy()
    height, width = blank.shape[:2]
    for box in covers:
        x0, y0, x1, y1 = box.pixels(width, height)
        a0, b0, a1, b1 = box.padded(RIM).pixels(width, height)
        sides = (
            blank[b0:y0, a0:a1],
            blank[y1:b1, a0:a1],
            blank[y0:y1, a0:x0],
            blank[y0:y1, x1:a1],
        )
        rim = np.concatenate([side.reshape(-1, 3) for side in sides])
        if len(rim) and x0 < x1 and y0 < y1:
            blank[y0:y1, x0:x1] = np.median(rim, axis=0).astype(np.uint8)
    return blank


def covers_in(pixels: Pixels, policy: Policy) -> list[Box]:
    """Return the places of a finished picture that are covered, with a label or without.

    They are found by the colors that the policy covers with.
    """
    painted = np.zeros(pixels.shape[:2], np.uint8)
    for color in _colors(policy):
        painted |= _of_color(pixels, color, COLOR_NOISE)
    # a label's strokes are no holes
    whole = cv2.morphologyEx(painted, cv2.MORPH_CLOSE, np.ones((CLOSING, CLOSING), np.uint8))
    _, _, stats, _ = cv2.connectedComponentsWithStats(whole)
    boxes = [Box(x, y, x + w, y + h) for x, y, w, h, _ in stats[1:].tolist()]
    return [
        box
        for box in boxes
        if min(box.width, box.height) >= CLOSING and is_cover(pixels, box, policy)
    ]


def check_painted(before: Pixels, after: Pixels, written: Pixels, *, lossless: bool) -> None:
    """Compare the picture read back from the file with the one that was to be written.

    Args:
        before: the source, RGB.
        after: the source with covers painted.
        written: the finished file, decoded.
        lossless: whether the format keeps every pixel.

    Raises:
        LeakError: a place is not as it was painted, or the size changed.
    """
    if written.shape != after.shape:
        msg = f"the finished picture is {written.shape[1]} x {written.shape[0]}, not as planned"
        raise LeakError(msg)
    if lossless:
        if not np.array_equal(written, after):
            msg = "the finished picture differs from the one that was painted"
            raise LeakError(msg)
        return
    off = _differ(written, after, CODEC_NOISE)
    covered = _differ(before, after, 0)
    if np.count_nonzero(off & ~covered) > RINGING * off.size:
        msg = "the finished picture differs from the one that was painted outside its covers"
        raise LeakError(msg)
    if np.count_nonzero(off & covered) > RINGING * np.count_nonzero(covered):
        msg = "covered places are not flat in the finished picture"
        raise LeakError(msg)


def _differ(one: Pixels, other: Pixels, noise: int) -> Mask:
    """Return where any channel of two pictures differs by more than ``noise``."""
    return np.asarray(cv2.inRange(cv2.absdiff(one, other), (0, 0, 0), (noise,) * 3) == 0)


def check_covers(
    covers: Sequence[tuple[Redaction, Box]], written: Pixels, *, noise: int = COLOR_NOISE
) -> None:
    """Look into each covered place of a finished picture for the color it was to get.

    This asks the plan, not the painter: a cover that was never painted, or elsewhere, shows.

    Args:
        covers: what is hidden and where in this picture, px.
        written: the finished file, decoded, RGB.
        noise: largest step of an 8-bit channel that counts as the same color.

    Raises:
        LeakError: an opaque cover is not there; the error names its kind and place.
    """
    height, width = written.shape[:2]
    known: Mask = np.zeros((height, width), np.bool_)
    opaque: list[tuple[Redaction, Box, Color]] = []
    for redaction, box in covers:
        if isinstance(redaction.method, Fill | Label):
            opaque.append((redaction, box, redaction.method.color))
        else:
            x0, y0, x1, y1 = box.pixels(width, height)
            known[y0:y1, x0:x1] = True
    colors = {color for _, _, color in opaque}
    # Where a blurred face overlaps, its blur was painted over the cover; where a larger cover
    # does, that one's label may be.
    for redaction, box, _ in sorted(opaque, key=lambda item: -item[1].area):
        x0, y0, x1, y1 = box.pixels(width, height)
        bare = (~known[y0:y1, x0:x1]).astype(np.uint8)
        known[y0:y1, x0:x1] = True
        region = written[y0:y1, x0:x1]
        # one color may lie upon another's cover, so the best of them counts
        most = max((_of_color(region, color, noise) & bare).sum() for color in colors)
        if most < MOSTLY * bare.sum():
            place = ", ".join(f"{value:.0f}" for value in box.xyxy)
            msg = f"a cover is not where it was planned: {redaction.finding.kind} at xyxy {place}"
            raise LeakError(msg)


def is_cover(pixels: Pixels, box: Box, policy: Policy) -> bool:
    """Return whether a place is an opaque cover with or without a label.

    That is so where one of the policy's colors takes up most of it; a label's strokes
    take the rest.
    """
    height, width = pixels.shape[:2]
    x0, y0, x1, y1 = box.pixels(width, height)
    region = pixels[y0:y1, x0:x1]
    if not region.size:
        return True
    return any(_of_color(region, color, COLOR_NOISE).mean() >= MOSTLY for color in _colors(policy))


def _of_color(region: Pixels, color: Color, noise: int) -> npt.NDArray[np.uint8]:
    """Return a mask, 1 where a pixel is of a color as far as a codec keeps it."""
    low = np.array([max(0, part - noise) for part in color], np.uint8)
    high = np.array([min(255, part + noise) for part in color], np.uint8)
    if not region.size:
        return np.zeros(region.shape[:2], np.uint8)
    return np.asarray(cv2.inRange(region, low, high), np.uint8) & np.uint8(1)


def _colors(policy: Policy) -> set[Color]:
    methods = (policy.rule(kind).method for kind in Kind)
    return {method.color for method in methods if isinstance(method, Fill | Label)}
