"""The text reader on the real engine: characters in their places, tall pictures, failures."""

from __future__ import annotations

from itertools import pairwise

import cv2
import numpy as np
import pytest

from precisions import PRECISIONS
from redactkit.core.errors import BackendError
from redactkit.models import ocr_networks
from redactkit.models.rapidocr import RapidOcr
from redactkit.models.tiling import tiles


def draw(texts, *, width=750, height=1334, size=34):
    """Return a white picture with ``(x, y, text)`` drawn on it, RGB."""
    canvas = np.full((height, width, 3), 255, np.uint8)
    face = cv2.FontFace("uni")
    for x, y, text in texts:
        cv2.putText(canvas, text, (x, y), (0, 0, 0), face, size, 400)
    return canvas


@pytest.fixture(scope="module", params=PRECISIONS)
def reader(request):
    return RapidOcr(precision=request.param)


def test_text_and_characters(reader):
    lines = reader.read(draw([(60, 300, "电话13800138000谢谢")]))
    (line,) = [line for line in lines if line.text]
    assert line.text == "电话13800138000谢谢" and line.score > 0.8
    assert len(line.chars) == len(line.text)
    lefts = [char.left for char in line.chars]
    assert lefts == sorted(lefts)
    digits = line.chars[2:13]
    ink = draw([(60, 300, "电话13800138000谢谢")]).min(axis=(0, 2)) < 128
    inside = np.flatnonzero(ink)
    assert abs(line.chars[0].left - inside[0]) < 12
    assert digits[0].left > line.chars[1].center[0]


def test_the_name_carries_a_version(reader):
    assert reader.name.startswith("rapidocr-3.")


EMPTY = [(600, 400), (400, 600), (2400, 1080), (5000, 750), (200, 900)]
"""Sizes of empty pictures that the network took for lines, in bf16 or f32."""


@pytest.mark.parametrize("size", EMPTY, ids=str)
@pytest.mark.parametrize("ground", [(255, 255, 255), (0, 0, 0), (149, 236, 105)], ids=str)
def test_nothing_on_an_empty_picture(reader, size, ground):
    assert list(reader.read(np.full((*size, 3), ground, np.uint8))) == []


def test_nothing_on_a_noisy_ground(reader):
    noise = np.random.default_rng(0).normal(237, 3, (400, 600, 3))
    assert list(reader.read(np.clip(noise, 0, 255).astype(np.uint8))) == []


def test_empty_ground_around_a_line_is_no_line(reader):
    lines = reader.read(draw([(20, 60, "微信号test13800138000")], width=1080, height=2400, size=24))
    assert [line.text for line in lines] == ["微信号test13800138000"]


def test_a_place_as_large_as_the_page_does_not_stand_for_the_lines_in_it(reader, monkeypatch):
    """Whatever the network takes for a line, those inside it are read."""
    locate = reader._locator.run

    def with_page(blob):
        height, width = blob.shape[2:]
        corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
        return [*locate(blob), corners]

    monkeypatch.setattr(reader._locator, "run", with_page)
    lines = reader.read(draw([(60, 300, "电话13800138000谢谢")]))
    assert [line.text for line in lines] == ["电话13800138000谢谢"]


def test_a_picture_of_one_line_is_read(reader):
    """Its place is larger than half of the picture."""
    line = draw([(8, 36, "13800138000")], width=240, height=48, size=34)
    assert "13800138000" in [found.text for found in reader.read(line)]


def test_ink_that_cannot_be_read_is_still_a_line(reader, monkeypatch):
    """House rule: text that was located but not read is masked and counted."""
    monkeypatch.setattr(reader, "_decode", lambda _scores, _used: ("", 0.0, []))
    (line,) = reader.read(draw([(60, 300, "电话13800138000谢谢")]))
    assert line.text == "" and line.box.width > 200


def test_a_tall_picture_is_read_at_full_size(reader):
    texts = [(60, 120 + 300 * row, f"第{row}行 微信号test{row:03}") for row in range(24)]
    found = "|".join(line.text for line in reader.read(draw(texts, height=7400)))
    assert all(f"test{row:03}" in found.replace(" ", "") for row in range(24))
    assert found.count("test012") == 1


@pytest.mark.parametrize("height", [10, 1600, 1601, 5000, 20000])
def test_tiles_cover_every_row_and_overlap(height):
    stretches = list(tiles(height))
    assert stretches[0][0] == 0 and stretches[-1][1] == height
    assert all(a[1] - b[0] >= 96 for a, b in pairwise(stretches))


def test_an_altered_model_is_refused(monkeypatch):
    monkeypatch.setitem(ocr_networks.MODELS, ocr_networks.DET, "0" * 64)
    with pytest.raises(BackendError, match=r"is not the expected file.*reinstall rapidocr"):
        RapidOcr()


def test_a_failing_engine_is_an_error_not_an_empty_page(monkeypatch):
    reader = RapidOcr()

    def broken(_blob):
        msg = "13800138000"
        raise RuntimeError(msg)

    monkeypatch.setattr(reader._recognizer, "run", broken)
    with pytest.raises(BackendError) as caught:
        reader.read(draw([(60, 300, "电话13800138000")]))
    assert "138" not in str(caught.value)
