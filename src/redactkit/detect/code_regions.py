"""Codes of every symbology: what a reader of bar codes decodes, and what looks like a code.

QR codes drawn of dots, Data Matrix, Aztec, PDF417, Micro QR, rMQR and bar codes have no finder
patterns that `codes` knows; the reader (zxing-cpp) locates plain ones exactly, the code model
(`models.code_model`) also those that no reader decodes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np
import numpy.typing as npt

from redactkit.core.geometry import Box
from redactkit.models.code_model import STRIDE, code_model

if TYPE_CHECKING:
    from redactkit.core.frames import Pixels

__all__ = ["decoded_codes", "learned_codes"]

LIKELY = 0.7
"""Probability from which a place belongs to a code."""

LEAST_SIDE = 80.0
"""Shorter side, px, of a code that the model alone finds. Among 40 screenshots that it was not
trained on nothing larger was taken for a code; six avatars and icons below that were."""

FILLED = 0.55
"""Share of its box that a code fills; round and turned ones fill half to four fifths."""

LONGEST = 8.0
"""Longer side over shorter side of a bar code."""

QUIET = 0.04
"""A located code is grown by this share of its longer side: readers return its inner corners."""


def learned_codes(pixels: Pixels) -> list[Box]:
    """Return what looks like a code in an RGB picture, px.

    Raises:
        BackendError: the model failed.
    """
    chance = code_model().run(pixels)
    mask = (chance >= LIKELY).astype(np.uint8)
    height, width = pixels.shape[:2]
    found = []
    count, _, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    for left, top, wide, high, area in stats[1:count].tolist():
        sides = STRIDE * wide, STRIDE * high
        if min(sides) < LEAST_SIDE or max(sides) > LONGEST * min(sides):
            continue
        if area >= FILLED * wide * high:
            box = Box(left, top, left + wide, top + high).scaled(STRIDE).padded(STRIDE / 2)
            found.append(Box(box.left, box.top, min(box.right, width), min(box.bottom, height)))
    return found


def decoded_codes(gray: npt.NDArray[np.uint8]) -> list[Box]:
    """Return upright boxes, px, of codes that can be read in gray; never what they say."""
    import zxingcpp  # noqa: PLC0415 - loads a library

    boxes = []
    for code in zxingcpp.read_barcodes(gray):
        at = code.position
        corners = [at.top_left, at.top_right, at.bottom_right, at.bottom_left]
        across, down = [corner.x for corner in corners], [corner.y for corner in corners]
        box = Box(min(across), min(down), max(across), max(down))
        boxes.append(box.padded(QUIET * max(box.width, box.height)))
    return boxes
