"""How far a name reaches in its row."""

from __future__ import annotations

import numpy as np

from redactkit.core.geometry import Box
from redactkit.core.protocols import TextLine
from redactkit.layout.candidates import Layout, continuation, on_badge, whole_line
from redactkit.layout.chat_rows import ChatRows
from redactkit.layout.feed import link_runs
from redactkit.layout.segmentation import segment
from redactkit.layout.text_blocks import Block


def row(*pieces):
    """Return a page with pieces of one row, each a text, its left and its right side."""
    pixels = np.full((1000, 750, 3), 255, np.uint8)
    lines = []
    for text, left, right in pieces:
        pixels[212:228, left + 4 : right - 4 : 6] = 20
        lines.append(TextLine(text=text, box=Box(left, 200, right, 240), score=0.99))
    return Layout(segment(pixels, lines), tuple(lines), (), ChatRows(()), (), ())


def row_again(page):
    """Return a page taken apart anew, after something was drawn on it."""
    return Layout(segment(page.scene.small, page.lines), page.lines, (), ChatRows(()), (), ())


def test_pieces_of_a_name_that_touch_are_one_name():
    page = row(("小王", 100, 190), ("(装修)", 170, 300), ("8.15元", 560, 680))
    assert whole_line(page, page.lines[0], "beside-avatar").box.right >= 300
    assert whole_line(page, page.lines[0], "beside-avatar").box.right < 330


def test_a_name_goes_on_after_a_badge_and_ends_before_what_stands_apart():
    page = row(("LV3", 100, 160), ("果果", 180, 260), ("昨天", 560, 680))
    assert continuation(page, [page.lines[0]]) == [page.lines[1]]


def test_a_name_ends_where_a_badge_before_it_does():
    page = row(("LV3", 100, 160), ("果果", 190, 270))
    page.scene.small[196:244, 94:176] = (225, 225, 225)
    page.scene.small[212:228, 104:156:6] = 20
    again = row_again(page)
    assert on_badge(again, again.lines[0])
    assert whole_line(again, again.lines[1], "beside-avatar").box.left > 174


def test_a_name_in_link_color_is_whole_where_jpeg_washed_out_one_letter():
    text = "云朵，山野来信回复阿布：好的"
    chars = tuple(Box(100 + 30 * k, 200, 130 + 30 * k, 240) for k in range(len(text)))
    pixels = np.full((600, 750, 3), 247, np.uint8)
    for k, char in enumerate(text):
        linked = char not in "，回复：好的" and char != "野"
        pixels[206:234, 106 + 30 * k : 124 + 30 * k : 4] = (87, 107, 149) if linked else 90
    line = TextLine(
        text=text, box=Box(100, 200, 100 + 30 * len(text), 240), score=0.99, chars=chars
    )
    scene = segment(pixels, [line])
    panel = scene.panels[0]
    block = Block((line,), panel, text, tuple((0, k) for k in range(len(text))))
    page = Layout(scene, (line,), (), ChatRows(()), (block,), (), feed=True)
    assert [place.text for place in link_runs(page, block)] == ["云朵", "山野来信", "阿布"]
