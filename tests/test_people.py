"""Names in sentences: who is called, who is listed, and what is only a word."""

from __future__ import annotations

import pytest

from redactkit.screens.notices import in_card, in_notice, in_prefix, mentions
from redactkit.screens.people import again, named_with, past_signs
from redactkit.screens.words import without_time


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


@pytest.mark.parametrize(
    "text",
    [
        "请收款",
        "请输入消息",
        "请问多少钱",
        "待收款",
        '"小雅"领取了你的红包',
        "请求添加你为朋友",
    ],
)
def test_what_a_card_or_a_field_says_names_nobody(text):
    assert in_card(text) == []


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("转账-来自风", ["风"]),
        ("扫二维码付款-给暴躁猫", ["暴躁猫"]),
        ("待小雅确认收款", ["小雅"]),
        ("包含：云朵", ["云朵"]),
        ("小雅的红包", ["小雅"]),
        ("老王和楼下小卖部的聊天\n记录", ["老王", "楼下小卖部"]),
        ("Lily and Amy's Chat History", ["Lily", "Amy"]),
        ("Lily and Amy's\nChat History", ["Lily", "Amy"]),
    ],
)
def test_cards_name_people(text, names):
    assert [one.text for one in in_card(text)] == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ('"小雅" joined the group chat via the QR code shared by "云朵"', ["小雅", "云朵"]),
        ("小雅 joined the group chat via the QR code shared by 云朵", ["小雅", "云朵"]),
        ("小雅 透過掃描云朵分享的二維碼加入群組", ["小雅", "云朵"]),
        ("小雅收回了一則訊息", ["小雅"]),
        ('"小雅" invited "Amy" to the group chat', ["小雅", "Amy"]),
        ("小雅 left the group chat", ["小雅"]),
        ("小雅 tickled 云朵", ["小雅", "云朵"]),
        ("小雅領取了你的紅包", ["小雅"]),
        ("小雅 opened your red packet", ["小雅"]),
        ("You have added 小雅 as your WeChat contact. Start chatting!", ["小雅"]),
        ("你已新增小雅，現在可以開始聊天了。", ["小雅"]),
        ("小雅邀請云朵加入了群組", ["小雅", "云朵"]),
    ],
)
def test_notices_in_other_languages(text, names):
    assert [one.text for one in in_notice(text)] == names


@pytest.mark.parametrize(
    "text",
    ["商家回复：感谢您的支持", "★★★ 口味:2.0 环境:5.0", "2024年3月11日 颜色分类:白色 尺码:L"],
)
def test_what_reviews_say_of_themselves_is_nobody(text):
    assert in_prefix(text) is None


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
