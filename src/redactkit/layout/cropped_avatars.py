"""Avatars that the side of a cropped picture cuts: parts of them, beside the bubbles there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from redactkit.core.geometry import Box
from redactkit.layout.avatar_shapes import PHONE_SIZES
from redactkit.layout.avatars import Avatar
from redactkit.layout.flat_colors import TOLERANCE, distance

if TYPE_CHECKING:
    from collections.abc import Sequence

    from redactkit.layout.avatar_shapes import Side
    from redactkit.layout.segmentation import Panel, Segmentation

__all__ = ["cropped_avatars"]

# Width of the strip at a side, px, and the share of it that an avatar fills.
RIM, FULL = 3, 0.6
# A column of an avatar differs from the page in this share of its pixels.
INKED = 0.2
# What is drawn on an avatar in the page's own color parts it no further than this share of it.
GAP = 0.15
# What is left of an avatar is so wide at least, in heights of it, and narrower than it is high.
LEFT, WHOLE = 0.12, 0.95
# It stands so close to its bubble, in heights of it, and begins so close to the bubble's top.
NEAR, LEVEL = 0.6, 0.9


def cropped_avatars(scene: Segmentation, bubbles: Sequence[Panel]) -> list[Avatar]:
    """Return what is left of avatars at the sides of a phone's screen."""
    pages = [panel for panel in scene.panels if panel.page]
    if not (scene.portrait and pages):
        return []
    page = max(pages, key=lambda panel: panel.box.area)
    off = distance(scene.small, page.color) > 2 * TOLERANCE
    boxes = [panel.box for panel in bubbles]
    left = [Avatar(box, "left", "cut") for box in _at_rim(scene, off, boxes, "left")]
    return left + [Avatar(box, "right", "cut") for box in _at_rim(scene, off, boxes, "right")]


def _at_rim(
    scene: Segmentation,
    off: np.ndarray[tuple[int, int], np.dtype[np.bool_]],
    near: Sequence[Box],
    side: Side,
) -> list[Box]:
    view = off if side == "left" else off[:, ::-1]
    low, high = (share * view.shape[1] for share in PHONE_SIZES)
    filled = np.flatnonzero(view[:, :RIM].mean(axis=1) >= FULL)
    runs = np.split(filled, np.flatnonzero(np.diff(filled) > GAP * low) + 1) if len(filled) else []
    found: list[Box] = []
    for run in runs:
        top, bottom = int(run[0]), int(run[-1]) + 1
        if not low <= bottom - top <= high:
            continue
        # an avatar ends where a column of the page begins
        inked = np.asarray(view[top:bottom, : int(high)].mean(axis=0) > INKED)
        wide = int(np.argmin(inked)) if not inked.all() else int(high)
        if not LEFT * (bottom - top) <= wide <= WHOLE * (bottom - top):
            continue
        first = 0 if side == "left" else view.shape[1] - wide
        box = Box(first, top, first + wide, bottom).scaled(1 / scene.scale)
        beside = [bubble for bubble in near if _beside(box, bubble, side)]
        if beside:
            found.append(_up_to(box, beside[0], side))
    return found


def _up_to(box: Box, bubble: Box, side: Side) -> Box:
    """Widen what is left of an avatar almost to its bubble: its dark parts may look like the page.

    What is wide already is as high.
    """
    gap = GAP * box.height
    left = min(box.left, bubble.right + gap) if side == "right" else box.left
    right = max(box.right, bubble.left - gap) if side == "left" else box.right
    return Box(left, box.top, right, max(box.bottom, box.top + (right - left)))


def _beside(box: Box, bubble: Box, side: Side) -> bool:
    """Return whether a bubble begins beside the upper part of what is left of an avatar."""
    gap = bubble.left - box.right if side == "left" else box.left - bubble.right
    level = -0.2 * box.height <= bubble.top - box.top <= LEVEL * box.height
    return 0 <= gap <= NEAR * box.height and level
