"""Clips as cameras, phones and converters make them, each made here and named by its trouble."""

from __future__ import annotations

import gc
from fractions import Fraction

import av
import numpy as np
import pytest

from media import save_clip
from redactkit.core.errors import MediaError
from redactkit.core.policy import Limits, VideoOptions
from redactkit.media.video import decoding, writer
from redactkit.media.video.reader import open_clip
from redactkit.media.video.writer import Original

SIZE = (96, 64)  # width, height
FRAMES = 12


def picture(index, size=SIZE, layout="yuv420p"):
    """A grey ramp with a bright square that walks, so that frames and turns can be told."""
    width, height = size
    rgb = np.zeros((height, width, 3), np.uint8)
    rgb[:] = np.linspace(30, 120, width, dtype=np.uint8)[None, :, None]
    rgb[4:14, 4 + 3 * index : 14 + 3 * index] = 235
    return av.VideoFrame.from_ndarray(rgb, format="rgb24").reformat(format=layout)


def make(path, *, form="mp4", encoder="libx264", size=SIZE, layout="yuv420p", times=None):
    """Write a clip; ``times`` are pts in ticks of 1/600 s."""
    times = list(range(0, 24 * FRAMES, 24)) if times is None else times
    with av.open(str(path), "w", format=form) as out:
        stream = out.add_stream(encoder, rate=25)
        stream.width, stream.height, stream.pix_fmt = *size, layout
        stream.codec_context.time_base = stream.time_base = Fraction(1, 600)
        for index, pts in enumerate(times):
            frame = picture(index, size, layout)
            frame.pts, frame.time_base = pts, Fraction(1, 600)
            out.mux(stream.encode(frame))
        out.mux(stream.encode(None))
    return path


def times_of(path):
    with av.open(str(path)) as container:
        return [frame.pts * frame.time_base for frame in container.decode(video=0)]


def pixels_of(path):
    return [frame.pixels for frame in decoding.read(path)]


def rewritten(source, target, paint=None, **options):
    frames = [frame.pts for frame in decoding.read(source, options.get("damaged", "fail"))]
    original = Original(path=source, pts=frames)
    paint = paint or (lambda _i, _p: None)
    done = writer.rewrite(original, target, paint, VideoOptions(**options))
    assert done.frames == len(frames)
    return done


def with_sound(path, source, *, tracks=1, codec="aac", form="mp4"):
    """Copy the picture of ``source`` and add sound tracks."""
    with av.open(str(source)) as film, av.open(str(path), "w", format=form) as out:
        video = out.add_stream_from_template(film.streams.video[0])
        sounds = [out.add_stream(codec, rate=48000, layout="mono") for _ in range(tracks)]
        for packet in film.demux(video=0):
            if packet.size:
                packet.stream = video
                out.mux(packet)
        for sound in sounds:
            noise = np.zeros((1, 24000), np.float32)
            frame = av.AudioFrame.from_ndarray(noise, format="fltp", layout="mono")
            frame.sample_rate, frame.pts = 48000, 0
            frame.time_base = Fraction(1, 48000)
            resampler = av.AudioResampler(sound.format, "mono", 48000, frame_size=1024)
            for part in [*resampler.resample(frame), *resampler.resample(None)]:
                out.mux(sound.encode(part))
            out.mux(sound.encode(None))
    return path


class TestTimes:
    @pytest.mark.parametrize("codec", ["h264", "h265", "vp9", "av1"])
    def test_variable_frame_rate_is_kept_to_the_tick(self, tmp_path, codec):
        times = [0, 20, 60, 61, 100, 160, 400, 420, 440, 441, 500, 900]
        source = make(tmp_path / "vfr.mp4", times=times)
        rewritten(source, tmp_path / "out", codec=codec)
        assert times_of(tmp_path / "out") == times_of(source) == [Fraction(t, 600) for t in times]

    @pytest.mark.parametrize("codec", ["h264", "h265", "vp9", "av1"])
    def test_encoders_say_nothing(self, tmp_path, codec, capfd):
        rewritten(make(tmp_path / "a.mp4"), tmp_path / "out", codec=codec)
        assert capfd.readouterr() == ("", "")

    @pytest.mark.parametrize("container", ["mp4", "mkv", "webm"])
    def test_each_container_takes_vp9(self, tmp_path, container):
        source = make(tmp_path / "a.mp4")
        rewritten(source, tmp_path / "out", codec="vp9", container=container)
        assert len(times_of(tmp_path / "out")) == FRAMES

    def test_a_rate_of_29_97_is_kept(self, tmp_path):
        path = tmp_path / "ntsc.mp4"
        with av.open(str(path), "w", format="mp4") as out:
            stream = out.add_stream("libx264", rate=Fraction(30000, 1001))
            stream.width, stream.height, stream.pix_fmt = *SIZE, "yuv420p"
            for index in range(FRAMES):
                out.mux(stream.encode(picture(index)))
            out.mux(stream.encode(None))
        assert decoding.probe(path).rate == Fraction(30000, 1001)
        rewritten(path, tmp_path / "out")
        assert times_of(tmp_path / "out") == times_of(path)

    def test_a_raw_stream_without_times_gets_even_ones(self, tmp_path):
        source = make(tmp_path / "camera.h264", form="h264")
        done = rewritten(source, tmp_path / "out")
        steps = {
            b - a
            for a, b in zip(
                times_of(tmp_path / "out"), times_of(tmp_path / "out")[1:], strict=False
            )
        }
        assert len(steps) == 1
        assert decoding.probe(source).frames == FRAMES
        assert done.frames == FRAMES

    def test_times_that_go_back_are_rebuilt_and_reported(self, tmp_path):
        source = tmp_path / "back.mkv"
        with av.open(str(source), "w", format="matroska") as out:
            stream = out.add_stream("mjpeg", rate=25)
            stream.width, stream.height, stream.pix_fmt = *SIZE, "yuvj420p"
            for index, pts in enumerate([0, 200, 80, 120, 160, 200]):
                frame = picture(index, layout="yuvj420p")
                frame.pts, frame.time_base = 40 * index, Fraction(1, 1000)
                for packet in stream.encode(frame):
                    packet.pts, packet.dts, packet.time_base = pts, 40 * index, Fraction(1, 1000)
                    out.mux(packet)
        done = rewritten(source, tmp_path / "out")
        times = times_of(tmp_path / "out")
        assert times == sorted(set(times))
        assert any("rebuilt" in warning for warning in done.warnings)

    def test_pass_two_refuses_another_clip(self, tmp_path):
        source = make(tmp_path / "a.mp4")
        for expected in ([0, 1], [*range(0, 24 * FRAMES, 24), 999], []):
            with pytest.raises(MediaError, match="changed between"):
                original = Original(path=source, pts=expected)
                writer.rewrite(original, tmp_path / "out", lambda _i, _p: None, VideoOptions())


class TestSizes:
    @pytest.mark.parametrize("codec", ["h264", "h265", "vp9", "av1"])
    def test_an_odd_size_is_kept(self, tmp_path, codec):
        source = make(
            tmp_path / "odd.mkv", form="matroska", encoder="mjpeg", size=(95, 67), layout="yuvj420p"
        )
        rewritten(source, tmp_path / "out", codec=codec)
        assert {p.shape for p in pixels_of(tmp_path / "out")} == {(67, 95, 3)}

    @pytest.mark.parametrize("angle", [0, 90, 180, 270])
    @pytest.mark.parametrize("flip", [False, True])
    def test_turned_clips_come_out_upright_without_a_matrix(self, tmp_path, angle, flip):
        plain, source = make(tmp_path / "plain.mp4"), tmp_path / "turned.mp4"
        with av.open(str(plain)) as film, av.open(str(source), "w", format="mp4") as out:
            stream = out.add_stream_from_template(film.streams.video[0])
            stream.set_display_rotation(angle, hflip=flip)
            for packet in film.demux(video=0):
                if packet.size:
                    packet.stream = stream
                    out.mux(packet)
        seen = pixels_of(source)
        want = turned_by_hand(pixels_of(plain)[3], source)
        np.testing.assert_array_equal(seen[3], want)
        info = decoding.probe(source)
        assert (info.height, info.width) == want.shape[:2]
        rewritten(source, tmp_path / "out")
        assert np.abs(pixels_of(tmp_path / "out")[3].astype(int) - want).mean() < 6
        with av.open(str(tmp_path / "out")) as out:
            assert next(out.decode(video=0)).rotation == 0

    def test_a_frame_over_the_limit_is_refused_before_decoding(self, tmp_path):
        source = make(tmp_path / "a.mp4")
        with pytest.raises(MediaError, match=r"a\.mp4 has 6144 pixels a frame, over the limit"):
            decoding.probe(source, Limits(pixels=1000))
        with pytest.raises(MediaError, match="12 frames, over the limit"):
            decoding.probe(source, Limits(frames=5))


def turned_by_hand(plain, path):
    """Turn by the definition of the matrix, pixel by pixel, on the picture's corners."""
    with av.open(str(path)) as container:
        frame = next(container.decode(video=0))
        matrices = [
            np.frombuffer(bytes(s), np.int32)
            for s in frame.side_data
            if s.type.name == "DISPLAYMATRIX"
        ]
    if not matrices:
        return plain
    a, b, _, c, d = (int(v) >> 16 for v in matrices[0][:5])
    height, width = plain.shape[:2]
    y, x = np.mgrid[0:height, 0:width]
    u, v = a * x + c * y, b * x + d * y
    u, v = u - u.min(), v - v.min()
    out = np.zeros((v.max() + 1, u.max() + 1, 3), np.uint8)
    out[v, u] = plain
    return out


class TestFormats:
    @pytest.mark.parametrize(
        ("name", "form", "encoder", "layout"),
        [
            ("a.avi", "avi", "mjpeg", "yuvj420p"),
            ("a.avi", "avi", "mpeg4", "yuv420p"),
            ("a.mkv", "matroska", "libx265", "yuv420p"),
            ("a.mkv", "matroska", "libx264", "yuv420p10le"),
            ("a.ts", "mpegts", "libx264", "yuv420p"),
            ("a.mov", "mov", "mpeg4", "yuv420p"),
            ("a.h265", "hevc", "libx265", "yuv420p"),
            ("a.mp4", "mp4", "libx264", "yuv422p"),
            ("a.dav", "mp4", "libx264", "yuv420p"),
            ("a.mp4", "avi", "mjpeg", "yuvj444p"),
        ],
    )
    def test_read_by_content_and_written_whole(self, tmp_path, name, form, encoder, layout):
        times = list(range(0, 24 * FRAMES, 24))
        source = make(tmp_path / name, form=form, encoder=encoder, layout=layout, times=times)
        done = rewritten(source, tmp_path / "out")
        assert done.frames == FRAMES
        before, after = pixels_of(source), pixels_of(tmp_path / "out")
        assert len(before) == len(after) == FRAMES
        assert np.abs(before[5].astype(int) - after[5]).mean() < 6
        with av.open(str(tmp_path / "out")) as out:
            assert out.streams.video[0].codec_context.pix_fmt == "yuv420p"

    @pytest.mark.parametrize(
        ("encoder", "layout"),
        [
            ("libx265", "yuv420p10le"),
            ("mjpeg", "yuvj420p"),
            ("libx264", "yuv444p"),
            ("ffv1", "bgr0"),
        ],
    )
    def test_levels_of_gray_mean_the_same_in_every_layout(self, tmp_path, encoder, layout):
        grays = []
        for name, how in (("a.mkv", ("libx264", "yuv420p")), ("b.mkv", (encoder, layout))):
            source = make(tmp_path / name, form="matroska", encoder=how[0], layout=how[1])
            with open_clip(source) as clip:
                grays.append([shot.gray.astype(int) for shot in decoding.lazy_frames(clip)])
        assert len(grays[0]) == len(grays[1]) == FRAMES
        assert max(np.abs(one - other).mean() for one, other in zip(*grays, strict=True)) < 3

    def test_ten_bits_are_reported(self, tmp_path):
        source = make(tmp_path / "a.mkv", form="matroska", encoder="libx265", layout="yuv420p10le")
        assert any("8 bits" in warning for warning in rewritten(source, tmp_path / "out").warnings)

    def test_paint_reaches_the_file(self, tmp_path):
        def paint(index, planes):
            assert planes.luma.shape == (64, 96)
            assert planes.blue.shape == planes.red.shape == (32, 48)
            planes.luma[20:40, 20:40] = 200 if index % 2 else 40

        source = make(tmp_path / "a.mp4")
        rewritten(source, tmp_path / "out", paint)
        after = pixels_of(tmp_path / "out")
        assert after[3][25:35, 25:35].mean() > after[4][25:35, 25:35].mean() + 100

    def test_painting_does_not_reach_into_later_frames(self, tmp_path):
        source = make(tmp_path / "a.mp4")
        rewritten(source, tmp_path / "out", lambda i, p: p.luma.fill(16) if i == 0 else None)
        after, before = pixels_of(tmp_path / "out"), pixels_of(source)
        assert after[0].mean() < 5
        assert np.abs(after[1].astype(int) - before[1]).mean() < 6


class TestNothingTravels:
    def test_names_places_and_settings_of_encoders_are_gone(self, tmp_path):
        source = tmp_path / "gps.mp4"
        with av.open(
            str(source), "w", format="mp4", options={"movflags": "use_metadata_tags"}
        ) as out:
            out.metadata.update(
                {
                    "title": "SECRET-TITLE",
                    "location": "+31.2304+121.4737/",
                    "comment": "SECRET-NOTE",
                }
            )
            stream = out.add_stream("libx264", rate=25)
            stream.metadata["handler_name"] = "SECRET-CAMERA"
            stream.width, stream.height, stream.pix_fmt = *SIZE, "yuv420p"
            for index in range(FRAMES):
                out.mux(stream.encode(picture(index)))
            out.mux(stream.encode(None))
        assert b"SECRET" in source.read_bytes()
        for codec in ("h264", "h265"):
            rewritten(source, tmp_path / "out", codec=codec)
            left = (tmp_path / "out").read_bytes()
            for word in (b"SECRET", b"+31.2304", b"x264", b"x265", b"Lavf", b"Lavc"):
                assert word not in left

    def test_subtitles_and_data_are_gone(self, tmp_path):
        plain, source = make(tmp_path / "plain.mp4"), tmp_path / "sub.mkv"
        lines = tmp_path / "a.srt"
        lines.write_text("1\n00:00:00,000 --> 00:00:01,000\nSECRET 13800138000\n\n")
        with (
            av.open(str(plain)) as film,
            av.open(str(lines)) as words,
            av.open(str(source), "w") as out,
        ):
            video = out.add_stream_from_template(film.streams.video[0])
            text = out.add_stream_from_template(words.streams.subtitles[0])
            for packets, stream in ((words.demux(), text), (film.demux(video=0), video)):
                for packet in packets:
                    if packet.size:
                        packet.stream = stream
                        out.mux(packet)
        assert b"SECRET" in source.read_bytes()
        rewritten(source, tmp_path / "out", container="mkv")
        assert b"SECRET" not in (tmp_path / "out").read_bytes()
        with av.open(str(tmp_path / "out")) as out:
            assert [stream.type for stream in out.streams] == ["video"]

    def test_a_cover_picture_is_not_taken_for_the_clip_nor_kept(self, tmp_path):
        source = with_cover(tmp_path / "cover.mp4", make(tmp_path / "plain.mp4"))
        assert decoding.probe(source).frames == FRAMES
        rewritten(source, tmp_path / "out")
        with av.open(str(tmp_path / "out")) as out:
            assert len(out.streams) == 1


def with_cover(path, source, *, keep_video=True):
    jpeg = av.CodecContext.create("mjpeg", "w")
    jpeg.width, jpeg.height, jpeg.pix_fmt, jpeg.time_base = 64, 64, "yuvj420p", Fraction(1, 25)
    with av.open(str(source)) as film, av.open(str(path), "w", format="mp4") as out:
        video = out.add_stream_from_template(film.streams.video[0]) if keep_video else None
        cover = out.add_stream("mjpeg", rate=25)
        cover.width, cover.height, cover.pix_fmt = 64, 64, "yuvj420p"
        cover.disposition = av.stream.Disposition.attached_pic
        frame = picture(0, (64, 64), "yuvj420p")
        for packet in cover.encode(frame):
            out.mux(packet)
        for packet in film.demux(video=0) if video is not None else ():
            if packet.size:
                packet.stream = video
                out.mux(packet)
    return path


class TestSound:
    def test_dropped_unless_asked_for(self, tmp_path):
        source = with_sound(tmp_path / "a.mp4", make(tmp_path / "plain.mp4"), tracks=2)
        rewritten(source, tmp_path / "out")
        with av.open(str(tmp_path / "out")) as out:
            assert not out.streams.audio

    @pytest.mark.parametrize("container", ["mp4", "mkv"])
    def test_all_tracks_are_kept_when_asked_for(self, tmp_path, container):
        source = with_sound(tmp_path / "a.mp4", make(tmp_path / "plain.mp4"), tracks=2)
        rewritten(source, tmp_path / "out", audio="keep", container=container)
        with av.open(str(tmp_path / "out")) as out, av.open(str(source)) as before:
            assert len(out.streams.audio) == 2
            for number in (0, 1):
                new = [bytes(p) for p in out.demux(audio=number) if p.size]
                out.seek(0)
                old = [bytes(p) for p in before.demux(audio=number) if p.size]
                before.seek(0)
                assert new == old

    def test_a_sound_that_does_not_fit_is_an_error_with_the_remedy(self, tmp_path):
        plain = make(tmp_path / "plain.avi", form="avi", encoder="mjpeg", layout="yuvj420p")
        source = with_sound(tmp_path / "a.avi", plain, codec="pcm_mulaw", form="avi")
        with pytest.raises(MediaError, match="another codec or container, or drop the sound"):
            rewritten(source, tmp_path / "out", audio="keep")


class TestBadInput:
    def test_missing(self, tmp_path):
        with pytest.raises(MediaError, match=r"none\.mp4: no such file"):
            decoding.probe(tmp_path / "none.mp4")

    def test_folder(self, tmp_path):
        with pytest.raises(MediaError, match="is a folder"):
            decoding.probe(tmp_path)

    def test_empty(self, tmp_path):
        (tmp_path / "empty.mp4").touch()
        with pytest.raises(MediaError, match=r"empty\.mp4: is empty"):
            decoding.probe(tmp_path / "empty.mp4")

    @pytest.mark.parametrize(
        "text",
        [
            "hello",
            "#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n",
            "ffconcat version 1.0\nfile a.mp4\n",
        ],
    )
    def test_text_renamed(self, tmp_path, text):
        (tmp_path / "text.mp4").write_text(text * 50)
        with pytest.raises(MediaError, match=r"text\.mp4 is not a clip"):
            decoding.probe(tmp_path / "text.mp4")

    def test_truncated_before_its_index(self, tmp_path):
        data = make(tmp_path / "whole.mp4").read_bytes()
        (tmp_path / "cut.mp4").write_bytes(data[: len(data) // 2])
        with pytest.raises(MediaError, match=r"cut\.mp4 is not a clip"):
            decoding.probe(tmp_path / "cut.mp4")

    def test_truncated_after_its_index(self, tmp_path):
        source = tmp_path / "fast"
        writer.rewrite(
            Original(path=make(tmp_path / "a.mp4", times=range(0, 2400, 24))),
            source,
            lambda _i, _p: None,
            VideoOptions(),
        )
        data = source.read_bytes()
        (tmp_path / "cut.mp4").write_bytes(data[: len(data) * 2 // 3])
        with pytest.raises(MediaError, match="damaged"):
            list(decoding.read(tmp_path / "cut.mp4"))
        rewritten(tmp_path / "cut.mp4", tmp_path / "out", damaged="cover")

    @pytest.mark.parametrize("frames", ["0", "3"])
    def test_avi_with_reordered_pictures_has_no_hole(self, tmp_path, frames):
        options = {"bf": frames, "x264-params": "b-adapt=0"}
        source = tmp_path / "a.avi"
        pictures = [np.full((96, 128, 3), 20 + 6 * index, np.uint8) for index in range(30)]
        save_clip(source, pictures, form="avi", options=options)
        with open_clip(source) as clip:
            shown = [
                (pts, picture.to_ndarray(format="gray").mean()) for pts, picture in clip.pictures()
            ]
            assert clip.warnings() == []
        first = shown[0][0]
        assert [pts for pts, _ in shown] == list(range(first, first + 30))
        assert [mean for _, mean in shown] == sorted(mean for _, mean in shown)

    def test_damaged_in_the_middle(self, tmp_path):
        source = make(tmp_path / "a.avi", form="avi", encoder="mjpeg", layout="yuvj420p")
        broken = break_packets(source, tmp_path / "broken.avi", {4, 5})
        with pytest.raises(MediaError, match="damaged: a frame"):
            list(decoding.read(broken))
        painted = []
        done = rewritten(broken, tmp_path / "out", lambda i, _p: painted.append(i), damaged="cover")
        assert any("could not be decoded: 2" in warning for warning in done.warnings)
        after = pixels_of(tmp_path / "out")
        assert len(after) == FRAMES
        assert [i for i, p in enumerate(after) if p.mean() < 2] == [4, 5]
        assert painted == [i for i in range(FRAMES) if i not in {4, 5}]

    def test_sound_only(self, tmp_path):
        with av.open(str(tmp_path / "a.mp4"), "w", format="mp4") as out:
            stream = out.add_stream("aac", rate=48000, layout="mono")
            frame = av.AudioFrame.from_ndarray(np.zeros((1, 1024), np.float32), "fltp", "mono")
            frame.sample_rate = 48000
            out.mux(stream.encode(frame))
            out.mux(stream.encode(None))
        with pytest.raises(MediaError, match="holds sound only"):
            decoding.probe(tmp_path / "a.mp4")

    def test_cover_picture_only(self, tmp_path):
        source = with_cover(tmp_path / "a.mp4", make(tmp_path / "plain.mp4"), keep_video=False)
        with pytest.raises(MediaError, match="no moving picture"):
            decoding.probe(source)

    def test_no_frames(self, tmp_path):
        with av.open(str(tmp_path / "a.mkv"), "w", format="matroska") as out:
            stream = out.add_stream("mjpeg", rate=25)
            stream.width, stream.height, stream.pix_fmt = *SIZE, "yuvj420p"
            out.start_encoding()
        with pytest.raises(MediaError):
            decoding.probe(tmp_path / "a.mkv")

    def test_target_that_cannot_be_written(self, tmp_path):
        source = Original(path=make(tmp_path / "a.mp4"))
        with pytest.raises(MediaError, match="cannot be written"):
            writer.rewrite(source, tmp_path / "no" / "out", lambda _i, _p: None, VideoOptions())


def break_packets(source, target, numbers):
    with av.open(str(source)) as film, av.open(str(target), "w", format="avi") as out:
        stream = out.add_stream_from_template(film.streams.video[0])
        for number, packet in enumerate(p for p in film.demux(video=0) if p.size):
            copy = av.Packet(b"\xff\xd8" + bytes(60) if number in numbers else bytes(packet))
            copy.pts, copy.dts, copy.time_base = packet.pts, packet.dts, packet.time_base
            copy.is_keyframe = True
            copy.stream = stream
            out.mux(copy)
    return target


class TestMemory:
    def test_frames_do_not_wait_for_the_garbage_collector(self, tmp_path):
        source = make(tmp_path / "a.mp4", times=list(range(60)))
        alive = []

        def count(_index, _planes):
            alive.append(sum(isinstance(thing, av.VideoFrame) for thing in gc.get_objects()))

        gc.collect()
        gc.disable()
        try:
            rewritten(source, tmp_path / "out", count)
        finally:
            gc.enable()
        # The decoder's threads hold some, and give them all at once at the end.
        assert max(alive) < len(alive) / 2
