import struct
import zlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, PngImagePlugin

from redactkit.core.errors import MediaError
from redactkit.core.policy import Limits
from redactkit.media import image

LIMITS = Limits()


def gradient(height=40, width=60):
    y, x = np.mgrid[0:height, 0:width]
    return np.dstack([x * 4, y * 6, (x + y) * 2]).astype(np.uint8)


@pytest.mark.parametrize("suffix", [".png", ".webp", ".bmp", ".tif", ".tiff"])
def test_lossless_formats_keep_every_pixel(tmp_path, suffix):
    path = tmp_path / f"a{suffix}"

    image.write(gradient(), path, image.check_suffix(path))

    assert (image.read(path, LIMITS)[0].pixels == gradient()).all()
    assert image.metadata_left(path) == ()


def test_jpeg_keeps_pixels_within_codec_noise(tmp_path):
    path = tmp_path / "a.jpg"

    image.write(gradient(), path, "JPEG")

    frame, info = image.read(path, LIMITS)
    assert np.abs(frame.pixels.astype(int) - gradient()).max() < 12
    assert info.media_type == "image/jpeg"
    assert image.metadata_left(path) == ()


@pytest.mark.parametrize("orientation", range(1, 9))
def test_an_exif_rotated_picture_comes_out_upright(tmp_path, orientation):
    path = tmp_path / "a.jpg"
    exif = Image.Exif()
    exif[0x0112] = orientation
    Image.fromarray(gradient()).save(path, exif=exif, quality=95, subsampling=0)

    frame, info = image.read(path, LIMITS)

    assert frame.pixels.shape[:2] == ((40, 60) if orientation < 5 else (60, 40))
    assert (info.width, info.height) == frame.pixels.shape[1::-1]


def test_color_hidden_under_full_transparency_is_gone(tmp_path):
    path = tmp_path / "a.png"
    clear = np.dstack([gradient(), np.zeros((40, 60), np.uint8)])
    Image.fromarray(clear, "RGBA").save(path)

    assert (image.read(path, LIMITS)[0].pixels == 255).all()


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "CMYK", "I;16", "I", "F"])
def test_every_mode_becomes_rgb(tmp_path, mode):
    path = tmp_path / "a.tif"
    Image.fromarray(gradient()).convert("L").convert(mode.replace("I;16", "I")).save(path)

    assert image.read(path, LIMITS)[0].pixels.shape == (40, 60, 3)


def test_a_16_bit_picture_keeps_its_range(tmp_path):
    path = tmp_path / "a.png"
    Image.fromarray(np.full((4, 4), 40_000, np.uint16)).save(path)

    assert image.read(path, LIMITS)[0].pixels[0, 0].tolist() == [155] * 3


def test_nothing_but_pixels_survives(tmp_path):
    source, target = tmp_path / "a.png", tmp_path / "b.png"
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Author", "王小明 13800138000")
    exif = Image.Exif()
    exif[0x010E] = "王小明"
    Image.fromarray(gradient()).save(source, pnginfo=notes, exif=exif)
    assert image.metadata_left(source)

    frame, _ = image.read(source, LIMITS)
    image.write(frame.pixels, target, "PNG")

    assert b"13800138000" not in target.read_bytes()
    assert image.metadata_left(target) == ()


@pytest.mark.parametrize("keyword", ["Author", "王小明".encode().decode("latin-1")])
def test_text_in_a_png_is_metadata_whatever_it_is_called(tmp_path, keyword):
    path, notes = tmp_path / "a.png", PngImagePlugin.PngInfo()
    notes.add_text(keyword, "13800138000", zip=True)
    Image.fromarray(gradient()).save(path, pnginfo=notes)

    assert image.metadata_left(path) == ("the picture carries metadata: text",)


def write_bad(folder, name, raw):
    path = folder / name
    path.write_bytes(raw)
    return path


def whole(folder, name):
    path = folder / name
    Image.fromarray(gradient(300, 300)).save(path)
    return path.read_bytes()


def animated(folder, name):
    path = folder / name
    frames = [Image.fromarray(gradient() // n) for n in (1, 2)]
    frames[0].save(path, save_all=True, append_images=frames[1:])
    return path.read_bytes()


def huge_png():
    head = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    chunk = b"IHDR" + head
    crc = struct.pack(">I", zlib.crc32(chunk))
    start = b"\x89PNG\r\n\x1a\n" + struct.pack(">I", len(head)) + chunk + crc
    return start + struct.pack(">I", 1 << 20) + b"IDAT" + bytes(64)


BAD = {
    "empty.png": (lambda _: b"", "is empty"),
    "text.png": (lambda _: "只是文字，不是图片".encode(), "not a picture"),
    "truncated.png": (lambda f: whole(f, "w.png")[:-200], "damaged or cut short"),
    "truncated.jpg": (lambda f: whole(f, "w.jpg")[:-700], "damaged or cut short"),
    "head-only.png": (lambda f: whole(f, "w.png")[:40], "damaged or cut short"),
    "moving.png": (lambda f: animated(f, "m.png"), "several frames"),
    "moving.gif": (lambda f: animated(f, "m.gif"), "several frames"),
    "moving.webp": (lambda f: animated(f, "m.webp"), "several frames"),
    "huge.png": (lambda _: huge_png(), "60000 x 60000 is too large|at most 120000000 pixels"),
    "paper.pdf": (lambda _: b"%PDF-1.7 text under a cover", "keeps its text under any cover"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_gives_one_error_with_its_name_and_the_remedy(tmp_path, name):
    make, named = BAD[name]
    path = write_bad(tmp_path, name, make(tmp_path))

    with pytest.raises(MediaError, match=named) as caught:
        image.read(path, LIMITS)

    assert str(caught.value).startswith(name)
    assert str(tmp_path) not in str(caught.value)


def test_what_is_no_file_is_refused(tmp_path):
    with pytest.raises(MediaError, match=r"gone\.png: no such file"):
        image.read(tmp_path / "gone.png", LIMITS)
    with pytest.raises(MediaError, match="is a folder"):
        image.read(tmp_path, LIMITS)


def test_a_limit_is_held_before_decoding(tmp_path):
    path = tmp_path / "a.png"
    Image.fromarray(gradient()).save(path)

    with pytest.raises(MediaError, match=r"60 x 40 is too large"):
        image.read(path, Limits(pixels=2399))


def test_an_ending_that_cannot_be_written_is_refused(tmp_path):
    with pytest.raises(MediaError, match=r"\.heic: pictures are written as \.png"):
        image.check_suffix(tmp_path / "a.heic")


@given(st.binary(max_size=300))
def test_a_few_bytes_of_anything_give_a_clear_error(tmp_path_factory, raw):
    path = tmp_path_factory.mktemp("any") / "a.png"
    path.write_bytes(raw)

    with pytest.raises(MediaError, match=r"^a\.png: "):
        image.read(path, LIMITS)
