"""The job talks to nobody, writes nothing elsewhere, logs nothing read, and keeps nothing."""

from __future__ import annotations

import gc
import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

import hiding
import media
import redactkit
from test_secrets import everything_logged

JOB = """
import json, os, sys
import socket

said, wrote, started = [], [], []

def watch(event, arguments):
    if event in ("socket.connect", "socket.bind", "socket.sendto", "socket.getaddrinfo",
                 "socket.gethostbyname", "socket.gethostbyaddr", "socket.sendmsg"):
        if "::1" not in repr(arguments) and "127.0.0.1" not in repr(arguments):
            said.append(event + repr(arguments))
            raise ConnectionRefusedError
    if event == "open" and isinstance(arguments[0], (str, bytes)):
        mode, flags = arguments[1] or "", arguments[2] or 0
        if set(mode) & set("wax+") or flags & (os.O_WRONLY | os.O_RDWR):
            wrote.append(os.fsdecode(arguments[0]))
    if event in ("os.mkdir", "os.rename", "os.link", "os.symlink", "shutil.copyfile"):
        wrote.append(os.fsdecode(arguments[event == "os.rename"]))
    if event in ("subprocess.Popen", "os.system", "os.exec", "os.posix_spawn"):
        started.append(repr(arguments[:2]))

sys.addaudithook(watch)
source, out = sys.argv[1:]
import redactkit
kit = redactkit.Redactor(now=None)
kit.image(source + "/1.png", out + "/1.png")
kit.video(source + "/3.mp4", out + "/3.mp4")
kit.text("电话 13800138000, a@example.org")
kit.check(out + "/1.png")
print(json.dumps([said, wrote, started]))
"""


def files_in(folder):
    return {
        path: (path.stat().st_mtime_ns, path.stat().st_size)
        for path in folder.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


@pytest.fixture(scope="module")
def job(samples_folder, tmp_path_factory):
    """Do the whole job in a process of its own, with an empty home; return what it did."""
    base = tmp_path_factory.mktemp("silent")
    for name in ("home", "tmp", "out", "work"):
        (base / name).mkdir()
    source = base / "in"
    source.mkdir()
    chat = Image.open(samples_folder / "chat-light.png")
    chat.crop((0, 0, chat.width, 700)).save(source / "1.png")
    media.save_clip(source / "3.mp4", media.two_people(3))
    package = Path(redactkit.__file__).parent
    before = files_in(package), files_in(source)
    done = subprocess.run(
        [sys.executable, "-c", JOB, source, base / "out"],
        capture_output=True,
        text=True,
        check=True,
        cwd=base / "work",
        env=os.environ
        | {
            "HOME": str(base / "home"),
            "TMPDIR": str(base / "tmp"),
            "XDG_CACHE_HOME": str(base / "home/cache"),
            "PYTHONDONTWRITEBYTECODE": "1",
            "PYTHONPATH": "",
        },
    )
    assert (files_in(package), files_in(source)) == before
    return base, done, *json.loads(done.stdout.splitlines()[-1])


def test_nobody_is_talked_to(job):
    _, _, said, _, started = job

    assert not said
    assert not started


def test_only_targets_and_their_private_files_are_written(job):
    base, _, _, wrote, _ = job
    # that the target's folder is there is asked for by making it
    written = [
        name for name in wrote if not name.startswith("/dev/") and Path(name) != base / "out"
    ]
    folders = {str(Path(name).parent) for name in written}

    assert str(base / "out") in folders
    assert folders <= {str(base / "out"), str(base / "tmp")}
    assert {path.name for path in (base / "out").iterdir()} == {"1.png", "3.mp4"}
    # what C code writes shows no hook, but lies there
    for name in ("home", "tmp", "work"):
        assert not list((base / name).rglob("*")), name


def test_nothing_is_printed(job):
    _, done, *_ = job

    assert len(done.stdout.splitlines()) == 1
    assert not hiding.told(done.stderr)


def test_the_watch_sees_what_it_should(tmp_path):
    code = JOB.split("source, out", maxsplit=1)[0] + (
        "try: socket.create_connection(('192.0.2.1', 9), 1)\nexcept OSError: pass\n"
        f"open({str(tmp_path / 'x')!r}, 'w').close()\n"
        "print(json.dumps([said, wrote, started]))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=tmp_path
    )
    said, wrote, _ = json.loads(done.stdout)

    assert "192.0.2.1" in said[0]
    assert wrote == [str(tmp_path / "x")]


def test_loopback_alone_may_be_reached():
    with pytest.raises(pytest.fail.Exception, match="was tried"), socket.socket() as plug:
        plug.connect(("192.0.2.1", 9))


@pytest.mark.parametrize("ending", [".tif", ".jpg", ".png", ".webp"])
def test_metadata_are_not_logged(tmp_path, kit, ending):
    exif = Image.Exif()
    exif[0x010E] = "Wang 13800138000"
    exif[0x013B] = "momo_jiang2019"
    source = tmp_path / f"a{ending}"
    Image.fromarray(np.full((64, 64, 3), 255, np.uint8)).save(source, exif=exif)
    assert hiding.told(source.read_bytes())

    with everything_logged() as log:
        kit.image(source, tmp_path / "o.png")
        kit.check(source)

    assert not hiding.told(log.getvalue())
    assert not hiding.told((tmp_path / "o.png").read_bytes())


def held():
    """Return the secrets of the samples in any text that is still reachable."""
    gc.collect()
    found = []
    for thing in gc.get_objects():
        values = thing.values() if type(thing) is dict else thing
        if type(thing) in (dict, list, tuple, set):
            found += [
                text
                for text in list(values)
                if type(text) is str and SECRET in text and text != SECRET
            ]
    return found


SECRET = str(7391_5520)
"""Put together here, so that the number stands in no constant as a whole."""


def test_no_cache_keeps_what_was_read(kit):
    text = "电话 139" + SECRET + "，微信号：zhu_" + SECRET

    done = kit.for_case(redactkit.Case()).text(text)
    assert SECRET not in str(done.media)
    del text, done

    assert not held()


def test_what_is_kept_would_be_seen():
    kept = ["tel " + SECRET]

    assert held() == kept
