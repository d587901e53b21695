"""Names inside the sentences that chat apps write."""

from __future__ import annotations

import pytest

from redactkit.core.findings import Kind
from redactkit.layout.notices import (
    group_title,
    in_card,
    in_notice,
    in_prefix,
    mentions,
)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ('"云朵收藏家"邀请"山野来信"加入了群聊', ["云朵收藏家", "山野来信"]),
        ('你邀请"橙子皮、红豆"加入了群聊', ["橙子皮", "红豆"]),
        ("橙子皮 撤回了一条消息", ["橙子皮"]),
        ("你撤回了一条消息", []),
        ("橙子皮 拍了拍 自己", ["橙子皮"]),
        ("以上是打招呼的内容", []),
    ],
)
def test_a_notice_names_its_people(text, names):
    found = in_notice(text)

    assert [one.text for one in found] == names
    assert [text[one.start : one.end] for one in found] == names


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ('"橙子皮"修改群名为"周末爬山"', ["橙子皮"]),
        ('你修改群名为"周末爬山"', []),
        ('修改群名为"周末爬山"', []),
    ],
)
def test_a_notice_on_a_groups_new_name_names_the_group_and_who_named_it(text, people):
    found = in_notice(text)

    assert [one.text for one in found if one.kind is Kind.NICKNAME] == people
    assert [one.text for one in found if one.kind is Kind.GROUP_NAME] == ["周末爬山"]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("转账给橙子皮", ["橙子皮"]),
        ("等待橙子皮确认收款", ["橙子皮"]),
        ("请橙子皮收款", ["橙子皮"]),
        ("请稍等一下", []),
        ("待会儿见", []),
        ("橙子皮和红豆的聊天记录", ["橙子皮", "红豆"]),
        ("昵称：橙子皮", ["橙子皮"]),
        ("群聊的聊天记录", []),
        ("今天天气不错", []),
    ],
)
def test_a_card_names_its_people(text, names):
    assert [one.text for one in in_card(text)] == names


@pytest.mark.parametrize(
    ("text", "name"),
    [("周末爬山(23)", "周末爬山"), ("< 爬山（5", "爬山"), ("橙子皮", None), ("(3)", None)],
)
def test_a_title_with_a_count_is_a_groups(text, name):
    span = group_title(text)

    assert (span and text[slice(*span)]) == name


def test_no_name_in_the_repr():
    assert "橙子皮" not in repr(in_card("转账给橙子皮"))


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
