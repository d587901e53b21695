"""Codes of every symbology and style: located whether or not they can be read."""

import cv2
import numpy as np
import pytest
import zxingcpp

from redactkit.detect.code_regions import decoded_codes, learned_codes
from redactkit.detect.codes import find_codes

PLAIN = ["QRCode", "DataMatrix", "Aztec", "PDF417", "MicroQRCode", "Code128", "EAN13"]


def symbol(kind, module, *, share=1.0, disc=False, dark=(20, 20, 20), light=(255, 255, 255)):
    """Draw a symbol; modules fill ``share`` of their place, as squares or discs."""
    content = {"EAN13": "690123456789", "MicroQRCode": "69012345", "Code128": "A1B2C3"}.get(
        kind, "https://a.invalid/b4c7d2"
    )
    made = zxingcpp.create_barcode(content, getattr(zxingcpp.BarcodeFormat, kind))
    cells = np.asarray(made.to_image(scale=1, add_quiet_zones=False)) < 128
    if kind in ("Code128", "EAN13"):
        cells = np.repeat(cells[:1], cells.shape[1] // 3, axis=0)
    patch = np.full((*(side * module for side in cells.shape), 3), light, np.uint8)
    for y, x in np.argwhere(cells).tolist():
        middle = ((x + 0.5) * module, (y + 0.5) * module)
        half = share * module / 2
        if disc:
            cv2.circle(patch, tuple(map(round, middle)), round(half), dark, -1, cv2.LINE_AA)
        else:
            a, b = (tuple(round(v + sign * half) for v in middle) for sign in (-1, 1))
            patch[a[1] : b[1], a[0] : b[0]] = dark
    return patch


def page(patch, left=180, top=420):
    """Lay a symbol on an empty page of a phone."""
    pixels = np.full((1334, 750, 3), 240, np.uint8)
    high, wide = patch.shape[:2]
    pixels[top - 24 : top + high + 24, left - 24 : left + wide + 24] = 255
    pixels[top : top + high, left : left + wide] = patch
    return pixels, (left, top, left + wide, top + high)


def covered(boxes, place):
    """Return whether one box covers a place, all but a pixel."""
    left, top, right, bottom = place
    return any(
        box.left <= left + 1
        and box.top <= top + 1
        and box.right >= right - 1
        and box.bottom >= bottom - 1
        for box in boxes
    )


@pytest.mark.parametrize("kind", PLAIN)
def test_plain_symbols_are_read_and_located(kind):
    pixels, place = page(symbol(kind, 3 if kind in ("PDF417", "Code128") else 6))

    assert covered(decoded_codes(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)), place)


@pytest.mark.parametrize("kind", ["QRCode", "DataMatrix", "Aztec"])
@pytest.mark.parametrize(("share", "disc"), [(0.8, True), (0.75, False)])
def test_codes_of_dots_and_gaps(kind, share, disc):
    pixels, place = page(symbol(kind, 9, share=share, disc=disc))

    assert covered([found.box for found in find_codes(pixels)], place)


def test_a_pastel_code_of_dots_that_no_reader_decodes():
    patch = symbol("QRCode", 9, share=0.7, disc=True, dark=(150, 190, 250))
    patch[60:130, 60:130] = 255  # what is missing cannot be corrected
    pixels, place = page(patch)

    assert not decoded_codes(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY))
    assert covered([box.padded(8) for box in learned_codes(pixels)], place)


def test_nothing_on_flat_pages_and_noise():
    noise = np.random.default_rng(1).integers(0, 256, (400, 300, 3)).astype(np.uint8)
    smooth = cv2.GaussianBlur(noise, (0, 0), 12)

    assert learned_codes(np.full((1334, 750, 3), 237, np.uint8)) == []
    assert learned_codes(smooth) == []
    assert decoded_codes(np.full((50, 40), 255, np.uint8)) == []


@pytest.mark.parametrize("shape", [(1, 1, 3), (7, 300, 3), (300, 7, 3)])
def test_tiny_pictures(shape):
    assert learned_codes(np.zeros(shape, np.uint8)) == []
