"""The face detector that is asked for on the command line is the one that looks."""

import json

import pytest
from PIL import Image

import media
from redactkit.cli.app import main
from redactkit.core.findings import Detection, Kind
from redactkit.core.geometry import Box
from redactkit.detect.registry import FACE_DETECTORS
from redactkit.review.server import ReviewServer


class Everywhere:
    """Sees one face in every frame, at the same place."""

    name = "everywhere-1"

    def detect(self, frames):
        box = Box(20, 20, 60, 60)
        face = Detection(kind=Kind.FACE, box=box, score=0.95, detector=self.name)
        return [[face] for _ in frames]


@pytest.fixture(autouse=True)
def everywhere(monkeypatch):
    """Let it be had by name."""
    monkeypatch.setitem(FACE_DETECTORS, "everywhere", lambda _: Everywhere())


@pytest.fixture
def picture(tmp_path):
    path = tmp_path / "a.png"
    Image.new("RGB", (120, 90), (240, 240, 240)).save(path)
    return str(path)


@pytest.fixture
def clip(tmp_path):
    return str(media.save_clip(tmp_path / "a.mp4", media.empty_room(8)))


ASKED = ("--detector", "everywhere")


def test_of_a_picture(picture, tmp_path, capsys):
    assert main(["image", picture, str(tmp_path / "b.png"), "--json", *ASKED]) == 0

    assert "everywhere-1" in json.loads(capsys.readouterr().out)["tool"]["detectors"]


def test_of_a_plan(clip, tmp_path):
    assert main(["plan", clip, str(tmp_path / "p.json"), *ASKED]) == 0

    plan = json.loads((tmp_path / "p.json").read_text())
    assert plan["detectors"] == ["everywhere-1"]
    assert [row["detector"] for row in plan["redactions"]] == ["everywhere-1"]


def test_of_a_check(clip, capsys):
    assert main(["check", clip]) == 0
    assert main(["check", clip, *ASKED]) == 3
    assert "still visible: FACE" in capsys.readouterr().err


def test_of_a_review(clip, tmp_path, monkeypatch):
    def serve(server):
        server._desk.wait()
        server._desk.save()

    monkeypatch.setattr(ReviewServer, "serve", serve)

    out = tmp_path / "out"
    assert main(["review", clip, "--out", str(out), "--no-browser", *ASKED]) == 0

    plan = json.loads((out / "a.mp4.plan.json").read_text())
    assert plan["detectors"] == ["everywhere-1"]


def test_a_file_that_a_detector_misses_is_named(picture, tmp_path, monkeypatch, capsys):
    """What a script puts into the table may raise as it likes."""
    gone = tmp_path / "gone.onnx"
    monkeypatch.setitem(FACE_DETECTORS, "broken", lambda _: gone.open())

    assert main(["image", picture, str(tmp_path / "b.png"), "--detector", "broken"]) == 1

    said = "error: gone.onnx: cannot be used (No such file or directory)\n"
    assert capsys.readouterr().err == said
    assert not (tmp_path / "b.png").exists()
