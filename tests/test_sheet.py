"""Parts of a picture on one sheet, and the way back."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from redactkit.backends.sheet import lay

PICTURE = np.random.default_rng(3).integers(0, 255, (300, 200, 3), np.uint8)


@st.composite
def regions(draw):
    x = sorted(draw(st.lists(st.integers(0, 200), min_size=2, max_size=2, unique=True)))
    y = sorted(draw(st.lists(st.integers(0, 300), min_size=2, max_size=2, unique=True)))
    return x[0], y[0], x[1], y[1]


@given(st.lists(regions(), min_size=1, max_size=9))
def test_every_part_lies_on_the_sheet_once_and_finds_home(parts):
    sheet = lay(PICTURE, parts, gap=7)
    taken = np.zeros(sheet.pixels.shape[:2], int)

    assert sorted(part for part, _ in sheet.parts) == sorted(parts)
    assert sheet.pixels.shape[1] == PICTURE.shape[1]
    for (left, top, right, bottom), (a, b, c, d) in sheet.parts:
        assert (sheet.pixels[b:d, a:c] == PICTURE[top:bottom, left:right]).all()
        taken[b:d, a:c] += 1
        quad = np.array([[a, b], [c, b], [c, d], [a, d]], np.float32)
        home = sheet.home(quad)
        assert home.tolist() == [[left, top], [right, top], [right, bottom], [left, bottom]]
    assert taken.max() == 1


def test_between_the_parts_nothing_has_a_home():
    sheet = lay(PICTURE, [(0, 0, 50, 50), (100, 100, 150, 150)], gap=20)
    quad = np.array([[52, 5], [68, 5], [68, 20], [52, 20]], np.float32)

    assert sheet.home(quad) is None


def test_parts_without_room_are_left_out():
    assert lay(PICTURE, [(5, 5, 5, 90)], gap=2).parts == ()
