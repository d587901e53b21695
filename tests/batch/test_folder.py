"""Folders: mirrored, recorded, and one bad file costs only itself."""

import json
import os
import subprocess
import sys
from math import inf

import cv2
import pytest
from PIL import Image

import media
import packages
import redactkit
import samples
from redactkit.batch import SUMMARY_NAME, Options, redact_folder
from redactkit.batch.placement import STAGING_NAME
from redactkit.cli.app import main
from redactkit.core.errors import MediaError, PolicyError
from redactkit.records.chain import chain_faults, records_in

KEPT = Options(keep_names=True)


@pytest.fixture
def folder(tmp_path):
    """Return a folder with good files, a bad one and what file managers leave."""
    source = tmp_path / "in"
    (source / "case one").mkdir(parents=True)
    Image.new("RGB", (90, 60), (200, 200, 200)).save(source / "case one" / "a.png")
    Image.new("RGB", (90, 60), (200, 200, 200)).save(source / "case one" / "a.jpg")
    (source / "statement.md").write_text("电话13800138000")
    (source / "bad.png").write_bytes(b"no picture")
    (source / "Thumbs.db").write_bytes(b"x")
    (source / ".hidden.png").write_bytes(b"x")
    media.save_clip(source / "clip.avi", media.empty_room(4), form="avi", codec="mpeg4")
    return source


def test_a_folder_is_mirrored_with_a_record_each(kit, folder, tmp_path, made):
    target, told = tmp_path / "out", []

    summary = redact_folder(
        folder,
        target,
        redactor=kit,
        options=KEPT,
        on_outcome=lambda outcome, total: told.append((outcome, total)),
    )

    assert made() == {"case one/a.png", "case one/a.jpg", "statement.md", "clip.avi.mp4"}
    assert [outcome.name for outcome in summary.failed] == ["bad.png"]
    assert (summary.done, summary.failures, summary.files) == (4, 1, 5)
    assert [total for _, total in told] == [5] * 5
    assert (target / "statement.md").read_text() == "电话[电话]"


def test_names_tell_nothing_unless_asked(kit, folder, tmp_path, made, lines):
    told = []
    redact_folder(
        folder,
        tmp_path / "out",
        redactor=kit,
        on_outcome=lambda outcome, _: told.append(outcome),
    )

    names = made()
    assert {name.rpartition(".")[2] for name in names} == {"png", "jpg", "md", "mp4"}
    words = ("case", "one", "statement", "clip", "avi", "a.")
    assert not [name for name in names for word in words if word in name.partition(".")[0]]
    assert len({name.split("/")[0] for name in names if "/" in name}) == 1
    assert {outcome.output for outcome in told if not outcome.error} == names
    assert {row["output"] for row in lines("done")} == names


def test_what_is_left_in_the_target_names_no_source(kit, folder, tmp_path, lines):
    redact_folder(folder, tmp_path / "out", redactor=kit)

    text = (tmp_path / "out" / SUMMARY_NAME).read_text() + json.dumps(lines())
    assert json.loads((tmp_path / "out" / SUMMARY_NAME).read_text())["failed"] == 1
    for word in ("case one", "statement.md", "bad.png", "clip.avi"):
        assert word not in text


def test_one_failed_file_makes_the_exit_code_1_and_is_named(folder, tmp_path, capsys):
    (folder / "clip.avi").unlink()

    assert main(["folder", str(folder), str(tmp_path / "out"), "--workers", "0"]) == 1
    error = capsys.readouterr().err
    assert "3 of 4 files done" in error
    assert "bad.png" in error


def test_the_face_detector_that_is_asked_for_works_in_the_workers(tmp_path):
    """One that another package brings, so that a worker has to look its name up again."""
    packages.lay(tmp_path / "packages")
    (tmp_path / "in").mkdir()
    media.save_clip(tmp_path / "in" / "a.mp4", media.empty_room(4))
    command = [sys.executable, "-m", "redactkit", "folder", "in", "out", "--keep-names"]

    done = subprocess.run(
        [*command, "--workers", "1", "--detector", "mine"],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(tmp_path / "packages")},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    record = json.loads((tmp_path / "out" / "a.mp4.record.json").read_text())
    assert record["tool"]["detectors"] == ["mine-1"]


def test_events_are_lines_of_json(statements, tmp_path, capsys):
    source = statements("a.md", "b.md")

    arguments = ["folder", str(source), str(tmp_path / "out"), "--workers", "0", "--json"]
    assert main(arguments) == 0
    events = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert events[0]["event"] == "begin" and events[0]["files"] == 2
    finished = [event for event in events if event["event"] == "finished"]
    assert {event["name"] for event in finished} == {"a.md", "b.md"}
    assert {event["state"] for event in finished} == {"done"}
    assert events[-1]["event"] == "end" and events[-1]["done"] == 2
    assert main(arguments) == 0
    again = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [e["state"] for e in again if e["event"] == "finished"] == ["skipped"] * 2


def test_folders_inside_each_other_are_refused(folder, kit):
    with pytest.raises(MediaError, match="inside each other"):
        redact_folder(folder, folder / "out", redactor=kit)
    with pytest.raises(MediaError, match="inside each other"):
        redact_folder(folder / "case one", folder, redactor=kit)
    with pytest.raises(MediaError, match="is not a folder"):
        redact_folder(folder / "bad.png", folder.parent / "out", redactor=kit)
    (folder.parent / "file").write_text("x")
    with pytest.raises(MediaError, match="is a file"):
        redact_folder(folder, folder.parent / "file", redactor=kit)


@pytest.mark.parametrize(
    "numbers", [{"workers": -1}, {"limit_s": 0}, {"limit_s": inf}, {"memory": 0}, {"span_s": 0}]
)
def test_options_that_mean_nothing_are_refused(numbers):
    with pytest.raises(PolicyError, match="must be"):
        Options(**numbers)


def test_a_place_that_is_taken_costs_its_file_and_leaves_no_record(kit, statements, tmp_path):
    source = statements("a.md", "b.md")
    (tmp_path / "out" / "a.md" / "inside").mkdir(parents=True)

    summary = redact_folder(source, tmp_path / "out", redactor=kit, options=KEPT)

    assert [(one.name, one.fault) for one in summary.failed] == [("a.md", "OSError")]
    assert [path.name for path in records_in(tmp_path / "out")] == ["b.md.record.json"]


def test_an_older_output_that_cannot_be_taken_back_stops_the_run(kit, statements, tmp_path):
    source = statements("a.md")
    redact_folder(source, tmp_path / "out", redactor=kit, options=KEPT)
    (tmp_path / "out" / "a.md").unlink()
    (tmp_path / "out" / "a.md").mkdir()

    with pytest.raises(MediaError, match=r"a\.md: no longer holds and cannot be removed"):
        redact_folder(source, tmp_path / "out", redactor=kit, options=KEPT)


def test_a_staging_folder_that_cannot_be_made_is_told(kit, statements, tmp_path):
    source = statements("a.md")
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / STAGING_NAME).write_text("in the way")

    with pytest.raises(MediaError, match="out: cannot be written"):
        redact_folder(source, tmp_path / "out", redactor=kit)


def chat(path):
    """Draw a group chat with three strangers."""
    cv2.imwrite(str(path), samples.draw_chat(samples.LIGHT)[:, :, ::-1])


def aliases(path):
    """Return the stand-ins for names in a finished picture."""
    record = json.loads(path.with_name(path.name + ".record.json").read_text())
    return {item["alias"] for item in record["removed"] if item["kind"] == "NICKNAME"}


def test_a_name_met_in_a_later_screenshot_is_hidden_in_an_earlier_one(kit, tmp_path, message):
    source, out = tmp_path / "in", tmp_path / "out"
    for case in ("in", "in/other"):
        (tmp_path / case).mkdir()
        message(tmp_path / case / "a.png", "山野来信说明天过来取")
    chat(source / "b.png")

    redact_folder(source, out, redactor=kit, options=KEPT)

    named = aliases(out / "a.png")
    assert len(named) == 1
    assert named <= aliases(out / "b.png")
    assert not aliases(out / "other" / "a.png")

    # a case manifest puts the far one into the same case: it alone is done again
    (source / "redactkit-cases.toml").write_text('[[case]]\nfiles = ["a.png", "b.png", "other"]')
    told = []
    redact_folder(
        source, out, redactor=kit, options=KEPT, on_outcome=lambda one, _: told.append(one)
    )
    assert aliases(out / "other" / "a.png") == named
    assert {one.name for one in told if not one.skipped} == {"other/a.png"}


def test_the_redactors_own_settings_for_names_hold_in_every_case(kit, tmp_path):
    source = tmp_path / "in"
    source.mkdir()
    chat(source / "b.png")
    staff = kit.for_case(redactkit.Case(roles={"山野来信": "店员"}))

    redact_folder(source, tmp_path / "out", redactor=staff, options=KEPT)

    assert "店员" in aliases(tmp_path / "out" / "b.png")


def test_the_records_of_each_case_are_chained(kit, statements, tmp_path, lines):
    source = statements("one/a.md", "one/b.md", "one/c.md", "two/d.md")
    redact_folder(source, tmp_path / "out", redactor=kit, options=KEPT)
    assert chain_faults(tmp_path / "out") == ()
    records = [json.loads(path.read_text()) for path in records_in(tmp_path / "out")]
    assert [record["previous"] for record in records] == [
        None,
        records[0]["digest"],
        records[1]["digest"],
        None,
    ]
    before = lines()
    redact_folder(source, tmp_path / "out", redactor=kit, options=KEPT)
    assert lines() == before


def test_a_record_taken_out_of_a_case_shows(kit, statements, tmp_path):
    source = statements("one/a.md", "one/b.md", "one/c.md")
    redact_folder(source, tmp_path / "out", redactor=kit, options=KEPT)
    (tmp_path / "out" / "one" / "b.md.record.json").unlink()
    assert chain_faults(tmp_path / "out") == (
        "record 2: the record before it is missing or was changed",
    )


def test_what_is_no_file_is_told_and_not_passed_over(statements, tmp_path, capsys):
    source = statements("a.md")
    (source / "gone.png").symlink_to("nothing")
    (source / "itself.png").symlink_to("itself.png")
    (source / "elsewhere").symlink_to(tmp_path)
    os.mkfifo(source / "pipe.png")

    arguments = ["folder", str(source), str(tmp_path / "out"), "--workers", "0", "--keep-names"]
    assert main(arguments) == 1
    told = capsys.readouterr()
    for words in (
        "gone.png: is a link that leads nowhere",
        "itself.png: is a link that leads to itself",
        "elsewhere: is a link to a folder",
        "pipe.png: is neither a file nor a folder",
    ):
        assert (told.out + told.err).replace("\n", " ").count(words) == 1
    assert (tmp_path / "out" / "a.md").exists()
    (source / "gone.png").unlink()
    (source / "itself.png").unlink()
    (source / "elsewhere").unlink()
    (source / "pipe.png").unlink()
    assert main(arguments) == 0
