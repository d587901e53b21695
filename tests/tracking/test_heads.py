import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from redactkit.core.findings import Finding, Kind, Sighting
from redactkit.core.geometry import Box
from redactkit.tracking.heads import HeadTracker, face_side, head_box
from strategies import boxes, findings

HEIGHT, WIDTH = 180, 240


@given(boxes())
def test_a_head_holds_its_face_and_tells_its_size(face):
    head = head_box(face)

    assert head.covers(face)
    assert abs(face_side(head) - max(face.width, face.height)) < 1e-3


@given(st.lists(findings(kind=Kind.FACE), max_size=4), st.floats(0, 1))
def test_heads_hold_every_face_and_only_add(found, threshold):
    follower = HeadTracker(found, threshold, 25, HEIGHT)
    rng = np.random.default_rng(0)
    for frame in range(12):
        follower.step(frame, rng.integers(0, 255, (HEIGHT, WIDTH, 3), dtype=np.uint8))

    done = follower.finish(12)

    assert len(done) == len(found)
    for before, after in zip(found, done, strict=True):
        assert after.score == before.score
        if before.score < threshold:
            assert after == before
        for sighting in before.sightings:
            assert after.at(sighting.frame).covers(sighting.box)


def turning(frame):
    """Return a picture with a head that walks right and shows its face in frames 10 to 14."""
    rng = np.random.default_rng(1)
    picture = rng.integers(90, 110, (HEIGHT, WIDTH, 3), dtype=np.uint8)
    head = np.random.default_rng(2).integers(0, 255, (5, 5, 3)).repeat(8, 0).repeat(8, 1)
    x = 20 + 3 * frame
    share = min(1.0, abs(frame - 12) / 12)  # turns into something else step by step
    back = np.random.default_rng(3).integers(0, 255, (5, 5, 3)).repeat(8, 0).repeat(8, 1)
    picture[40:80, x : x + 40] = (1 - share) * head + share * back
    return picture, Box(x, 40, x + 40, 80)


def test_a_head_is_followed_where_the_face_is_turned_away():
    seen = tuple(Sighting(frame=f, box=turning(f)[1], score=0.9) for f in range(10, 15))
    face = Finding(kind=Kind.FACE, detector="test-1", sightings=seen)
    follower = HeadTracker([face], 0.5, 25, HEIGHT)
    for frame in range(30):
        follower.step(frame, turning(frame)[0])

    (done,) = follower.finish(30)

    assert (done.first, done.last) == (0, 29)
    for frame in range(30):
        assert done.at(frame).covers(turning(frame)[1]), frame


def test_a_cut_ends_the_search():
    seen = tuple(Sighting(frame=f, box=turning(f)[1], score=0.9) for f in range(10, 15))
    face = Finding(kind=Kind.FACE, detector="test-1", sightings=seen)
    follower = HeadTracker([face], 0.5, 25, HEIGHT)
    for frame in range(60):
        if frame == 18:
            follower.cut()
        follower.step(frame, turning(frame)[0] if frame < 30 else turning(29)[0])

    (done,) = follower.finish(60)

    assert done.last < 30
