"""Flat grounds, and what differs from them."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from redactkit.core.geometry import Box
from redactkit.layout.flat_colors import distance, ground_of, runs


@given(st.lists(st.booleans(), max_size=40), st.integers(1, 5))
def test_stretches_hold_all_that_is_busy_and_lie_apart(busy, gap):
    found = runs(np.array(busy, np.bool_), gap)

    inside = {place for start, end in found for place in range(start, end)}
    assert {place for place, on in enumerate(busy) if on} <= inside
    for start, end in found:
        assert busy[start] and busy[end - 1]
    for (_, end), (start, _) in pairwise(found):
        assert start - (end - 1) > gap


@pytest.mark.parametrize("shape", [(1, 5), (5, 1), (0, 4), (3, 0)])
def test_the_distance_of_pixels_is_that_of_their_farthest_channel(shape):
    patch = np.full((*shape, 3), (10, 20, 30), np.uint8)

    assert distance(patch, (10, 25, 5)).tolist() == np.full(shape, 25).tolist()


def test_the_ground_of_a_line_is_what_most_of_its_box_shows():
    small = np.full((40, 200, 3), (149, 236, 105), np.uint8)
    small[10:30, 20:180:4] = 20

    assert ground_of(small, Box(15, 5, 185, 35)) == (149, 236, 105)
    noise = np.random.default_rng(1).integers(0, 255, (40, 200, 3), np.uint8)
    assert ground_of(noise, Box(15, 5, 185, 35)) is None
    assert ground_of(small, Box(0, 0, 3, 3)) is None
