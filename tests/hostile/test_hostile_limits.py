"""Claims beyond the limits are refused before anything is decoded, by a name in the policy."""

from __future__ import annotations

import resource
import struct
import subprocess
import sys
import zlib
from dataclasses import fields, replace
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image

import media
from hostile_worker import writer
from redactkit.core.errors import MediaError, PolicyError
from redactkit.core.policy import Limits, Policy
from redactkit.core.settings import load_policy, policy_from_mapping
from redactkit.media import image, text
from redactkit.media.video import decoding

KEYS = [part.name for part in fields(Limits)]


def png_of(width, height, rows=b""):
    """Return a PNG that claims a size; ``rows`` are its compressed pixels."""

    def chunk(name, body):
        crc = struct.pack(">I", zlib.crc32(name + body))
        return struct.pack(">I", len(body)) + name + body + crc

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = chunk(b"IHDR", head), chunk(b"IDAT", rows), chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


@pytest.mark.parametrize("key", KEYS)
def test_every_limit_has_a_name_in_toml_and_a_floor(tmp_path, key):
    path = tmp_path / "p.toml"
    path.write_text(f"[limits]\n{key} = 7\n", encoding="utf-8")

    assert getattr(load_policy(path).limits, key) == 7
    with pytest.raises(PolicyError, match="at least 1"):
        policy_from_mapping({"limits": {key: 0}})
    with pytest.raises(PolicyError, match=f"limits.{key}"):
        policy_from_mapping({"limits": {key: "many"}})


@pytest.mark.parametrize(
    ("width", "height"), [(60_000, 60_000), (2**31 - 1, 1), (200_000, 2), (2, 200_000)]
)
def test_sides_beyond_the_limit(tmp_path, width, height):
    path = tmp_path / "a.png"
    path.write_bytes(png_of(width, height))

    with pytest.raises(MediaError, match=r"too large|at most"):
        image.read(path, Limits())


BOMB = """
import sys
from pathlib import Path
from redactkit.media import image
from redactkit.core.errors import MediaError
from redactkit.core.policy import Limits

def peak():
    # not ru_maxrss, which begins at the peak of the process that started this one
    with open("/proc/self/status") as status:
        return 1024 * next(int(line.split()[1]) for line in status if line.startswith("VmHWM"))

before = peak()
try:
    image.read(Path(sys.argv[1]), Limits(pixels=int(sys.argv[2])))
    print("read", peak() - before)
except MediaError:
    print("refused", peak() - before)
"""


def read_apart(path, pixels):
    done = subprocess.run(
        [sys.executable, "-c", BOMB, path, str(pixels)], capture_output=True, text=True, check=True
    )
    what, grown = done.stdout.split()
    return what, int(grown)


def test_a_bomb_is_refused_without_its_memory(tmp_path):
    side = 9000
    packer = zlib.compressobj()
    rows = b"".join(packer.compress(bytes(1 + 3 * side)) for _ in range(side)) + packer.flush()
    path = tmp_path / "bomb.png"
    path.write_bytes(png_of(side, side, rows))
    assert path.stat().st_size < 300_000

    what, grown = read_apart(path, side * side - 1)
    assert what == "refused"
    assert grown < 30_000_000
    # where the limit allows it, its pixels are really there: what was refused was a bomb
    what, grown = read_apart(path, side * side)
    assert what == "read"
    assert grown > 3 * side * side


def claimed(path, atom, offset, value):
    """Write a number into an MP4 behind the name of an atom."""
    data = bytearray(path.read_bytes())
    at = data.find(atom)
    assert at > 0
    data[at + offset : at + offset + len(value)] = value
    path.write_bytes(data)


@pytest.fixture
def clip(tmp_path):
    return media.save_clip(tmp_path / "a.mp4", media.empty_room(4))


def test_a_clip_that_claims_a_billion_frames(clip, tmp_path):
    # stts: version and flags, number of entries, then frames and ticks of the first
    claimed(clip, b"stts", 12, struct.pack(">I", 10**9))

    with pytest.raises(MediaError):
        writer().video(clip, tmp_path / "o.mp4")

    assert not (tmp_path / "o.mp4").exists()


@pytest.mark.parametrize(
    ("limits", "said"),
    [
        ({"frames": 3}, "4 frames"),
        ({"side": 127}, "128 pixels on its longer side"),
        ({"pixels": 96 * 128 - 1}, "12288 pixels a frame"),
        ({"bytes": 100}, "over the limit of 100"),
        ({"tracks": 1}, "2 tracks"),
    ],
)
def test_clips_over_a_limit_are_refused_before_decoding(tmp_path, limits, said):
    source = tmp_path / "a.mkv"
    with av.open(str(source), "w", format="matroska") as out:
        picture, sound = out.add_stream("libx264", rate=25), out.add_stream("aac", rate=8000)
        picture.width, picture.height, picture.pix_fmt = 128, 96, "yuv420p"
        for pixels in media.empty_room(4):
            out.mux(picture.encode(av.VideoFrame.from_ndarray(pixels, format="rgb24")))
        out.mux(picture.encode(None))
        silent = av.AudioFrame.from_ndarray(np.zeros((1, 1024), np.float32), "fltp", "mono")
        silent.rate = 8000
        out.mux(sound.encode(silent))
        out.mux(sound.encode(None))
    assert decoding.probe(source, Limits()).frames == 4

    with pytest.raises(MediaError, match=said):
        writer(Policy(limits=replace(Limits(), **limits))).video(source, tmp_path / "o.mp4")


def test_a_clip_over_the_limit_of_time(tmp_path):
    source = media.save_clip(tmp_path / "a.mp4", media.empty_room(4), rate=1)

    assert decoding.probe(source, Limits(seconds=4)).frames == 4
    with pytest.raises(MediaError, match="4 seconds, over the limit of 3"):
        decoding.probe(source, Limits(seconds=3))


def test_pictures_over_the_limit_of_bytes(tmp_path):
    path = tmp_path / "a.png"
    Image.fromarray(np.zeros((9, 9, 3), np.uint8)).save(path)

    with pytest.raises(MediaError, match="over the limit of 20"):
        image.read(path, Limits(bytes=20))


def test_texts_over_the_limits(tmp_path):
    kit = writer(Policy(limits=Limits(text_lines=3, text_bytes=40)))

    assert kit.text("一\n二\n三").media == "一\n二\n三"
    with pytest.raises(MediaError, match="4 lines"):
        kit.text("\n\n\n")
    with pytest.raises(MediaError, match="42 bytes"):
        kit.text("字" * 14)
    path = tmp_path / "a.md"
    path.write_bytes(b"x" * 50)
    with pytest.raises(MediaError, match="over the limit of 40"):
        text.read(path, 40)


def test_a_hundred_thousand_lines_are_done_or_refused():
    kit = writer()
    lines = "\n".join(["好"] * 99_999 + ["电话 13800138000"])

    done = kit.text(lines)

    assert "13800138000" not in str(done.media)
    assert str(done.media).count("\n") == 99_999
    with pytest.raises(MediaError, match="100001 lines"):
        kit.text(lines + "\n")


def test_memory_of_a_refused_clip_is_that_of_its_head(clip):
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    claimed(clip, b"stsz", 12, struct.pack(">I", 2**31 - 1))
    with pytest.raises(MediaError):
        decoding.probe(clip, Limits())
    assert 1024 * (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) < 1 << 30
    assert Path(clip).exists()
