"""Columns of avatars: seen, implied by bubbles, and mirrored."""

from __future__ import annotations

import numpy as np
import pytest

from redactkit.core.geometry import Box
from redactkit.core.protocols import TextLine
from redactkit.layout.avatar_columns import (
    Column,
    column_beside,
    find_columns,
    mirrored,
)
from redactkit.layout.bubbles import bubbles
from redactkit.layout.segmentation import segment

TOPS = (150, 350, 550)


def chat(*, avatars, width=750, height=1334):
    """Return a chat's picture and its lines: bubbles at 124 px, avatars of 80 px at 24 px."""
    pixels = np.full((height, width, 3), 237, np.uint8)
    lines = []
    for top in TOPS:
        if avatars:
            noise = np.random.default_rng(top).integers(40, 200, (80, 80, 3), np.uint8)
            pixels[top : top + 80, 24:104] = noise
        pixels[top : top + 80, 124:424] = 255
        pixels[top + 25 : top + 55, 148:400:6] = 20
        lines.append(TextLine(text="明天下午见", box=Box(146, top + 22, 402, top + 58), score=0.99))
    return pixels, lines


def scene_of(**settings):
    pixels, lines = chat(**settings)
    scene = segment(pixels, lines)
    return scene, lines, bubbles(scene, lines)


def test_avatars_beside_bubbles_share_a_column():
    scene, lines, panels = scene_of(avatars=True)

    (column,) = find_columns(scene, lines, panels)

    assert column.side == "left"
    assert (column.left, column.right) == pytest.approx((24, 104), abs=3)
    assert column_beside(scene, panels, [column], "left") == column


def test_bubbles_alone_imply_their_column_on_a_phone():
    scene, lines, panels = scene_of(avatars=False)

    assert find_columns(scene, lines, panels) == []
    column = column_beside(scene, panels, [], "left")
    assert 10 < column.left < 30 and 95 < column.right < 124
    assert column_beside(scene, [], [], "left") is None


def test_a_phones_other_column_is_its_mirror_unless_one_was_seen():
    phone, _, _ = scene_of(avatars=False)
    desk, _, _ = scene_of(avatars=False, width=1400, height=900)
    left, right = Column(24.0, 104.0, "left"), Column(640.0, 720.0, "right")

    assert mirrored(phone, left, [left]) == Column(646.0, 726.0, "right")
    assert mirrored(phone, left, [left, right]) is None
    assert mirrored(phone, None, []) is None
    assert mirrored(desk, left, [left]) is None
