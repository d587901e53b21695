"""Long clips in a batch: the same bytes whoever works, and a dead worker costs one step."""

from contextlib import closing

import av
import pytest

import faults
from media import save_clip, two_people
from redactkit import Redactor
from redactkit.batch import Options, redact_folder
from redactkit.batch.process_pool import ProcessPool
from redactkit.media.video import decoding
from redactkit.records.record import Record

FRAMES = 36
KEPT = Options(keep_names=True, span_s=0.4)


@pytest.fixture(scope="module")
def source(tmp_path_factory):
    """Return a folder with one clip of two people, a key frame each 6 frames, and a statement."""
    folder = tmp_path_factory.mktemp("clips") / "in"
    folder.mkdir()
    small = [picture[::2, ::2] for picture in two_people(FRAMES)]
    save_clip(folder / "a.mp4", small, options={"g": "6"})
    (folder / "b.md").write_text("电话13800138000")
    return folder


@pytest.fixture(scope="module")
def alone(kit, source, tmp_path_factory):
    """Return what this process alone makes of it."""
    target = tmp_path_factory.mktemp("alone")
    summary = redact_folder(source, target, redactor=kit, options=KEPT)
    assert (summary.done, summary.failures) == (2, 0)
    return target


def test_parts_are_joined_whole(alone, source, tmp_path):
    Redactor(now=None).video(source / "a.mp4", tmp_path / "one.mp4")
    record = Record.from_json((alone / "a.mp4.record.json").read_text(encoding="utf-8"))

    assert record.output.frames == FRAMES
    assert len(record.removed) >= 2
    assert record.self_check.ran
    one, other = (
        [shown.pts for shown in decoding.read(path)]
        for path in (tmp_path / "one.mp4", alone / "a.mp4")
    )
    assert one == other
    with av.open(str(alone / "a.mp4")) as joined:
        keys = [packet.is_keyframe for packet in joined.demux(video=0) if packet.size]
    assert sum(keys) == 3, "each part begins with a key frame, and nothing else was cut"
    assert not list(alone.rglob("*.parts"))


def test_a_killed_worker_costs_one_step_and_changes_nothing(alone, source, hands, tmp_path):
    steps = [("look", 1), ("paint", 1), ("settle", 0)]
    struck = faults.Struck(hands, steps)
    options = Options(keep_names=True, span_s=0.4, executor=struck)
    summary = redact_folder(source, tmp_path / "out", options=options)

    assert (summary.done, summary.failures) == (2, 0)
    assert all(struck.done.count(step) == 2 for step in steps)
    assert len([step for step, _ in struck.done if step != "redact"]) == 3 + 1 + 3 + 1 + 3 + 1 + 3
    assert (tmp_path / "out" / "a.mp4").read_bytes() == (alone / "a.mp4").read_bytes()


@pytest.fixture(scope="module")
def hands():
    """Return two worker processes."""
    with closing(_Closing(ProcessPool(2))) as slots:
        yield slots.inner


class _Closing:
    def __init__(self, inner):
        self.inner = inner

    def close(self):
        self.inner.shutdown()
