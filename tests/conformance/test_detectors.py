"""What every face detector has to do, whoever made it. Those not installed are skipped."""

from __future__ import annotations

import math
from queue import SimpleQueue

import numpy as np
import pytest

from places import SHARED
from redactkit.core.errors import BackendError
from redactkit.core.findings import Kind
from redactkit.core.frames import Frame
from redactkit.core.geometry import Box
from redactkit.detect.registry import FACE_DETECTORS, face_detector
from redactkit.models.model_files import VARIABLE

cv2 = pytest.importorskip("cv2")

NAMES = [*FACE_DETECTORS, "centerface+mediapipe"]

FACE = Box(181, 59, 270, 178)
"""Where the astronaut's face is."""

LOADED: dict[str, object] = {}


@pytest.fixture(params=NAMES)
def detector(request):
    """Return each detector, loaded once."""
    if request.param not in LOADED:
        with pytest.MonkeyPatch.context() as patch:
            if (SHARED / "models").is_dir():
                patch.setenv(VARIABLE, str(SHARED / "models"))
            try:
                LOADED[request.param] = face_detector(request.param, threads=1)
            except BackendError as error:
                LOADED[request.param] = error
    found = LOADED[request.param]
    if isinstance(found, BackendError):
        pytest.skip(f"{request.param}: {found}")
    return found


@pytest.fixture(scope="module")
def portrait():
    data = pytest.importorskip("skimage.data")
    return np.ascontiguousarray(data.astronaut())


def frame(pixels, index=0):
    return Frame(index=index, pts=index, pixels=np.ascontiguousarray(pixels))


def on_canvas(portrait, scale, size=(480, 640)):
    """Return the portrait, scaled, on a plain picture, and where its face is."""
    small = cv2.resize(portrait, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    small = small[: size[0], : size[1]]
    pixels = np.full((*size, 3), 120, np.uint8)
    pixels[: small.shape[0], : small.shape[1]] = small
    return pixels, FACE.scaled(scale)


def found(detections, where):
    return any(d.box.iou(where) > 0.4 for d in detections)


def test_an_even_picture_is_empty(detector):
    assert detector.detect([frame(np.full((360, 640, 3), 90, np.uint8))]) == [[]]
    assert detector.detect([frame(np.zeros((64, 64, 3), np.uint8))]) == [[]]


@pytest.mark.parametrize("size", [(1, 1), (40, 1), (3, 120), (31, 33)])
def test_tiny_pictures(detector, size):
    pixels = np.random.default_rng(0).integers(0, 255, (*size, 3), np.uint8)

    (answer,) = detector.detect([frame(pixels)])

    assert isinstance(list(answer), list)


def test_nothing_in_nothing_out(detector):
    assert list(detector.detect([])) == []


@pytest.mark.parametrize(
    ("scale", "mirrored"), [(0.3, False), (0.6, True), (1.0, False), (1.6, True)]
)
def test_a_portrait_is_found(detector, portrait, scale, mirrored):
    pixels, where = on_canvas(portrait, scale)
    if mirrored:
        pixels = pixels[:, ::-1]
        where = Box(640 - where.right, where.top, 640 - where.left, where.bottom)

    (answer,) = detector.detect([frame(pixels)])

    assert found(answer, where)


def test_what_is_reported_is_sound(detector, portrait):
    (answer,) = detector.detect([frame(portrait)])

    assert answer
    for detection in answer:
        assert detection.kind is Kind.FACE
        assert detection.detector == detector.name
        assert 0 <= detection.score <= 1
        assert all(map(math.isfinite, detection.box.xyxy))
        assert detection.box.area > 0


def test_the_name_says_which_and_stays(detector):
    assert any(sign.isdigit() for sign in detector.name)
    assert detector.name == detector.name.strip().lower()


def test_twice_the_same(detector, portrait):
    first, second = (list(detector.detect([frame(portrait)])[0]) for _ in range(2))

    assert first == second


def test_order_is_kept_and_a_batch_equals_its_frames(detector, portrait):
    here, where = on_canvas(portrait, 0.5)
    empty = np.full_like(here, 120)
    there = np.roll(here, 200, axis=1)

    batch = detector.detect([frame(p, i) for i, p in enumerate((empty, here, there, empty))])

    assert [len(answer) > 0 for answer in batch] == [False, True, True, False]
    assert found(batch[1], where)
    assert found(batch[2], where.shifted(200, 0))
    assert list(batch[1]) == list(detector.detect([frame(here)])[0])


def test_sizes_may_change_from_frame_to_frame(detector, portrait):
    sizes = (480, 640), (300, 400), (480, 640)
    for size in sizes:
        pixels, where = on_canvas(portrait, 0.55, size)
        (answer,) = detector.detect([frame(pixels)])
        assert found(answer, where), size


def test_looking_at_all_parts_equals_looking_at_the_whole(detector, portrait):
    pixels, where = on_canvas(portrait, 0.55)
    rows = [
        (scale, detector.detect_scale(pixels, scale, [(0, 0, 640, 480)]))
        for scale in detector.scales(pixels)
    ]

    assert found(detector.merged(rows), where)
    assert all(row.shape[1] == 5 for _, row in rows)


def test_looking_beside_a_face_is_cheap_talk_only(detector, portrait):
    pixels, where = on_canvas(portrait, 0.3)
    rows = [
        (scale, detector.detect_scale(pixels, scale, [(560, 400, 640, 480)]))
        for scale in detector.scales(pixels)
    ]

    assert not [d for d in detector.merged(rows) if d.score > 0.5 and d.box.iou(where) > 0.4]


def test_looking_nowhere_finds_nothing(detector, portrait):
    for scale in detector.scales(portrait):
        assert detector.detect_scale(portrait, scale, []).shape == (0, 5)


def test_a_failure_is_never_swallowed(detector, monkeypatch, portrait):
    def failing(*_args, **_kwargs):
        raise RuntimeError("broken")

    class Broken:
        detect = infer = run = staticmethod(failing)

    holder = detector
    for name in ("_witness", "_members"):
        inner = getattr(holder, name, None)
        holder = holder if inner is None else inner[0] if isinstance(inner, tuple) else inner
    if hasattr(holder, "_nets"):
        monkeypatch.setattr(holder, "_net", lambda _size: Broken())
    else:
        net = holder._net
        session = getattr(net, "_session", None)
        if session is None:
            monkeypatch.setattr(holder, "_net", Broken())
        else:
            broken = SimpleQueue()
            broken.put(Broken())
            monkeypatch.setattr(session._network, "_idle", broken)

    with pytest.raises(BackendError):
        detector.detect([frame(portrait)])
