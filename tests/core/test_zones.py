import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from redactkit.core.errors import PolicyError
from redactkit.core.findings import Finding, Kind, Sighting
from redactkit.core.geometry import Box
from redactkit.core.policy import Policy, Rule, decide
from redactkit.core.settings import load_policy, policy_from_mapping, policy_to_mapping
from redactkit.core.zones import Zone
from redactkit.detect.zone_findings import (
    EXEMPT,
    exempt_faces,
    frames_of_zone,
    zone_findings,
)
from strategies import boxes

WIDTH, HEIGHT = 120, 90

points = st.tuples(st.integers(-20, 140), st.integers(-20, 110))
polygons = st.lists(points, min_size=3, max_size=7, unique=True)
SECONDS = [index / 10 for index in range(30)]

TOML = """
[[zones]]
box = [10, 20, 200, 150]
end_s = 4.5

[[zones]]
points = [[0, 0], [40, 0], [0, 30]]
start_s = 2
action = "show"
"""


def zone(shape, **settings):
    try:
        return Zone(shape=shape, **settings)
    except PolicyError:
        return None  # all points on one line


def track(kind, *places):
    sightings = tuple(Sighting(frame=f, box=b, score=0.9) for f, b in enumerate(places))
    return Finding(kind=kind, detector="test-1", sightings=sightings)


@given(polygons)
def test_rows_cover_every_pixel_of_a_polygon(corners):
    place = zone(tuple(corners))
    if place is None:
        return
    mask = np.zeros((HEIGHT, WIDTH), np.uint8)
    for row in place.rows():
        x0, y0, x1, y1 = row.pixels(WIDTH, HEIGHT)
        mask[y0:y1, x0:x1] = 1

    for y in range(0, HEIGHT, 3):
        for x in range(0, WIDTH, 5):
            if place.holds((x + 0.5, y + 0.5)):
                assert mask[y, x], (x, y)


@given(polygons)
def test_rows_stay_within_the_bounds(corners):
    place = zone(tuple(corners))
    if place is not None:
        assert all(place.bounds.covers(row) for row in place.rows())


def test_a_triangle_is_not_covered_as_its_bounding_box():
    triangle = Zone(shape=((0, 0), (100, 0), (0, 80)))

    assert sum(row.area for row in triangle.rows()) < 0.6 * triangle.bounds.area


@given(polygons, boxes())
def test_a_box_inside_has_all_its_points_inside(corners, box):
    place = zone(tuple(corners))
    if place is not None and place.covers(box):
        for x in np.linspace(box.left, box.right, 5):
            for y in np.linspace(box.top, box.bottom, 5):
                # what lies on the outline belongs to either side
                contour = np.array(corners, np.float32)
                assert cv2.pointPolygonTest(
                    contour, (float(x), float(y)), measureDist=True
                ) > -1e-3 or (place.holds((x, y)))


@given(st.floats(0, 3.5), st.floats(0.01, 2))
def test_a_span_holds_every_frame_that_is_on_the_screen_in_it(start, length):
    place = Zone(shape=Box(0, 0, 5, 5), start_s=start, end_s=start + length)

    frames = frames_of_zone(place, SECONDS)

    shown = [i for i, t in enumerate(SECONDS) if start <= t < start + length]
    assert set(shown) <= set(frames)
    assert len(frames) <= len(shown) + 1


def test_hidden_zones_are_covered_for_their_span_only():
    zones = (Zone(shape=Box(0, 0, 9, 9), start_s=1, end_s=2), Zone(shape=Box(5, 5, 9, 9)))

    first, second = zone_findings(zones, SECONDS)

    assert (first.first, first.last) == (10, 19)
    assert (second.first, second.last) == (0, 29)
    assert all(item.method is not None for item in decide([first, second], Policy()))


def test_a_face_that_stays_in_a_shown_zone_stays_visible():
    inside = track(Kind.FACE, Box(10, 10, 20, 20), Box(12, 10, 22, 20))
    leaving = track(Kind.FACE, Box(10, 10, 20, 20), Box(90, 10, 100, 20))
    person = track(Kind.PERSON, Box(10, 10, 60, 80))
    small = track(Kind.PERSON, Box(5, 5, 30, 35))
    phone = track(Kind.PHONE, Box(10, 10, 20, 20))
    shown = (Zone(shape=Box(0, 0, 40, 40), action="show"),)

    decided = decide([inside, leaving, person, small, phone], Policy())
    done = exempt_faces(decided, shown, SECONDS)

    assert [item.method is None for item in done] == [True, False, False, True, False]
    assert done[0].reason == EXEMPT
    assert done[1:3] == decided[1:3]


def test_a_face_seen_outside_the_span_stays_covered():
    face = track(Kind.FACE, *[Box(10, 10, 20, 20)] * 12)
    short = (Zone(shape=Box(0, 0, 40, 40), action="show", end_s=1),)

    assert exempt_faces(decide([face], Policy()), short, SECONDS)[0].method is not None


def test_zones_come_from_toml_and_survive_their_table(tmp_path):
    path = tmp_path / "policy.toml"
    path.write_text(TOML)

    policy = load_policy(path)

    assert policy.zones == (
        Zone(shape=Box(10, 20, 200, 150), end_s=4.5),
        Zone(shape=((0, 0), (40, 0), (0, 30)), start_s=2, action="show"),
    )
    assert policy_from_mapping(policy_to_mapping(policy)) == policy


@pytest.mark.parametrize(
    ("table", "named"),
    [
        ({"points": [[0, 0], [1, 1]]}, "at least 3 points"),
        ({"box": [0, 0, 0, 9]}, "area"),
        ({"box": [0, 0, 9]}, "zones: not enough values"),
        ({}, "either box"),
        ({"box": [0, 0, 9, 9], "points": []}, "either box"),
        ({"box": [0, 0, 9, 9], "start_s": 3, "end_s": 2}, "end after it starts"),
        ({"box": [0, 0, 9, 9], "action": "blur"}, "hide, show"),
        ({"box": [0, 0, 9, 9], "until": 3}, "unknown key 'until'"),
        ({"box": [0, 0, float("inf"), 9]}, "not finite"),
    ],
)
def test_what_is_wrong_with_a_zone_is_named(table, named):
    with pytest.raises(PolicyError, match=named):
        policy_from_mapping({"zones": [table]})


def test_zones_must_be_a_list_of_tables():
    with pytest.raises(PolicyError, match=r"\[\[zones\]\]"):
        policy_from_mapping({"zones": {"box": [0, 0, 1, 1]}})


def test_a_zone_is_covered_by_opaque_pixels():
    with pytest.raises(PolicyError, match="read back"):
        Policy(zone=Rule(method=Policy().face.method))
