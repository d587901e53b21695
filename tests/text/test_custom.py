import pytest
from presidio_analyzer import Pattern, PatternRecognizer

from redactkit.core.custom import Custom
from redactkit.core.errors import BackendError, PolicyError
from redactkit.core.findings import Kind
from redactkit.core.settings import policy_from_mapping, policy_to_mapping
from redactkit.text.avatarlinks import avatar_links
from redactkit.text.custom import custom_spans


def test_words_are_found_in_any_form_and_patterns_as_they_say():
    rules = [
        Custom(name="room", words=("vip888",)),
        Custom(name="member", pattern=r"M\d{4}", kind="ACCOUNT_ID"),
    ]
    text = "在ＶＩＰ888，会员M1234"

    found = custom_spans(text, rules)

    assert [(one.kind, text[one.start : one.end], one.rule) for one in found] == [
        (Kind.CUSTOM, "ＶＩＰ888", "custom-room"),
        (Kind.ACCOUNT_ID, "M1234", "custom-member"),
    ]


def test_recognizers_of_presidio_are_heard_and_their_faults_told():
    given = PatternRecognizer(
        "ROOM", patterns=[Pattern("room", r"\d号厅", 0.8)], supported_language="zh"
    )
    found = custom_spans("在3号厅", (), [given])

    assert [(one.kind, one.start, one.end) for one in found] == [(Kind.CUSTOM, 1, 4)]
    given.analyze = None
    with pytest.raises(BackendError, match="a given recognizer failed"):
        custom_spans("在3号厅", (), [given])


def test_a_policy_has_rules_of_its_own():
    table = {"custom": [{"name": "room", "words": ["牡丹厅"]}], "phone": {"keep": True}}
    policy = policy_from_mapping(table)

    assert policy.customs == (Custom(name="room", words=("牡丹厅",)),)
    assert policy_from_mapping(policy_to_mapping(policy)) == policy
    for wrong in ({"name": "a"}, {"name": "a", "pattern": "("}, {"name": "a", "pattern": "x*"},
                  {"name": "a", "words": ["x"], "kind": "FACE"}, {"words": ["x"]}):  # fmt: skip
        with pytest.raises(PolicyError, match="custom"):
            policy_from_mapping({"custom": [wrong]})


def test_links_to_avatars_are_found():
    text = '<img src="https://thirdwx.qlogo.cn/mmopen/vi_32/ab/132"> https://a.cn/b.png'

    assert [text[one.start : one.end] for one in avatar_links(text)] == [
        "https://thirdwx.qlogo.cn/mmopen/vi_32/ab/132"
    ]
