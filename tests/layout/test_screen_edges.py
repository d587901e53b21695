"""What stands at a screen's edges and is an avatar, or is none."""

from __future__ import annotations

import numpy as np

from redactkit.core.geometry import Box
from redactkit.core.protocols import TextLine
from redactkit.layout.screen_edges import beside_field, on_cover, on_rail
from redactkit.layout.segmentation import segment


def phone(*, bar=(240, 240, 240)):
    """Return a chat without text, its bar to type in at the bottom."""
    pixels = np.full((1600, 750, 3), 237, np.uint8)
    pixels[1480:] = bar
    pixels[1500:1580, 110:560] = 255
    return pixels


def test_an_icon_beside_the_empty_field_is_in_the_bar():
    scene = segment(phone(), [])

    assert beside_field(scene, Box(20, 1500, 90, 1575), [])
    assert not beside_field(scene, Box(20, 700, 90, 775), [])


def test_a_message_at_the_bottom_is_no_field():
    line = TextLine(text="明天下午三点见面", box=Box(130, 1520, 540, 1560), score=0.9)
    scene = segment(phone(), [line])

    assert not beside_field(scene, Box(20, 1500, 90, 1575), [line])


def test_the_avatar_on_a_cover_photo_is_whole_and_one_below_a_title_bar_is_not():
    rng = np.random.default_rng(2)
    photo = np.full((1600, 750, 3), 255, np.uint8)
    photo[:600] = rng.integers(0, 255, (600, 750, 3))
    photo[480:640, 560:720] = (60, 120, 180)
    (whole,) = on_cover(segment(photo, []))
    assert abs(whole.top - 480) < 6 and abs(whole.bottom - 640) < 6

    cut = np.full((1600, 750, 3), 237, np.uint8)
    cut[:100] = (40, 40, 40)
    cut[100:120] = rng.integers(0, 255, (20, 750, 3))
    cut[40:80, 640:700] = 255
    cut[100:150, 620:710] = (200, 120, 80)
    for box in on_cover(segment(cut, [])):
        assert box.top > 90


def test_the_own_avatar_of_a_desktop_client_stands_on_its_rail():
    pixels = np.full((800, 1200, 3), 245, np.uint8)
    pixels[:, :60] = (46, 46, 46)
    rng = np.random.default_rng(4)
    pixels[20:56, 12:48] = rng.integers(0, 255, (36, 36, 3))

    assert any(box.iou(Box(12, 20, 48, 56)) > 0.7 for box in on_rail(segment(pixels, [])))
    assert on_rail(segment(phone(), [])) == []
