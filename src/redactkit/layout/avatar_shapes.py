"""Avatar candidates: shapes of avatar size, no characters of a line, beside a message."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from redactkit.layout.flat_colors import similar

if TYPE_CHECKING:
    from collections.abc import Sequence

    from redactkit.core.geometry import Box
    from redactkit.core.protocols import TextLine
    from redactkit.layout.segmentation import Panel, Segmentation, Shape

__all__ = [
    "DESK_SIZES",
    "PHONE_SIZES",
    "SQUARE",
    "UNFOLDED",
    "Side",
    "avatar_sized",
    "candidates",
    "is_letter",
    "side_of",
    "wordy",
]

Side = Literal["left", "right"]

# Sizes of avatars as shares of the screen's width: WeChat 40/390, its lists 36 to 48, profiles
# 64 to 80, desktop 35/1200; and the least in px.
PHONE_SIZES = (0.065, 0.22)
DESK_SIZES = (0.018, 0.13)
SMALLEST_PX = 16
# Avatars of an unfolded phone are smaller by this factor, for its width.
UNFOLDED = 0.65
# A bubble is the same as another: its box as a shape's, its color, its height; and wider by this.
SAME_BOX, SAME_COLOR, SAME_HEIGHT, WIDER = 0.65, 5, 0.15, 1.6
# Between a phone's side and a bubble lies this share of its width.
ROOM = 0.1
# Cards of money are orange or red: no person stands on one, only the picture of an envelope.
WARM = 45
# Least ratio of two sides that count as equal.
SQUARE = 0.82
# Share of a shape's box that differs from its ground; line icons stay below.
SOLID = 0.42
# Scores above which a line of some letters, and one of a letter and a sign, are text.
READ, CLEAR = 0.5, 0.9
# In sizes of an avatar: how far from it what was written may begin, and farther than anything.
BESIDE, AWAY = 1.0, 9.9


def avatar_sized(scene: Segmentation, shape: Shape) -> bool:
    """Return whether a shape is a square or a disc as big as avatars are, on the page itself."""
    low, high = PHONE_SIZES if scene.portrait else DESK_SIZES
    low *= UNFOLDED if scene.folded else 1.0
    unit = scene.width
    width, height = shape.box.width, shape.box.height
    size = max(width, height)
    big_enough = size >= max(SMALLEST_PX, low * unit) and size <= high * unit
    row = shape.ground.box
    on_page = shape.ground.page or (
        row.width > 3.2 * size and shape.box.left - row.left < 0.8 * size
    )
    return (
        big_enough and SQUARE <= width / height <= 1 / SQUARE and shape.solid >= SOLID and on_page
    ) and not _is_money(shape.ground)


def _is_money(ground: Panel) -> bool:
    """Return whether something lies on a red packet or a transfer."""
    red, green, blue = ground.color
    return not ground.page and red - blue > WARM and red >= green


def candidates(
    scene: Segmentation, lines: Sequence[TextLine], panels: Sequence[Panel]
) -> list[Shape]:
    """Return the shapes that are as big as avatars, no letters, and none of the bubbles."""
    return [
        shape
        for shape in scene.shapes
        if avatar_sized(scene, shape)
        and not is_letter(shape.box, lines)
        and not _is_bubble(scene, shape, panels)
    ]


def _is_bubble(scene: Segmentation, shape: Shape, panels: Sequence[Panel]) -> bool:
    """Return whether a shape is the bubble of a single letter: others are as high, but wider.

    It leaves room for an avatar beside it; a white avatar stands nearer to the screen's side.
    """
    if min(shape.box.left, scene.width - shape.box.right) < ROOM * scene.width:
        return False
    flat = (one for one in scene.panels if not one.page and one.box.iou(shape.box) > SAME_BOX)
    own = next(flat, None)
    return own is not None and any(
        similar(own.color, other.color, SAME_COLOR)
        and abs(own.box.height - other.box.height) < SAME_HEIGHT * own.box.height
        and other.box.width > WIDER * own.box.width
        for other in panels
    )


def wordy(line: TextLine) -> bool:
    """Return whether a line is text; one glyph, or two read badly, may be an icon."""
    signs = sum(char.isalnum() for char in line.text)
    least = READ if signs > 1 else CLEAR
    return signs > 0 and len(line.text) > 1 and line.score > least


def is_letter(box: Box, lines: Sequence[TextLine]) -> bool:
    """Return whether a shape is a character of a line rather than a thing beside it."""
    return any(
        line.box.padded(0.1 * box.height).covers(box)
        and box.height < 1.3 * line.box.height
        and len(line.text) != 1
        for line in lines
    )


def side_of(box: Box, panels: Sequence[Box], words: Sequence[Box]) -> Side | None:
    """Return on which side of its text an avatar stands; None where there is none beside it.

    On the right stand only avatars of bubbles; icons stand to the right of plain text.

    Args:
        box: what may be an avatar, px.
        panels: bubbles.
        words: lines of text.
    """
    size = box.width
    left = right = AWAY
    for other in (*panels, *words):
        overlap = min(other.bottom, box.bottom + 0.2 * size) - max(other.top, box.top - 0.3 * size)
        if overlap >= 0.15 * size and not box.padded(1).covers(other):
            left = min(left, _gap(other.left - box.right, size))
            if other in panels:
                right = min(right, _gap(box.left - other.right, size))
    if min(left, right) > BESIDE:
        return None
    return "left" if left <= right else "right"


def _gap(pixels: float, size: float) -> float:
    return pixels / size if pixels > -0.15 * size else AWAY
