"""Whole statements: the model, the rules, the chats and names found again."""

from __future__ import annotations

import pytest

from redactkit.core.findings import Kind
from redactkit.text.identifiers import Identifiers
from redactkit.text.statements import statement_spans

LIKELY = 0.3


@pytest.fixture(scope="module")
def identifiers():
    return Identifiers(threads=1)


def hidden(identifiers, *segments):
    spans = statement_spans(segments, identifiers)
    return [
        {text[span.start : span.end] for span in found if span.score >= LIKELY}
        for text, found in zip(segments, spans, strict=True)
    ]


FOUND = [
    ("那我朋友周子衿说她上次玩了5个小时", "周子衿"),
    ("学员阿依古丽·买买提您好：您科目二挂了三次", "阿依古丽·买买提"),
    ("聯絡人:歐陽曉梅", "歐陽曉梅"),
    ("孩子诸葛一诺于10月16日放学后", "诸葛一诺"),
    ("租客Alexander Petrov（俄罗斯籍）", "Alexander Petrov"),
    ("尊敬的Ms. Wong, thank you", "Ms. Wong"),
    ("尊敬的顾客 张** 您好", "张**"),
    ("购车人段*飞说", "段*飞"),
    ("看到您的评价了（t**8），", "t**8"),
    ("手机136****5509", "136****5509"),
    ("手机尾号4471的储值卡", "4471"),
    ("身份证尾号3318", "3318"),
    ("护照号E87654321在此", "E87654321"),
    ("车架号LSVNV2182J2123456，", "LSVNV2182J2123456"),
    ("顺丰单号SF1623350098812", "SF1623350098812"),
    ("车牌浙a·3f8k2停门口", "浙a·3f8k2"),
    ("抖音IDzeng.jiejie。", "zeng.jiejie"),
    ('抖音用户"魔都小分队"（抖音号：mdchd_8866）', "魔都小分队"),
    ("微博@feige_sz发文", "feige_sz"),
    ("主页 https://www.xiaohongshu.com/user/profile/5f3a9c1e00 内容", "5f3a9c1e00"),
    ("（昵称：芝麻糊不糊）", "芝麻糊不糊"),
    ("可乐不加冰hhh：您好，给您道歉", "可乐不加冰hhh"),
    ("爱吃糖的小恶魔您好，感谢光临", "爱吃糖的小恶魔"),
    ("寄到滨江区长河街道星耀城一期3幢2单元1704", "滨江区长河街道星耀城一期3幢2单元1704"),
    ("发了个地址西溪蝶园14-2-2201，", "西溪蝶园14-2-2201"),
    ("他住7幢1203", "7幢1203"),
    ("其微信号为 w x i d _ a1b2c3d4e5f622，", "w x i d _ a1b2c3d4e5f622"),
    ("QQ884512093。", "884512093"),
    ("电话I36-O571-889O", "I36-O571-889O"),
    ("手机号一五九，九九零一，二三四五", "一五九，九九零一，二三四五"),
    ("电话\u202e00083100831\u202c", "00083100831"),
    ("| 1001 | 13800138000 |", "13800138000"),
    ("过户时段先生在场，段誉飞签字", "段先生"),
]
LEFT = [
    "本店马上就要翻台了，江小白15元一瓶，何须介意",
    "王老吉、王守义十三香、老干妈都有货",
    "李白的诗写在墙上，诸葛亮空城计首发",
    "张家港、石家庄、王府井都有分店",
    "张亮麻辣烫金华路店",
    "李姐烤肉店开业",
    "感谢老板，终于老板来了，环卫工人辛苦",
    "毛血旺和毛肚都新鲜",
    "离龙门石窟只有12公里，走路2分钟",
    "快递单号请如实填写。联系人：请填写本人姓名",
    "订单编号：1928374650192837465",
    "5月1日10:00营业",
]


@pytest.mark.parametrize(("text", "value"), FOUND)
def test_private_values_are_found(identifiers, text, value):
    found = hidden(identifiers, text)[0]

    assert any(value in one for one in found), found


@pytest.mark.parametrize("text", LEFT)
def test_what_is_nobodys_stays(identifiers, text):
    assert hidden(identifiers, text) == [set()]


def test_a_name_found_once_is_found_in_every_segment(identifiers):
    found = hidden(
        identifiers,
        "会员吴雨桐于11月办卡，黄浩然同学在场",
        "?name=吴雨桐&x=1",
        "浩然爸爸-x",
        "alt 雨桐",
    )

    assert found[1] == {"吴雨桐"}
    assert found[2] == {"浩然"}
    assert found[3] == {"雨桐"}


def test_emoji_go_with_the_name(identifiers):
    assert "静静👻" in hidden(identifiers, "静静👻 2024-05-01 12:30:11\n漏水了\n静静👻 12:31")[0]


def test_lines_are_read_together_and_alone_alike(identifiers):
    lines = ["张三在北京市工作", "那我朋友周子衿说她上次玩了5个小时", "ok"]

    together = identifiers.people(lines)

    assert together == [identifiers.people([line])[0] for line in lines]
    assert [span.kind for span in together[1]] == [Kind.NAME]
    assert together[2] == []


def test_text_without_chinese_loads_no_model():
    identifiers = Identifiers()

    statement_spans(["call 13800138000 now"], identifiers)

    assert identifiers._model is None
