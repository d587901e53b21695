"""Cells whose header or neighbour says what they hold."""

from __future__ import annotations

import pytest

from redactkit.text.columns import cells

TABLES = [
    (
        "姓名\t电话\t金额\n吴雨桐\t18768123345\t100\n李*\t027-87654321\t99",
        {"吴雨桐", "18768123345", "李*", "027-87654321"},
    ),
    (
        "| 会员 | 吴雨桐 |\n| --- | --- |\n| 手机 | 18768123345 |\n| 金额 | ¥3,680 |",
        {"吴雨桐", "18768123345"},
    ),
    ("序号,姓名,电话\n1,邬雪晴,13390817762\n2,Peter,自提", {"邬雪晴", "13390817762", "Peter"}),
    (
        "|微信昵称|快递|\n|--|--|\n|琪琪酱|YT3300118827462|\n|天行健|自提|",
        {"琪琪酱", "YT3300118827462", "天行健"},
    ),
    ("日期\t买家\t联系方式\n1月6日\t段誉飞\t微信 liuliu-wh", {"段誉飞", "liuliu-wh"}),
]


@pytest.mark.parametrize(("text", "held"), TABLES)
def test_cells_are_found(text, held):
    assert {text[cell.start : cell.end] for cell in cells(text)} == held


@pytest.mark.parametrize(
    "text", ["苹果，香蕉，梨，都好吃\n价格，分量，味道", "a|b\nc|d", "姓名：请填写，电话，地址"]
)
def test_other_texts_have_none(text):
    assert cells(text) == []
