"""Where a screenshot shows photos: the only places where faces can be."""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np

from redactkit.core.geometry import Box, hull

if TYPE_CHECKING:
    from collections.abc import Sequence

    from redactkit.core.frames import Pixels

__all__ = ["photos"]

BLOCK = 32
"""Side of the blocks judged, px."""

STEP = 2
"""Sampling step inside a block, px."""

LEVELS = 16
"""Steps of a channel that count as one color, so that noise of a JPEG does not count."""

FEW_COLORS = 0.6
"""Share of a block that its two commonest colors take up where it is a flat ground with text
on it. Ink covers a fifth to a third of a line of Chinese and its soft rims a sixth."""

SMALLEST = 64
"""Side in px from which a place may be a photo; less are icons and emoji."""

AROUND = 0.3
"""Share of its longer side by which a photo is widened: its smooth parts are flat."""


def photos(pixels: Pixels, known: Sequence[Box] = (), text: Sequence[Box] = ()) -> list[Box]:
    """Return boxes (px) that together hold every photo in the picture, with some room around.

    Args:
        pixels: RGB.
        known: places that are covered anyway, such as avatars and codes.
        text: lines of text, which a JPEG frays until they look as busy as a photo.
    """
    height, width = pixels.shape[:2]
    busy = _busy(pixels)
    middles = [
        Box(box.left, box.center[1], box.right, box.center[1]).padded(0, box.height / 4)
        for box in text
    ]
    for box in (*known, *middles):
        x0, y0, x1, y1 = box.scaled(1 / BLOCK).pixels(busy.shape[1], busy.shape[0])
        busy[y0:y1, x0:x1] = 0
    joined = cv2.morphologyEx(busy, cv2.MORPH_CLOSE, np.ones((3, 3), np.uint8))
    _, _, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    found = []
    for x, y, w, h, _ in stats[1:].tolist():
        box = Box(x * BLOCK, y * BLOCK, (x + w) * BLOCK, (y + h) * BLOCK)
        if min(box.width, box.height) >= SMALLEST:
            wide = box.padded(AROUND * max(box.width, box.height)).pixels(width, height)
            found.append(Box(*map(float, wide)))
    return _joined(found)


def _joined(boxes: Sequence[Box]) -> list[Box]:
    """Join boxes that share so much that looking at both takes longer than at their hull."""
    done: list[Box] = []
    for box in sorted(boxes, key=lambda one: (one.top, one.left)):
        whole = box
        for other in done[::-1]:
            both = hull([whole, other])
            if both.area <= whole.area + other.area:
                done.remove(other)
                whole = both
        done.append(whole)
    return done


def _busy(pixels: Pixels) -> Pixels:
    """Return a map of the blocks, 1 where more than two colors make it up."""
    rows, columns = -(-pixels.shape[0] // BLOCK), -(-pixels.shape[1] // BLOCK)
    pad = (0, rows * BLOCK - pixels.shape[0]), (0, columns * BLOCK - pixels.shape[1]), (0, 0)
    whole = np.pad(pixels, pad, mode="edge")[::STEP, ::STEP].astype(np.uint16)
    # half a step up, so that white, black and the usual grounds lie amid a step
    bins = (whole + LEVELS // 2) // LEVELS
    index = (bins[..., 0] * 17 + bins[..., 1]) * 17 + bins[..., 2]
    side = BLOCK // STEP
    blocks = index.reshape(rows, side, columns, side).swapaxes(1, 2).reshape(rows * columns, -1)
    return (_two_commonest(np.sort(blocks, axis=1)) < FEW_COLORS).astype(np.uint8).reshape(rows, -1)


def _two_commonest(
    ordered: np.ndarray[tuple[int, int], np.dtype[np.uint16]],
) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Return the share of each row that its two commonest values take up; rows are sorted."""
    count, length = ordered.shape
    starts = np.ones((count, length), np.bool_)
    starts[:, 1:] = ordered[:, 1:] != ordered[:, :-1]
    first = np.flatnonzero(starts)
    runs = np.diff(np.append(first, count * length))
    row = first // length
    best, second = np.zeros(count), np.zeros(count)
    order = np.lexsort((runs, row))
    last = np.flatnonzero(np.append(row[order][1:] != row[order][:-1], [True]))
    best[row[order][last]] = runs[order][last]
    has_two = last[(last > 0) & (row[order][np.maximum(last - 1, 0)] == row[order][last])]
    second[row[order][has_two]] = runs[order][has_two - 1]
    return np.asarray((best + second) / length)
