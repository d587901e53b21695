"""Codes are found whatever their color, size or damage; ordinary pictures have none."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from redactkit.core.findings import Kind
from redactkit.core.geometry import Box
from redactkit.detect.codes import find_codes


def code(side, *, dark=(0, 0, 0), light=(255, 255, 255)):
    """Return a QR code, RGB."""
    plain = cv2.QRCodeEncoder.create().encode("https://u.wechat.com/EXAMPLEexample")
    rows, columns = np.nonzero(plain < 128)
    plain = plain[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]
    edge = max(1, side // 20)
    plain = cv2.resize(plain, (side - 2 * edge,) * 2, interpolation=cv2.INTER_NEAREST)
    big = cv2.copyMakeBorder(plain, edge, edge, edge, edge, cv2.BORDER_CONSTANT, value=255)
    return np.where(big[..., None] < 128, np.uint8(dark), np.uint8(light))


def page(patch, width=750, height=1200, left=200, top=400):
    canvas = np.full((height, width, 3), 237, np.uint8)
    canvas[top : top + patch.shape[0], left : left + patch.shape[1]] = patch
    return canvas, Box(left, top, left + patch.shape[1], top + patch.shape[0])


def covers(pixels, box):
    found = find_codes(pixels)
    return any(
        one.box.padded(0.06 * box.width).covers(box) and one.box.area < 2 * box.area
        for one in found
    )


@pytest.mark.parametrize("side", [90, 160, 420])
def test_sizes(side):
    assert covers(*page(code(side)))


@pytest.mark.parametrize(
    ("dark", "light"),
    [
        ((26, 173, 25), (255, 255, 255)),
        ((30, 60, 160), (255, 255, 255)),
        ((255, 255, 255), (20, 20, 20)),
        ((120, 20, 20), (250, 220, 150)),
    ],
    ids=["green", "blue", "inverted", "red on yellow"],
)
def test_colors(dark, light):
    assert covers(*page(code(300, dark=dark, light=light)))


def test_a_logo_in_the_middle():
    patch = code(320)
    patch[125:195, 125:195] = (200, 30, 90)
    assert covers(*page(patch))


@pytest.mark.parametrize("cut", ["lower", "right"])
def test_cut_by_the_pictures_side(cut):
    pixels, box = page(code(420))
    middle = int(box.center[0]), int(box.center[1])
    pixels = pixels[: middle[1]] if cut == "lower" else pixels[:, : middle[0]]
    (found,) = find_codes(pixels)
    left = Box(box.left, box.top, min(box.right, pixels.shape[1]), min(box.bottom, len(pixels)))
    assert found.box.padded(0.06 * box.width).covers(left)
    assert found.box.overlap(left) > 0.8 * found.box.area


def test_eyes_of_faces_on_a_page_are_no_code():
    pixels, _ = page(code(8), height=1400)
    for x, y in ((150, 300), (600, 300), (150, 750)):
        cv2.circle(pixels, (x, y), 26, (20, 20, 20), -1)
        cv2.circle(pixels, (x, y), 18, (250, 250, 250), -1)
        cv2.circle(pixels, (x, y), 11, (20, 20, 20), -1)
    assert find_codes(pixels) == []


def test_turned():
    pixels, box = page(code(300))
    middle = box.center
    matrix = cv2.getRotationMatrix2D(middle, 12, 1)
    turned = cv2.warpAffine(pixels, matrix, pixels.shape[1::-1], borderValue=(237, 237, 237))
    corners = cv2.transform(np.array([[[200, 400], [500, 400], [500, 700], [200, 700]]]), matrix)
    near, far = corners[0].min(axis=0), corners[0].max(axis=0)
    assert covers(turned, Box(*near.tolist(), *far.tolist()))


def test_a_code_lost_to_the_eye_is_never_decoded_into_the_detection():
    pixels, _ = page(code(300))
    (found,) = find_codes(pixels)
    assert found.kind is Kind.QR_CODE
    assert "wechat" not in repr(found)


def test_a_round_code():
    canvas = np.full((600, 600, 3), 255, np.uint8)
    for x, y in ((200, 200), (400, 200), (200, 400)):
        cv2.circle(canvas, (x, y), 30, (0, 0, 0), 8)
        cv2.circle(canvas, (x, y), 14, (0, 0, 0), -1)
    for angle in np.linspace(0, 2 * np.pi, 36):
        x, y = 300 + 190 * np.cos(angle), 300 + 190 * np.sin(angle)
        cv2.circle(canvas, (int(x), int(y)), 5, (0, 0, 0), -1)
    found = find_codes(canvas)
    assert found and found[0].box.covers(Box(110, 110, 490, 490))


def test_nothing_where_there_is_none():
    canvas = np.full((800, 600, 3), 237, np.uint8)
    for row in range(6):
        cv2.rectangle(canvas, (40, 60 + 110 * row), (100, 120 + 110 * row), (90, 140, 200), -1)
        cv2.rectangle(canvas, (130, 60 + 110 * row), (480, 130 + 110 * row), (255, 255, 255), -1)
    assert find_codes(canvas) == []
