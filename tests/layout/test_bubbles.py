"""What is a bubble, a quote box or a card of money, and on which side its avatar stands."""

from __future__ import annotations

import numpy as np
import pytest

from redactkit.core.geometry import Box
from redactkit.core.protocols import TextLine
from redactkit.layout.bubbles import quiet
from redactkit.layout.chat_rows import read_rows
from redactkit.layout.segmentation import Panel, Segmentation

WIDTH, HEIGHT = 540, 900
WHITE, GRAY, ORANGE = (255, 255, 255), (235, 235, 235), (250, 157, 59)


def scene_of(panels, ink):
    """Return a scene on a ground that is less even on the right, with text in each panel."""
    rng = np.random.default_rng(1)
    small = rng.integers(60, 200, (HEIGHT, WIDTH, 3), np.uint8)
    small[:, : WIDTH // 4] = rng.integers(90, 130, (HEIGHT, WIDTH // 4, 3), np.uint8)
    lines = []
    for panel, stroke in zip(panels, ink, strict=True):
        x0, y0, x1, y1 = panel.box.pixels(WIDTH, HEIGHT)
        small[y0:y1, x0:x1] = panel.color
        box = Box(x0 + 10, y0 + 12, x0 + 60, y0 + 32)
        small[y0 + 18 : y0 + 26, x0 + 14 : x0 + 56] = stroke
        lines.append(TextLine(text="什么时候", box=box, score=0.99))
    return Segmentation(WIDTH, HEIGHT, 1.0, small, tuple(panels), ()), lines


def panel(left, top, right, color=WHITE):
    return Panel(Box(left, top, right, top + 60), color, page=False)


def test_muted_letters_on_gray_are_a_quote_and_white_ones_on_orange_are_none():
    panels = [
        panel(90, 20, 260),
        panel(90, 120, 300),
        panel(90, 220, 320, GRAY),
        panel(90, 320, 400, ORANGE),
    ]
    scene, lines = scene_of(panels, [(0, 0, 0), (0, 0, 0), (140, 140, 140), (255, 220, 190)])

    assert quiet(scene, lines, panels) == [panels[2]]


@pytest.mark.parametrize("right", [430, 445, 460])
def test_a_bubble_that_reaches_far_belongs_to_the_side_whose_edge_it_shares(right):
    panels = [panel(90, 20, right), panel(90, 220, 260), panel(90, 420, 300), panel(200, 620, 450)]
    scene, lines = scene_of(panels, [(0, 0, 0)] * 4)

    rows = read_rows(scene, lines, panels, (), ())

    first = [one for one in rows.avatars if one.box.top < 100]
    assert [one.side for one in first] == ["left"]
