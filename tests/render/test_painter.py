from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from redactkit.core.findings import Finding, Kind, Sighting
from redactkit.core.frames import Planes
from redactkit.core.geometry import Box
from redactkit.core.methods import Fill, Frozen, Label, Pixelate
from redactkit.core.policy import Redaction
from redactkit.render.painter import CONTRAST, Painter
from strategies import boxes, findings, methods, soft


def redaction(finding, method, margin=0.0):
    finding = replace(finding, kind=Kind.FACE)  # the one kind that any method may cover
    return Redaction(finding=finding, method=method, margin=margin, reason="test")


def still(box, alias=""):
    sightings = (Sighting(frame=0, box=box, score=1.0),)
    return Finding(kind=Kind.FACE, detector="t", sightings=sightings, alias=alias)


def noise(height, width, seed=0):
    return np.random.default_rng(seed).integers(0, 256, (height, width, 3), dtype=np.uint8)


@settings(max_examples=60, deadline=None)
@given(findings(frames=3), methods, st.floats(0, 1), st.integers(0, 2))
def test_only_touched_pixels_change_and_the_original_is_left_alone(finding, method, margin, frame):
    before = noise(80, 90)
    kept = before.copy()
    item = redaction(finding, method, margin)

    after = Painter([item]).pixels(frame, before)

    assert (before == kept).all()
    outside = np.ones(before.shape[:2], bool)
    box = item.box_at(frame)
    if box is not None:
        x0, y0, x1, y1 = box.pixels(90, 80)
        outside[y0:y1, x0:x1] = False
    assert (after[outside] == before[outside]).all()


@given(boxes(), st.tuples(*[st.integers(0, 255)] * 3))
def test_a_fill_is_the_same_whatever_it_covers(box, color):
    painter = Painter([redaction(still(box), Fill(color))])
    x0, y0, x1, y1 = box.pixels(90, 80)

    for seed in (1, 2):
        after = painter.pixels(0, noise(80, 90, seed))
        assert (after[y0:y1, x0:x1] == color).all()


@settings(max_examples=40, deadline=None)
@given(soft)
def test_a_soft_cover_never_depends_on_later_frames(method):
    box = Box(10, 10, 58, 70)
    sightings = tuple(Sighting(frame=i, box=box, score=1.0) for i in range(3))
    finding = Finding(kind=Kind.FACE, detector="t", sightings=sightings)
    painter = Painter([redaction(finding, method)])

    first = painter.pixels(0, noise(80, 90, 1))[10:70, 10:58]

    for frame in (1, 2):
        later = painter.pixels(frame, noise(80, 90, 10 + frame))[10:70, 10:58]
        assert (later == first).all()


@pytest.mark.parametrize("method", [Frozen(4), Pixelate(4)])
def test_a_soft_cover_holds_no_more_than_sixteen_faint_cells(method):
    picture = noise(80, 90)
    picture[10:40] = 250
    after = Painter([redaction(still(Box(10, 10, 58, 70)), method)]).pixels(0, picture)
    inside = after[10:70, 10:58].astype(float)

    # full contrast between white and mean noise would be about 120
    assert np.ptp(inside, axis=(0, 1)).max() <= CONTRAST * 255
    if isinstance(method, Pixelate):
        assert len(np.unique(inside.reshape(-1, 3), axis=0)) <= 16


@given(boxes(), st.sampled_from([(1, 1), (2, 2), (2, 1)]), st.integers(9, 41), st.integers(9, 41))
def test_planes_are_covered_over_the_same_area_at_any_subsampling(box, sub, width, height):
    sub_x, sub_y = sub
    chroma = -(-height // sub_y), -(-width // sub_x)
    planes = Planes(
        luma=np.full((height, width), 77, np.uint8),
        blue=np.full(chroma, 77, np.uint8),
        red=np.full(chroma, 77, np.uint8),
    )
    Painter([redaction(still(box), Fill((255, 255, 255)))]).planes(0, planes)

    x0, y0, x1, y1 = box.pixels(width, height)
    if x0 < x1 and y0 < y1:
        assert (planes.luma[y0:y1, x0:x1] == 235).all()
    for y in range(chroma[0]):
        for x in range(chroma[1]):
            under = planes.luma[y * sub_y : (y + 1) * sub_y, x * sub_x : (x + 1) * sub_x]
            assert (under == 235).all() == (planes.blue[y, x] == 128)
            assert (planes.blue[y, x] == 128) == (planes.red[y, x] == 128)


def test_what_stays_visible_is_not_painted():
    picture = noise(80, 90)

    after = Painter([redaction(still(Box(1, 1, 50, 50)), None)]).pixels(0, picture)

    assert (after == picture).all()


def test_a_label_writes_its_alias_into_the_cover_and_nowhere_else():
    picture = noise(80, 190)
    box = Box(20, 20, 160, 60)

    plain = Painter([redaction(still(box), Label())]).pixels(0, picture)
    named = Painter([redaction(still(box, "顾客A"), Label())]).pixels(0, picture)

    changed = (plain != named).any(axis=2)
    assert changed.any()
    changed[20:60, 20:160] = False
    assert not changed.any()


def test_redactions_far_apart_in_time_are_found_again():
    sightings = tuple(
        Sighting(frame=i, box=Box(0, 0, 5, 5), score=1.0) for i in (0, 63, 64, 200, 1000)
    )
    finding = Finding(kind=Kind.FACE, detector="t", sightings=sightings)
    painter = Painter([redaction(finding, Fill())])

    assert [i for i in range(1100) if painter.boxes(i)] == [0, 63, 64, 200, 1000]
