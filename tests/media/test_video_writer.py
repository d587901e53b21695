"""What is said of what stays behind, fields, media types."""

from __future__ import annotations

import os
from fractions import Fraction

import av
import pytest
from test_video_decoding import SIZE, make, picture, with_cover, with_sound

from redactkit.core.policy import VideoOptions
from redactkit.media.video import decoding
from redactkit.media.video import writer as video_writer
from redactkit.media.video.writer import Original


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
