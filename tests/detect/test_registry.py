"""Face detectors by name, and their unions, with detectors made of paper."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest

import packages
from redactkit.core.errors import BackendError
from redactkit.core.findings import Detection, Kind
from redactkit.core.frames import Frame
from redactkit.core.geometry import Box
from redactkit.detect import registry
from redactkit.detect.ensemble import UNCONFIRMED, CascadeEnsemble, DetectorEnsemble
from redactkit.detect.registry import FACE_DETECTORS, check_names, face_detector
from redactkit.detect.rescoring import Rescorer
from redactkit.detect.scan_scheduler import ParallelScaleDetector
from redactkit.models.model_files import VARIABLE

FRAME = Frame(index=0, pts=0, pixels=np.full((100, 200, 3), 9, np.uint8))


class Paper:
    """Sees the boxes it was given, everywhere and always."""

    def __init__(self, name, *boxes, scales=(320,)):
        self.name, self.boxes, self.sizes = name, boxes, scales
        self.looked, self.lanes = [], 1

    def detect(self, frames):
        return [self.merged([(s, self._rows()) for s in self.sizes]) for _ in frames]

    def scales(self, _pixels):
        return list(self.sizes)

    def detect_scale(self, _pixels, scale, _regions):
        self.looked.append(scale)
        return self._rows()

    def merged(self, found):
        rows = {tuple(map(float, row)) for _, rows in found for row in rows}
        rule = "+".join(str(scale) for scale, _ in found) if self.name == "first" else ""
        return [
            Detection(
                kind=Kind.FACE,
                box=Box(*row[:4]),
                score=round(row[4], 3),
                detector=self.name,
                rule=rule,
            )
            for row in sorted(rows)
        ]

    def _rows(self):
        return np.array(self.boxes, np.float32).reshape(-1, 5)


class Seeing(Paper):
    """Looks again, and says the same of every crop."""

    word = 0.9

    def scan(self, frame):
        return self.detect([frame])[0]

    def rescore(self, crops):
        return [self.word for _ in crops]


HERE, THERE = (10, 10, 30, 34, 0.3), (100, 50, 130, 90, 0.99)
NEARLY_HERE = (11, 9, 31, 35, 0.8)


class TestConfirmed:
    def union(self):
        return CascadeEnsemble(
            Seeing("first", HERE, scales=(320, 720)), [Paper("other", NEARLY_HERE, THERE)]
        )

    def test_it_meets_the_protocols(self):
        assert isinstance(self.union(), Rescorer)
        assert isinstance(self.union(), ParallelScaleDetector)
        assert self.union().name == "first+other"

    def test_others_only_add_and_add_weakly(self):
        both = self.union().scan(FRAME)

        assert [d.box.xyxy for d in both] == [HERE[:4], THERE[:4]]
        assert [d.score for d in both] == [pytest.approx(0.3), UNCONFIRMED]
        assert [d.rule for d in both] == ["320+720+other", "other"]
        assert {d.detector for d in both} == {"first+other"}

    def test_in_a_still_the_first_looks_again(self):
        (both,) = self.union().detect([FRAME])

        assert both[0].score == pytest.approx(0.3)
        assert both[1].score > 0.5

    def test_what_is_not_confirmed_stays_weak(self):
        union = self.union()
        union._witness.word = 0.0

        assert union.detect([FRAME])[0][1].score == UNCONFIRMED

    def test_the_scales_of_the_others_come_last(self):
        union = self.union()
        scales = union.scales(FRAME.pixels)

        assert scales == sorted(scales)
        assert scales[:2] == [320, 720]
        rows = [(scale, union.detect_scale(FRAME.pixels, scale, [])) for scale in scales]
        first, other = union._union._members
        assert (first.looked, other.looked) == ([320, 720], [320])
        assert [d.rule for d in union.merged(rows)] == ["320+720+other", "other"]

    def test_the_first_has_to_look_again(self):
        with pytest.raises(TypeError, match="cannot look again"):
            CascadeEnsemble(Paper("first", HERE), [])


def test_together_each_is_as_sure_as_its_finder():
    union = DetectorEnsemble([Paper("a", HERE), Paper("b", NEARLY_HERE, THERE)])

    (both,) = union.detect([FRAME])

    assert [d.score for d in both] == pytest.approx([0.3, 0.99])
    assert not isinstance(union, Rescorer)


class TestNames:
    @pytest.fixture(autouse=True)
    def paper(self, monkeypatch):
        made = {
            name: (lambda threads, name=name: Seeing(f"{name}-{threads}", HERE))
            for name in FACE_DETECTORS
        }
        monkeypatch.setattr(registry, "FACE_DETECTORS", made)

    def test_one(self):
        assert face_detector().name == "centerface-0"
        assert face_detector("yunet", threads=2).name == "yunet-2"

    def test_centerface_leads(self):
        union = face_detector("mediapipe+centerface")

        assert isinstance(union, CascadeEnsemble)
        assert union.name == "centerface-0+mediapipe-0"
        assert isinstance(face_detector("mediapipe+yunet"), DetectorEnsemble)

    @pytest.mark.parametrize("name", ["", "nobody", "centerface+", "CenterFace"])
    def test_unknown(self, name):
        with pytest.raises(BackendError, match="centerface, mediapipe, mediapipe-short, yunet"):
            face_detector(name)

    def test_twice(self):
        with pytest.raises(BackendError, match="twice"):
            check_names("yunet+yunet")


class TestBrought:
    """Detectors of other packages, found by their entry points."""

    @pytest.fixture(autouse=True)
    def package(self, tmp_path, monkeypatch):
        """Install a package that brings two detectors, one of them broken."""
        packages.lay(tmp_path)
        monkeypatch.syspath_prepend(str(tmp_path))

    def test_it_is_loaded_by_name_with_its_threads(self):
        mine = face_detector("mine", threads=3)

        assert (mine.name, mine.threads) == ("mine-1", 3)
        assert mine.detect([FRAME, FRAME]) == [[], []]

    def test_it_shows_among_the_names_there_are(self):
        with pytest.raises(BackendError, match="yunet, broken, mine"):
            check_names("nobody")

    def test_what_fails_in_it_is_an_error_of_ours(self):
        with pytest.raises(BackendError, match=r"'broken' .* does not load"):
            face_detector("broken")

    def test_it_needs_more_to_be_part_of_a_union(self, monkeypatch):
        monkeypatch.setitem(FACE_DETECTORS, "paper", lambda _threads: Seeing("paper", HERE))
        with pytest.raises(BackendError, match="'mine' cannot look at parts"):
            face_detector("paper+mine")

    def test_a_name_of_ours_cannot_be_taken(self, monkeypatch):
        monkeypatch.setitem(FACE_DETECTORS, "yunet", lambda _threads: Paper("ours", HERE))
        assert face_detector("yunet").name == "ours"


class TestMissing:
    def test_a_missing_package_is_named_with_its_remedy(self, monkeypatch, shared):
        monkeypatch.setenv(VARIABLE, str(shared / "models"))
        monkeypatch.setitem(sys.modules, "mediapipe", None)
        with pytest.raises(BackendError, match=r"pip install 'redactkit-media\[mediapipe\]'"):
            face_detector("mediapipe")

    @pytest.mark.parametrize("name", ["mediapipe", "mediapipe-short", "yunet"])
    def test_a_missing_model_is_named_with_its_remedy(self, name, monkeypatch, tmp_path):
        monkeypatch.delenv(VARIABLE, raising=False)
        monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
        with pytest.raises(BackendError, match=r"redactkit models get|model zoo"):
            face_detector(name)

    def test_an_altered_model_is_refused(self, monkeypatch, tmp_path):
        (tmp_path / "face_detection_full_range_sparse.tflite").write_bytes(b"other")
        monkeypatch.setenv(VARIABLE, str(tmp_path))
        with pytest.raises(BackendError, match="SHA-256 differs"):
            face_detector("mediapipe")

    def test_what_is_no_model_is_refused(self, tmp_path):
        pytest.importorskip("mediapipe")
        from redactkit.models.mediapipe import MediaPipe

        (tmp_path / "any.tflite").write_bytes(b"no model")
        with pytest.raises(BackendError, match="none that MediaPipe"):
            MediaPipe(model=tmp_path / "any.tflite")


def test_mediapipe_is_silent_from_start_to_end(shared):
    pytest.importorskip("mediapipe")
    code = (
        "import numpy as np\n"
        "from redactkit.core.frames import Frame\n"
        "from redactkit.detect.registry import face_detector\n"
        "pixels = np.random.default_rng(0).integers(0, 255, (64, 64, 3), np.uint8)\n"
        "face_detector('mediapipe').detect([Frame(index=0, pts=0, pixels=pixels)])\n"
    )
    environment = {"REDACTKIT_MODELS": str(shared / "models"), "PATH": "/usr/bin:/bin"}
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment
    )

    assert (done.stdout, done.stderr) == ("", "")
