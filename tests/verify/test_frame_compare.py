"""The finished clip laid beside what was painted."""

from __future__ import annotations

from dataclasses import replace

import pytest

from media import save_clip, two_people
from redactkit.core.findings import Finding, Kind, Sighting
from redactkit.core.geometry import Box
from redactkit.core.policy import Policy, VideoOptions, decide
from redactkit.media.video import decoding, writer
from redactkit.records.plan import Plan
from redactkit.render.painter import Painter
from redactkit.verify.frame_compare import first_differing_frame

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


def written(plan, source, target, options):
    writer.rewrite(source, target, Painter(plan.redactions).planes, options, expected=plan.pts)
    return target


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
    target = written(plan, source, tmp_path / "out.mp4", options)
    assert first_differing_frame(source, target, plan, options) is None


def test_a_cover_that_is_missing_from_one_frame_on_is_named(tmp_path, source):
    plan = planned(source)
    (one,) = plan.redactions
    late = replace(one, finding=replace(one.finding, sightings=one.finding.sightings[:4]))
    target = written(replace(plan, redactions=(late,)), source, tmp_path / "o.mp4", VideoOptions())
    assert first_differing_frame(source, target, plan, VideoOptions()) == 4


def test_a_shifted_cover_is_named(tmp_path, source):
    plan = planned(source)
    (one,) = plan.redactions
    moved = [replace(s, box=s.box.shifted(s.box.width, 0)) for s in one.finding.sightings]
    off = replace(one, finding=replace(one.finding, sightings=tuple(moved)))
    target = written(replace(plan, redactions=(off,)), source, tmp_path / "o.mp4", VideoOptions())
    assert first_differing_frame(source, target, plan, VideoOptions()) == 0


def test_a_clip_that_ends_early_is_named(tmp_path, source):
    plan = planned(source)
    short = save_clip(tmp_path / "short.mp4", two_people(FRAMES)[:-2])
    target = written(replace(plan, pts=plan.pts[:-2]), short, tmp_path / "o.mp4", VideoOptions())
    assert first_differing_frame(source, target, plan, VideoOptions()) == FRAMES - 2


def test_a_change_beside_the_covers_is_named(tmp_path, source):
    plan = planned(source)
    paint = Painter(plan.redactions).planes

    def scratched(index, planes):
        paint(index, planes)
        if index == 3:
            planes.luma[:24, :24] = 235

    target = tmp_path / "o.mp4"
    writer.rewrite(source, target, scratched, VideoOptions(), expected=plan.pts)
    assert first_differing_frame(source, target, plan, VideoOptions()) == 3
