import numpy as np
import pytest

from redactkit.render.labels import draw_label

SLATE = (64, 72, 88)


def drawn(place, text, color=SLATE):
    picture = np.full((200, 400, 3), 9, np.uint8)
    x0, y0, x1, y1 = place
    picture[y0:y1, x0:x1] = color
    before = picture.copy()
    draw_label(picture, place, text, color)
    return before, picture


@pytest.mark.parametrize("text", ["顾客A", "[微信号]", "[电话]", "我方"])
@pytest.mark.parametrize("place", [(10, 10, 130, 130), (10, 10, 300, 50), (5, 5, 60, 25)])
def test_labels_stay_inside_and_most_of_the_cover_stays_plain(text, place):
    before, after = drawn(place, text)
    x0, y0, x1, y1 = place
    changed = (before != after).any(axis=2)

    assert changed[y0:y1, x0:x1].any()
    assert changed[y0:y1, x0:x1].mean() < 0.5
    changed[y0:y1, x0:x1] = False
    assert not changed.any()


@pytest.mark.parametrize("place", [(10, 10, 14, 13), (10, 10, 10, 10), (10, 10, 300, 14)])
def test_where_nothing_can_be_read_nothing_is_written(place):
    before, after = drawn(place, "[微信号]")

    assert (before == after).all()


def test_the_letter_that_tells_people_apart_is_kept_in_a_narrow_place():
    before, after = drawn((10, 10, 30, 40), "顾客A")

    assert (before != after).any()


def test_text_is_dark_on_a_bright_cover():
    _, after = drawn((10, 10, 200, 60), "[电话]", (240, 240, 240))

    assert after[10:60, 10:200].min() < 60
