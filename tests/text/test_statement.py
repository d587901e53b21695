import re

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from redactkit.core.findings import Kind
from redactkit.text.case import Case
from redactkit.text.identifiers import find_spans
from redactkit.text.segments import segments_of
from redactkit.text.spans import TextSpan
from redactkit.text.statement import apply_replacements, pieces_in


def find_x(texts):
    """Find runs of x, as a rule that needs no model."""
    return [runs_of_x(text) for text in texts]


def runs_of_x(text):
    spans, start = [], None
    for at, char in enumerate(text + " "):
        if char == "x" and start is None:
            start = at
        elif char != "x" and start is not None:
            spans.append(TextSpan(Kind.PHONE, start, at, 0.9, "x"))
            start = None
    return spans


def label(kind, _value):
    return f"[{kind}]"


@given(st.text(alphabet="ax <>/&;b\n", max_size=60))
def test_no_x_survives_and_everything_else_does(text):
    # the name of a tag is no text
    assume(not re.search(r"</?x", text))
    done, spans = apply_replacements(text, pieces_in(segments_of(text), find_x, label))

    assert "x" not in done
    assert done.replace("[PHONE]", "") == text.replace("x", "")
    assert len(spans) == len(set(spans))


@given(st.lists(st.sampled_from(["x", "a", "<b>", "</b>", "&amp;", "<p>", " "]), max_size=20))
def test_an_x_broken_up_by_tags_is_replaced_once(parts):
    html = "<p>" + "".join(parts) + "</p>"

    done, _ = apply_replacements(html, pieces_in(segments_of(html), find_x, label))

    assert "x" not in done
    for tag in ("<b>", "</b>", "&amp;"):
        assert done.count(tag) == html.count(tag)


def real(text):
    aliases = Case()
    find = lambda texts: [find_spans(one) for one in texts]  # noqa: E731
    return apply_replacements(text, pieces_in(segments_of(text), find, aliases.stand_in))[0]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("电话138 0013 8000。", "电话[电话]。"),
        ("**微信号：momo_jiang2019**", "**微信号：[微信号]**"),
        ('<a href="tel:13800138000">打电话</a>', '<a href="tel:[电话]">打电话</a>'),
        ("<p>138<b>0013</b>8000</p>", "<p>[电话]<b></b></p>"),
        ("<p>&#49;3800138000</p>", "<p>[电话]</p>"),
        ("订单号 20240101556", "订单号 20240101556"),
        ("没有隐私", "没有隐私"),
        ("", ""),
    ],
)
def test_statements_lose_what_is_private_and_keep_their_markup(text, wanted):
    assert real(text) == wanted
