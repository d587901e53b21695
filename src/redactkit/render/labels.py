"""Write a stand-in into a covered place, in a size that fits and a color that shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2

if TYPE_CHECKING:
    from redactkit.core.frames import Pixels
    from redactkit.core.methods import Color

__all__ = ["draw_label"]

SMALLEST = 9
"""Font size in pixels under which Chinese characters cannot be read."""

LARGEST = 64
FILL_HEIGHT, FILL_WIDTH = 0.72, 0.92
"""Share of the cover that a label may take up."""

SQUARE, SQUARE_WIDTH = 1.3, 0.6
"""In covers whose sides differ by less, a label is kept smaller: an avatar is no line of text."""

WEIGHT = 400
"""That of regular type, as in CSS."""

BRIGHT = 140
"""Luma above which black text shows better than white."""


def draw_label(
    pixels: Pixels, place: tuple[int, int, int, int], text: str, background: Color
) -> None:
    """Write ``text`` centered into ``place`` (half-open xyxy, px); nothing where it cannot fit.

    Uses the font built into OpenCV 5 (WenQuanYi Micro Hei), so no system font is needed.
    """
    x0, y0, x1, y1 = place
    room_x, room_y = (x1 - x0) * FILL_WIDTH, (y1 - y0) * FILL_HEIGHT
    font = cv2.FontFace("uni")
    shown = text
    if max(x1 - x0, y1 - y0) < SQUARE * min(x1 - x0, y1 - y0):
        small = (x1 - x0) * SQUARE_WIDTH
        room_x = small if _fitting(shown, small, room_y, font) >= SMALLEST else room_x
    size = _fitting(shown, room_x, room_y, font)
    if size < SMALLEST:
        # [电话] loses its brackets, 顾客A keeps its letter
        shown = text.strip("[]") if text.startswith("[") else text[-1:]
        size = _fitting(shown, room_x, room_y, font)
    if size < SMALLEST:
        return
    width, height, rise = _extent(shown, size, font)
    origin = round((x0 + x1 - width) / 2), round((y0 + y1 - height) / 2 + rise)
    luma = 0.299 * background[0] + 0.587 * background[1] + 0.114 * background[2]
    color = (0, 0, 0) if luma > BRIGHT else (255, 255, 255)
    region = pixels[y0:y1, x0:x1].copy()
    cv2.putText(region, shown, (origin[0] - x0, origin[1] - y0), color, font, size, WEIGHT)
    pixels[y0:y1, x0:x1] = region


def _fitting(text: str, room_x: float, room_y: float, font: cv2.FontFace) -> int:
    """Return the largest font size in px at which a text has room; 0 for none."""
    if not text or room_x < 1 or room_y < 1:
        return 0
    size = int(min(room_y, LARGEST))
    if size < SMALLEST:
        return 0
    width, _, _ = _extent(text, size, font)
    return size if width <= room_x else int(size * room_x / width)


def _extent(text: str, size: int, font: cv2.FontFace) -> tuple[int, int, int]:
    """Return width, height and the rise from the top to the base line, px."""
    _, top, width, height = cv2.getTextSize((9999, 9999), text, (0, 0), font, size, WEIGHT)
    return width, height, -top
