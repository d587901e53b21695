"""Sound that is kept stays with its pictures, whatever the container tells of their start."""

from __future__ import annotations

from fractions import Fraction

import av
import numpy as np
import pytest
from test_video_decoding import SIZE, picture

from redactkit.core.policy import VideoOptions
from redactkit.media.video import decoding, writer
from redactkit.media.video.writer import Original

SECONDS, RATE = 1, 48000
TICK = Fraction(1, 900)
"""Containers keep times in whole milliseconds, or finer."""

STARTS = [(0, 0), (0, Fraction(1, 2)), (Fraction(1, 2), 0), (3, Fraction(5, 2))]
"""When the pictures begin, and the sound, in seconds."""


def film(path, form, *, pictures_from, sound_from):
    """Write pictures with B-frames and a rising tone."""
    with av.open(str(path), "w", format=form) as out:
        video = out.add_stream("libx264", rate=25, options={"bf": "2", "g": "10"})
        video.width, video.height, video.pix_fmt = *SIZE, "yuv420p"
        sound = out.add_stream("mp3" if form == "avi" else "aac", rate=RATE, layout="mono")
        packets = []
        for index in range(25 * SECONDS):
            frame = picture(index % 12)
            frame.pts, frame.time_base = index + int(25 * pictures_from), Fraction(1, 25)
            packets += video.encode(frame)
        for start in range(0, RATE * SECONDS, 1200):
            at = np.arange(start, start + 1200)
            tone = (8000 * np.sin(at * (0.02 + at / 2e6))).astype(np.int16)[None]
            frame = av.AudioFrame.from_ndarray(tone, format="s16", layout="mono")
            frame.sample_rate, frame.time_base = RATE, Fraction(1, RATE)
            frame.pts = start + int(RATE * sound_from)
            packets += sound.encode(frame)
        packets += [*video.encode(None), *sound.encode(None)]
        for packet in sorted(packets, key=lambda packet: packet.dts * packet.time_base):
            out.mux(packet)
    return path


def sound_of(path):
    """Return each packet of sound and its seconds after the first picture."""
    with av.open(str(path)) as clip:
        first = min(frame.pts * frame.time_base for frame in clip.decode(video=0))
    with av.open(str(path)) as clip:
        packets = [packet for packet in clip.demux(audio=0) if packet.size]
        return [(bytes(p), p.pts * p.time_base - first) for p in packets]


def kept(source, target, *, container):
    expected = [frame.pts for frame in decoding.read(source)]
    options = VideoOptions(audio="keep", container=container)
    paint = lambda _index, planes: planes.luma[:8].fill(16)  # noqa: E731
    return writer.rewrite(Original(path=source, pts=expected), target, paint, options)


def check_same(source, target):
    before, after = sound_of(source), sound_of(target)
    assert len(before) == len(after) > 10
    for (old, was), (new, now) in zip(before, after, strict=True):
        # a transport stream has a header before each packet
        assert old.endswith(new) and len(old) - len(new) in (0, 7)
        assert abs(now - was) <= TICK


@pytest.mark.parametrize("container", ["mp4", "mkv"])
@pytest.mark.parametrize(("pictures_from", "sound_from"), STARTS)
@pytest.mark.parametrize("form", ["mp4", "matroska", "mpegts", "flv"])
def test_every_packet_keeps_its_time(tmp_path, form, pictures_from, sound_from, container):
    source = film(tmp_path / "a", form, pictures_from=pictures_from, sound_from=sound_from)
    assert (b"elst" in source.read_bytes()) is (form == "mp4")

    assert kept(source, tmp_path / "out", container=container) is not None

    check_same(source, tmp_path / "out")


@pytest.mark.parametrize("container", ["mp4", "mkv"])
def test_sound_that_ends_before_a_picture_is_decoded_is_not_lost(tmp_path, container):
    source = film(tmp_path / "a", "avi", pictures_from=3, sound_from=Fraction(5, 2))

    kept(source, tmp_path / "out", container=container)

    check_same(source, tmp_path / "out")
