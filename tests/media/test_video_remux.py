"""Copying a clip with nothing to hide, what is said of what stays behind, and media types."""

from __future__ import annotations

import os
from fractions import Fraction

import av
import numpy as np
import pytest
from test_videofile import SIZE, make, picture, pixels_of, times_of, with_cover, with_sound

from hostile_worker import writer
from redactkit.core.errors import MediaError
from redactkit.core.policy import Policy, VideoOptions
from redactkit.media.video import decoding, metadata, remux
from redactkit.media.video import writer as video_writer
from redactkit.media.video.writer import Original


def copied(source, target, **options):
    expected = [frame.pts for frame in decoding.read(source)]
    return remux.copy(source, target, VideoOptions(**options), expected=expected)


def coded(path):
    with av.open(str(path)) as container:
        return [bytes(packet) for packet in container.demux(video=0) if packet.size]


class TestCopy:
    @pytest.mark.parametrize(
        ("form", "encoder", "codec", "container"),
        [
            ("mp4", "libx264", "h264", "mp4"),
            ("mpegts", "libx264", "h264", "mp4"),
            ("matroska", "libx265", "h265", "mp4"),
            ("matroska", "libx265", "h264", "mkv"),
            ("webm", "libvpx-vp9", "vp9", "webm"),
            ("mp4", "libsvtav1", "av1", "mp4"),
        ],
    )
    def test_the_pictures_are_the_very_same(
        self, tmp_path, monkeypatch, form, encoder, codec, container
    ):
        monkeypatch.setenv("SVT_LOG", "1")
        source = make(tmp_path / "a", form=form, encoder=encoder)
        done = copied(source, tmp_path / "out", codec=codec, container=container)
        assert done is not None and done.frames == 12
        for old, new in zip(pixels_of(source), pixels_of(tmp_path / "out"), strict=True):
            np.testing.assert_array_equal(old, new)
        start, first = times_of(tmp_path / "out")[0], times_of(source)[0]
        for old, new in zip(times_of(source), times_of(tmp_path / "out"), strict=True):
            assert abs((old - first) - (new - start)) <= Fraction(1, 1000)
        assert metadata.metadata_left(tmp_path / "out") == ()

    def test_settings_of_the_encoder_and_names_stay_behind(self, tmp_path):
        source = tmp_path / "a.mp4"
        with av.open(str(source), "w", format="mp4") as out:
            out.metadata["title"] = "SECRET-TITLE"
            stream = out.add_stream("libx264", rate=25)
            stream.metadata["handler_name"] = "SECRET-CAMERA"
            stream.width, stream.height, stream.pix_fmt = *SIZE, "yuv420p"
            for index in range(12):
                out.mux(stream.encode(picture(index)))
            out.mux(stream.encode(None))
        assert b"x264" in source.read_bytes()
        assert copied(source, tmp_path / "out") is not None
        left = (tmp_path / "out").read_bytes()
        for word in (b"SECRET", b"x264", b"Lavf", b"Lavc"):
            assert word not in left

    def test_a_turned_clip_stays_turned(self, tmp_path):
        plain, source = make(tmp_path / "plain.mp4"), tmp_path / "turned.mp4"
        with av.open(str(plain)) as film, av.open(str(source), "w", format="mp4") as out:
            stream = out.add_stream_from_template(film.streams.video[0])
            stream.set_display_rotation(90)
            for packet in film.demux(video=0):
                if packet.size:
                    packet.stream = stream
                    out.mux(packet)
        assert copied(source, tmp_path / "out") is not None
        np.testing.assert_array_equal(pixels_of(tmp_path / "out")[3], pixels_of(source)[3])

    @pytest.mark.parametrize("keep", ["keep", "drop"])
    def test_sound_by_choice(self, tmp_path, keep):
        source = with_sound(tmp_path / "a.mp4", make(tmp_path / "plain.mp4"), tracks=2)
        done = copied(source, tmp_path / "out", audio=keep)
        with av.open(str(tmp_path / "out")) as out:
            assert len(out.streams.audio) == (2 if keep == "keep" else 0)
        assert done.warnings == (() if keep == "keep" else ("audio dropped: 2 tracks",))

    @pytest.mark.parametrize(
        "options",
        [
            {"codec": "h265"},
            {"crf": 30},
            {"preset": "fast"},
            {"container": "webm", "codec": "vp9"},
            {"damaged": "cover"},
        ],
    )
    def test_not_where_something_else_is_asked_for(self, tmp_path, options):
        assert copied(make(tmp_path / "a.mp4"), tmp_path / "out", **options) is None

    def test_not_from_a_codec_that_players_do_not_know(self, tmp_path):
        source = make(tmp_path / "a.avi", form="avi", encoder="mpeg4")
        assert copied(source, tmp_path / "out") is None

    def test_not_another_clip_than_pass_one_saw(self, tmp_path):
        source = make(tmp_path / "a.mp4")
        done = remux.copy(source, tmp_path / "out", VideoOptions(), expected=[0, 1, 2])
        assert done is None

    def test_not_a_stream_without_times(self, tmp_path):
        source = make(tmp_path / "a.h264", form="h264")
        assert copied(source, tmp_path / "out") is None


def flipped(data, rng):
    at = int(rng.integers(len(data)))
    return data[:at] + bytes([data[at] ^ (1 << int(rng.integers(8)))]) + data[at + 1 :]


def thinned(data, rng):
    at, size = int(rng.integers(len(data))), int(rng.integers(1, 400))
    return data[:at] + data[at + size :]


def doubled(data, rng):
    at, size = int(rng.integers(len(data))), int(rng.integers(1, 400))
    return data[: at + size] + data[at:]


def short(data, rng):
    return data[: int(rng.integers(len(data) // 2, len(data)))]


class TestDamage:
    """A damaged clip with nothing to hide: the very pictures that were looked at, or none."""

    @pytest.mark.parametrize("form", ["mp4", "matroska", "mpegts"])
    def test_it_is_refused_or_shows_what_was_looked_at(self, tmp_path, form):
        whole = make(tmp_path / "a", form=form).read_bytes()
        rng = np.random.default_rng(7)
        kit, source, target = writer(Policy()), tmp_path / "s", tmp_path / "out" / "o.mp4"
        target.parent.mkdir()
        copied = refused = 0
        for damage in (flipped, thinned, doubled, short) * 10:
            source.write_bytes(damage(whole, rng))
            try:
                kit.video(source, target)
            except MediaError:
                refused += 1
                assert not list(target.parent.iterdir())
                continue
            pairs = zip(pixels_of(source), pixels_of(target), strict=True)
            off = [np.abs(old.astype(int) - new).mean() for old, new in pairs]
            # what cannot be copied is encoded anew
            assert max(off) < 4
            copied += max(off) == 0
            target.unlink()
        # both happen, so that this test can fail
        assert copied >= 3 and refused >= 3

    def test_whole_clips_are_copied(self, tmp_path):
        source = make(tmp_path / "a", form="matroska")

        writer(Policy()).video(source, tmp_path / "out.mp4")

        for old, new in zip(pixels_of(source), pixels_of(tmp_path / "out.mp4"), strict=True):
            np.testing.assert_array_equal(old, new)


class TestDropped:
    def warnings(self, source, target, **options):
        expected = [frame.pts for frame in decoding.read(source)]
        original = Original(path=source, pts=expected)
        options = VideoOptions(**options)
        return video_writer.rewrite(original, target, lambda _i, _p: None, options).warnings

    def test_nothing_is_said_of_a_plain_clip(self, tmp_path):
        assert self.warnings(make(tmp_path / "a.mp4"), tmp_path / "out") == ()

    def test_sound(self, tmp_path):
        source = with_sound(tmp_path / "a.mp4", make(tmp_path / "plain.mp4"))
        assert self.warnings(source, tmp_path / "out") == ("audio dropped: 1 track",)
        assert self.warnings(source, tmp_path / "out", audio="keep") == ()

    def test_cover_picture(self, tmp_path):
        source = with_cover(tmp_path / "a.mp4", make(tmp_path / "plain.mp4"))
        assert self.warnings(source, tmp_path / "out") == ("cover picture dropped",)

    def test_subtitles_and_chapters(self, tmp_path):
        plain, source, lines = make(tmp_path / "p.mp4"), tmp_path / "a.mkv", tmp_path / "a.srt"
        lines.write_text("1\n00:00:00,000 --> 00:00:01,000\nhello\n\n")
        with (
            av.open(str(plain)) as film,
            av.open(str(lines)) as words,
            av.open(str(source), "w") as out,
        ):
            video = out.add_stream_from_template(film.streams.video[0])
            text = out.add_stream_from_template(words.streams.subtitles[0])
            out.set_chapters(
                [{"id": 1, "start": 0, "end": 9, "time_base": Fraction(1, 25), "metadata": {}}]
            )
            for packets, stream in ((words.demux(), text), (film.demux(video=0), video)):
                for packet in packets:
                    if packet.size:
                        packet.stream = stream
                        out.mux(packet)
        assert self.warnings(source, tmp_path / "out") == (
            "dropped: 1 subtitle stream",
            "chapters dropped",
        )


class TestMediaTypes:
    @pytest.mark.parametrize(
        ("form", "encoder", "media_type"),
        [
            ("mp4", "libx264", "video/mp4"),
            ("mov", "libx264", "video/quicktime"),
            ("matroska", "libx264", "video/x-matroska"),
            ("webm", "libvpx-vp9", "video/webm"),
            ("avi", "mpeg4", "video/x-msvideo"),
            ("mpegts", "libx264", "video/mp2t"),
            ("h264", "libx264", "video/h264"),
        ],
    )
    def test_the_container_counts_not_the_name(self, tmp_path, form, encoder, media_type):
        source = make(tmp_path / "a.xyz", form=form, encoder=encoder)
        assert decoding.probe(source).media_type == media_type


class TestInterlaced:
    def interlaced(self, path):
        with av.open(str(path), "w", format="mpegts") as out:
            stream = out.add_stream("mpeg2video", rate=25)
            stream.width, stream.height, stream.pix_fmt = *SIZE, "yuv420p"
            flags = av.codec.context.Flags
            stream.codec_context.flags |= flags.interlaced_dct | flags.interlaced_me
            for index in range(12):
                out.mux(stream.encode(picture(index)))
            out.mux(stream.encode(None))
        return path

    def test_fields_stay_fields(self, tmp_path):
        source = self.interlaced(tmp_path / "a.ts")
        with av.open(str(source)) as container:
            assert next(container.decode(video=0)).interlaced_frame
        expected = [frame.pts for frame in decoding.read(source)]
        original = Original(path=source, pts=expected)
        video_writer.rewrite(original, tmp_path / "out", lambda _i, _p: None, VideoOptions())
        with av.open(str(tmp_path / "out")) as out:
            frames = list(out.decode(video=0))
        assert len(frames) == len(expected)
        assert all(frame.interlaced_frame for frame in frames)

    def test_other_codecs_say_that_fields_become_lines(self, tmp_path):
        source = self.interlaced(tmp_path / "a.ts")
        original, options = Original(path=source), VideoOptions(codec="vp9")
        done = video_writer.rewrite(original, tmp_path / "out", lambda _i, _p: None, options)
        assert any("interlaced" in warning for warning in done.warnings)


@pytest.mark.parametrize("codec", ["h264", "av1"])
def test_no_encoder_changes_how_the_thread_is_scheduled(tmp_path, codec):
    """SVT-AV1, run by root, makes its caller real-time."""
    source = Original(path=make(tmp_path / "a.mp4"))
    before = os.sched_getscheduler(0)
    video_writer.rewrite(source, tmp_path / "out", lambda _i, _p: None, VideoOptions(codec=codec))
    assert os.sched_getscheduler(0) == before
