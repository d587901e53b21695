"""What stands at a screen's edges: a client's rail, a cover photo's rim, the bar to type in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from redactkit.core.geometry import Box
from redactkit.layout.avatar_shapes import DESK_SIZES, PHONE_SIZES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from redactkit.core.protocols import TextLine
    from redactkit.layout.segmentation import Segmentation

__all__ = ["beside_field", "on_cover", "on_rail"]

# Photos vary by more than this (standard deviation), flat bars by less.
PHOTO = 10
# Shares of height and width: where the bar to type in begins, and how wide its field is at least.
LOW = 0.85
FIELD = 0.5


def on_rail(scene: Segmentation) -> list[Box]:
    """Return the user's own avatar at the top of a desktop client's narrow rail."""
    if scene.portrait:
        return []
    low, high = DESK_SIZES[0] * scene.width, DESK_SIZES[1] * scene.width
    return [
        shape.box
        for shape in scene.shapes
        if low <= shape.box.width <= high and 0.85 < shape.box.width / shape.box.height < 1.18  # noqa: PLR2004 - square
        and shape.box.right < 0.08 * scene.width and shape.box.top < 0.2 * scene.height
        and shape.solid > 0.8 and scene.unrest(shape.box) > 12  # noqa: PLR2004 - a picture, not an icon
    ]  # fmt: skip


def on_cover(scene: Segmentation) -> list[Box]:
    """Return the avatar that hangs over the lower edge of a cover photo (Moments, profiles)."""
    found = []
    for panel in scene.panels:
        top, size = panel.box.top, 0.08 * scene.width
        above = Box(0.5 * scene.width, top - size, scene.width, max(top - 2, top - size + 1))
        if (
            not panel.page
            or top < size
            or panel.box.width < 0.9 * scene.width
            or scene.unrest(above) < PHOTO
        ):
            continue
        bar = _bar_above(scene, top, size)
        for left, right in scene.notches(panel):
            width = right - left
            bottom = scene.falls(panel, (left + right) / 2)
            if (
                PHONE_SIZES[0] * scene.width <= width <= 0.3 * scene.width
                and 0.05 * width < bottom - top < width
            ):
                found.append(Box(left, max(bottom - width, bar), right, bottom))
    return found


def _bar_above(scene: Segmentation, top: float, size: float) -> float:
    """Return where a title bar ends that cuts what hangs over an edge; 0 for a photo there."""
    bars = [
        panel.box.bottom
        for panel in scene.panels
        if panel.page and panel.box.top <= size and top - size < panel.box.bottom <= top
    ]
    return max(bars, default=0.0)


def beside_field(scene: Segmentation, box: Box, lines: Sequence[TextLine]) -> bool:
    """Return whether a shape is an icon beside the empty field that messages are typed into."""
    if not scene.portrait or box.top < LOW * scene.height:
        return False
    return any(
        not panel.page
        and panel.box.width >= FIELD * scene.width
        and panel.box.top - box.height / 4 < box.center[1] < panel.box.bottom + box.height / 4
        and panel.box.height < 2 * box.height
        and not any(panel.box.overlap(line.box) > 0 for line in lines)
        for panel in scene.panels
    )
