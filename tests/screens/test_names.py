"""How far a name reaches in its row."""

from __future__ import annotations

import numpy as np

from redactkit.detect import TextLine
from redactkit.geometry import Box
from redactkit.screens.places import Page, after, on_badge, whole
from redactkit.screens.scene import see
from redactkit.screens.slots import Rows


def row(*pieces):
    """Return a page with pieces of one row, each a text, its left and its right side."""
    pixels = np.full((1000, 750, 3), 255, np.uint8)
    lines = []
    for text, left, right in pieces:
        pixels[212:228, left + 4 : right - 4 : 6] = 20
        lines.append(TextLine(text=text, box=Box(left, 200, right, 240), score=0.99))
    return Page(see(pixels, lines), tuple(lines), (), Rows(()), (), ())


def row_again(page):
    """Return a page taken apart anew, after something was drawn on it."""
    return Page(see(page.scene.small, page.lines), page.lines, (), Rows(()), (), ())


def test_pieces_of_a_name_that_touch_are_one_name():
    page = row(("小王", 100, 190), ("(装修)", 170, 300), ("8.15元", 560, 680))
    assert whole(page, page.lines[0], "beside-avatar").box.right >= 300
    assert whole(page, page.lines[0], "beside-avatar").box.right < 330


def test_a_name_goes_on_after_a_badge_and_ends_before_what_stands_apart():
    page = row(("LV3", 100, 160), ("果果", 180, 260), ("昨天", 560, 680))
    assert after(page, [page.lines[0]]) == [page.lines[1]]


def test_a_name_ends_where_a_badge_before_it_does():
    page = row(("LV3", 100, 160), ("果果", 190, 270))
    page.scene.small[196:244, 94:176] = (225, 225, 225)
    page.scene.small[212:228, 104:156:6] = 20
    again = row_again(page)
    assert on_badge(again, again.lines[0])
    assert whole(again, again.lines[1], "beside-avatar").box.left > 174
