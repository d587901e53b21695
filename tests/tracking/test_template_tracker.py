"""Patches are followed while the picture agrees, and only as far as frames are kept."""

from __future__ import annotations

import numpy as np
import pytest

from redactkit.core.findings import Detection, Kind
from redactkit.core.geometry import Box
from redactkit.tracking.template_tracker import FrameBuffer, TemplateTracker
from redactkit.tracking.tracker import Tracker, TrackerSettings
from redactkit.tracking.trajectory import Track, Trajectory

SIZE = 24
WALK = [(20 + 4 * i, 60 + i) for i in range(30)]


def pictures(places, height=180, width=320):
    """A patterned patch at each of ``places`` (None: not there) on a quiet ground."""
    rng = np.random.default_rng(0)
    ground = rng.integers(90, 110, (height, width)).astype(np.uint8)
    patch = rng.integers(0, 255, (SIZE // 4, SIZE // 4)).repeat(4, 0).repeat(4, 1)
    for place in places:
        gray = ground.copy()
        if place is not None:
            x, y = place
            gray[y : y + SIZE, x : x + SIZE] = patch
        yield gray


def past_of(places, length=100, scale=1.0):
    past = FrameBuffer(length)
    for index, gray in enumerate(pictures(places)):
        past.add(index, gray, scale)
    return past


def at(place):
    return Box(place[0], place[1], place[0] + SIZE, place[1] + SIZE)


def seen(place, score=0.9):
    return Detection(kind=Kind.FACE, box=at(place), score=score, detector="test-1", rule="320")


def near(box, place):
    return abs(box.left - place[0]) <= 2 and abs(box.top - place[1]) <= 2


@pytest.mark.parametrize("step", [1, -1])
def test_a_walker_is_followed_both_ways(step):
    trail = TemplateTracker(past_of(WALK), 15, at(WALK[15]), step)
    found = trail.follow(29 if step == 1 else 0)
    assert sorted(found) == (list(range(16, 30)) if step == 1 else list(range(15)))
    assert all(near(box, WALK[frame]) for frame, box in found.items())
    assert trail.alive


def test_what_stands_still_stays_to_the_pixel():
    found = TemplateTracker(past_of([(20, 60)] * 30), 0, at((20, 60))).follow(29)
    assert list(found.values()) == [at((20, 60))] * 29


def test_a_creep_is_not_taken_for_rest():
    creep = [(20 + i // 8, 60) for i in range(90)]
    found = TemplateTracker(past_of(creep), 0, at(creep[0])).follow(89)
    assert [box.left for box in found.values()] == [x for x, _ in creep[1:]]


def test_not_where_it_is_gone():
    places = [None if i > 20 else place for i, place in enumerate(WALK)]
    trail = TemplateTracker(past_of(places), 15, at(WALK[15]))
    assert sorted(trail.follow(29)) == list(range(16, 21))
    assert not trail.alive
    assert trail.follow(29) == {}


def test_only_in_frames_that_are_kept():
    past = past_of(WALK, length=10)
    assert [past.at(frame) is None for frame in (19, 20, 29, 30)] == [True, False, False, True]
    assert sorted(TemplateTracker(past, 25, at(WALK[25]), -1).follow(0)) == list(range(20, 25))
    past.clear()
    assert not TemplateTracker(past, 25, at(WALK[25])).alive


def test_boxes_are_in_the_pixels_of_the_clip():
    past = past_of(WALK, scale=0.5)
    found = TemplateTracker(past, 15, at(WALK[15]).scaled(2)).follow(16)
    assert near(found[16].scaled(0.5), WALK[16])


def test_what_is_tiny_or_outside_is_not_followed():
    past = past_of(WALK)
    for box in (Box(5, 5, 8, 8), Box(-300, 5, -276, 29)):
        assert not TemplateTracker(past, 3, box).alive


def walked(places, looks, **settings):
    """Link a walker seen in the frames ``looks`` only."""
    past = FrameBuffer(100)
    options = {"gap": 4, "follow": 12, "reach": 30, "pad": 0} | settings
    linker = Tracker(TrackerSettings(**options), None, past)
    for index, gray in enumerate(pictures(places)):
        past.add(index, gray, 1.0)
        if index in looks:
            linker.step(index, [seen(WALK[index])], None)
    linker.cut()
    return linker.finish(len(places))


def test_between_looks_and_beyond_both_ends_it_is_where_it_is():
    (finding,) = walked(WALK, {10, 20})
    assert (finding.first, finding.last) == (0, 29)
    assert all(near(finding.at(i), WALK[i]) for i in range(30))


def test_not_beyond_reach():
    (finding,) = walked(WALK, {15}, reach=5)
    assert (finding.first, finding.last) == (10, 20)


def test_where_it_was_lost_for_a_moment_both_sides_are_followed():
    places = [None if 14 <= i <= 15 else place for i, place in enumerate(WALK)]
    (finding,) = walked(places, {12, 13, 18}, gap=6)
    assert all(near(finding.at(i), WALK[i]) for i in (10, 17, 22))
    assert finding.at(14) is not None
    assert finding.at(15) is not None


def test_where_it_is_lost_it_is_held_for_a_while():
    places = [place if 13 <= i <= 17 else None for i, place in enumerate(WALK)]
    (finding,) = walked(places, {15}, pad=2)
    assert (finding.first, finding.last) == (11, 19)
    assert finding.at(11) == finding.at(12) == finding.at(13)
    assert finding.at(19) == finding.at(18) == finding.at(17)
    assert near(finding.at(18), WALK[17])


def test_a_course_keeps_exactly_what_it_was_given():
    course = Trajectory(7)
    boxes = [Box(0.1 * i, 0.2, 3.3, 4.7 + i) for i in range(5)]
    for i, box in enumerate(boxes):
        course.add(box, 0.3 if i == 2 else None)
    sightings = course.sightings()
    assert [s.frame for s in sightings] == [7, 8, 9, 10, 11]
    assert [s.box for s in sightings] == boxes
    assert [s.score for s in sightings] == [None, None, 0.3, None, None]
    assert len(course) == 5


def test_a_finished_track_keeps_no_pictures():
    track = Track(15, seen(WALK[15]), past_of(WALK), (5, 2))
    track.end(10, 2)
    assert track._past is None
    assert track._trail is None
    assert not track.album.crops
