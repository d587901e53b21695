"""Pass 1 end to end, on clips made here from a portrait."""

from __future__ import annotations

import threading
from fractions import Fraction

import av
import numpy as np
import pytest

from redactkit.core.errors import BackendError, MediaError
from redactkit.core.findings import Detection, Kind
from redactkit.core.frames import Frame
from redactkit.core.geometry import Box
from redactkit.detect.faces import FaceDetector
from redactkit.detect.scale_merging import merge_scales
from redactkit.pipeline import clip_detection

BRIGHT = 200


class Spot:
    """Sees one face: the bright square."""

    name = "spot-1"

    def __init__(self, blind=()):
        self.blind, self.seen = set(blind), []

    def detect(self, frames):
        return [self._one(frame) for frame in frames]

    def _one(self, frame):
        self.seen.append(frame.index)
        y, x = np.nonzero(frame.pixels[..., 0] > BRIGHT)
        if not len(y) or frame.index in self.blind:
            return []
        box = Box(float(x.min()), float(y.min()), float(x.max() + 1), float(y.max() + 1))
        return [Detection(kind=Kind.FACE, box=box, score=0.8, detector=self.name)]


def clip(path, times):
    """A patterned bright square walks right by 2 px a frame; ``times`` in 1/100 s."""
    pattern = np.random.default_rng(0).integers(205, 255, (5, 5)).repeat(4, 0).repeat(4, 1)
    with av.open(str(path), "w", format="mp4") as out:
        stream = out.add_stream("libx264", rate=25, options={"crf": "5"})
        stream.width, stream.height, stream.pix_fmt = 160, 96, "yuv420p"
        stream.codec_context.time_base = stream.time_base = Fraction(1, 100)
        for index, pts in enumerate(times):
            rgb = np.full((96, 160, 3), 60, np.uint8)
            rgb[30:50, 10 + 2 * index : 30 + 2 * index] = pattern[..., None]
            frame = av.VideoFrame.from_ndarray(rgb, format="rgb24")
            frame.pts, frame.time_base = pts, Fraction(1, 100)
            out.mux(stream.encode(frame))
        out.mux(stream.encode(None))
    return path


def test_a_walker_is_covered_in_every_frame_though_seen_in_some(tmp_path):
    source = clip(tmp_path / "a.mp4", range(0, 120, 4))
    done = []
    found = clip_detection.find_in(
        source, [Spot(blind={*range(5), 11, 12, 13, 28, 29})], on_progress=lambda *p: done.append(p)
    )
    (finding,) = found.findings
    assert (finding.first, finding.last) == (0, 29)
    for index in range(30):
        place = finding.at(index)
        assert place.padded(2).covers(Box(10 + 2 * index, 30, 30 + 2 * index, 50))
    assert found.info.frames == len(found.pts) == 30
    assert done[-1] == (30, 30)
    assert found.warnings == ()


class Scanning(Spot):
    """Sees the same, scale by scale, in as many threads."""

    def __init__(self, lanes, fails_at=None):
        super().__init__()
        self.lanes, self.fails_at, self.looks = lanes, fails_at, 0

    def scales(self, _pixels):
        return [240, 320, 720]

    def detect_scale(self, pixels, scale, _regions):
        self.looks += 1
        if self.looks == self.fails_at:
            raise BackendError("broken")
        found = self._one(Frame(index=scale, pts=0, pixels=pixels))
        return np.array([(*each.box.xyxy, each.score) for each in found], np.float32).reshape(-1, 5)

    def merged(self, found):
        return merge_scales(found)


def test_with_more_threads_the_same_is_found(tmp_path):
    source = clip(tmp_path / "a.mp4", range(0, 200, 4))
    one, three = (clip_detection.find_in(source, [Scanning(lanes)]) for lanes in (1, 3))
    assert one.findings
    assert one == three


@pytest.mark.parametrize("lanes", [1, 2])
def test_a_look_that_fails_ends_the_run(tmp_path, lanes):
    source = clip(tmp_path / "a.mp4", range(0, 240, 4))
    detector = Scanning(lanes, fails_at=9)
    with pytest.raises(BackendError, match="broken"):
        clip_detection.find_in(source, [detector])
    assert not any(thread.name.startswith("redactkit-look") for thread in threading.enumerate())


def test_a_jump_in_time_is_not_bridged(tmp_path):
    times = [4 * i if i < 10 else 400 + 4 * i for i in range(20)]
    source = clip(tmp_path / "a.mp4", times)
    assert len(clip_detection.find_in(source, [Spot()]).findings) == 2
    assert (
        len(clip_detection.find_in(clip(tmp_path / "b.mp4", range(0, 80, 4)), [Spot()]).findings)
        == 1
    )


def test_an_empty_clip_has_no_findings(tmp_path):
    source = clip(tmp_path / "a.mp4", range(0, 20, 4))
    found = clip_detection.find_in(source, [Spot(blind=range(99))])
    assert found.findings == ()
    assert len(found.pts) == 5


def test_a_failing_detector_stops_the_work(tmp_path):
    class Failing(Spot):
        def _one(self, frame):
            raise RuntimeError(frame.index)

    with pytest.raises(RuntimeError):
        clip_detection.find_in(clip(tmp_path / "a.mp4", range(0, 20, 4)), [Failing()])


def test_a_bad_file_is_one_clear_error(tmp_path):
    (tmp_path / "a.mp4").write_text("no clip")
    with pytest.raises(MediaError, match=r"a\.mp4 is not a clip"):
        clip_detection.find_in(tmp_path / "a.mp4", [Spot()])


def test_real_footage(shared):
    from redactkit.detect.faces import FaceDetector

    found = clip_detection.find_in(shared / "footage" / "clips" / "nofi033.mp4", [FaceDetector()])
    sure = [finding for finding in found.findings if finding.score >= 0.5]
    assert any(finding.first == 0 and finding.last == 47 for finding in sure)


def test_a_face_in_fields_is_found_in_every_frame(tmp_path):
    """Interlaced: each second line is a moment later, and so torn where somebody walks."""
    portrait = pytest.importorskip("skimage.data").astronaut()[:240, 120:340]
    face = Box(61, 59, 150, 178)
    step = 6  # px from one field to the next

    def field(moment):
        pixels = np.full((288, 512, 3), 110, np.uint8)
        pixels[30:270, 10 + step * moment : 230 + step * moment] = portrait
        return pixels

    source = tmp_path / "a.ts"
    with av.open(str(source), "w", format="mpegts") as out:
        stream = out.add_stream("mpeg2video", rate=25, options={"b": "8000000"})
        stream.width, stream.height, stream.pix_fmt = 512, 288, "yuv420p"
        flags = av.codec.context.Flags
        stream.codec_context.flags |= flags.interlaced_dct | flags.interlaced_me
        for index in range(20):
            woven = field(2 * index)
            woven[1::2] = field(2 * index + 1)[1::2]
            out.mux(stream.encode(av.VideoFrame.from_ndarray(woven, format="rgb24")))
        out.mux(stream.encode(None))
    with av.open(str(source)) as opened:
        assert next(opened.decode(video=0)).interlaced_frame
    found = clip_detection.find_in(source, [FaceDetector(threads=1)])
    sure = [finding for finding in found.findings if finding.score >= 0.5]
    for index in range(len(found.pts)):
        where = face.shifted(10 + step * (2 * index + 0.5), 30)
        seen = [box for finding in sure if (box := finding.at(index)) is not None]
        assert any(box.grown(0.24).overlap(where) > 0.9 * where.area for box in seen), index
