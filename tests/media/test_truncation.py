"""A clip whose file was cut short is refused, or what is missing is counted."""

from __future__ import annotations

import av
import numpy as np
import pytest

from redactkit.core.errors import MediaError
from redactkit.media.video.reader import open_clip
from redactkit.media.video.truncation import is_cut_short

FRAMES = 40
FORMS = {
    "avi": ("avi", "mjpeg", {}),
    "avi of another codec": ("avi", "mpeg4", {}),
    "matroska": ("matroska", "libx264", {}),
    "webm": ("webm", "libvpx-vp9", {}),
    "mp4": ("mp4", "libx264", {"movflags": "faststart"}),
    "mp4 in fragments": ("mp4", "libx264", {"movflags": "frag_keyframe+empty_moov"}),
}


def save(path, form, codec, options):
    with av.open(str(path), "w", format=form, options=options) as out:
        stream = out.add_stream(codec, rate=25)
        stream.width, stream.height = 128, 96
        stream.pix_fmt = "yuvj420p" if codec == "mjpeg" else "yuv420p"
        if codec != "mjpeg":
            stream.options = {"g": "10"}
        rng = np.random.default_rng(0)
        for _ in range(FRAMES):
            picture = rng.integers(0, 255, (96, 128, 3), np.uint8)
            out.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
        out.mux(stream.encode(None))
    return path


def read(path, damaged):
    with open_clip(path, damaged) as clip:
        return sum(1 for _ in clip.pictures()), clip.warnings()


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_it_is_refused_or_counted(tmp_path, form):
    whole = save(tmp_path / "whole", *form)
    assert not is_cut_short(whole)
    assert read(whole, "fail") == (FRAMES, [])

    cut = tmp_path / "cut"
    cut.write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])
    assert is_cut_short(cut)
    with pytest.raises(MediaError, match="cut is damaged"):
        read(cut, "fail")
    shown, warnings = read(cut, "cover")
    assert 0 < shown < FRAMES
    assert any("cut short" in text for text in warnings)


@pytest.mark.parametrize("form", ["avi", "matroska", "mp4"])
def test_how_many_are_missing_is_said(tmp_path, form):
    whole = save(tmp_path / "whole", *FORMS[form])
    cut = tmp_path / "cut"
    cut.write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])
    shown, warnings = read(cut, "cover")
    lost = sum(int(text.rpartition(" ")[2]) for text in warnings if "did not give" in text)
    assert shown + lost == FRAMES


@pytest.mark.parametrize(
    "bytes_", [b"", b"RIFF", b"\x1a\x45\xdf\xa3", b"\0\0\0\x08ftyp", b"x" * 40]
)
def test_what_tells_no_size_is_not_said_to_be_cut(tmp_path, bytes_):
    (tmp_path / "a").write_bytes(bytes_)
    assert not is_cut_short(tmp_path / "a")
