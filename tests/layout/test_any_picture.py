"""No picture, chat or not, ends in a traceback."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from redactkit.core.errors import BackendError
from redactkit.core.geometry import Box
from redactkit.core.protocols import TextLine
from redactkit.layout import chat_detector
from redactkit.layout.chat_detector import ChatDetector, _page
from redactkit.layout.name_positions import name_candidates
from redactkit.layout.segmentation import segment
from redactkit.layout.text_blocks import Block

WORDS = (
    *("", " ", "@", "@小明", "小明：", "：", "12:30", "接龙", "A、B和C", "“", "\u200d"),
    *('"小明"撤回了一条消息', "小明的聊天记录", "转账给小明", "昵称：小明"),
    *("微信号：abc123", "小明", "2024-05-01"),
)


def text_line(text, left, top, wide, high):
    box = Box(left, top, left + wide, top + high)
    step = wide / max(1, len(text))
    chars = tuple(
        Box(left + step * n, top, left + step * (n + 1), top + high) for n in range(len(text))
    )
    return TextLine(text=text, box=box, score=0.9 if text else 0.0, chars=chars)


@st.composite
def pages(draw):
    """Return color patches, noise or one flat color, and lines anywhere on them."""
    width, height = draw(st.integers(1, 300)), draw(st.integers(1, 400))
    random = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    pixels = np.full((height, width, 3), draw(st.integers(0, 255)), np.uint8)
    if draw(st.booleans()):
        pixels = random.integers(0, 256, (height, width, 3), np.uint8)
    for _ in range(draw(st.integers(0, 12))):
        x, y = sorted(random.integers(0, width + 1, 2)), sorted(random.integers(0, height + 1, 2))
        pixels[y[0] : y[1], x[0] : x[1]] = random.integers(0, 256, 3)
    lines = [
        text_line(
            draw(st.sampled_from(WORDS)),
            float(random.uniform(0, width)),
            float(random.uniform(0, height)),
            float(random.uniform(1, 120)),
            float(random.uniform(1, 40)),
        )
        for _ in range(draw(st.integers(0, 12)))
    ]
    return pixels, lines


@settings(max_examples=120, deadline=None)
@given(pages())
def test_random_patches_and_lines(page):
    pixels, lines = page
    layout = _page(segment(pixels, lines), lines)
    for one in name_candidates(layout):
        assert 0 <= one.score <= 1


@pytest.mark.parametrize("texts", [("甲", "乙", ""), ("甲", "乙", "", "丙"), ("", "", "")])
def test_a_block_whose_third_line_was_not_read(texts):
    lines = tuple(text_line(text, 50, 40 + 24 * n, 90, 20) for n, text in enumerate(texts))
    pixels = np.full((300, 300, 3), 240, np.uint8)
    pixels[30:150, 40:200] = 255
    layout = _page(segment(pixels, lines), lines)
    assert all(isinstance(block, Block) for block in layout.blocks)
    name_candidates(layout)


def test_what_hangs_into_a_panel_at_the_pictures_last_column():
    pixels = np.full((200, 120, 3), 250, np.uint8)
    pixels[60:, :] = (200, 220, 240)
    scene = segment(pixels, [])
    for panel in scene.panels:
        for x in (-5.0, 0.0, 119.6, 120.0, 400.0):
            assert np.isfinite(scene.falls(panel, x))


def test_a_rule_that_fails_is_one_error_without_any_text(monkeypatch):
    class Reader:
        name = "still"

        def read(self, _):
            return [text_line("深海松鼠", 20, 20, 80, 20)]

    def broken(page):
        raise ValueError(page.lines[0].text)

    monkeypatch.setattr(chat_detector, "name_candidates", broken)
    frame = np.full((100, 200, 3), 255, np.uint8)
    with pytest.raises(
        BackendError, match=r"layout rules failed .* \(ValueError in broken\)"
    ) as error:
        ChatDetector(Reader()).detect_layout(frame)
    assert "松鼠" not in str(error.value)
    assert error.value.__cause__ is None
