import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redactkit.core.geometry import Box, hull
from strategies import boxes, coordinates


@given(boxes(), st.integers(1, 120), st.integers(1, 120))
def test_pixels_cover_all_of_the_box_inside_the_picture(box, width, height):
    x0, y0, x1, y1 = box.pixels(width, height)

    assert 0 <= x0 <= x1 <= width
    assert 0 <= y0 <= y1 <= height
    for y in range(height):
        touched = box.top < y + 1 and box.bottom > y
        assert not touched or y0 <= y < y1
    for x in range(width):
        touched = box.left < x + 1 and box.right > x
        assert not touched or x0 <= x < x1


@given(boxes(), st.floats(0, 2), st.integers(1, 200))
def test_growing_never_uncovers_a_pixel(box, fraction, side):
    a0, b0, a1, b1 = box.pixels(side, side)
    x0, y0, x1, y1 = box.grown(fraction).pixels(side, side)

    assert (x0 <= a0 or a0 == a1) and (y0 <= b0 or b0 == b1)
    assert (x1 >= a1 or a0 == a1) and (y1 >= b1 or b0 == b1)


@given(boxes(), coordinates)
def test_padding_never_shrinks(box, amount):
    assert box.padded(amount).covers(box)


@given(boxes(), boxes())
def test_hull_covers_its_parts(a, b):
    joined = hull([a, b])

    assert joined.covers(a)
    assert joined.covers(b)


@given(boxes(), boxes(), st.floats(0, 1))
def test_between_starts_here_and_ends_there(a, b, share):
    assert a.between(b, 0) == a
    assert a.between(b, 1) == b
    assert hull([a, b]).covers(a.between(b, share))


@pytest.mark.parametrize("share", [0.1, 1 / 3, 0.7, 0.9999999999999999])
def test_between_never_turns_a_box_inside_out(share):
    """Sides that lie a rounding error apart: a + (b - a) * share crosses them."""
    near = Box(0.1, 0.1, math.nextafter(0.1, 1), math.nextafter(0.1, 1))
    far = Box(-1e9 + 0.1, 1e16, -1e9 + 0.1, 1e16)

    box = near.between(far, share)
    assert box.left <= box.right and box.top <= box.bottom
    assert hull([near, far]).covers(box)


@pytest.mark.parametrize("share", [-0.1, 1.1, math.nan])
def test_between_does_not_go_beyond(share):
    with pytest.raises(ValueError, match="share"):
        Box(0, 0, 1, 1).between(Box(1, 1, 2, 2), share)


@given(boxes(), boxes())
def test_overlap_is_symmetric_and_iou_within_bounds(a, b):
    assert a.overlap(b) == b.overlap(a)
    assert 0 <= a.iou(b) <= 1 + 1e-9


def test_a_box_above_the_picture_is_empty_and_not_negative():
    assert Box(10, -90, 20, -5).pixels(100, 100) == (10, 0, 20, 0)


def test_the_last_row_and_column_can_be_covered():
    assert Box(90.2, 90.2, 100, 100).pixels(100, 100) == (90, 90, 100, 100)


@pytest.mark.parametrize("xyxy", [(0, 0, math.nan, 1), (0, 0, math.inf, 1), (5, 0, 4, 1)])
def test_boxes_that_cannot_be_drawn_are_refused(xyxy):
    with pytest.raises(ValueError, match="box"):
        Box(*xyxy)


def test_hull_of_nothing_is_refused():
    with pytest.raises(ValueError, match="no box"):
        hull([])
