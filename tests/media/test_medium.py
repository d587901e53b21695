import numpy as np
import pytest
from PIL import Image

from redactkit.media.medium import Medium, medium_of


@pytest.mark.parametrize(
    ("name", "raw", "medium"),
    [
        ("a.md", b"\x89PNG", Medium.TEXT),
        ("a.dat", b"\x89PNG\r\n\x1a\n", Medium.IMAGE),
        ("a.mp4", b"%PDF-1.4", Medium.IMAGE),
        ("a.jpg", b"\0\0\0\x18ftypmp42", Medium.VIDEO),
        ("a.heic", b"\0\0\0\x18ftypheic", Medium.IMAGE),
        ("a.png", b"plain text", Medium.IMAGE),
        ("a.ts", b"\x47\x40", Medium.VIDEO),
        ("a.avi", b"RIFF\0\0\0\0AVI ", Medium.VIDEO),
        ("a.bin", b"RIFF\0\0\0\0WEBP", Medium.IMAGE),
    ],
)
def test_content_goes_before_the_ending(tmp_path, name, raw, medium):
    path = tmp_path / name
    path.write_bytes(raw)

    assert medium_of(path) is medium


def test_a_missing_file_goes_by_its_ending(tmp_path):
    assert medium_of(tmp_path / "a.jpg") is Medium.IMAGE
    assert medium_of(tmp_path / "a.mp4") is Medium.VIDEO


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP", "BMP", "TIFF", "GIF"])
def test_pictures_of_every_format_are_known(tmp_path, form):
    path = tmp_path / "a.unknown"
    Image.fromarray(np.zeros((4, 4, 3), np.uint8)).save(path, form)

    assert medium_of(path) is Medium.IMAGE
