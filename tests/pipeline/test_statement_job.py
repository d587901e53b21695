import re

from redactkit.core.findings import Kind
from redactkit.core.policy import Policy, Rule
from redactkit.pipeline.statement_job import redact_statement
from redactkit.text.case import Case
from redactkit.text.spans import TextSpan
from redactkit.text.value_digests import ValueDigests


def each(find):
    """Return a rule for one text as the rules of a statement: for each of its segments."""
    return lambda texts: [find(text) for text in texts]


WOMEN = re.compile("[王李]女士")


def found(_text):
    return [TextSpan(Kind.PHONE, 2, 5, 0.9, "a"), TextSpan(Kind.QQ, 6, 9, 0.05, "b")]


def test_items_tell_the_place_in_the_finished_text_and_why_others_stay():
    done, removed, kept = redact_statement("电话123，456", each(found), Case(), Policy())

    assert done == "电话[电话]，456"
    assert [done[slice(*item.span)] for item in removed] == ["[电话]"]
    assert [(item.kind, item.reason) for item in kept] == [("QQ", "score below threshold 0.3")]
    assert len({item.id for item in (*removed, *kept)}) == 2


def test_a_kept_kind_stays():
    policy = Policy(phone=Rule(keep=True))

    done, removed, kept = redact_statement("电话123，456", each(found), Case(), policy)

    assert done == "电话123，456"
    assert not removed
    assert kept[0].reason == "kept by policy"


def nothing(_text):
    return []


def test_people_whom_the_case_met_are_hidden_in_its_statements_too():
    people = Case(keep=["小满"], roles={"小雅": "店员"})
    for name in ("橙子皮", "Momo酱"):
        people.alias_for(name)
    text = "顾客“橙子皮”和Momo酱找小雅，小满在场"

    done, removed, _ = redact_statement(text, each(nothing), people, Policy())

    assert done == "顾客“顾客A”和顾客B找店员，小满在场"
    assert [(item.kind, item.rule) for item in removed] == [("NICKNAME", "known-name")] * 3


def test_a_kept_name_is_in_the_record_and_never_keeps_what_it_is_a_part_of():
    people = Case(keep=["小满满", "王女士", "小雅同学"])
    people.alias_for("小雅同学的妈妈")

    def find(text):
        return [
            TextSpan(Kind.NAME, place.start(), place.end(), 0.9, "a")
            for place in WOMEN.finditer(text)
        ]

    done, removed, kept = redact_statement(
        "小满满和王女士说，小雅同学的妈妈和李女士来过", each(find), people, Policy()
    )

    assert done == "小满满和王女士说，顾客A和[姓名]来过"
    assert len(removed) == 2
    assert {(item.rule, item.reason) for item in kept} == {("kept-name", "kept by name")}
    assert len(kept) == 2


def titled(text):
    names = ("王老师", "李女士", "小满姐", "赵先生")
    return [
        TextSpan(Kind.NAME, text.index(name), text.index(name) + len(name), 0.6, "name-titled")
        for name in names
        if name in text
    ]


def test_people_who_are_called_by_their_title_are_kept_or_named_as_elsewhere():
    people = Case(keep=["小满姐"], roles={"王老师": "店员"})
    people.alias_for("李女士")

    done, removed, kept = redact_statement(
        "李女士和赵先生找王老师，小满姐在场", each(titled), people, Policy()
    )

    assert [item.reason for item in kept] == ["kept by name"]

    assert done == "顾客A和[姓名]找店员，小满姐在场"
    assert {item.kind for item in removed} == {"NAME"}


def test_a_number_broken_up_by_tags_can_be_proved():
    seals = ValueDigests(bytes(range(32)))

    def numbers(text):
        at = text.find("13800138000")
        return [TextSpan(Kind.PHONE, at, at + 11, 0.9, "a")] if at >= 0 else []

    for html in ("<p>138<b>0013</b>8000</p>", "<p>&#49;3800138000</p>"):
        _, removed, _ = redact_statement(html, each(numbers), Case(sealed=seals.of), Policy())

        marks = [item.hmac for item in removed if item.hmac]
        assert marks == [seals.of(Kind.PHONE, "13800138000")]


def test_a_name_inside_a_value_belongs_to_it_and_a_kept_kind_stays():
    people = Case()
    people.alias_for("momo")

    def find(text):
        return [TextSpan(Kind.WECHAT_ID, text.index("momo"), text.index("momo") + 9, 0.9, "a")]

    done, _, _ = redact_statement("微信号momo_2019", each(find), people, Policy())
    assert done == "微信号[微信号]"
    done, removed, kept = redact_statement(
        "momo说", each(nothing), people, Policy(nickname=Rule(keep=True))
    )
    assert (done, removed, len(kept)) == ("momo说", (), 1)
