"""Findings reach on while the picture agrees, and only ever grow."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from redactkit.extend import Ends
from redactkit.findings import Finding, Kind, Sighting
from redactkit.geometry import Box

SIZE = 24


def pictures(places, height=180, width=320):
    """A patterned patch at each of ``places`` (None: not there) on a quiet ground."""
    rng = np.random.default_rng(0)
    ground = rng.integers(90, 110, (height, width, 3)).astype(np.uint8)
    patch = rng.integers(0, 255, (SIZE // 4, SIZE // 4, 3)).repeat(4, 0).repeat(4, 1)
    for place in places:
        pixels = ground.copy()
        if place is not None:
            x, y = place
            pixels[y : y + SIZE, x : x + SIZE] = patch
        yield pixels


def finding(*sightings):
    return Finding(
        kind=Kind.FACE,
        detector="test-1",
        sightings=tuple(
            Sighting(frame=f, box=Box(x, y, x + SIZE, y + SIZE), score=s)
            for f, x, y, s in sightings
        ),
    )


def extended(findings, places, reach=30, cuts=()):
    ends = Ends(findings, reach)
    for index, pixels in enumerate(pictures(places)):
        if index in cuts:
            ends.cut()
        ends.step(index, pixels)
    return ends.finish()


WALK = [(20 + 4 * i, 60 + i) for i in range(30)]


def near(box, place):
    return abs(box.left - place[0]) <= 2 and abs(box.top - place[1]) <= 2


def test_a_walker_is_followed_to_both_ends():
    (found,) = extended([finding((15, *WALK[15], 0.9))], WALK)
    assert (found.first, found.last) == (0, 29)
    assert all(near(found.at(i), WALK[i]) for i in range(30))


def test_not_beyond_reach():
    (found,) = extended([finding((15, *WALK[15], 0.9))], WALK, reach=5)
    assert (found.first, found.last) == (10, 20)


def test_not_where_it_is_gone():
    places = [None if i < 5 or i > 20 else place for i, place in enumerate(WALK)]
    (found,) = extended([finding((15, *WALK[15], 0.9))], places)
    assert (found.first, found.last) == (5, 20)


def test_not_over_a_cut():
    (found,) = extended([finding((15, *WALK[15], 0.9))], WALK, cuts={10, 21})
    assert (found.first, found.last) == (10, 20)


def test_held_boxes_grow_where_the_patch_is_found_elsewhere():
    held = finding((14, *WALK[15], None), (15, *WALK[15], 0.9), (16, *WALK[15], None))
    (found,) = extended([held], WALK)
    for frame in (14, 16):
        assert found.at(frame).covers(held.at(frame))
        x, y = WALK[frame]
        assert found.at(frame).padded(1).covers(Box(x, y, x + SIZE, y + SIZE))


def test_what_is_tiny_or_outside_stays_as_it_was():
    tiny = Finding(
        kind=Kind.FACE,
        detector="test-1",
        sightings=(Sighting(frame=3, box=Box(5, 5, 8, 8), score=0.9),),
    )
    outside = finding((3, -300, 5, 0.9))
    inferred = finding((3, 20, 20, None))
    assert extended([tiny, outside, inferred], WALK) == [tiny, outside, inferred]


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 9), st.integers(-30, 330), st.integers(-30, 190)),
        min_size=1,
        max_size=5,
        unique_by=lambda row: row[0],
    )
)
def test_only_adds(rows):
    before = finding(*((f, x, y, 0.8) for f, x, y in sorted(rows)))
    (after,) = extended([before], WALK[:10])
    assert after.score == before.score
    for sighting in before.sightings:
        assert after.at(sighting.frame).covers(sighting.box)
