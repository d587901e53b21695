"""Odd arguments on the command line: one clear line, the right exit code, no file written."""

import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

import media
from redactkit.cli.app import main
from redactkit.core.frames import MediaInfo
from redactkit.media.key_file import make_key
from redactkit.records.plan import Plan
from redactkit.records.record import Record, digest_file, text_media


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Return a folder with a source of each kind."""
    folder = tmp_path_factory.mktemp("made")
    picture = folder / "a.png"
    Image.new("RGB", (80, 60), (240, 240, 240)).save(picture)
    media.save_clip(folder / "a.mp4", [np.full((48, 64, 3), 90, np.uint8)] * 4)
    (folder / "a.txt").write_text("call 13800138000")
    (folder / "policy.toml").write_text("")
    make_key(folder / "k.key")
    info = MediaInfo(media_type="image/png", width=80, height=60)
    plan = Plan(source_sha256=digest_file(picture)[0], info=info, redactions=())
    (folder / "p.json").write_text(plan.to_json())
    record = Record(
        input=text_media(None), output=text_media(""), removed=(), kept=(), tool={"name": "x"}
    )
    (folder / "r.json").write_text(record.to_json())
    (folder / "other.json").write_text("{}")
    (folder / "keeep.toml").write_text("[phone]\nkeeep = true\n")
    (folder / "high.toml").write_text("[face]\nthreshold = 7\n")
    for kind in ("png", "mp4", "txt"):
        (folder / f"empty.{kind}").touch()
    (folder / "d").mkdir()
    (folder / "f").mkdir()
    (folder / "f" / "a.html").write_text("finished")
    (folder / "f" / "a.html.record.json").write_text(record.to_json())
    (folder / "noise.bin").write_bytes(bytes(range(256)))
    return folder


@pytest.fixture
def folder(made, tmp_path, monkeypatch):
    """Return a copy of that folder, and be in it."""
    copy = tmp_path / "here"
    shutil.copytree(made, copy)
    monkeypatch.chdir(copy)
    return copy


def contents(folder):
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


LONG = "x" * 300
"""No file can be called so."""

WRONG = {
    "image a.png b.gif": "b.gif: pictures are written as .png",
    "image a.png b": "b: pictures are written as .png",
    "image a.png a.png": "a.png: the target is the source",
    "image a.png d": "d: the target is a folder",
    "image a.png gone/b.png": "b.png: its folder does not exist; create it",
    "image empty.png b.png": "empty.png: is empty; export it again",
    "image d b.png": "d: is a folder; use redactkit folder",
    "image gone.png b.png": "gone.png: no such file; check the name",
    "image a.txt b.png": "a.txt: is not a picture that can be read",
    "image a.png b.png --record b.png": "b.png: this name is given twice; choose another",
    "image a.png b.png --record a.png": "a.png: the target is the source; choose another",
    "image a.png b.png --record d": "d: the target is a folder",
    "image a.png b.png --record gone/r.json": "r.json: its folder does not exist; create it",
    "image a.png b.png --policy policy.toml --record policy.toml": "policy.toml: this name is",
    "image a.png b.png --key k.key --record k.key": "k.key: this name is given twice",
    "image a.png b.png --key a.png": "a.png: holds no key",
    "image a.png b.png --policy gone.toml": "2 gone.toml: cannot be read",
    "image a.png b.png --policy a.png": "2 a.png: is not TOML",
    "image a.png b.png --policy keeep.toml": "2 keeep.toml: unknown key 'keeep' in phone; known",
    "image a.png b.png --policy high.toml": "2 high.toml: face: threshold must be 0 to 1, not 7",
    "image a.png b.png --detector none": "no face detector is called 'none'",
    "video a.mp4 b.png": "b.png: the clip would be written as .mp4; use that ending",
    "video a.mp4 b": "b: the clip would be written as .mp4",
    "video a.mp4 a.mp4": "a.mp4: the target is the source",
    "video empty.mp4 b.mp4": "empty.mp4: is empty",
    "video d b.mp4": "d: is a folder",
    "video noise.bin b.mp4": "noise.bin is not a clip that can be read: export it as MP4",
    "video a.mp4 b.mp4 --record a.mp4": "a.mp4: the target is the source",
    "video a.mp4 b.mp4 --record b.mp4": "b.mp4: this name is given twice",
    "video a.mp4 b.mp4 --detector none": "no face detector is called 'none'; there are centerface",
    "text a.txt a.txt": "a.txt: the target is the source",
    "text a.txt --record a.txt": "a.txt: the target is the source",
    "text a.txt b.txt --record b.txt": "b.txt: this name is given twice",
    "text empty.txt b.txt": "empty.txt: is empty",
    "text a.png b.txt": "a.png: is a picture",
    "text a.txt gone/b.txt": "b.txt: its folder does not exist",
    "plan a.png a.png": "a.png: the target is the source",
    "plan a.png policy.toml --policy policy.toml": "policy.toml: this name is given twice",
    "plan empty.png q.json": "empty.png: is empty",
    "plan a.png q.json --detector none": "no face detector is called 'none'",
    "apply p.json a.png b.png --record p.json": "p.json: this name is given twice",
    "apply p.json a.png b.mp4": "b.mp4: pictures are written as .png",
    "apply p.json a.mp4 b.mp4": "a.mp4: is not the file that the plan was made of",
    "apply a.png a.png b.png": "a.png: is a picture",
    "apply other.json a.png b.png": "other.json: not a plan of redactkit",
    f"apply p.json a.png {LONG}.png": "the target's name or folder cannot be used (File name",
    "check gone.png": "gone.png: no such file",
    "check a.png --record a.png": "a.png: is a picture",
    "check a.png --source a.png": "2 --source needs --record",
    "check a.png --detector none": "no face detector is called 'none'",
    "check d --record p.json": "2 --record is for one file; a folder is held against",
    "check a.png --record other.json": "other.json: not a record of redactkit",
    "check gone.png --record r.json": "gone.png: no such file; check the name",
    "check a.png --record r.json --source gone.png": "gone.png: no such file; check the name",
    "check a.png --record r.json --source d": "d: is a folder",
    f"check {LONG}": f"{LONG}: cannot be read (File name too long)",
    "check d": "d: holds no record; run redactkit folder first",
    "folder d d": "d: source and target must not lie inside each other",
    "folder a.png out": "a.png: is not a folder; use redactkit image",
    "folder gone out": "gone: is not a folder",
    "folder d a.png": "a.png: is a file; name a folder",
    "folder d a.png/out": "out: cannot be made (Not a directory); choose another folder",
    f"folder d {LONG}": "one of the two folders cannot be used (File name too long)",
    "folder d out --detector none": "no face detector is called 'none'",
    "watch d out --detector none": "no face detector is called 'none'",
    "serve --detector none": "no face detector is called 'none'; there are centerface",
    "folder d out --cases gone.toml": "2 gone.toml: cannot be read",
    "review gone.png --out out": "gone.png: no such file; check the name",
    "review empty.png --out out": "empty.png: is empty",
    f"review {LONG} --out out": f"{LONG}: cannot be read (File name too long)",
    "review d --out out": "d: holds no picture or clip",
    "review a.png --out a.txt": "a.txt: cannot be the folder for finished files",
    "review a.png --out out --detector none": "no face detector is called 'none'",
    f"report {LONG}": f"{LONG}: is not a folder; name the one",
    "report f --out f/a.html": "a.html: is a finished file of the case; choose another name",
    "report d": "d: holds no record",
    "report d --out a.png": "a.png: reports are written as .html",
    "key a.png": "a.png: the key cannot be written",
    "prove p.json --key a.png --value x": "a.png: holds no key",
    "prove other.json --key k.key --value x": "other.json: not a record of redactkit",
    "models get mediapipe --from http://[": "a mirror's address starts with https:// or http://",
    "models get none": "no model file is called 'none'; there are",
}
"""What is typed, and how the message begins; exit code 1, or the one before it."""


@pytest.mark.parametrize("typed", WRONG)
def test_an_odd_command_is_told_in_one_line_and_writes_nothing(folder, capsys, typed):
    code, said = (2, WRONG[typed][2:]) if WRONG[typed].startswith("2 ") else (1, WRONG[typed])
    before = contents(folder)
    capsys.readouterr()

    assert main(typed.split()) == code

    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith(f"error: {said}")
    assert err.count("\n") == 1
    assert str(folder) not in err
    assert contents(folder) == before


@pytest.mark.parametrize(
    "typed",
    [
        "image a.png",
        "image a.png b.png --nonsense",
        "image a.png b.png c.png",
        "folder d out --workers -1",
        "folder d out --limit 0",
        "review a.png",
        "schema other",
        "nonsense",
    ],
)
def test_wrong_usage_exits_2_and_writes_nothing(folder, capsys, typed):
    before = contents(folder)

    assert main(typed.split()) == 2

    assert capsys.readouterr().err.startswith("Usage: ")
    assert contents(folder) == before


@pytest.mark.usefixtures("folder")
def test_a_secret_whose_name_cannot_be_is_told(capsys):
    assert main(["folder", "d", "out", "--secret", LONG]) == 1

    said = f"error: {LONG}: the key cannot be written (File name too long)\n"
    assert capsys.readouterr().err == said


def test_an_empty_argument_is_no_folder(folder, capsys):
    """A variable of the shell that is not set; an empty path would be the folder that one is in."""
    before = contents(folder)

    for typed in (["check", ""], ["folder", "", "out"], ["image", "a.png", ""]):
        assert main(typed) == 2
        assert capsys.readouterr().err.startswith("error: an argument is empty")
    assert contents(folder) == before


@pytest.mark.parametrize("option", ["", "--json"])
def test_a_full_disk_behind_standard_output_is_told(folder, option):
    command = [sys.executable, "-m", "redactkit", "text", "a.txt", *option.split()]

    with Path("/dev/full").open("w") as full:
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False)

    assert done.returncode == 1
    assert done.stderr.startswith("error: standard output cannot be written (No space left")
    assert done.stderr.count("\n") == 1
    assert str(folder) not in done.stderr


def test_a_record_that_does_not_fit_takes_its_file_with_it(folder):
    """The statement has 11 bytes, its record more than the 1 KiB that a file may have."""
    typed = f"{sys.executable} -m redactkit text a.txt out.txt --record out.json"

    command = ["bash", "-c", f"ulimit -f 1; exec {typed}"]
    done = subprocess.run(command, stderr=subprocess.PIPE, text=True, check=False)

    assert done.returncode == 1
    assert done.stderr.startswith("error: ")
    assert done.stderr.count("\n") == 1
    assert not (folder / "out.txt").exists()
    assert not (folder / "out.json").exists()


def test_a_key_that_does_not_fit_leaves_no_half_of_it(folder):
    command = ["bash", "-c", f"ulimit -f 0; exec {sys.executable} -m redactkit key new.key"]
    done = subprocess.run(command, stderr=subprocess.PIPE, text=True, check=False)

    assert done.returncode == 1
    assert done.stderr.startswith("error: new.key: the key cannot be written (File too large)")
    assert not (folder / "new.key").exists()


def test_an_apply_whose_record_does_not_fit_leaves_no_picture(folder):
    """The picture has some hundred bytes, its record more than the 1 KiB that a file may have."""
    typed = f"{sys.executable} -m redactkit apply p.json a.png out.png --record out.json"

    command = ["bash", "-c", f"ulimit -f 1; exec {typed}"]
    done = subprocess.run(command, stderr=subprocess.PIPE, text=True, check=False)

    assert done.returncode == 1
    assert done.stderr.startswith("error: out.json: cannot be written")
    assert not (folder / "out.png").exists()
    assert not (folder / "out.json").exists()


def test_a_value_to_prove_that_is_no_text_is_told(folder):
    command = [sys.executable, "-m", "redactkit", "prove", "p.json", "--key", "k.key"]
    done = subprocess.run(
        [*command, "--value", "-"],
        input=b"\xff\xfe\0",
        capture_output=True,
        check=False,
        cwd=folder,
    )

    assert done.returncode == 1
    assert done.stderr.startswith(b"error: -: is not a text")


def test_a_name_like_an_option_is_one_behind_two_dashes(folder, capsys):
    (folder / "a.txt").rename(folder / "--json")

    assert main(["text", "--", "--json"]) == 0
    assert capsys.readouterr().out == "call [电话]"
