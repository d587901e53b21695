"""Who speaks in pasted chats, in each format, and what is no chat."""

from __future__ import annotations

import pytest

from redactkit.text.transcript import is_chat, speakers

CHATS = {
    "WeChat on a PC": ("阿珂 2024/5/2 21:03\n在吗\n\n客服 2024/5/2 21:04\n在的", {"阿珂"}),
    "DingTalk": (
        "鹿小葵 2024年3月2日 10:12\n在吗\n大橘 2024年3月2日 10:20\n就是",
        {"鹿小葵", "大橘"},
    ),
    "Feishu": ("程妈 15:20\n上户\n回复 程妈：预产期是几号\n小芳 15:22\n好", {"程妈", "小芳"}),
    "QQ": (
        "2023-11-04 19:20:31 南风(348812077)\n翻肚子了\n2023-11-04 19:21:02 碧海<a@b.cn>\n水温",
        {"南风", "348812077", "碧海", "a@b.cn"},
    ),
    "WeCom": (
        "2023-12-09 18:22:10 浩然爸爸@微信\n怎么回事\n2023-12-09 18:25:33 唐晓@阳光教育\n您好",
        {"浩然爸爸", "唐晓"},
    ),
    "WhatsApp": (
        "12/3/2024, 14:06 - Karen Lau: 你好\n[2024/6/18 下午9:14:22] 阿杰: 喂",
        {"Karen Lau", "阿杰"},
    ),
    "a phone": ("苏苏：\n翘边了\n\n店家：\n方便发图吗\n\n苏苏：\n[图片]", {"苏苏"}),
    "typed": ("叶秋：老板你家网卡死了\n我：哪台机器\n叶秋：退钱吧\n我：好的", {"叶秋"}),
    "turns": ("A：你好，我要退卡。\nB：请问您的姓名？\nA：算了吧", set()),
    "brackets": ("糖糖(12:30)：在吗\n豆豆(12:31)：在的", {"糖糖", "豆豆"}),
    "cells": ("橙子\t12:30\t在吗\n商家客服\t12:31\t在的", {"橙子"}),
    "alone": ("昨天 晚上8:21\n老徐\n你那变速箱坏了\n平安喜乐\n我才开了三天", {"老徐", "平安喜乐"}),
    "recalled": ('"兰兰" 撤回了一条消息', {"兰兰"}),
    "invited": ('"芒果"邀请"路人、Sunny"加入了群聊', {"芒果", "路人", "Sunny"}),
    "patted": ("Sunny 拍了拍 芒果", {"Sunny", "芒果"}),
    "red envelope": ("你领取了芒果的红包", {"芒果"}),
    "forwarded": ("—— 以下是Cici和顾念的聊天记录 ——", {"Cici", "顾念"}),
    "quoted": ("「程妈：对，我叫程橙」\n- - - -\n收到", {"程妈"}),
    "chain": (
        "#接龙\n周六团建\n1. 小鹿 2人\n2. 王建 已付\n3. Vivian.Z 自驾",
        {"小鹿", "王建", "Vivian.Z"},
    ),
    "called": ("程妈 15:20\n@大橘 你看\n小芳 15:22\n@所有人 好", {"程妈", "大橘", "小芳"}),
}
NO_CHATS = [
    "退款流程：1、点击订单;2、选择退款\n联系人：请填写本人姓名\n电话：请保持畅通",
    "订单编号：3014\n下单时间：2024-03-09 11:42:08\n预计送达：12:20\n收货人：请填写",
    "地址：解放路\n营业时间：10:00-22:00\n注意：您须自行包装",
    "颜色：白\n尺码：42\n颜色：黑\n尺码：40",
    "第一条：付款\n第二条：发货\n第三条：收货",
]


@pytest.mark.parametrize("name", CHATS)
def test_speakers_are_found_by_their_place(name):
    text, names = CHATS[name]

    assert {text[one.start : one.end] for one in speakers(text)} == names
    assert is_chat(text) or name in ("called", "alone", "chain")


@pytest.mark.parametrize("text", NO_CHATS)
def test_forms_are_no_chats(text):
    assert speakers(text) == []
    assert not is_chat(text)
