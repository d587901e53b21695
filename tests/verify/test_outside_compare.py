"""A finished file against its source: nothing but the covers may differ."""

from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

import media
from redactkit.cli import app as cli
from redactkit.core.policy import Limits, VideoOptions
from redactkit.media.video import decoding, writer
from redactkit.media.video.writer import Original
from redactkit.pipeline.redactor import Redactor
from redactkit.verify.outside_compare import source_faults
from review_cases import clip_plan, make_clip, make_picture, picture_plan


@pytest.fixture(params=["a.png", "a.jpg", "a.mp4"])
def job(request, tmp_path):
    """Return source, finished file and record."""
    kit = Redactor(now=None)
    target = tmp_path / f"out-{request.param}"
    if target.suffix == ".mp4":
        source = make_clip(tmp_path / "a.mp4")
        return source, target, kit.apply(clip_plan(source), source, target).record
    source = make_picture(tmp_path / "a.png")
    return source, target, kit.apply(picture_plan(source), source, target).record


def spoil(path):
    """Change a patch of 16 x 16 in a corner, in a clip in every frame."""
    if path.suffix == ".mp4":
        frames = [frame.pixels for frame in decoding.read(path)]
        for pixels in frames:
            pixels[4:20, 4:20] = 255
        media.save_clip(path, frames, rate=10)
        return
    pixels = np.array(Image.open(path))
    pixels[180:196, 280:296] = 0
    Image.fromarray(pixels).save(path)


def test_what_was_written_is_the_source_but_for_the_covers(job):
    source, target, record = job

    assert source_faults(target, source, record, Limits()) == ()


def test_a_change_outside_the_covers_shows(job):
    source, target, record = job
    spoil(target)

    assert source_faults(target, source, record, Limits()) == (
        "frame 0 differs from the source outside the covers",
    )


def test_another_source_is_refused(job):
    source, target, record = job
    other = replace(record, input=replace(record.input, sha256="0" * 64))

    assert "not the one" in source_faults(target, source, other, Limits())[0]


def test_a_clip_with_a_frame_less_shows(tmp_path):
    source = make_clip(tmp_path / "a.mp4")
    target = tmp_path / "o.mp4"
    record = Redactor(now=None).apply(clip_plan(source), source, target).record
    frames = [frame.pixels for frame in decoding.read(target)]
    media.save_clip(target, frames[:-1], rate=10)

    assert source_faults(target, source, record, Limits()) == (
        "the source has another number of frames",
    )


def test_a_single_pixel_of_a_png_counts(tmp_path):
    source, target = make_picture(tmp_path / "a.png"), tmp_path / "o.png"
    record = Redactor(now=None).apply(picture_plan(source), source, target).record
    pixels = np.array(Image.open(target))
    pixels[199, 299, 2] ^= 1
    Image.fromarray(pixels).save(target)

    assert source_faults(target, source, record, Limits())


def test_the_command_needs_the_record(tmp_path):
    path = make_picture(tmp_path / "a.png")

    assert cli.main(["check", str(path), "--source", str(path)]) == 2


def test_a_clip_written_without_covers_is_its_source(tmp_path):
    source, target = make_clip(tmp_path / "a.mp4"), tmp_path / "o.mp4"
    record = Redactor(now=None).apply(clip_plan(source), source, target).record
    writer.rewrite(Original(path=source), target, lambda *_: None, VideoOptions())

    assert source_faults(target, source, replace(record, removed=()), Limits()) == ()
