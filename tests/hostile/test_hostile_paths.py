"""Names and places that are no ordinary files, as sources and as targets."""

from __future__ import annotations

import json
import os
import socket
import stat
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

import media
from hostile_worker import writer
from redactkit.batch import Options, redact_folder
from redactkit.cli import app as cli
from redactkit.core.errors import MediaError, RedactError
from redactkit.core.policy import Limits
from redactkit.core.settings import load_policy
from redactkit.media import image, storage, text
from redactkit.media.key_file import read_key
from redactkit.media.medium import medium_of
from redactkit.media.video import decoding
from redactkit.records import record
from redactkit.records.plan import Plan

ENDINGS = (".png", ".mp4", ".md", ".toml", ".json")

NAMES = (
    "-rf.png",
    "--policy=x.png",
    "a b\tc\nd.png",
    "$(reboot);`id`|&.png",
    "%s%n{0}[red].png",
    "file:a.png",
    "http:a.png",
    "concat:a|b.png",
    "..a..png",
    "é.png",
    "\u202egnp.png",
    os.fsdecode(b"\xff\xfe\x80.png"),
    "\u5f20" * 80 + ".png",
)
"""Names that options, shells, format strings, FFmpeg's protocols and encodings trip over."""

SHORT = [name for name in NAMES if not name.startswith(".") and len(os.fsencode(name)) < 200]
"""Those that a folder's job takes: none hidden, and with room for another ending."""


@pytest.fixture(scope="module")
def kit():
    return writer()


@pytest.fixture
def picture(tmp_path):
    path = tmp_path / "a.png"
    Image.fromarray(np.full((64, 64, 3), 200, np.uint8)).save(path)
    return path


def plan_of(source):
    _, info = image.read(source, Limits())
    return Plan(source_sha256=record.digest_file(source)[0], info=info, redactions=())


def specials(folder):
    """Make what is no regular file; none of these may be waited for."""
    for ending in ENDINGS:
        os.mkfifo(folder / f"fifo{ending}")
        yield folder / f"fifo{ending}"
        with socket.socket(socket.AF_UNIX) as plug:
            plug.bind(str(folder / f"socket{ending}"))
        yield folder / f"socket{ending}"
        for device in ("zero", "full"):
            (folder / f"{device}{ending}").symlink_to(f"/dev/{device}")
            yield folder / f"{device}{ending}"
        (folder / f"loop{ending}").symlink_to(f"loop{ending}")
        yield folder / f"loop{ending}"
        (folder / f"gone{ending}").symlink_to("nothing")
        yield folder / f"gone{ending}"
        (folder / f"folder{ending}").mkdir()
        yield folder / f"folder{ending}"
        yield folder / ("x" * 300 + ending)
        yield folder / f"nul\0{ending}"
        yield folder / "no" / ".." / f"gone{ending}"


READERS = (
    lambda path: image.read(path, Limits()),
    decoding.probe,
    text.read,
    load_policy,
    read_key,
    writer().plan,
)


@pytest.mark.parametrize("number", range(len(READERS)))
def test_what_is_no_regular_file_is_refused_and_not_waited_for(number, tmp_path):
    for path in specials(tmp_path):
        with pytest.raises(RedactError) as caught:
            READERS[number](path)
        assert str(tmp_path) not in str(caught.value)


def test_telling_media_apart_waits_for_nothing(tmp_path):
    for path in specials(tmp_path):
        medium_of(path)


def test_a_target_that_is_no_regular_file_stays(kit, picture, tmp_path):
    plan = plan_of(picture)
    there = tmp_path / "there"
    there.mkdir()
    for target in specials(there):
        before = None if "\0" in target.name or len(target.name) > 255 else mode(target)
        if before is not None and stat.S_ISLNK(before):
            continue  # replaced, see below
        with pytest.raises(MediaError):
            storage.check_target(picture, target)
        with pytest.raises(MediaError):
            kit.apply(plan, picture, target)
        with pytest.raises(MediaError):
            storage.write_text(target, "x")
        assert before is None or mode(target) == before
    assert stat.S_ISCHR(Path("/dev/null").stat().st_mode)


def mode(path):
    try:
        return path.lstat().st_mode
    except OSError:
        return None


@pytest.mark.parametrize("aim", ["victim", "/dev/null", "gone", "link.png", "."])
def test_a_symlink_planted_at_the_target_is_not_followed(kit, picture, tmp_path, aim):
    out = tmp_path / "out"
    out.mkdir()
    victim = out / "victim"
    victim.write_text("keep")
    (out / "link.png").symlink_to(aim)

    try:
        kit.apply(plan_of(picture), picture, out / "link.png")
    except MediaError:
        assert aim in (".", "link.png")
        assert (out / "link.png").is_symlink()
    else:
        assert not (out / "link.png").is_symlink()
        assert image.read(out / "link.png", Limits())[1].width == 64
    assert victim.read_text() == "keep"
    assert not (out / "gone").exists()
    assert stat.S_ISCHR(Path("/dev/null").stat().st_mode)


def test_a_symlink_at_the_source_is_read_and_stays(kit, picture, tmp_path):
    link = tmp_path / "link.png"
    link.symlink_to(picture)
    before = picture.read_bytes()

    kit.apply(plan_of(link), link, tmp_path / "o.png")

    assert link.is_symlink() and picture.read_bytes() == before
    with pytest.raises(MediaError, match="target is the source"):
        kit.apply(plan_of(link), link, picture)
    os.link(picture, tmp_path / "hard.png")
    with pytest.raises(MediaError, match="target is the source"):
        kit.apply(plan_of(picture), picture, tmp_path / "hard.png")


@pytest.mark.parametrize("name", NAMES, ids=ascii)
def test_odd_names_are_names(kit, picture, tmp_path, name):
    (tmp_path / "in").mkdir()
    (tmp_path / "out").mkdir()
    source = tmp_path / "in" / name
    source.write_bytes(picture.read_bytes())
    clip = source.with_suffix(".mp4")
    media.save_clip(tmp_path / "a.mp4", media.empty_room(3))
    clip.write_bytes((tmp_path / "a.mp4").read_bytes())
    note = source.with_suffix(".md")
    note.write_text("电话 13800138000", encoding="utf-8")

    kit.apply(plan_of(source), source, tmp_path / "out" / name)
    kit.video(clip, tmp_path / "out" / clip.name)
    storage.write_text(tmp_path / "out" / note.name, str(kit.text(text.read(note)).media))

    assert image.read(tmp_path / "out" / name, Limits())[1].width == 64
    assert decoding.probe(tmp_path / "out" / clip.name).frames == 3
    assert "13800138000" not in text.read(tmp_path / "out" / note.name)
    assert len(list((tmp_path / "out").iterdir())) == 3


@pytest.mark.parametrize("name", NAMES, ids=ascii)
def test_odd_names_on_the_command_line(tmp_path, capfd, name, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / name).with_suffix(".md").write_text("电话 13800138000", encoding="utf-8")
    named = str((tmp_path / name).with_suffix(".md").name)

    done = cli.main(["text", "--", named, "out.md"])
    missing = cli.main(["text", "--", "no" + named, "out2.md"])

    assert (done, missing) == (0, 1)
    assert "13800138000" not in (tmp_path / "out.md").read_text(encoding="utf-8")
    assert not (tmp_path / "out2.md").exists()
    assert "no such file" in capfd.readouterr().err


def test_a_name_that_no_terminal_can_show_is_an_error_like_any_other(tmp_path):
    name = os.fsdecode(b"\xff\xfe\x80.png")
    for locale in ("C", "C.UTF-8"):
        done = subprocess.run(
            [sys.executable, "-m", "redactkit", "image", name, "o.png"],
            capture_output=True,
            check=False,
            cwd=tmp_path,
            env=os.environ | {"LC_ALL": locale, "PYTHONUTF8": "0", "PYTHONIOENCODING": ""},
        )
        assert done.returncode == 1
        assert b"Traceback" not in done.stderr
        assert b"no such file" in done.stderr


def test_folders_inside_each_other_are_refused(kit, tmp_path):
    inner = tmp_path / "in" / "deep"
    inner.mkdir(parents=True)
    (tmp_path / "link").symlink_to(inner)
    for source, target in (
        (tmp_path / "in", tmp_path / "in"),
        (tmp_path / "in", inner),
        (inner, tmp_path / "in"),
        (tmp_path / "in", tmp_path / "link"),
        (tmp_path / "in", inner / ".." / "new"),
    ):
        with pytest.raises(MediaError, match="inside each other"):
            redact_folder(source, target, redactor=kit)
    assert not list(inner.iterdir())


def test_a_folder_of_odd_things_is_done_file_by_file(kit, tmp_path):
    source, target = tmp_path / "in", tmp_path / "out"
    source.mkdir()
    secret = tmp_path / "secret.md"
    secret.write_text("电话 13800138000", encoding="utf-8")
    for name in SHORT:
        (source / name).with_suffix(".md").write_text("电话 13800138000", encoding="utf-8")
    list(specials_but_names(source))
    (source / "up").symlink_to(tmp_path)
    target.mkdir()
    # planted where the first finished file will stand
    first = min(path.name for path in source.glob("*.md") if path.is_file())
    (target / first).symlink_to(secret)

    outcomes = []
    redact_folder(
        source,
        target,
        redactor=kit,
        options=Options(keep_names=True),
        on_outcome=lambda outcome, _: outcomes.append(outcome),
    )

    assert {outcome.name for outcome in outcomes if not outcome.error} == {
        (source / name).with_suffix(".md").name for name in SHORT
    }
    assert secret.read_text(encoding="utf-8").endswith("13800138000")
    for path in target.rglob("*"):
        assert path.is_file() and not path.is_symlink()
        assert b"13800138000" not in path.read_bytes()
    json.loads((target / "redactkit-summary.json").read_text(encoding="utf-8"))


def specials_but_names(folder):
    os.mkfifo(folder / "fifo.png")
    with socket.socket(socket.AF_UNIX) as plug:
        plug.bind(str(folder / "socket.mp4"))
    (folder / "loop.png").symlink_to("loop.png")
    (folder / "gone.md").symlink_to("nothing")
    (folder / "folder.png").mkdir()
    yield folder
