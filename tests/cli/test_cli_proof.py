"""Plan, edit, apply on the command line; what a plan promises."""

import json

import pytest

from redactkit.cli import app as cli
from redactkit.core.errors import BackendError
from redactkit.pipeline.detectors import Detectors
from redactkit.records.record import Record
from review_cases import clip_plan, make_clip, make_picture, picture_plan


def test_planned_and_applied_is_what_one_step_gives(samples_folder, tmp_path):
    source = samples_folder / "chat-light.png"
    plan, two, one = tmp_path / "p.json", tmp_path / "two.png", tmp_path / "one.png"

    assert cli.main(["plan", str(source), str(plan)]) == 0
    assert not two.exists()
    record = tmp_path / "r.json"
    assert cli.main(["apply", str(plan), str(source), str(two), "--record", str(record)]) == 0
    assert cli.main(["image", str(source), str(one)]) == 0

    assert two.read_bytes() == one.read_bytes()
    assert Record.from_json(record.read_text(encoding="utf-8")).removed


@pytest.mark.parametrize(
    ("make", "plan", "name"),
    [(make_picture, picture_plan, "a.png"), (make_clip, clip_plan, "a.mp4")],
)
def test_applying_an_edited_plan_needs_no_model(make, plan, name, tmp_path, monkeypatch):
    def none(_):
        raise BackendError("a model was asked for")

    for part in ("chat", "names", "look"):
        monkeypatch.setattr(Detectors, part, property(none))
    source = make(tmp_path / name)
    table = json.loads(plan(source).to_json())
    table["redactions"][0]["method"] = None
    edited = tmp_path / "p.json"
    edited.write_text(json.dumps(table), encoding="utf-8")
    record = tmp_path / "r.json"
    out = str(tmp_path / f"o-{name}")

    assert cli.main(["apply", str(edited), str(source), out, "--record", str(record)]) == 0
    done = Record.from_json(record.read_text(encoding="utf-8"))
    assert table["redactions"][0]["kind"] in [item.kind for item in done.kept]


def test_a_stale_plan_is_refused_and_nothing_is_written(tmp_path):
    source, plan = make_picture(tmp_path / "a.png"), tmp_path / "p.json"
    plan.write_text(picture_plan(source).to_json(), encoding="utf-8")
    source.write_bytes(source.read_bytes() + b"x")

    assert cli.main(["apply", str(plan), str(source), str(tmp_path / "o.png")]) == 1
    assert not (tmp_path / "o.png").exists()


def test_a_plan_is_not_written_over_its_source(tmp_path):
    source = make_picture(tmp_path / "a.png")
    before = source.read_bytes()

    assert cli.main(["plan", str(source), str(source)]) == 1
    assert source.read_bytes() == before
