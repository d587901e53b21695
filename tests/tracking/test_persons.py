import numpy as np
from hypothesis import given

from redactkit.core.findings import Finding, Kind, Sighting
from redactkit.core.geometry import Box
from redactkit.tracking.heads import head_box
from redactkit.tracking.persons import PersonTracker, body_box
from strategies import boxes

HEIGHT, WIDTH, FRAMES = 180, 320, 80


def room(frame, *, walks=True):
    """Return a room with noise, and somebody without a face who walks through it."""
    rng = np.random.default_rng(frame)
    picture = np.full((HEIGHT, WIDTH, 3), (120, 130, 140), np.uint8)
    picture[:, ::40] = 60
    box = Box(10 + 3 * frame, 50, 40 + 3 * frame, 170)
    if walks:
        x0, y0, x1, y1 = box.pixels(WIDTH, HEIGHT)
        picture[y0:y1, x0:x1] = (90, 60, 50)
        picture[y0 + 60 : y0 + 70, x0:x1] = (120, 130, 140)  # a belt like the wall
    noisy = picture + rng.normal(0, 3, picture.shape)
    return np.clip(noisy, 0, 255).astype(np.uint8), box


def watch(*, walks=True, heads=(), clocks=()):
    watcher = PersonTracker(25, WIDTH, HEIGHT)
    for frame in range(FRAMES):
        watcher.step(frame, room(frame, walks=walks)[0])
    return watcher.finish(heads, 0.5, FRAMES, clocks)


def head(frames, score=0.9):
    sightings = tuple(
        Sighting(frame=f, box=Box(10 + 3 * f, 50, 30 + 3 * f, 70), score=score) for f in frames
    )
    return Finding(kind=Kind.FACE, detector="test-1", sightings=sightings)


@given(boxes())
def test_a_body_holds_its_head_and_ends_with_the_picture(face):
    head = head_box(face)
    body = body_box(head, WIDTH, HEIGHT)

    assert body.covers(head)
    assert body.bottom <= max(HEIGHT, head.bottom)


def test_somebody_without_a_face_is_one_person_in_every_frame():
    (person,) = watch()

    assert person.kind is Kind.PERSON
    assert person.score == 1.0
    for frame in range(FRAMES):
        assert person.at(frame).padded(3).covers(room(frame)[1]), frame


def test_an_empty_room_has_nobody():
    assert watch(walks=False) == []


def test_a_head_gets_a_body_and_takes_its_movement_along():
    found = watch(heads=[head(range(FRAMES))])

    people = [person for person in found if person.rule == "head"]
    assert len(people) == 1
    for frame in range(FRAMES):
        assert people[0].at(frame).padded(3).covers(room(frame)[1])


def test_a_weak_head_gets_no_body_and_takes_nobody_away():
    assert [person.rule for person in watch(heads=[head(range(FRAMES), 0.3)])] == ["motion"]


def test_what_moves_in_a_clock_alone_is_nobody():
    assert watch(clocks=[Box(-5, 0, WIDTH + 5, HEIGHT + 5)]) == []
    assert len(watch(clocks=[Box(0, 0, 100, HEIGHT)])) == 1
