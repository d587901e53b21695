"""Covers of faces are as wide as their place is uncertain."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redactkit.core.findings import Finding, Kind, Sighting
from redactkit.core.geometry import Box
from redactkit.core.methods import Fill, Frozen
from redactkit.core.policy import Redaction
from redactkit.render.face_margin import with_face_margin


def redaction(*sightings, kind=Kind.FACE, method=None, margin=0.25):
    finding = Finding(kind=kind, detector="d", sightings=sightings)
    return Redaction(finding=finding, method=method, margin=margin, reason="policy")


def test_a_small_face_that_was_seen_has_the_whole_margin():
    one = redaction(Sighting(frame=0, box=Box(100, 100, 140, 160), score=0.5), method=Frozen())
    assert with_face_margin(one).box_at(0).xyxy == one.box_at(0).xyxy == (90, 90, 150, 170)


def test_a_place_that_was_inferred_has_less():
    one = redaction(Sighting(frame=0, box=Box(100, 100, 140, 160)), method=Frozen())
    assert with_face_margin(one).box_at(0).xyxy == pytest.approx((97, 97, 143, 163))


def test_a_large_face_has_less_than_its_share():
    one = redaction(Sighting(frame=0, box=Box(0, 0, 256, 300), score=0.5), method=Frozen())
    assert with_face_margin(one).box_at(0).left == pytest.approx(-0.25 * (56 + 0.4 * 200))


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind is not Kind.FACE])
def test_other_kinds_stay(kind):
    one = redaction(Sighting(frame=0, box=Box(0, 0, 200, 80), score=0.5), kind=kind, method=Fill())
    assert with_face_margin(one) is one


def test_what_is_left_visible_stays():
    one = redaction(Sighting(frame=0, box=Box(0, 0, 200, 80), score=0.5))
    assert with_face_margin(one) is one


sides = st.floats(1, 2000)


@given(sides, sides, st.floats(0, 2), st.sampled_from([None, 0.5]))
def test_it_holds_the_box_and_lies_in_the_plain_cover(width, height, margin, score):
    box = Box(0, 0, width, height)
    one = redaction(Sighting(frame=3, box=box, score=score), method=Frozen(), margin=margin)
    cover = with_face_margin(one).box_at(3)
    assert cover.covers(box)
    assert one.box_at(3).padded(1e-6).covers(cover)


@given(st.floats(0, 2), st.sampled_from([None, 0.5]), sides, st.floats(0, 100))
def test_a_larger_face_never_has_a_smaller_margin(margin, score, side, more):
    def added(length):
        seen = Sighting(frame=0, box=Box(0, 0, length, length), score=score)
        return -with_face_margin(redaction(seen, method=Frozen(), margin=margin)).box_at(0).left

    assert added(side + more) >= added(side) - 1e-9
