"""The examples run as they stand."""

import subprocess
import sys
from pathlib import Path

from PIL import Image

EXAMPLES = Path(__file__).resolve().parent.parent / "examples"


def run(script, *arguments, folder):
    command = [sys.executable, str(EXAMPLES / script), *map(str, arguments)]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def test_the_quickstart_runs_in_an_empty_folder(tmp_path):
    done = run("quickstart.py", folder=tmp_path)

    assert done.returncode == 0, done.stderr
    assert (tmp_path / "out" / "before-after.png").stat().st_size > 10_000
    assert {path.name for path in (tmp_path / "out" / "redacted").iterdir()} >= {
        "chat-light.png",
        "chat-dark.png",
        "counter.mp4",
        "statement.md",
    }


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
