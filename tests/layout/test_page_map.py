"""What the page model's maps mean in the screenshot's own pixels."""

from __future__ import annotations

import numpy as np
import pytest

from redactkit.core.geometry import Box
from redactkit.core.protocols import TextLine
from redactkit.layout.page_map import AVATAR, NAME, TEXT, PageMap, map_page
from redactkit.layout.word_map import CHANNELS

SCALE = 0.5


def page(width=400, height=600, avatars=(), names=(), texts=()):
    """Return maps of a perfect model: every place knows its class and its avatar's edges."""
    rows, columns = int(height * SCALE / 2), int(width * SCALE / 2)
    classes, edges = (
        np.zeros((5, rows, columns), np.float32),
        np.zeros((4, rows, columns), np.float32),
    )
    classes[0] = 1
    y, x = np.mgrid[:rows, :columns] * 2.0 + 1.0
    for label, boxes in ((AVATAR, avatars), (NAME, names), (TEXT, texts)):
        for box in boxes:
            small = box.scaled(SCALE)
            inside = (x > small.left) & (x < small.right) & (y > small.top) & (y < small.bottom)
            classes[:, inside] = 0
            classes[label, inside] = 1
            if label == AVATAR:
                far = (x - small.left, y - small.top, small.right - x, small.bottom - y)
                for place, distance in enumerate(far):
                    edges[place][inside] = distance[inside]
    return PageMap(classes, edges, SCALE, width, height)


def test_avatars_that_touch_are_told_apart():
    first, second = Box(20, 40, 100, 120), Box(100, 40, 180, 120)
    found = [box for box, _ in page(avatars=(first, second)).avatars()]
    assert len(found) == 2
    for avatar in (first, second):
        assert max(box.iou(avatar) for box in found) > 0.9


def test_an_avatar_that_is_cut_ends_at_the_picture():
    ((box, score),) = page(avatars=(Box(20, -40, 100, 40),)).avatars()
    assert box.top == 0
    assert box.iou(Box(20, 0, 100, 40)) > 0.9
    assert score > 0.9


def test_nothing_is_an_avatar_on_an_empty_page():
    assert page().avatars() == []


def test_a_name_outweighs_other_text():
    seen = page(names=(Box(20, 40, 100, 60),), texts=(Box(120, 40, 200, 60),))
    assert seen.named(Box(20, 40, 100, 60)) > 0.95
    assert seen.named(Box(120, 40, 200, 60)) < 0.05
    assert seen.named(Box(20, 200, 100, 220)) == 0  # no text at all
    assert 0.3 < seen.named(Box(20, 40, 200, 60)) < 0.7


@pytest.mark.parametrize("size", [(1, 1), (3000, 2), (37, 501)])
def test_any_size_of_picture_and_boxes_outside_it(size):
    width, height = size

    class Model:
        name = "still"

        def see(self, picture, words):
            assert picture.shape[0] % 32 == picture.shape[1] % 32 == 0
            assert words.shape == (CHANNELS, picture.shape[0] // 4, picture.shape[1] // 4)
            rows, columns = picture.shape[0] // 2, picture.shape[1] // 2
            return np.full((5, rows, columns), 0.2, np.float32), np.ones(
                (4, rows, columns), np.float32
            )

    line = TextLine(text="", box=Box(0, 0, width, height), score=0.0)
    seen = map_page(Model(), np.zeros((height, width, 3), np.uint8), [line])
    assert 0 <= seen.named(Box(-50, -50, -20, -20)) <= 1
    assert 0 <= seen.share(Box(9000, 9000, 9001, 9001), AVATAR) <= 1
    seen.avatars()
