"""Words of the interface, times, and what could be a person."""

from __future__ import annotations

import pytest

from redactkit.layout.interface_words import (
    is_interface,
    is_person,
    is_time,
    plain,
    without_time,
)


@pytest.mark.parametrize(
    "text",
    ["10:30", "昨天 晚上 8:05", "2024年5月1日", "星期三", "5分钟前", "Yesterday 9:41 PM", "刚刚"],
)
def test_a_time_alone_is_a_time(text):
    assert is_time(text)
    assert is_interface(text)


@pytest.mark.parametrize("text", ["", " ", "昨天的事", "10点", "138 0013 8000", "橙子皮"])
def test_what_says_more_or_nothing_is_no_time(text):
    assert not is_time(text)


@pytest.mark.parametrize("text", ["微信", "< 返回", "WeChat", "发 现", "5G", "83%", "(12)", "···"])
def test_menus_counters_and_status_bars_belong_to_the_interface(text):
    assert is_interface(text)


def test_a_name_is_no_word_of_the_interface():
    assert not is_interface("橙子皮")


@pytest.mark.parametrize(
    ("text", "person"),
    [
        ("橙子皮", True),
        ("🐰", True),
        ("你", False),
        ("所有人", False),
        ("12", False),
        ("返回", False),
    ],
)
def test_who_could_be_a_person(text, person):
    assert is_person(text) is person


def test_signs_around_a_line_are_no_part_of_it():
    assert plain("<「橙子皮」：") == "橙子皮"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("马阿姨 2024-05-18 13:26", "马阿姨"),
        ("马阿姨2024-05-18 13:26", "马阿姨"),
        ("13:26 小王", "小王"),
        ("昨天 13:26 小王", "小王"),
        ("小王 昨天 9:05", "小王"),
        ("13:26", "13:26"),
        ("0.5糖", "0.5糖"),
        ("186的小张", "186的小张"),
    ],
)
def test_a_name_beside_the_time_of_its_message(text, name):
    assert text[slice(*without_time(text))].strip() == name
