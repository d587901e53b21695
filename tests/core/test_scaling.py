"""Pictures at another size."""

from __future__ import annotations

import cv2
import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from redactkit.core.scaling import scaled

SIDE = st.integers(1, 90)


@given(
    old=st.tuples(SIDE, SIDE),
    new=st.tuples(SIDE, SIDE),
    shade=st.integers(0, 255),
)
def test_any_size_is_reached_and_a_flat_picture_stays_flat(
    *, old: tuple[int, int], new: tuple[int, int], shade: int
) -> None:
    for shape in (old, (*old, 3)):
        picture = scaled(np.full(shape, shade, np.uint8), *new)
        assert picture.shape == (*new, *shape[2:])
        assert (picture == shade).all()


def test_the_same_size_is_the_same_picture() -> None:
    picture = np.arange(48, dtype=np.uint8).reshape(4, 4, 3)
    assert scaled(picture, 4, 4) is picture


def test_fine_stripes_turn_gray_and_make_no_coarse_ones() -> None:
    stripes = np.zeros((160, 160), np.uint8)
    stripes[::2] = 200
    plain = cv2.resize(stripes, (50, 50), interpolation=cv2.INTER_LINEAR)
    assert np.ptp(plain) > 100
    assert np.ptp(scaled(stripes, 50, 50)) <= 1


def test_places_stay_where_they_are() -> None:
    picture = np.zeros((270, 480), np.uint8)
    picture[90:135, 240:320] = 255
    small = scaled(picture, 80, 160)
    rows, columns = np.nonzero(small > 127)
    assert abs(rows.min() - 90 * 80 / 270) <= 1
    assert abs(rows.max() + 1 - 135 * 80 / 270) <= 1
    assert abs(columns.min() - 80) <= 1
    assert abs(columns.max() + 1 - 320 / 3) <= 1
