"""What a detector of anything gets in clips: tracked, painted, recorded and checked like a face.

Two real ones: OpenCV's reader of QR codes, and one that knows a color.
"""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from media import save_clip
from redactkit.core.errors import BackendError, LeakError
from redactkit.core.findings import Detection, Kind
from redactkit.core.geometry import Box
from redactkit.core.policy import Policy, Rule, VideoOptions
from redactkit.detect.registry import FACE_DETECTORS
from redactkit.media.video import decoding
from redactkit.pipeline.redactor import Redactor

FRAMES, SIDE = 24, 84


class Codes:
    """Finds QR codes that OpenCV can locate."""

    name = "opencv-qr-1"

    def detect(self, frames):
        return [self._one(frame.pixels) for frame in frames]

    def _one(self, pixels):
        found, corners = cv2.QRCodeDetector().detectMulti(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY))
        boxes = [(*quad.min(axis=0), *quad.max(axis=0)) for quad in corners] if found else []
        return [
            Detection(kind=Kind.QR_CODE, box=Box(*map(float, box)), score=0.9, detector=self.name)
            for box in boxes
        ]


class Plates:
    """Finds what is as blue as a plate; sleeps through some frames."""

    name = "blue-plate-1"
    blind = frozenset({6, 7, 8})

    def detect(self, frames):
        return [self._one(frame) for frame in frames]

    def _one(self, frame):
        pixels = frame.pixels.astype(int)
        blue = (pixels[..., 2] - pixels[..., 0] > 100).astype(np.uint8)
        _, _, stats, _ = cv2.connectedComponentsWithStats(blue)
        return [
            Detection(
                kind=Kind.LICENSE_PLATE,
                box=Box(float(x), float(y), float(x + w), float(y + h)),
                score=0.8,
                detector=self.name,
            )
            for x, y, w, h, area in stats[1:].tolist()
            if area > 200 and frame.index not in self.blind
        ]


class Nobody:
    """Sees no face, so that the model need not be loaded."""

    name = "nobody-1"

    def __init__(self, _threads=0):
        pass

    def detect(self, frames):
        return [[] for _ in frames]


def code_at(index):
    return 20 + 4 * index, 30


def plate_at(index):
    return 200 - 5 * index, 160


@pytest.fixture(scope="module")
def street(tmp_path_factory):
    """Return a clip in which a code walks right and a plate left."""
    code = cv2.QRCodeEncoder.create().encode("wxp://f2f0abc")
    code = cv2.resize(code[2:-2, 2:-2], (SIDE, SIDE), interpolation=cv2.INTER_NEAREST)
    pictures = []
    for index in range(FRAMES):
        picture = np.full((240, 320, 3), 150, np.uint8)
        x, y = code_at(index)
        picture[y - 8 : y + SIDE + 8, x - 8 : x + SIDE + 8] = 255
        picture[y : y + SIDE, x : x + SIDE] = code[..., None]
        x, y = plate_at(index)
        picture[y : y + 22, x : x + 70] = 20, 40, 200
        picture[y + 6 : y + 16, x + 8 : x + 62 : 6] = 255
        pictures.append(picture)
    return save_clip(tmp_path_factory.mktemp("street") / "a.mp4", pictures, options={"crf": "12"})


@pytest.fixture
def redactor(monkeypatch):
    monkeypatch.setitem(FACE_DETECTORS, "nobody", Nobody)

    def make(*detectors, **settings):
        return Redactor(faces="nobody", detectors=detectors, now=None, **settings)

    return make


def test_what_they_find_is_tracked_painted_recorded_and_checked(redactor, street, tmp_path):
    target = tmp_path / "out.mp4"
    kit = redactor(Codes(), Plates())
    done = kit.video(street, target)

    items = {item.kind: item for item in done.record.removed}
    assert set(items) == {"QR_CODE", "LICENSE_PLATE"}
    assert len(done.record.removed) == 2, "one thing, one track"
    assert items["QR_CODE"].detector == "opencv-qr-1"
    assert items["LICENSE_PLATE"].frames == (0, FRAMES - 1), "also while nobody saw it"
    assert done.record.tool["detectors"] == ["nobody-1", "opencv-qr-1", "blue-plate-1"]
    assert done.record.self_check.ran
    assert done.record.self_check.residual_findings == 0
    for frame in decoding.read(target):
        for (x, y), (w, h) in (
            (code_at(frame.index), (SIDE, SIDE)),
            (plate_at(frame.index), (70, 22)),
        ):
            assert np.ptp(frame.pixels[y + 2 : y + h - 2, x + 2 : x + w - 2].astype(int)) < 60
    assert kit.check(target, record=done.record, source=street).clean
    assert {one.kind for one in kit.check(street).visible} == {Kind.QR_CODE, Kind.LICENSE_PLATE}


def test_the_policy_of_each_kind_holds(redactor, street, tmp_path):
    policy = Policy(qr_code=Rule(keep=True), license_plate=Rule(threshold=0.85))
    done = redactor(Codes(), Plates(), policy=policy).video(street, tmp_path / "out.mp4")

    assert done.record.removed == ()
    reasons = {item.kind: item.reason for item in done.record.kept}
    assert reasons["QR_CODE"] == "kept by policy"
    assert reasons["LICENSE_PLATE"] == "score below threshold 0.85"


def test_a_plan_of_theirs_can_be_carried_out(redactor, street, tmp_path):
    kit = redactor(Plates())
    plan = kit.plan(street)
    kit.video(street, tmp_path / "a.mp4")
    Redactor(now=None).apply(plan, street, tmp_path / "b.mp4")
    assert (tmp_path / "a.mp4").read_bytes() == (tmp_path / "b.mp4").read_bytes()


def test_heads_are_not_grown_around_plates(redactor, street):
    policy = Policy(video=VideoOptions(cover="head"))
    plain, head = (redactor(Plates(), **given).plan(street) for given in ({}, {"policy": policy}))
    assert [one.finding for one in head.redactions] == [one.finding for one in plain.redactions]


def test_what_it_alone_sees_in_the_finished_clip_is_painted_in_a_second_round(
    redactor, street, tmp_path
):
    class Late(Plates):
        """Overlooks everything at first."""

        looks = 0

        def _one(self, frame):
            self.looks += 1
            return super()._one(frame) if self.looks > FRAMES else []

    done = redactor(Codes(), Late()).video(street, tmp_path / "out.mp4")
    assert done.record.self_check.rounds == 2
    assert {item.kind: item.reason for item in done.record.removed} == {
        "QR_CODE": "policy",
        "LICENSE_PLATE": "second look",
    }


def test_what_stays_visible_is_a_leak_and_leaves_no_file(redactor, street, tmp_path):
    class Everywhere(Plates):
        """Sees a plate beside all covers, however much is covered."""

        at = -1

        def _one(self, frame):
            self.at += frame.index == 0
            x = 100 * self.at
            box = Box(x, 200, x + 60, 230)
            return [Detection(kind=Kind.LICENSE_PLATE, box=box, score=1.0, detector=self.name)]

    with pytest.raises(LeakError, match="1 x LICENSE_PLATE"):
        redactor(Everywhere()).video(street, tmp_path / "out.mp4")
    assert not list(tmp_path.iterdir())


def test_its_failure_ends_the_job_and_leaves_no_file(redactor, street, tmp_path):
    class Broken(Plates):
        def _one(self, frame):
            if frame.index == 5:
                raise BackendError("broken")
            return []

    with pytest.raises(BackendError, match="broken"):
        redactor(Broken()).video(street, tmp_path / "out.mp4")
    assert not list(tmp_path.iterdir())


def test_progress_ends_when_the_file_is_in_place(redactor, street, tmp_path):
    target, told = tmp_path / "out.mp4", []
    redactor(Plates()).video(
        street, target, on_progress=lambda *step: told.append((*step, target.exists()))
    )
    assert [done for done, *_ in told] == sorted(done for done, *_ in told)
    assert told[-1] == (3 * FRAMES, 3 * FRAMES, True)
    assert not any(there or done == total for done, total, there in told[:-1])
    assert len(told) == 3 * FRAMES + 1
