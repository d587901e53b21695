"""Where in a box the ink is: the strokes of a text, or the shape of a picture."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import cv2
import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from bench.brush import Pixels

Mask: TypeAlias = npt.NDArray[np.bool_]
Gray: TypeAlias = npt.NDArray[np.float64]

RIM = 3
"""Width in px of the frame around a box that shows its background."""

NEAR = 14
"""Difference in a channel within which a rim's pixel has the background's color."""

EVEN = 0.6
"""Share of such pixels from which the background is even; wallpapers are not."""

CIRCLE = 0.97
CUT_CIRCLE = 0.6
"""Squared radius of a round picture that is scored, also where an edge cuts it."""


def luma(pixels: npt.NDArray[np.generic]) -> npt.NDArray[np.generic]:
    """Return the luma of RGB values, in their own precision."""
    return pixels[..., 0] * 0.299 + pixels[..., 1] * 0.587 + pixels[..., 2] * 0.114


def window_mean(values: Gray, reach: int) -> Gray:
    """Return the mean over ``2 * reach + 1`` pixels each way, of those within the picture."""
    side = (2 * reach + 1, 2 * reach + 1)
    kept = {"normalize": False, "borderType": cv2.BORDER_CONSTANT}
    total = cv2.boxFilter(values, cv2.CV_64F, side, **kept)
    count = cv2.boxFilter(np.ones_like(values), cv2.CV_64F, side, **kept)
    return np.asarray(total / count)


def window_spread(values: Gray, reach: int) -> Gray:
    """Return the standard deviation within the same windows."""
    mean = window_mean(values, reach)
    return np.asarray(np.sqrt(np.maximum(window_mean(values * values, reach) - mean**2, 0)))


def strokes(values: Gray) -> Gray:
    """Return what is finer than a third of the height."""
    return values - window_mean(values, max(3, len(values) // 3))


def widened(mask: Mask, reach: int) -> Mask:
    """Return a mask grown by so many pixels each way."""
    kernel = np.ones((2 * reach + 1, 2 * reach + 1), np.uint8)
    return np.asarray(cv2.dilate(mask.astype(np.uint8), kernel) > 0)


def is_picture(item: dict) -> bool:
    """Return whether an item of the truth is a picture and not a text."""
    return item["kind"] in {"AVATAR", "QR_CODE"} or item["attrs"].get("type") in {
        "picture",
        "sticker",
    }


def ink(original: Pixels, box: tuple[int, int, int, int], item: dict) -> tuple[Mask, bool]:
    """Return the ink of a box, and whether the background around it is even."""
    x0, y0, x1, y1 = box
    part = original[y0:y1, x0:x1]
    if is_picture(item):
        mask = shape(part.shape[:2], item["attrs"])
        for left, top, right, bottom in item["attrs"].get("occluded_by", []):
            rows = slice(max(0, top - y0), max(0, bottom - y0))
            mask[rows, max(0, left - x0) : max(0, right - x0)] = False
        return mask, True
    ground = background(original, box)
    if ground is None:
        contrast = np.abs(strokes(luma(part.astype(np.float64))))
        return contrast > max(8, 0.35 * np.percentile(contrast, 99)), False
    contrast = np.abs(part.astype(np.float32) - ground).max(axis=2)
    return contrast > max(16, 0.35 * np.percentile(contrast, 99)), True


def background(original: Pixels, box: tuple[int, int, int, int]) -> npt.NDArray[np.float32] | None:
    """Return the color around a box, or None where it is uneven."""
    high, wide = original.shape[:2]
    x0, y0, x1, y1 = box
    left, top = max(0, x0 - RIM), max(0, y0 - RIM)
    around = original[top : min(high, y1 + RIM), left : min(wide, x1 + RIM)].astype(np.float32)
    outside = np.ones(around.shape[:2], bool)
    outside[y0 - top : y1 - top, x0 - left : x1 - left] = False
    rim = around[outside] if outside.any() else around.reshape(-1, 3)
    middle = np.median(rim, axis=0)
    alike = np.abs(rim - middle).max(axis=1) < NEAR
    return np.asarray(middle) if alike.mean() >= EVEN else None


def shape(size: tuple[int, ...], attrs: dict) -> Mask:
    """Return the pixels of a picture: all, a circle, or all but the round corners."""
    high, wide = size
    mask = np.ones((high, wide), bool)
    cut = bool(attrs.get("clipped"))
    if attrs.get("shape") == "circle":
        y, x = np.ogrid[:high, :wide]
        away = ((y - (high - 1) / 2) / (high / 2)) ** 2 + ((x - (wide - 1) / 2) / (wide / 2)) ** 2
        return np.asarray(away <= (CUT_CIRCLE if cut else CIRCLE))
    radius = int(attrs.get("radius", 0))
    if attrs.get("shape") == "rounded" and radius > 1 and not cut:
        y, x = np.ogrid[:radius, :radius]
        corner = (y - radius) ** 2 + (x - radius) ** 2 > radius * radius
        mask[:radius, :radius] &= ~corner
        mask[:radius, -radius:] &= ~corner[:, ::-1]
        mask[-radius:, :radius] &= ~corner[::-1]
        mask[-radius:, -radius:] &= ~corner[::-1, ::-1]
    return mask
