"""The finished clip held against what was painted, and against what the plan says."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest

from media import save_clip, two_people
from redactkit.core.errors import LeakError
from redactkit.core.findings import Finding, Kind, Sighting
from redactkit.core.geometry import Box
from redactkit.core.policy import Policy, VideoOptions, decide
from redactkit.media.framecells import CellWriter, read_cells
from redactkit.media.video import decoding, writer
from redactkit.media.video.reader import open_clip
from redactkit.media.video.writer import Original
from redactkit.records.plan import Plan
from redactkit.render.painter import Painter
from redactkit.verify.frame_compare import Comparison

FRAMES = 6


def planned(source):
    """Return a plan that hides the left half of the picture's middle as a face."""
    info = decoding.probe(source)
    box = Box(info.width / 4, info.height / 4, info.width / 2, info.height / 2)
    seen = tuple(Sighting(frame=index, box=box, score=0.9) for index in range(FRAMES))
    finding = Finding(kind=Kind.FACE, detector="test-1", sightings=seen)
    return Plan(
        source_sha256="",
        info=info,
        redactions=tuple(decide([finding], Policy())),
        pts=tuple(frame.pts for frame in decoding.read(source)),
        detectors=("test-1",),
        warnings=(),
    )


class Written:
    """A clip as painted by a plan, and what was kept of its frames."""

    def __init__(self, plan, source, target, options, spoil=None):
        self.target, self.options, self.kept = target, options, io.BytesIO()
        painter, cells = Painter(plan.redactions), CellWriter(self.kept)

        def note(index, luma):
            cells.add(luma)
            # what happens behind the painter's back
            if spoil is not None:
                spoil(index, luma)

        original = Original(path=source, pts=plan.pts)
        writer.rewrite(original, target, painter.planes, options, on_frame=note)
        self.patches = painter.patches

    def compare(self, plan):
        """Hold it against a plan."""
        self.kept.seek(0)
        painter, frames = Painter(plan.redactions, self.patches), (0, len(plan.pts))
        compared = Comparison(read_cells(self.kept), painter, self.options, frames)
        with open_clip(self.target) as clip:
            for shot in decoding.lazy_frames(clip):
                compared.see(shot)
        compared.finish()


def differs(written, plan, frame):
    with pytest.raises(LeakError, match=f"frame {frame} of the finished clip"):
        written.compare(plan)


@pytest.fixture
def source(tmp_path):
    return save_clip(tmp_path / "a.mp4", two_people(FRAMES))


@pytest.mark.parametrize(
    "options",
    [VideoOptions(), VideoOptions(crf=45), VideoOptions(codec="h265"), VideoOptions(codec="vp9")],
    ids=["h264", "coarse", "h265", "vp9"],
)
def test_what_was_painted_is_found_in_every_frame(tmp_path, source, options):
    plan = planned(source)
    Written(plan, source, tmp_path / "out.mp4", options).compare(plan)


def test_odd_sizes_and_opaque_covers_too(tmp_path):
    source = save_clip(
        tmp_path / "a.mkv",
        [frame[:95, :127] for frame in two_people(FRAMES)],
        form="matroska",
        codec="libvpx-vp9",
    )
    plan = planned(source)
    (one,) = plan.redactions
    opaque = replace(one, method=Policy().qr_code.method)
    plan = replace(plan, redactions=(one, opaque))
    Written(plan, source, tmp_path / "out.mp4", VideoOptions()).compare(plan)


def test_a_cover_that_is_missing_from_one_frame_on_is_named(tmp_path, source):
    plan = planned(source)
    (one,) = plan.redactions
    late = replace(one, finding=replace(one.finding, sightings=one.finding.sightings[:4]))
    other = replace(plan, redactions=(late,))
    differs(Written(other, source, tmp_path / "o.mp4", VideoOptions()), plan, 4)


def test_a_cover_that_was_never_painted_is_named(tmp_path, source):
    plan = planned(source)
    other = replace(plan, redactions=())
    differs(Written(other, source, tmp_path / "o.mp4", VideoOptions()), plan, 0)


def test_a_shifted_cover_is_named(tmp_path, source):
    plan = planned(source)
    (one,) = plan.redactions
    moved = [replace(s, box=s.box.shifted(s.box.width, 0)) for s in one.finding.sightings]
    off = replace(one, finding=replace(one.finding, sightings=tuple(moved)))
    other = replace(plan, redactions=(off,))
    differs(Written(other, source, tmp_path / "o.mp4", VideoOptions()), plan, 0)


def test_a_clip_that_ends_early_is_named(tmp_path, source):
    plan = planned(source)
    short = save_clip(tmp_path / "short.mp4", two_people(FRAMES)[:-2])
    written = Written(replace(plan, pts=plan.pts[:-2]), short, tmp_path / "o.mp4", VideoOptions())
    differs(written, plan, FRAMES - 2)


def test_a_frame_too_many_is_named(tmp_path, source):
    plan = planned(source)
    written = Written(plan, source, tmp_path / "o.mp4", VideoOptions())
    differs(written, replace(plan, pts=plan.pts[:-1]), FRAMES - 1)


def test_a_change_beside_the_covers_is_named(tmp_path, source):
    def scratch(index, luma):
        if index == 3:
            luma[:24, :24] = 235

    plan = planned(source)
    differs(Written(plan, source, tmp_path / "o.mp4", VideoOptions(), scratch), plan, 3)
