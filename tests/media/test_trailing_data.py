"""Bytes behind the end, even where they look like an end themselves."""

import numpy as np
import pytest
from PIL import Image

import media
from redactkit.media import image
from redactkit.media.trailing_data import trailing_data_faults
from review_cases import texture

ENDS = {".png": b"IEND\xaeB`\x82", ".jpg": b"\xff\xd9"}


@pytest.fixture(params=[".png", ".jpg", ".webp", ".bmp"])
def picture(request, tmp_path):
    path = tmp_path / f"a{request.param}"
    image.write(texture(61, 47, 1), path, image.check_suffix(path))
    return path


@pytest.mark.parametrize("seed", range(3))
def test_a_picture_as_written_ends_at_its_end(seed, tmp_path):
    for ending in image.SUFFIXES:
        path = tmp_path / f"a{ending}"
        noise = np.random.default_rng(seed).integers(0, 256, (40 + seed, 33, 3), np.uint8)
        image.write(noise, path, image.check_suffix(path))
        assert trailing_data_faults(path) == ()


def test_bytes_behind_a_picture_show(picture):
    whole = picture.read_bytes()
    for extra in (b"x", b"13800138000" + ENDS.get(picture.suffix, b""), whole):
        picture.write_bytes(whole + extra)
        assert trailing_data_faults(picture) == ("there are bytes behind the end of the picture",)


def test_a_picture_with_a_progressive_scan_ends_at_its_end(tmp_path):
    path = tmp_path / "a.jpg"
    Image.fromarray(texture(80, 80, 2)).save(path, progressive=True, quality=60)

    assert trailing_data_faults(path) == ()


def test_a_picture_cut_short_is_not_taken_for_a_longer_one(picture):
    whole = picture.read_bytes()
    for length in (3, 30, len(whole) // 2):
        picture.write_bytes(whole[:length])
        assert trailing_data_faults(picture) == ()


def test_a_clip_with_anything_more_shows(tmp_path):
    path = media.save_clip(tmp_path / "a.mp4", media.empty_room())
    whole = path.read_bytes()
    assert trailing_data_faults(path) == ()

    for extra, fault in (
        (b"note", "behind the end"),
        (b"\0\0\0\x10uuidnotenote", "no part of a clip"),
        (b"\0\0\0\x10freenotenote", "padding"),
    ):
        path.write_bytes(whole + extra)
        assert [fault in each for each in trailing_data_faults(path)] == [True]
    path.write_bytes(whole + b"\0\0\0\x10free" + bytes(8))
    assert trailing_data_faults(path) == ()
