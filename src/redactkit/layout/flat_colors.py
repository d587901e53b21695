"""The flat colors a screenshot is drawn on, and how far pixels are from them."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import cv2
import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from collections.abc import Sequence

    from redactkit.core.frames import Pixels
    from redactkit.core.geometry import Box

__all__ = [
    "TOLERANCE",
    "Color",
    "color_mask",
    "distance",
    "distance_to_grounds",
    "ground_colors",
    "ground_of",
    "runs",
    "similar",
]

Color: TypeAlias = tuple[int, int, int]

# JPEG leaves flat color within this; WeChat's closest two grounds are 10 apart.
TOLERANCE = 6
COMMON_SHARE = 0.012
MOST_COLORS = 12
LEAST_SIDE = 5
# Strokes and their rims take up to three quarters of a line's box.
EVEN = 0.25


def distance(patch: Pixels, color: Color) -> npt.NDArray[np.uint8]:
    """Return the largest channel difference of each pixel to ``color``."""
    if not patch.size:
        return np.zeros(patch.shape[:2], np.uint8)
    red, green, blue = cv2.split(cv2.absdiff(patch, np.full_like(patch, color)))
    return np.asarray(cv2.max(cv2.max(red, green), blue), np.uint8)


def distance_to_grounds(patch: Pixels, ground: npt.NDArray[np.float64]) -> npt.NDArray[np.float32]:
    """Return the largest channel difference of each pixel to grounds, which are broadcast."""
    # numpy is slow along an axis of three
    red, green, blue = (
        np.abs(patch[..., channel] - ground[..., channel].astype(np.float32))
        for channel in range(3)
    )
    return np.maximum(np.maximum(red, green), blue)


def runs(busy: npt.NDArray[np.bool_], gap: float) -> list[tuple[int, int]]:
    """Return the half-open stretches of True in a row or column, joined over ``gap`` others.

    Args:
        busy: shape ``(length,)``.
        gap: stretches fewer than so many places apart are one.
    """
    places = np.flatnonzero(busy)
    if not len(places):
        return []
    breaks = np.flatnonzero(np.diff(places) > gap)
    starts, ends = np.r_[places[0], places[breaks + 1]], np.r_[places[breaks], places[-1]]
    return [(int(start), int(end) + 1) for start, end in zip(starts, ends, strict=True)]


def ground_colors(small: Pixels, boxes: Sequence[Box]) -> list[Color]:
    """Return the colors that fill a good part of the picture, and those around its text."""
    packed = _packed(small[::2, ::2], 2)
    counts = np.bincount(packed.ravel())
    values = np.flatnonzero(counts >= COMMON_SHARE * packed.size)
    order = values[np.argsort(-counts[values], kind="stable")]
    common = [_unpack(int(value)) for value in order[:MOST_COLORS]]
    near = [color for color in (ground_of(small, box) for box in boxes) if color is not None]
    kept: list[Color] = []
    for color in [*near, *common]:
        exact = color if len(kept) < len(near) and color in near else _settle(small, color)
        if all(not similar(exact, other, TOLERANCE) for other in kept):
            kept.append(exact)
    return kept[: 2 * MOST_COLORS]


def _unpack(value: int) -> Color:
    return (value // 4096) * 4 + 2, (value // 64 % 64) * 4 + 2, (value % 64) * 4 + 2


def _settle(small: Pixels, color: Color) -> Color:
    """Return the exact color most pixels near ``color`` have."""
    sample = small[::4, ::4].reshape(-1, 3)
    near = sample[color_mask(sample[None], color)[0] > 0]
    if not len(near):
        return color
    red, green, blue = np.median(near, axis=0)
    return int(red), int(green), int(blue)


def ground_of(small: Pixels, box: Box) -> Color | None:
    """Return the color most of a line's box has: its ground; None where no color prevails."""
    x0, y0, x1, y1 = box.pixels(small.shape[1], small.shape[0])
    if x1 - x0 < LEAST_SIDE or y1 - y0 < LEAST_SIDE:
        return None
    patch = small[y0:y1, x0:x1]
    packed = _packed(patch, 4)
    top = int(np.bincount(packed.ravel()).argmax())
    red, green, blue = np.median(patch[packed == top], axis=0).astype(int).tolist()
    even = cv2.countNonZero(color_mask(patch, (red, green, blue), 3 * TOLERANCE // 2)) / packed.size
    return (red, green, blue) if even >= EVEN else None


def _packed(patch: Pixels, shift: int) -> npt.NDArray[np.int32]:
    """Return one number a pixel, made of what is left of its channels without ``shift`` bits."""
    red, green, blue = (patch[..., channel].astype(np.int32) >> shift for channel in range(3))
    return np.asarray((((red << (8 - shift)) | green) << (8 - shift)) | blue, np.int32)


def color_mask(patch: Pixels, color: Color, apart: int = TOLERANCE) -> npt.NDArray[np.uint8]:
    """Return a mask, 255 where a pixel has ``color`` as far as JPEG keeps it."""
    low = np.array([max(0, part - apart) for part in color], np.uint8)
    high = np.array([min(255, part + apart) for part in color], np.uint8)
    return np.asarray(cv2.inRange(patch, low, high), np.uint8)


def similar(a: Color, b: Color, apart: int = TOLERANCE) -> bool:
    """Return whether two colors differ by at most ``apart`` in every channel."""
    return all(abs(x - y) <= apart for x, y in zip(a, b, strict=True))
