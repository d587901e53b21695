"""The job on a clip, step by step: cut into parts and joined it is what one go gives."""

from __future__ import annotations

import json
from contextlib import closing
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
from redactkit.media.video import decoding, segment_plan, writer
from redactkit.media.video.reader import open_clip
from redactkit.media.video.segment_plan import plan_segments
from redactkit.media.video.segments import SplitError
from redactkit.media.video.writer import Original
from redactkit.pipeline import video_job
from redactkit.pipeline.clip_store import FolderStore, MemoryStore
from redactkit.pipeline.video_job import STEPS, Next, Tools, VideoJob, run

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


def job_of(source, folder, policy=None):
    """Return a job whose steps leave files for each other."""
    folder.mkdir(exist_ok=True)
    policy = policy or Policy()
    whole = folder / f"whole.{policy.video.container}"
    return VideoJob(source=source, whole=whole, store=FolderStore(folder), policy=policy)


def tools_of(*detectors):
    return Tools(detectors=detectors or (Spot(),), reader=None)


def step(job, following, tools):
    """Do a step of all its parts, in another order than that of the clip."""
    job = replace(job, turn=following.turn)
    (said,) = {STEPS[following.step](job, part, tools) for part in reversed(following.parts)}
    return job, said


def walk(job, following, tools, until=""):
    """Do the steps up to one, or all."""
    names = []
    while following.step and following.step != until:
        names.append(following.step)
        job, following = step(job, following, tools)
    return job, following, names


def parts_of(source, folder, seconds=0.6, policy=None, faces=None):
    """Do all steps of a clip that is cut."""
    job = job_of(source, folder, policy)
    following = job.begin(seconds, cut=True)
    assert len(following.parts) > 2
    job, _, names = walk(job, following, tools_of(faces or Spot()))
    assert names == ["look", "plan", "paint", "join", "check", "settle"]
    return job.written(), job.whole


def in_one(source, target, seconds=0.6, policy=None, faces=None):
    """Write the clip in one go and return what was written."""
    policy = policy or Policy()
    with closing(MemoryStore(target)) as store:
        job = VideoJob(source=source, whole=target, store=store, policy=policy)
        return run(job, job.begin(seconds), tools_of(faces or Spot()))


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
    one = in_one(source, tmp_path / "one.mp4")

    assert done.plan == one.plan, "tracks know no seams"
    assert len(plan_segments(source, 0.6).firsts) > 2
    assert done.info == one.info == decoding.probe(tmp_path / "one.mp4")
    assert_same_pictures(whole, tmp_path / "one.mp4")
    assert done.self_check.ran


def test_the_real_detector_sees_in_parts_what_it_sees_in_one_go(kit, tmp_path):
    small = [shown[::2, ::2] for shown in two_people(36)]
    source = save_clip(tmp_path / "a.mp4", small, options={"g": "6"})
    tools = kit.clip_tools()
    job = job_of(source, tmp_path / "parts")
    job, following, _ = walk(job, job.begin(0.4, cut=True), tools, until="paint")
    assert len(following.parts) == 3

    with closing(MemoryStore(source)) as store:
        one = VideoJob(source=source, whole=source, store=store, policy=Policy())
        one.begin(0.4)
        one.plan(0, tools)
        plan = one.made_plan
    assert len(plan.redactions) >= 2
    assert (tmp_path / "parts" / "plan-1.json").read_text(encoding="utf-8") == plan.to_json()


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


def painted(source, folder):
    """Return a job whose parts are painted."""
    job = job_of(source, folder)
    job, following, _ = walk(job, job.begin(0.6, cut=True), tools_of(), until="join")
    assert following.step == "join"
    return job


def test_a_lost_or_exchanged_part_is_not_joined(tmp_path):
    job = painted(clip(tmp_path / "a.mp4"), tmp_path / "parts")
    first, second = (tmp_path / "parts" / f"part-{number}.nut" for number in (0, 1))

    second.write_bytes(first.read_bytes())
    with pytest.raises(MediaError, match="does not begin where"):
        job.join(0, tools_of())


def test_a_bare_seam_is_found_on_the_joined_clip(tmp_path):
    source = clip(tmp_path / "a.mp4")
    job = painted(source, tmp_path / "parts")
    span = plan_segments(source, 0.6).spans[1]

    def bare(index, _):
        assert index >= span.first

    original = Original(path=source, pts=job.made_plan.pts, span=span)
    writer.rewrite(original, tmp_path / "parts" / "part-1.nut", bare, VideoOptions())
    job.join(0, tools_of())
    job.check(0, tools_of())
    with pytest.raises(LeakError, match=f"frame {span.first} of the finished clip"):
        job.check(1, tools_of())


@pytest.mark.parametrize("cut", [True, False])
def test_what_the_second_look_finds_is_painted_in_its_part_alone(tmp_path, cut):
    source, late = clip(tmp_path / "a.mp4"), range(45, 60)
    job, tools = job_of(source, tmp_path / "parts"), tools_of(Spot(blind=late))
    job, following, _ = walk(job, job.begin(0.6, cut=cut), tools, until="paint")
    # tracked without the trail that would follow the square on to its end
    table = json.loads((tmp_path / "parts" / "plan-1.json").read_text())
    for row in table["redactions"]:
        row["sightings"] = [seen for seen in row["sightings"] if seen[0] < late[0]]
    (tmp_path / "parts" / "plan-1.json").write_text(json.dumps(table))
    job, following, _ = walk(job, following, tools_of(), until="settle")
    again = Next("paint", (2,) if cut else (0,), 2)
    assert job.settle(0, tools_of()) == job.settle(0, tools_of()) == again, "as after a crash"

    job, following, names = walk(job, again, tools_of())
    assert names == (["paint", "join", "check", "settle"] if cut else ["paint", "check", "settle"])
    done = job.written()
    assert done.self_check.rounds == 2
    assert done.plan.redactions[-1].reason == "second look"


def test_what_is_still_bare_after_the_second_round_stops_the_job(tmp_path):
    class Haunted(Spot):
        """Sees a face in the finished clip, elsewhere each time."""

        turns = 0

        def detect(self, frames):
            if frames[0].index == 0:
                self.turns += 1
            box = Box(10 + 40 * self.turns, 60, 30 + 40 * self.turns, 80)
            one = Detection(kind=Kind.QR_CODE, box=box, score=0.9, detector=self.name)
            return [[one] if self.turns else [] for _ in frames]

    job = job_of(clip(tmp_path / "a.mp4"), tmp_path / "one")
    with pytest.raises(LeakError, match=r"1 x QR_CODE in frames 0-59"):
        walk(job, job.begin(), tools_of(Spot(), Haunted()))


def test_a_clip_with_nothing_to_hide_is_written_anew_and_checked_too(tmp_path):
    source = clip(tmp_path / "a.mp4")
    for cut in (True, False):
        job = job_of(source, tmp_path / str(cut))
        tools = tools_of(Spot(blind=range(99)))
        job, _, names = walk(job, job.begin(0.6, cut=cut), tools)
        each = ["look", "plan", "paint", "join", "check", "settle"]
        assert names == [name for name in each if cut or name not in ("look", "join")]
        assert job.written().self_check.ran
        coded = [packets(path) for path in (source, job.whole)]
        assert not set(coded[0]) & set(coded[1]), "no byte travels that nobody decoded"


def packets(path):
    with av.open(str(path)) as opened:
        return [bytes(packet) for packet in opened.demux(video=0) if packet.size]


@pytest.mark.parametrize("cut", [True, False])
def test_a_finished_clip_is_not_much_larger_than_its_source(tmp_path, cut):
    rng = np.random.default_rng(2)
    rough = [rng.integers(0, 255, (240, 320, 3), np.uint8) for _ in range(FRAMES)]
    options = {"crf": "40", "g": "10", "preset": "veryslow"}
    source = save_clip(tmp_path / "a.mp4", rough, options=options)
    asked = Policy(video=VideoOptions(crf=21))
    sizes = {}
    for name, policy in (("asked", asked), ("usual", Policy())):
        job = job_of(source, tmp_path / f"{name}-{cut}", policy)
        job, _, names = walk(job, job.begin(0.6, cut=cut), tools_of(Spot(blind=range(99))))
        done = job.written()
        sizes[name] = job.whole.stat().st_size
        assert names.count("paint") == (1 if name == "asked" else 2)
        assert any("so as not to be much larger" in text for text in done.warnings) == (
            name == "usual"
        )
    before = source.stat().st_size
    assert sizes["asked"] > 1.3 * before + (16 << 10), "the source is coarse"
    assert sizes["usual"] <= 1.3 * before + (16 << 10)


def test_no_pass_opens_the_source_twice(tmp_path, monkeypatch):
    opened = []

    def counted(path, *_args, **_kwargs):
        opened.append(path.name)
        return open_clip(path, *_args, **_kwargs)

    for module in (decoding, segment_plan, writer, video_job):
        monkeypatch.setattr(module, "open_clip", counted)
    source = clip(tmp_path / "a.mp4")
    in_one(source, tmp_path / "out.mp4")
    assert opened == ["a.mp4", "a.mp4", "a.mp4", "out.mp4"], "survey, find, paint; check"


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
    assert plan_segments(source, 0.6).spans == ()
    assert job_of(source, tmp_path / "parts").begin(0.6, cut=True) == Next("plan")


def test_a_part_that_holds_other_pictures_is_an_error_of_its_own(tmp_path):
    source = clip(tmp_path / "a.mp4")
    span = replace(plan_segments(source, 0.6).spans[1], frames=19)
    with open_clip(source, span=span) as opened, pytest.raises(SplitError):
        list(opened.pictures())
