from redactkit.aliases import Aliases
from redactkit.findings import Kind
from redactkit.policy import Policy, Rule
from redactkit.statements import redact_statement
from redactkit.text.identifiers import Span


def found(_text):
    return [Span(Kind.PHONE, 2, 5, 0.9, "a"), Span(Kind.QQ, 6, 9, 0.05, "b")]


def test_items_tell_the_place_in_the_finished_text_and_why_others_stay():
    done, removed, kept = redact_statement("电话123，456", found, Aliases(), Policy())

    assert done == "电话[电话]，456"
    assert [done[slice(*item.span)] for item in removed] == ["[电话]"]
    assert [(item.kind, item.reason) for item in kept] == [("QQ", "score below threshold 0.3")]
    assert len({item.id for item in (*removed, *kept)}) == 2


def test_a_kept_kind_stays():
    policy = Policy(phone=Rule(keep=True))

    done, removed, kept = redact_statement("电话123，456", found, Aliases(), policy)

    assert done == "电话123，456"
    assert not removed
    assert kept[0].reason == "kept by policy"
