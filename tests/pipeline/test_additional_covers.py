from dataclasses import replace

import numpy as np
import pytest

from media import save_clip, two_people
from redactkit.core.errors import MediaError, PolicyError
from redactkit.core.findings import Finding, Kind, Sighting
from redactkit.core.geometry import Box
from redactkit.core.methods import Fill, Frozen
from redactkit.core.policy import Policy, Rule, VideoOptions, decide
from redactkit.core.zones import Zone
from redactkit.media.video import decoding
from redactkit.pipeline.additional_covers import add_covers, seconds_of
from redactkit.pipeline.clip_detection import ClipDetections
from redactkit.render.painter import Painter

FRAMES = 30


def walker(frame):
    """Return the face and the torso of the person who walks in `media.two_people`."""
    x = 90 + 520 * (frame // 2) / (FRAMES // 2)
    return Box(x - 30, 165, x + 30, 245), Box(x - 60, 300, x + 60, 395)


@pytest.fixture(scope="module")
def clip(tmp_path_factory):
    path = tmp_path_factory.mktemp("clips") / "two.mp4"
    pictures = [picture for picture in two_people(FRAMES // 2) for _ in range(2)]
    return save_clip(path, pictures, options={"preset": "ultrafast"})


@pytest.fixture(scope="module")
def found(clip):
    """Return the walker's face, seen for half the clip only, as pass 1 would bring it."""
    info = decoding.probe(clip)
    pts = tuple(frame.pts for frame in decoding.read(clip))
    seen = tuple(Sighting(frame=f, box=walker(f)[0], score=0.9) for f in range(8, 20))
    face = Finding(kind=Kind.FACE, detector="test-1", sightings=seen)
    return ClipDetections(findings=(face,), info=info, warnings=(), pts=pts)


def no_reader():
    pytest.fail("text was to be left alone")


def policy(**options):
    return Policy(video=VideoOptions(**options))


def mask(got, frame, settings):
    info = got.info
    painted = np.zeros((info.height, info.width), bool)
    for _, _, box in Painter(decide(got.findings, settings)).boxes(frame):
        x0, y0, x1, y1 = box.pixels(info.width, info.height)
        painted[y0:y1, x0:x1] = True
    return painted


def inside(painted, box):
    x0, y0, x1, y1 = box.pixels(painted.shape[1], painted.shape[0])
    return bool(painted[y0:y1, x0:x1].all())


def test_the_defaults_change_nothing_and_do_not_open_the_file(found, tmp_path):
    assert add_covers(tmp_path / "gone.mp4", found, Policy(), no_reader) is found


def test_a_walking_person_is_covered_in_every_frame(clip, found):
    settings = policy(cover="person")

    got = add_covers(clip, found, settings, no_reader)

    for frame in range(FRAMES):
        face, torso = walker(frame)
        painted = mask(got, frame, settings)
        assert inside(painted, face), frame
        assert inside(painted, torso), frame


def test_a_head_is_covered_where_its_face_was_not_seen(clip, found):
    settings = policy(cover="head")

    got = add_covers(clip, found, settings, no_reader)

    assert (got.findings[0].first, got.findings[0].last) == (0, FRAMES - 1)
    for frame in range(FRAMES):
        assert inside(mask(got, frame, settings), walker(frame)[0]), frame


@pytest.mark.parametrize("cover", ["head", "person"])
def test_covers_only_add(clip, found, cover):
    got = add_covers(clip, found, policy(cover=cover), no_reader)

    for frame in range(FRAMES):
        before, after = (mask(each, frame, Policy()) for each in (found, got))
        assert not (before & ~after).any()


def test_a_zone_is_hidden_and_one_that_never_holds_is_named(clip, found):
    late = Zone(shape=Box(0, 0, 9, 9), start_s=60)
    settings = Policy(zones=(Zone(shape=((0, 0), (100, 0), (0, 100))), late))

    got = add_covers(clip, found, settings, no_reader)

    assert got.warnings == ("zone 2 holds in no frame of this clip",)
    assert inside(mask(got, 5, settings), Box(0, 0, 40, 40))
    assert not mask(got, 5, settings)[90, 90]


def test_the_text_in_the_picture_is_covered(clip, found):
    from redactkit.pipeline.detectors import Models

    settings = policy(overlay="cover")

    got = add_covers(clip, found, settings, lambda: Models().reader)

    # the samples write "2024-01-01 12:00:00"
    assert inside(mask(got, 15, settings), Box(14, 14, 180, 28))


def test_another_clip_is_refused(clip, found):
    with pytest.raises(MediaError, match="changed"):
        add_covers(clip, replace(found, pts=found.pts[:-1]), policy(cover="head"), no_reader)


def test_seconds_count_from_the_first_frame(found):
    seconds = seconds_of(found.info, [tick + 7000 for tick in found.pts])

    assert seconds[0] == 0
    assert seconds[25] == pytest.approx(1)


@pytest.mark.parametrize("option", ["cover", "overlay", "overlay_clock"])
def test_options_that_do_not_exist_are_named(option):
    with pytest.raises(PolicyError, match=option):
        VideoOptions(**{option: "some"})


def test_clothes_are_covered_with_one_color_unless_somebody_asks_for_less():
    assert isinstance(Policy().person.method, Fill)
    assert Policy(person=Rule(method=Frozen())).person.method == Frozen()
