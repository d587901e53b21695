"""The examples run as they stand."""

import subprocess
import sys
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

from redactkit.detect.registry import FACE_DETECTORS

EXAMPLES = Path(__file__).resolve().parent.parent / "examples"


def run(script, *arguments, folder):
    command = [sys.executable, str(EXAMPLES / script), *map(str, arguments)]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def test_the_batch_script_tells_and_exits_1_on_a_failure(tmp_path):
    (tmp_path / "in").mkdir()
    Image.new("RGB", (80, 60), "white").save(tmp_path / "in" / "a.png")
    (tmp_path / "in" / "b.png").write_bytes(b"no picture")

    done = run("batch_folder.py", "in", "out", folder=tmp_path)

    assert done.returncode == 1
    assert "a.png (of 2): 0 removed" in done.stdout
    assert "b.png (of 2): not done: b.png: is not a picture" in done.stdout


def test_many_samples_are_the_same_every_time(tmp_path):
    for name in ("one", "two"):
        assert run("many_samples.py", name, 3, 0, 2, folder=tmp_path).returncode == 0

    one, two = (sorted((tmp_path / name).rglob("*.png")) for name in ("one", "two"))
    assert [path.parent.name for path in one] == ["case-00000", "case-00000", "case-00001"]
    assert len({path.read_bytes() for path in one}) == 3
    assert [path.read_bytes() for path in one] == [path.read_bytes() for path in two]


@pytest.mark.usefixtures("one_set_of_models")
class TestHere:
    """Scripts that are called in this process, so that models are loaded once."""

    def test_the_quickstart_runs_in_an_empty_folder(self, tmp_path, monkeypatch):
        import quickstart

        monkeypatch.chdir(tmp_path)
        assert quickstart.main() == 0

        assert (tmp_path / "out" / "before-after.png").stat().st_size > 10_000
        assert {path.name for path in (tmp_path / "out" / "redacted").iterdir()} >= {
            "chat-light.png",
            "chat-dark.png",
            "counter.mp4",
            "statement.md",
        }

    def test_a_merchants_case_from_end_to_end(self, tmp_path, capsys):
        import merchant

        assert merchant.main(tmp_path) == 0

        told = capsys.readouterr().out
        assert told.count("nothing left") == 5
        finished = (tmp_path / "redacted" / "statement.md").read_text(encoding="utf-8")
        assert "“顾客A”与“顾客B”" in finished
        assert "顾客B的微信号：[微信号]" in finished
        report = (tmp_path / "redacted" / "report.html").read_text(encoding="utf-8")
        for secret in ("橙子皮", "Momo酱", "momo_jiang2019", "13800138000", "138 0013 8000"):
            assert secret not in finished + report

    def test_the_library_with_an_edited_plan(self, drawn, tmp_path, capsys):
        import library_use

        names = ("1-group.png", "counter.mp4", "statement.md")
        assert library_use.main(*(drawn / name for name in names), tmp_path) == 0

        assert "[微信号]" in capsys.readouterr().out
        finished = np.asarray(Image.open(tmp_path / "chat.png"))
        assert (finished[270:300, 60:100] == 0).all()
        assert (tmp_path / "clip.mp4").exists()

    def test_what_a_policy_changes(self, drawn, tmp_path, capsys):
        import custom_policy

        policy = EXAMPLES / "policy.toml"
        assert custom_policy.main(drawn / "1-group.png", policy, tmp_path) == 0

        told = capsys.readouterr().out
        assert "GROUP_NAME: removed and kept (0, 1) by default, (1, 0) here" in told
        assert "refused: qr_code: a blur" in told

    def test_detectors_of_your_own(self, drawn, tmp_path, capsys, monkeypatch):
        import own_detector

        monkeypatch.setitem(FACE_DETECTORS, "mirrored", None)  # taken out again afterwards
        picture = cv2.imread(str(drawn / "3-private.png"))
        cv2.circle(picture, (540, 800), 70, (40, 40, 200), 8)
        cv2.imwrite(str(tmp_path / "stamp.png"), picture)
        clip = drawn / "counter.mp4"
        assert own_detector.main(tmp_path / "stamp.png", clip, tmp_path / "out") == 0

        told = capsys.readouterr().out
        assert "1 stamps covered" in told
        assert "2 faces covered, as seen by ['mirrored-1', 'red-stamp-1']" in told
        finished = cv2.imread(str(tmp_path / "out" / "stamp.png"))
        assert len(np.unique(finished[735:745, 480:600].reshape(-1, 3), axis=0)) == 1


def test_a_cluster_of_its_own(tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.md").write_text("电话13800138000", encoding="utf-8")

    done = run("dask_folder.py", "in", "out", folder=tmp_path)

    assert done.returncode == 0, done.stderr
    assert "1 of 1 done, 1 things removed" in done.stdout
    assert (tmp_path / "out" / "a.md").read_text(encoding="utf-8") == "电话[电话]"


def test_every_example_is_run_by_a_test():
    tests = "".join(
        path.read_text(encoding="utf-8") for path in EXAMPLES.parent.glob("tests/**/*.py")
    )
    for path in EXAMPLES.glob("*.py"):
        assert f"{path.stem}.py" in tests or f"import {path.stem}" in tests, path.name
