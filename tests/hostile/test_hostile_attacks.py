"""Attacks on finished pictures: what was covered is guessed no better than by chance."""

from __future__ import annotations

import io

import cv2
import numpy as np
import pytest
from PIL import Image

from redactkit.core.findings import Finding, Kind, Sighting
from redactkit.core.geometry import Box
from redactkit.core.methods import Fill, Label
from redactkit.core.policy import Limits, Redaction
from redactkit.media import image as media_image
from redactkit.media.trailing_data import trailing_data_faults
from redactkit.render.labels import draw_label
from redactkit.render.painter import Painter

FACE = cv2.FontFace("uni")
SIZE, DIGITS, LEFT, BASE = 40, 11, 20, 70
HEIGHT, WIDTH = 110, 360
BOX = Box(12, 26, 348, 84)


def drawn(number):
    """Return a picture of a number as an attacker can draw it: font and place are known."""
    picture = np.full((HEIGHT, WIDTH, 3), 255, np.uint8)
    cv2.putText(picture, number, (LEFT, BASE), (20, 20, 20), FACE, SIZE, 400)
    return picture


def cover(method, picture, alias="[电话]"):
    finding = Finding(
        kind=Kind.PHONE, detector="t-1", sightings=(Sighting(frame=0, box=BOX),), alias=alias
    )
    one = Redaction(finding=finding, method=method, margin=0.06, reason="policy")
    return Painter([one]).pixels(0, picture)


def mosaic(picture, cell=10):
    x0, y0, x1, y1 = BOX.pixels(WIDTH, HEIGHT)
    shown = picture.copy()
    region = shown[y0:y1, x0:x1]
    small = cv2.resize(region, (region.shape[1] // cell, region.shape[0] // cell), None, 0, 0, 3)
    shown[y0:y1, x0:x1] = cv2.resize(small, region.shape[1::-1], interpolation=cv2.INTER_NEAREST)
    return shown


def in_jpeg(picture):
    file = io.BytesIO()
    Image.fromarray(picture).save(file, "JPEG", quality=90)
    return np.asarray(Image.open(file).convert("RGB"))


def guessed(shown, conceal, width=24):
    """Read a covered number by beam search: render candidates, conceal them, compare.

    A digit is judged by the columns that it reaches, so each further one narrows the beam.
    """
    beam = [""]
    dice = np.random.default_rng(1)
    for place in range(DIGITS):
        end = LEFT + cv2.getTextSize((9999, 9999), "0" * (place + 1), (0, 0), FACE, SIZE, 400)[2]
        rated = []
        for start in beam:
            for digit in "0123456789":
                trial = conceal(drawn(start + digit))[:, : int(end)].astype(np.float32)
                off = float(np.square(trial - shown[:, : int(end)]).mean())
                rated.append((off, float(dice.random()), start + digit))
        beam = [text for _, _, text in sorted(rated)[:width]]
    return beam[0]


def right(conceal, numbers):
    """Return the share of digits that the attack gets right."""
    hits = 0
    for number in numbers:
        answer = guessed(in_jpeg(conceal(drawn(number))).astype(np.float32), conceal, 6)
        hits += sum(a == b for a, b in zip(answer, number, strict=True))
    return hits / (len(numbers) * DIGITS)


@pytest.fixture(scope="module")
def numbers():
    dice = np.random.default_rng(20)
    return ["1" + "".join(map(str, dice.integers(0, 10, DIGITS - 1))) for _ in range(4)]


def test_a_mosaic_of_text_is_read_back(numbers):
    assert right(mosaic, numbers) > 0.8


@pytest.mark.parametrize("method", [Fill(), Label()], ids=["fill", "label"])
def test_our_covers_of_text_are_not(method, numbers):
    # chance is 0.1 of 44 digits; 0.32 is five standard deviations above it
    assert right(lambda picture: cover(method, picture), numbers) < 0.32


@pytest.mark.parametrize("method", [Fill(), Label()], ids=["fill", "label"])
@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP", "TIFF", "BMP"])
def test_two_texts_under_one_cover_give_one_file(method, form, tmp_path):
    files = []
    for number in ("13800138000", "19999999999"):
        path = tmp_path / f"{number}.x"
        media_image.write(cover(method, drawn(number)), path, form)
        files.append(path.read_bytes())

    assert files[0] == files[1]


def test_two_texts_under_a_mosaic_do_not(tmp_path):
    files = []
    for number in ("13800138000", "19999999999"):
        path = tmp_path / f"{number}.x"
        media_image.write(mosaic(drawn(number)), path, "PNG")
        files.append(path.read_bytes())

    assert files[0] != files[1]


def label_ink(place, alias):
    pixels = np.zeros((200, 600, 3), np.uint8)
    draw_label(pixels, place, alias, (0, 0, 0))
    columns = np.flatnonzero(pixels.any(axis=(0, 2)))
    return int(np.ptp(columns)) + 1


def test_a_stand_in_is_as_wide_whatever_was_covered():
    """In covers with room for it the width of the alias depends on their height alone."""
    widths = {label_ink((10, 10, 10 + width, 58), "[电话]") for width in (200, 260, 340, 560)}

    assert len(widths) == 1


def test_what_hides_beside_the_pixels_does_not_travel(tmp_path):
    secret = drawn("13800138000")
    clear = np.dstack([secret, np.zeros((HEIGHT, WIDTH), np.uint8)])
    exif = Image.Exif()
    exif[0x010E] = "13800138000"
    thumb = io.BytesIO()
    Image.fromarray(secret).resize((90, 27)).save(thumb, "JPEG")
    frames = [Image.fromarray(secret), Image.fromarray(255 - secret)]
    sources = {
        "alpha.png": lambda path: Image.fromarray(clear, "RGBA").save(path),
        "exif.jpg": lambda path: frames[0].save(path, exif=exif, comment=b"13800138000"),
        "second.jpg": lambda path: frames[0].save(
            path, "MPO", save_all=True, append_images=frames[1:]
        ),
        "behind.png": frames[0].save,
        "behind.jpg": frames[0].save,
    }
    for name, save in sources.items():
        source = tmp_path / name
        save(source)
        if name.startswith("behind"):
            with source.open("ab") as file:
                file.write(b"13800138000" + thumb.getvalue())
            assert trailing_data_faults(source)
        frame, _ = media_image.read(source, Limits())
        target = tmp_path / f"o-{name}"
        media_image.write(cover(Fill(), frame.pixels), target, media_image.check_suffix(target))

        assert not media_image.metadata_left(target)
        assert not trailing_data_faults(target)
        assert b"13800138000" not in target.read_bytes()
        with Image.open(target) as image:
            assert getattr(image, "n_frames", 1) == 1
            assert "A" not in image.mode
            assert not image.info.keys() & {"exif", "comment", "mp"}
        if name == "alpha.png":
            # the colors under full transparency are gone, not only unseen
            assert media_image.read(target, Limits())[0].pixels.min(axis=(0, 1)).max() >= 64
