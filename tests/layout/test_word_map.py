"""Words as the page model sees them."""

from __future__ import annotations

import numpy as np

from redactkit.core.geometry import Box
from redactkit.core.protocols import TextLine
from redactkit.layout import word_map
from redactkit.layout.word_map import CHANNELS, GRID, LINE, page_scale, paint, words_of


def line(text, left=0.0, top=0.0, high=20.0):
    chars = tuple(
        Box(left + high * n, top, left + high * (n + 1), top + high) for n in range(len(text))
    )
    return TextLine(
        text=text, box=Box(left, top, left + high * len(text), top + high), score=0.9, chars=chars
    )


def channel(text, number, *others):
    return words_of([line(text), *(line(one, top=40 * n + 40) for n, one in enumerate(others))])[
        0
    ].values[number]


def test_lines_get_one_height():
    long = line("很长的一行文字在这里", high=28)
    assert page_scale([long], 500, 500) == LINE / 28
    # few large letters do not outvote many small ones
    assert (
        page_scale([line("大字", high=80), line("很长的一行文字在这里", high=28)], 500, 500)
        == LINE / 28
    )
    assert 0 < page_scale([], 1080, 2400) < 1
    assert (
        60000 * 1200 * page_scale([line("字", high=6)], 1200, 60000) ** 2
        <= word_map.MOST_PIXELS * 1.01
    )


def test_wordings_are_marked_where_they_stand():
    assert channel("@小明 你好", word_map.CALLED)[:4].tolist() == [0, 1, 1, 0]
    assert channel("小明：你好", word_map.PREFIX).tolist() == [1, 1, 0, 0, 0]
    assert channel("通讯录", word_map.MENU).all()
    assert not channel("小明", word_map.MENU).any()
    assert channel("小明", word_map.TWIN, "小明").all()
    assert not channel("小明", word_map.TWIN, "小红").any()
    assert channel("小明", word_map.WITHIN, "请小明来").all()
    assert channel("12:30", word_map.CLOCK).all()


def test_each_character_is_of_one_kind():
    kinds = words_of([line("@：“3aA的年王猫,😀")])[0].values[:12]
    assert kinds.sum(axis=0).tolist() == [1.0] * kinds.shape[1]
    named = "AT COLON QUOTE DIGIT LOWER UPPER FUNCTION TIME SURNAME HAN SIGN OTHER".split()  # noqa: SIM905
    assert kinds.argmax(axis=0).tolist() == [getattr(word_map, name) for name in named]


def test_the_grid_shows_no_characters():
    first, second = (paint(words_of([line(text)]), 1.0, 64, 128) for text in ("猫狗", "狗猪"))
    assert first.shape == (CHANNELS, 64 // GRID, 128 // GRID)
    assert np.array_equal(first, second)
    assert first[:, :5, :10].any()
    assert not first[:, 6:].any()


def test_what_was_not_read_paints_nothing():
    assert words_of([TextLine(text="", box=Box(0, 0, 9, 9), score=0.0)]) == []
    assert not paint([], 1.0, 32, 32).any()
