"""Stand-ins: stable, forgiving to OCR, and silent about who is who."""

from __future__ import annotations

import pytest

from redactkit.core.findings import Kind
from redactkit.text.case import CUSTOMER, OWN_SIDE, Case


def test_the_same_person_keeps_one_stand_in():
    case = Case()
    assert [case.alias_for(name) for name in ("橙子皮", "Tina", "橙子皮")] == [
        "顾客A",
        "顾客B",
        "顾客A",
    ]


def test_letters_go_on_after_z():
    case = Case()
    aliases = [case.alias_for(chr(0x4E10 + number) * 2) for number in range(28)]
    assert aliases[25:] == ["顾客Z", "顾客AA", "顾客AB"]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("剧本杀DM-夜白", "剧本杀DM一夜白"),
        ("红豆不相思", "红豆不相恩"),
        ("Amy🐰", "Amy"),
        ("团购群主-燕子", "团购群主-燕…"),
        ("ＫＫ", "kk"),
    ],
)
def test_slips_emoji_and_truncation_are_one_person(first, second):
    case = Case()
    assert case.alias_for(first) == case.alias_for(second)


def test_short_names_are_not_confused():
    case = Case()
    assert case.alias_for("小明") != case.alias_for("小朋")


def test_roles_keep_and_own_side():
    case = Case(keep=["小雅"], roles={"老王": "店员"})
    assert case.is_kept("小雅") and not case.is_kept("老王")
    assert case.alias_for("老王") == "店员"
    assert case.alias_for("我们店", OWN_SIDE) == OWN_SIDE
    assert case.alias_for("") == CUSTOMER


def test_values_get_their_label():
    assert Case().stand_in(Kind.WECHAT_ID, "wxid_secret1") == "[微信号]"


def test_a_name_in_a_text_stands_for_the_person_where_the_case_knows_one():
    case = Case(roles={"王老师": "店员"})
    case.alias_for("李女士")

    names = ("王老师", "李女士", "赵先生")
    assert [case.stand_in(Kind.NAME, name) for name in names] == ["店员", "顾客A", "[姓名]"]
    assert case.names() == ("李女士", "王老师"), "a name in a text alone is nobody met"


def spoken_of(case, *names):
    return [case.stand_in(Kind.NICKNAME, name) for name in names]


def test_a_part_of_a_name_is_its_person_in_later_files_too():
    case = Case(roles={"Mia 前台小雅": "店员"})
    assert case.alias_for("VIP会员 橙子皮") == "顾客A"
    assert case.alias_for("红豆") == "顾客B"
    assert {"橙子皮", "前台小雅"} <= set(case.names())

    merged = Case()
    merged.learn(case)
    for people in (case, case.copy(), merged):
        assert spoken_of(people, "橙子皮") == ["顾客A"]
    assert spoken_of(case, "前台小雅") == spoken_of(case.fresh(), "前台小雅") == ["店员"]


def test_a_part_that_several_names_have_is_nobody_in_particular():
    case = Case()
    assert [case.alias_for(name) for name in ("橙子皮 会员卡", "红豆派 会员卡")] == [
        "顾客A",
        "顾客B",
    ]
    assert spoken_of(case, "会员卡", "红豆派") == [CUSTOMER, "顾客B"]


def test_somebody_who_goes_by_a_part_of_anothers_name_is_somebody_else():
    case = Case()
    assert [case.alias_for(name) for name in ("Tom Leeson", "Tom")] == ["顾客A", "顾客B"]
    assert spoken_of(case, "Tom", "Leeson") == ["顾客B", "顾客A"]


def test_no_name_in_the_repr():
    case = Case(keep=["小雅"])
    case.alias_for("橙子皮")
    assert "橙子" not in repr(case) and "小雅" not in repr(case)
