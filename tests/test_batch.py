"""Folders: mirrored, recorded, and one bad file costs only itself."""

import json

import numpy as np
import pytest
from PIL import Image

import media
import redactkit
from redactkit.batch import SUMMARY_NAME, redact_folder
from redactkit.cli import main
from redactkit.errors import MediaError


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


def test_a_folder_is_mirrored_with_a_record_each(kit, folder, tmp_path):
    target, told = tmp_path / "out", []

    summary = redact_folder(
        folder,
        target,
        redactor=kit,
        on_outcome=lambda outcome, total: told.append((outcome, total)),
    )

    made = {path.relative_to(target).as_posix() for path in target.rglob("*") if path.is_file()}
    names = {"case one/a.png", "case one/a.jpg", "statement.md", "clip.avi.mp4"}
    assert made == names | {f"{name}.record.json" for name in names} | {SUMMARY_NAME}
    assert [outcome.name for outcome in summary.failed] == ["bad.png"]
    assert [total for _, total in told] == [5] * 5
    assert (target / "statement.md").read_text() == "电话[电话]"


def test_the_summary_names_no_source(kit, folder, tmp_path):
    redact_folder(folder, tmp_path / "out", redactor=kit)

    text = (tmp_path / "out" / SUMMARY_NAME).read_text()
    assert json.loads(text)["failed"] == 1
    assert "case one" not in text
    assert "statement" not in text


def test_one_failed_file_makes_the_exit_code_1_and_is_named(folder, tmp_path, capsys):
    (folder / "clip.avi").unlink()

    assert main(["folder", str(folder), str(tmp_path / "out")]) == 1
    error = capsys.readouterr().err
    assert "3 of 4 files done" in error
    assert "bad.png" in error


def test_people_keep_their_stand_in_inside_a_folder_and_not_across(kit, tmp_path):
    source = tmp_path / "in"
    for case, name in (("one", "王女士"), ("two", "李先生")):
        (source / case).mkdir(parents=True)
        (source / case / "a.txt").write_text(f"顾客{name}来过")

    redact_folder(source, tmp_path / "out", redactor=kit)

    one, two = ((tmp_path / "out" / case / "a.txt").read_text() for case in ("one", "two"))
    assert "王" not in one
    assert "李" not in two


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


def test_a_name_met_in_a_later_screenshot_is_hidden_in_an_earlier_one(
    kit, tmp_path, samples_folder
):
    import cv2

    import samples

    source = tmp_path / "in"
    source.mkdir()
    early = np.full((400, 1080, 3), 237, np.uint8)
    samples.avatar(early, 30, 150, 9)
    samples.rounded(early, (172, 150, 900, 262), (255, 255, 255))
    samples.write(early, "山野来信说明天过来取", (202, 221), (17, 17, 17), 44)
    cv2.imwrite(str(source / "a.png"), early[:, :, ::-1])
    (source / "b.png").write_bytes((samples_folder / "chat-light.png").read_bytes())

    redact_folder(source, tmp_path / "out", redactor=kit)

    alone = kit.for_case(redactkit.Case()).image(source / "a.png", tmp_path / "alone.png")
    assert not [item for item in alone.record.removed if item.alias.startswith("顾客")]
    record = json.loads((tmp_path / "out" / "a.png.record.json").read_text())
    both = json.loads((tmp_path / "out" / "b.png.record.json").read_text())
    named = {item["alias"] for item in record["removed"] if item["kind"] == "NICKNAME"}
    assert len(named) == 1
    assert named <= {item["alias"] for item in both["removed"]}
