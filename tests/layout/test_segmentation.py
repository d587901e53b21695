"""Which patch of a picture something lies on."""

from __future__ import annotations

import numpy as np

from redactkit.core.geometry import Box
from redactkit.layout.segmentation import Panel, Segmentation

GREEN, SHIFTED = (59, 181, 117), (67, 179, 121)


def scene(*panels):
    small = np.full((100, 200, 3), SHIFTED, np.uint8)
    return Segmentation(200, 100, 1.0, small, panels, ())


def test_a_bubble_keeps_its_letters_where_jpeg_shifts_its_color():
    bubble = Panel(Box(20, 20, 180, 80), GREEN, page=False)
    assert scene(bubble).ground(Box(40, 40, 120, 60)) is bubble


def test_a_page_of_nearly_the_same_color_is_not_taken_for_the_ground():
    page = Panel(Box(0, 0, 200, 100), GREEN, page=True)
    assert scene(page).ground(Box(40, 40, 120, 60)) is None


def test_a_phones_letters_are_large():
    small = np.zeros((10, 10, 3), np.uint8)
    assert Segmentation(390, 844, 1.0, small, (), (), text=20).portrait
    assert not Segmentation(900, 1018, 1.0, small, (), (), text=20).portrait
    assert not Segmentation(900, 800, 1.0, small, (), (), text=40).portrait
