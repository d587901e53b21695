"""A long clip in parts: joined, it is what it would have been in one go."""

from __future__ import annotations

import json
from dataclasses import replace
from fractions import Fraction

import av
import numpy as np
import pytest

from media import save_clip, two_people
from redactkit.core.errors import LeakError, MediaError
from redactkit.core.findings import Detection, Kind
from redactkit.core.geometry import Box
from redactkit.core.policy import Policy, VideoOptions
from redactkit.media.video import decoding, writer
from redactkit.media.video.reader import open_clip
from redactkit.media.video.segment_plan import plan_segments
from redactkit.media.video.segment_writer import write_segment
from redactkit.media.video.segments import SplitError
from redactkit.pipeline.clip_job import plan_clip, rescan_at_segments
from redactkit.pipeline.clip_segments import SegmentedClip
from redactkit.render.painter import Painter

BRIGHT, FRAMES, WIDTH = 200, 60, 160
TICK = Fraction(1, 1000)
EVEN = tuple(range(0, 40 * FRAMES, 40))
UNEVEN = tuple(40 * i + (i * 7) % 23 + 500 for i in range(FRAMES))
PATTERN = np.random.default_rng(0).integers(0, 10, (5, 5)).repeat(4, 0).repeat(4, 1)


class Spot:
    """Sees one face, the bright square, but not in every frame; blind to painted ones."""

    name = "spot-1"

    def __init__(self, blind=()):
        self.blind = set(blind)

    def detect(self, frames):
        return [self._one(frame) for frame in frames]

    def _one(self, frame):
        y, x = np.nonzero(frame.pixels[..., 0] > BRIGHT)
        if len(y) < 200 or frame.index in self.blind:
            return []
        box = Box(float(x.min()), float(y.min()), float(x.max() + 1), float(y.max() + 1))
        return [Detection(kind=Kind.FACE, box=box, score=0.8, detector=self.name)]


def picture(index):
    rgb = np.full((96, WIDTH, 3), 60, np.uint8)
    rgb[:, :, 2] += np.arange(WIDTH, dtype=np.uint8)
    # it gets brighter, so a blur that was taken anew after a seam would show
    rgb[30:50, 10 + 2 * index : 30 + 2 * index] = 205 + 40 * index // FRAMES + PATTERN[..., None]
    return rgb


def clip(path, times=EVEN, *, form="mp4", codec="libx264", sound=False, gop="10", **options):
    """A patterned square walks right by 2 px a frame; ``times`` in ms, a key frame each 10."""
    with av.open(str(path), "w", format=form) as out:
        stream = out.add_stream(codec, rate=25, options={"g": gop, "crf": "8", **options})
        stream.width, stream.height, stream.pix_fmt = WIDTH, 96, "yuv420p"
        stream.codec_context.time_base = stream.time_base = TICK
        audio = out.add_stream("aac", rate=8000, layout="mono") if sound else None
        for index, pts in enumerate(times):
            frame = av.VideoFrame.from_ndarray(picture(index), format="rgb24")
            frame.pts, frame.time_base = pts, TICK
            out.mux(stream.encode(frame))
        out.mux(stream.encode(None))
        if audio is not None:
            noise = np.random.default_rng(1).normal(0, 0.1, (1, 8000 * 2)).astype(np.float32)
            heard = av.AudioFrame.from_ndarray(noise, format="fltp", layout="mono")
            heard.sample_rate = 8000
            out.mux(audio.encode(heard))
            out.mux(audio.encode(None))
    return path


def parts_of(source, folder, seconds=0.6, policy=None, faces=None):
    """Do all steps, the parts of each in another order than that of the clip."""
    faces = faces or Spot()
    parts = SegmentedClip(source, folder, policy or Policy())
    count = parts.survey(seconds)
    assert count > 2
    for number in reversed(range(count)):
        parts.look(number, faces)
    assert parts.plan(faces, reader=None)
    for number in reversed(range(count)):
        parts.paint(number)
    parts.join()
    for number in reversed(range(count)):
        parts.check(number, faces)
    assert parts.settle(faces) == ()
    return parts.written(), parts.whole


def in_one(source, target, seconds=0.6, policy=None, faces=None):
    """Return the plan and write the clip in one go."""
    policy, faces = policy or Policy(), faces or Spot()
    looks = rescan_at_segments(source, faces, seconds)
    plan = plan_clip(source, faces, policy, reader=None, looks=looks)
    painter = Painter(plan.redactions)
    writer.rewrite(source, target, painter.planes, policy.video, expected=plan.pts)
    return plan


def luma(path):
    with open_clip(path) as opened:
        return [
            (pts, shown.to_ndarray(format="gray").astype(int)) for pts, shown in opened.pictures()
        ]


def assert_same_pictures(one, other, most=12.0):
    """Hold two encodings of the same frames against each other, in means of 8 x 8 pixels."""
    left, right = luma(one), luma(other)
    assert [pts for pts, _ in left] == [pts for pts, _ in right]
    for (_, a), (_, b) in zip(left, right, strict=True):
        off = (a - b).reshape(12, 8, WIDTH // 8, 8).mean(axis=(1, 3))
        assert np.abs(off).max() < most


SOURCES = {
    "even": {},
    "uneven times": {"times": UNEVEN},
    "open groups": {"x264-params": "open-gop=1:bframes=3:b-adapt=0", "form": "matroska"},
    "open groups of h265": {
        "codec": "libx265",
        "x265-params": "open-gop=1:bframes=4:keyint=10:min-keyint=10:log-level=none",
    },
    "transport stream": {"form": "mpegts"},
    "key frames only": {"gop": "1", "form": "matroska"},
    "begins before zero": {"times": tuple(pts - 120 for pts in EVEN), "form": "nut"},
}


@pytest.mark.parametrize("options", SOURCES.values(), ids=SOURCES)
def test_joined_parts_are_what_one_go_gives(tmp_path, options):
    source = clip(tmp_path / "a.bin", **options)
    done, whole = parts_of(source, tmp_path / "parts")
    plan = in_one(source, tmp_path / "one.mp4")

    assert done.plan == plan, "tracks know no seams"
    assert len({span.first for span in plan_segments(source, 0.6)}) > 2
    assert done.info == decoding.probe(tmp_path / "one.mp4")
    assert_same_pictures(whole, tmp_path / "one.mp4")
    assert done.self_check.ran


def test_the_real_detector_sees_in_parts_what_it_sees_in_one_go(kit, tmp_path):
    small = [shown[::2, ::2] for shown in two_people(36)]
    source = save_clip(tmp_path / "a.mp4", small, options={"g": "6"})
    faces = kit.models.faces
    parts = SegmentedClip(source, tmp_path / "parts", Policy())
    for number in range(parts.survey(0.4)):
        parts.look(number, faces)
    assert parts.plan(faces, reader=None)

    looks = rescan_at_segments(source, faces, 0.4)
    plan = plan_clip(source, faces, Policy(), reader=None, looks=looks)
    assert len(plan.redactions) >= 2
    assert (parts.folder / "plan-1.json").read_text(encoding="utf-8") == plan.to_json()


@pytest.mark.parametrize("codec", ["h265", "vp9", "av1"])
def test_every_codec_is_joined(tmp_path, codec):
    policy = Policy(video=VideoOptions(codec=codec, container="mkv"))
    source = clip(tmp_path / "a.mp4")
    done, whole = parts_of(source, tmp_path / "parts", policy=policy)
    in_one(source, tmp_path / "one.mkv", policy=policy)

    assert done.info == decoding.probe(tmp_path / "one.mkv")
    assert_same_pictures(whole, tmp_path / "one.mkv")


def test_sound_is_kept_in_time(tmp_path):
    policy = Policy(video=VideoOptions(audio="keep"))
    source = clip(tmp_path / "a.mp4", sound=True)
    _, whole = parts_of(source, tmp_path / "parts", policy=policy)
    in_one(source, tmp_path / "one.mp4", policy=policy)

    def heard(path):
        with av.open(str(path)) as opened:
            packets = opened.demux(opened.streams.audio[0])
            return [(packet.pts, bytes(packet)) for packet in packets if packet.size]

    assert len(heard(whole)) > 10
    assert heard(whole) == heard(tmp_path / "one.mp4")


def test_the_same_parts_give_the_same_bytes(tmp_path):
    source = clip(tmp_path / "a.mp4")
    wholes = [parts_of(source, tmp_path / name)[1] for name in ("1", "2")]
    assert wholes[0].read_bytes() == wholes[1].read_bytes()


def test_a_lost_or_exchanged_part_is_not_joined(tmp_path):
    parts_of(clip(tmp_path / "a.mp4"), tmp_path / "parts")
    parts = SegmentedClip(tmp_path / "a.mp4", tmp_path / "parts", Policy())
    first, second = (tmp_path / "parts" / f"part-{number}.nut" for number in (0, 1))

    second.write_bytes(first.read_bytes())
    with pytest.raises(MediaError, match="does not begin where"):
        parts.join()


def test_a_bare_seam_is_found_on_the_joined_clip(tmp_path):
    parts_of(clip(tmp_path / "a.mp4"), tmp_path / "parts")
    parts = SegmentedClip(tmp_path / "a.mp4", tmp_path / "parts", Policy())
    spans = plan_segments(tmp_path / "a.mp4", 0.6)
    seen = json.loads((tmp_path / "parts" / "plan-1.json").read_text())

    def bare(index, _):
        assert index >= spans[1].first

    write_segment(
        tmp_path / "a.mp4",
        spans[1],
        tmp_path / "parts" / "part-1.nut",
        bare,
        VideoOptions(),
        seen["pts"],
    )
    parts.join()
    parts.check(0, Spot())
    with pytest.raises(LeakError, match=f"frame {spans[1].first} of the finished clip"):
        parts.check(1, Spot())


def test_what_the_second_look_finds_is_painted_in_its_part_alone(tmp_path):
    source, late = clip(tmp_path / "a.mp4"), range(45, 60)
    parts = SegmentedClip(source, tmp_path / "parts", Policy())
    numbers = range(parts.survey(0.6))
    for number in numbers:
        parts.look(number, Spot(blind=late))
    # tracked without the trail that would follow the square on to its end
    assert parts.plan(Spot(), reader=None)
    table = json.loads((parts.folder / "plan-1.json").read_text())
    for row in table["redactions"]:
        row["sightings"] = [seen for seen in row["sightings"] if seen[0] < late[0]]
    (parts.folder / "plan-1.json").write_text(json.dumps(table))
    for number in numbers:
        parts.paint(number)
    parts.join()
    for number in numbers:
        parts.check(number, Spot())
    assert parts.settle(Spot()) == parts.settle(Spot()) == (2,), "asked twice, as after a crash"

    again = replace(parts, turn=2)
    again.paint(2)
    again.join()
    for number in numbers:
        again.check(number, Spot())
    assert again.settle(Spot()) == ()
    assert again.written().self_check.rounds == 2
    assert again.written().plan.redactions[-1].reason == "second look"


@pytest.mark.parametrize(
    "options",
    [
        {"gop": "1000"},
        {"form": "avi", "codec": "mpeg4"},
        {"form": "h264"},
        {"times": EVEN[:20]},
    ],
    ids=["no key frames", "avi", "no time stamps", "short"],
)
def test_what_cannot_be_cut_is_done_in_one(tmp_path, options):
    source = clip(tmp_path / "a.bin", **options)
    assert plan_segments(source, 0.6) == ()
    assert SegmentedClip(source, tmp_path / "parts", Policy()).survey(0.6) == 0


def test_a_part_that_holds_other_pictures_is_an_error_of_its_own(tmp_path):
    source = clip(tmp_path / "a.mp4")
    span = replace(plan_segments(source, 0.6)[1], frames=19)
    with open_clip(source, span=span) as opened, pytest.raises(SplitError):
        list(opened.pictures())
