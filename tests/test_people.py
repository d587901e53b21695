"""Names in sentences: who is called, who is listed, and what is only a word."""

from __future__ import annotations

import pytest

from redactkit.screens.notices import in_prefix, mentions
from redactkit.screens.people import again, named_with, past_signs


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("@杨凡已受理，稍后回复", "杨凡"),
        ("@山野来信请问几点", "山野来信"),
        ("@小雅 请看", "小雅"),
        ("@已经不在乎了 好", "已经不在乎了"),
    ],
)
def test_words_said_to_who_is_called_are_no_part_of_the_name(text, name):
    assert [one.text for one in mentions(text)] == [name]


def test_people_listed_with_somebody_known():
    assert named_with("momo、山野来信、Tony都来吗", ["momo"]) == ["山野来信", "Tony"]
    assert named_with("我跟没头脑、Amy\n一起的", ["没头脑"]) == ["Amy"]
    assert named_with("云朵、明天见", ["云朵"]) == []
    assert named_with("苹果、Banana都要", ["云朵"]) == []


def test_a_name_that_is_a_word_counts_where_it_is_set_off():
    assert again("大家都小小地休息", ["小小"]) == []
    assert again("小小，在吗", ["小小"]) == [(0, 2, "小小")]
    assert again("@小小你看", ["小小"]) == [(1, 3, "小小")]
    assert again("问问暮雪行不行", ["暮雪"]) == [(2, 4, "暮雪")]


@pytest.mark.parametrize(
    "text",
    ["明天 10:30 开门，别来太早", "加我V：ymursu927357", "微信号：abc_123", "电话: 13800138000"],
)
def test_what_stands_before_a_time_or_a_value_is_nobody(text):
    assert in_prefix(text) is None


@pytest.mark.parametrize(
    ("text", "name"),
    [("云朵：13800138000", "云朵"), ("A1：10点见", "A1"), ("阿布3: 好的", "阿布3")],
)
def test_what_stands_before_words_is_who_said_them(text, name):
    assert in_prefix(text).text == name


def test_a_name_ends_with_its_emoji():
    assert past_signs("橘子汽水●☆好的", 4) == 6
    assert past_signs("橘子汽水，好的", 4) == 4
    assert past_signs("橘子汽水", 4) == 4
