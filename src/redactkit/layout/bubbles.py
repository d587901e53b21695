"""Bubbles: panels that hold text; and the quote boxes that hang below them in muted letters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from redactkit.core.geometry import Box
from redactkit.layout.flat_colors import similar

if TYPE_CHECKING:
    from collections.abc import Sequence

    from redactkit.core.protocols import TextLine
    from redactkit.layout.segmentation import Panel, Segmentation

__all__ = ["bubbles", "follows", "quiet"]

# A quote box hangs this close below its bubble (shares of the lower of the two), or a little
# further off where it has another color: two bubbles of one person have the same.
CLOSE, CLOSE_OTHER = 0.22, 0.32
TOUCHING = 2
SAME_COLOR = 4
# Edges are in line within these shares of the lower one: at all, and exactly.
ALIGNED, EDGE = 0.5, 0.15
# Muted letters stand out less than this share of ordinary ones.
MUTED = 0.72
# Quote boxes are gray; a channel stands out by more in cards of money, whose letters are white.
VIVID = 80


def bubbles(scene: Segmentation, lines: Sequence[TextLine]) -> list[Panel]:
    """Return the panels that hold text and are not the page, outermost only, top to bottom."""
    holding: list[Panel] = []
    for line in lines:
        panel = scene.ground(line.box)
        if panel is None or panel.page or panel in holding:
            continue
        if panel.box.width >= line.box.height and panel.box.height >= 1.1 * line.box.height:
            holding.append(panel)
    outer = [
        a for a in holding if not any(b is not a and b.box.padded(1).covers(a.box) for b in holding)
    ]
    return sorted(outer, key=lambda panel: panel.box.top)


def quiet(scene: Segmentation, lines: Sequence[TextLine], panels: Sequence[Panel]) -> list[Panel]:
    """Return the panels whose letters stand out clearly less than the others': quote boxes."""
    loud: dict[Panel, float] = {}
    for line in lines:
        for panel in panels:
            if panel.box.padded(1).covers(Box(*line.box.center, *line.box.center)):
                loud[panel] = max(loud.get(panel, 0.0), scene.contrast(line.box, panel.color))
    most = sorted(loud.values())[int(0.8 * (len(loud) - 1))] if loud else 0.0
    return [
        panel
        for panel in panels
        if loud.get(panel, most) < MUTED * most and max(panel.color) - min(panel.color) < VIVID
    ]


def follows(panel: Panel, panels: Sequence[Panel]) -> bool:
    """Return whether a panel hangs right under another, closer than one message to the next."""
    for other in panels:
        gap = panel.box.top - other.box.bottom
        high = min(panel.box.height, other.box.height)
        aligned = min(abs(panel.box.left - other.box.left), abs(panel.box.right - other.box.right))
        near = -TOUCHING <= gap < CLOSE * high
        if aligned < EDGE * high and not similar(panel.color, other.color, SAME_COLOR):
            near = -TOUCHING <= gap < CLOSE_OTHER * high
        if other is not panel and near and aligned < ALIGNED * high:
            return True
    return False
