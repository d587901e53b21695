"""The command line as a user meets it: exit codes, messages, and no file beside an error."""

import json
import subprocess
import sys

import av
import pytest
from PIL import Image

import media
from redactkit.cli.app import main


def run(*arguments):
    return main([str(argument) for argument in arguments])


@pytest.fixture
def plain(tmp_path):
    """Return a picture without anything private."""
    path = tmp_path / "plain.png"
    Image.new("RGB", (120, 90), (240, 240, 240)).save(path)
    return path


def test_an_image_with_its_record(plain, tmp_path, capsys):
    code = run("image", plain, tmp_path / "out.png", "--record", tmp_path / "r.json", "--json")

    assert code == 0
    printed = json.loads(capsys.readouterr().out)
    assert printed == json.loads((tmp_path / "r.json").read_text())
    assert run("check", tmp_path / "out.png", "--record", tmp_path / "r.json") == 0


def test_a_statement_through_files_and_pipes(tmp_path, capsys):
    (tmp_path / "in.txt").write_text("电话13800138000")

    assert run("text", tmp_path / "in.txt", tmp_path / "out.txt") == 0
    assert (tmp_path / "out.txt").read_text() == "电话[电话]"
    assert run("text", tmp_path / "in.txt") == 0
    assert capsys.readouterr().out == "电话[电话]"

    piped = subprocess.run(
        [sys.executable, "-m", "redactkit", "text", "-"],
        input="电话13800138000",
        capture_output=True,
        text=True,
        check=False,
    )
    assert (piped.returncode, piped.stdout) == (0, "电话[电话]")


def test_check_names_what_is_left_and_exits_3(tmp_path, capsys):
    (tmp_path / "in.txt").write_text("电话13800138000")

    assert run("check", tmp_path / "in.txt", "--json") == 3
    out = capsys.readouterr()
    assert json.loads(out.out)["visible"][0]["kind"] == "PHONE"
    assert "13800138000" not in out.out + out.err


def test_check_finds_that_the_record_is_of_another_file(plain, tmp_path, capsys):
    run("image", plain, tmp_path / "out.png", "--record", tmp_path / "r.json")
    Image.new("RGB", (120, 90), (240, 240, 241)).save(tmp_path / "out.png")

    assert run("check", tmp_path / "out.png", "--record", tmp_path / "r.json") == 3
    assert "SHA-256 differs" in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments", [["paint"], ["image"], ["image", "a"], ["image", "a", "b", "--nonsense"]]
)
def test_wrong_usage_exits_2(arguments, capsys):
    assert run(*arguments) == 2
    assert capsys.readouterr().err


def test_an_unknown_policy_key_exits_2_and_is_named(plain, tmp_path, capsys):
    (tmp_path / "p.toml").write_text("[phone]\nkeeep = true")

    assert run("image", plain, tmp_path / "out.png", "--policy", tmp_path / "p.toml") == 2
    assert "keeep" in capsys.readouterr().err
    assert not (tmp_path / "out.png").exists()


def test_version_and_help(capsys):
    assert run("--version") == 0
    assert run("--help") == 0
    out = capsys.readouterr().out
    for command in ("image", "video", "text", "folder", "check"):
        assert command in out


def sound_only(path):
    with av.open(str(path), "w", format="mp4") as container:
        stream = container.add_stream("aac", rate=44100)
        container.mux(stream.encode(None))
    return path


def bad_clips(folder):
    """Make one bad clip of each sort."""
    whole = media.save_clip(folder / "whole.mp4", media.empty_room(12))
    (folder / "cut.mp4").write_bytes(whole.read_bytes()[:-400])
    (folder / "empty.mp4").write_bytes(b"")
    (folder / "text.mp4").write_text("not a clip")
    sound_only(folder / "sound.mp4")
    (folder / "folder.mp4").mkdir()
    return ["cut.mp4", "empty.mp4", "text.mp4", "sound.mp4", "folder.mp4", "gone.mp4"]


def test_a_bad_clip_gives_one_error_and_no_file(tmp_path, capsys):
    for name in bad_clips(tmp_path):
        assert run("video", tmp_path / name, tmp_path / "out.mp4") == 1, name
        error = capsys.readouterr().err
        assert name in error
        assert "Traceback" not in error
        assert not (tmp_path / "out.mp4").exists()
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".redactkit")]


def test_a_bad_picture_gives_one_error_and_no_file(tmp_path, capsys):
    (tmp_path / "text.png").write_text("no picture")
    (tmp_path / "empty.png").write_bytes(b"")
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.7")
    for name in ("text.png", "empty.png", "a.pdf", "gone.png"):
        assert run("image", tmp_path / name, tmp_path / "out.png") == 1, name
        assert name in capsys.readouterr().err
        assert not (tmp_path / "out.png").exists()


def test_a_target_that_is_the_source_or_has_no_folder(plain, tmp_path, capsys):
    before = plain.read_bytes()

    assert run("image", plain, plain) == 1
    assert "target is the source" in capsys.readouterr().err.replace("\n", " ")
    assert run("image", plain, tmp_path / "no" / "out.png") == 1
    assert plain.read_bytes() == before
