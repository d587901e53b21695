# ruff: noqa: E501 - a piece reads best on one line
"""Markup that hides a value from a program and shows it to a reader, or holds it in the source."""

import html
import json
import re
import unicodedata
from urllib.parse import quote, unquote

import pytest
import turbohtml
from hypothesis import given, settings
from hypothesis import strategies as st

from redactkit.text.case import Case
from redactkit.text.identifiers import find_spans
from redactkit.text.segments import segments_of
from redactkit.text.statement import apply_replacements, pieces_in

PHONE, WXID = "13800138000", "wxid_8f3kq2m1ab"
DROPPED = re.compile(r"[^0-9a-z_]")


def redacted(source):
    """Return the finished text, with the rules alone."""
    pieces = pieces_in(
        segments_of(source), lambda texts: [find_spans(one) for one in texts], Case().stand_in
    )
    return apply_replacements(source, pieces)[0]


UNSEEN = re.compile(r"<(i|span)[^>]*(?:none|hidden|class=a|font-size)[^>]*>.*?</\1>")


def contents(source):
    """Return what a page's tree has: its text, comments and attributes."""
    page = turbohtml.parse(source)
    texts = [page.text]
    for node in page.descendants:
        texts.append(getattr(node, "data", None) or "")
        texts += [json.dumps(one) for one in (getattr(node, "attrs", None) or {}).values()]
    return texts


def undone(text):
    """Return what a text says to programs that undo one way of writing each."""
    yield html.unescape(text)
    yield unquote(text)
    yield re.sub(
        r"\\(?:u([0-9a-fA-F]{4})|u\{([0-9a-fA-F]+)\}|x([0-9a-fA-F]{2}))",
        lambda m: chr(int(m[1] or m[2] or m[3], 16)),
        text,
    )
    yield re.sub(r"\\([0-9a-fA-F]{2,6}) ?", lambda m: chr(int(m[1], 16) % 0x110000), text)
    yield re.sub(r"\\(.)", r"\1", text)
    yield from contents(text)
    yield turbohtml.parse(re.sub(r"<(rt|rp)>.*?</\1>", "", text)).text
    yield turbohtml.parse(UNSEEN.sub("", text)).text
    yield re.sub(r"[*`~\[\]|]+", "", text)


def held(source):
    """Return all that a finished text shows or holds, folded to letters, digits and _."""
    known, newest = set(), {source}
    for _ in range(3):
        known |= newest
        newest = {one for text in newest for one in undone(text)} - known
    known |= newest
    return [DROPPED.sub("", unicodedata.normalize("NFKC", text).lower()) for text in known]


def test_the_judge_sees_what_is_not_hidden():
    assert any(PHONE in one for one in held("<p>138<b>00&#49;3</b>8000"))
    assert any(WXID in one for one in held(quote("微信wxid\\_8f3kq2m1ab")))


PIECES = {
    "tags inside": "<p>138<b>0013</b>8000</p>",
    "an element that nobody knows": "<p>138<x-y>0013</x-y>8000</p>",
    "a namespace": "<p>138<o:p>0013</o:p>8000</p>",
    "a quoted end": '<p>138<b title="a>b">0013</b>8000</p>',
    "a quoted end, single": "<p>138<b title='>'>0013</b>8000</p>",
    "tags in capitals": "<P>138<SPAN CLASS=A>0013</SPAN >8000</P>",
    "a tag over lines": "<p>138<b\n class='x'\n>0013</b\n>8000</p>",
    "a comment inside": "<p>138<!-- x -->0013<!---->8000</p>",
    "a comment with an end": "<p>138<!-- a > b -->0013<!-->8000</p>",
    "a bogus comment": "<p>138<!x>0013<?y>8000</p>",
    "an end tag of nothing": "<p>138</>0013</b>8000</p>",
    "a number reference": "<p>&#49;3800138000</p>",
    "a hex reference": "<p>1380013&#x38;&#X30;00</p>",
    "a reference without ;": "<p>&#49 3800138000 &#49&#51800138000</p>",
    "references with zeros": "<p>&#0000000000049;3800138000</p>",
    "a named reference": "<p>138&nbsp;0013&ensp;8000</p>",
    "a named one that stays": "<p>138&zwnj;0013&shy;8000</p>",
    "references in an attribute": '<p title="&#49;3800138000">x</p>',
    "an attribute": '<p data-x="13800138000">x</p>',
    "a bare attribute": "<p title=13800138000>x</p>",
    "an attribute twice": '<p title="x" title="13800138000">x</p>',
    "an attribute's name": "<p 13800138000>x</p>",
    "an attribute of an end tag": '<p>x</p title="13800138000">',
    "a tag's name": "<p>x</p><wxid_8f3kq2m1ab>",
    "tel": '<a href="tel:+8613800138000">x</a>',
    "tel, percent": '<a href="tel:%31%33800138000">x</a>',
    "tel, percent and references": '<a href="tel:&#x25;31380&#48;138000">x</a>',
    "mailto": '<a href="mailto:wxid_8f3kq2m1ab%40qq.com">x</a>',
    "weixin": '<a href="weixin://dl/chat?wxid%5F8f3kq2m1ab">x</a>',
    "sms": "<a href='sms:13800138000?body=%E4%BD%A0'>x</a>",
    "twice percent": '<a href="https://a.cn/?to=tel%253A1380013%25380%30%30">x</a>',
    "hidden": '<p>x<span style="display:none">13800138000</span></p>',
    "hidden between": '<p>138<i style="display: none">99</i>0013<i hidden>7</i>8000</p>',
    "hidden by a rule": "<style>.a{display:none}</style><p>138<i class=a>9</i>00138000</p>",
    "small between": '<p>138<i style="font-size:0">x9</i>00138000</p>',
    "ruby": "<ruby>138<rt>yi</rt>0013<rt>er</rt>8000<rt>san</rt></ruby>",
    "ruby above": "<ruby>电话<rp>(</rp><rt>13800138000</rt><rp>)</rp></ruby>",
    "right to left": "<bdo dir=rtl>00083100831</bdo>",
    "right to left by style": '<i style="unicode-bidi:bidi-override;direction:rtl">00083100831</i>',
    "inline blocks": '<div style="display:inline">微信 wxid_8f3k</div><div style="display:inline">q2m1ab</div>',
    "moved out of a table": "<table>138<tr><td>x</td></tr>0013<tr></tr>8000</table>",
    "cells of a row": "<table><tr><td>电话</td><td>138 0013 8000</td></tr></table>",
    "title": "<title>13800138000</title><p>x",
    "textarea": "<p>x<textarea>138&#48;0138000</textarea>",
    "a script": '<p>x<script>var a="13800138000"</script>',
    "a script's escapes": r'<p>x<script>var a="\u0031\x33\u{38}00138000"</script>',
    "a script's sum": '<p>x<script>var a="138" + "0013" + \'8000\'</script>',
    "markup in a script": '<p>x<script>a.innerHTML="<b>138</b><i>0013<\\/i>8000"</script>',
    "JSON-LD": '<p>x<script type="application/ld+json">{"tel":"\\u00313800138000"}</script>',
    "a handler": "<p onclick=\"call('138' + '00138000')\">x</p>",
    "a template": "<p>x<template><b>138</b>00138000</template>",
    "noscript": "<p>x<noscript><b>138</b>00138000</noscript>",
    "a page in an attribute": '<iframe srcdoc="&lt;b>138&lt;/b>0013&amp;#56;000"></iframe>',
    "an old frame": "<p>x<iframe><b>138</b>00138000</iframe>",
    "a conditional comment": "<p>x<!--[if mso]><b>138</b>00138000<![endif]-->",
    "meta": '<meta name="description" content="电话13800138000"><p>x',
    "a style sheet": '<style>p::after{content:"\\31 3800138000"}</style><p>x',
    "a drawing": "<p>x<svg><title/>138<tspan>0013</tspan>8000</svg>",
    "a drawing's section": "<p>x<svg><text><![CDATA[138]]>0013<![CDATA[8000]]></text></svg>",
    "an unclosed tag": '<p>x<a title="13800138000',
    "an unclosed comment": "<p>x<!-- 13800138000",
    "plaintext": "<p>x<plaintext>13800138000</p>",
    "carriage returns": "<p>138\r\n0013\r8000</p>",
    "many blanks": "<p>138\n          0013\n          8000</p>",
    "a picture's words": '<p>x<img src="a.png" alt="微信wxid_8f3kq2m1ab"></p>',
    "doctype": '<!DOCTYPE html SYSTEM "13800138000"><p>x',
    "an instruction": "<p>x<?xml a='13800138000'?>",
    "Markdown: escapes": r"微信号：wxid\_8f3kq2m1ab",
    "Markdown: escaped digits' signs": r"1\-3\-8\-00138000",
    "Markdown: strong inside": "电话 138**0013**8000",
    "Markdown: ticks": "微信号：`wxid_8f3k`q2m1ab",
    "Markdown: struck": "电话 138~~0013~~8000",
    "Markdown: a table": "| 姓名 | 电话 |\n|---|---|\n|1001|13800138000|",
    "Markdown: a link": "[联系我](tel:138%30%30138000 'x')",
    "Markdown: a link over brackets": "[联系我](tel:138(0013)8000)",
    "Markdown: a reference": "[我][wxid_8f3kq2m1ab]\n\n[wxid_8f3kq2m1ab]: https://a.cn",
    "Markdown: tags": "电话 138<b>0013</b>8000",
    "Markdown: references": "电话 138&#48;0138000",
    "Markdown: a comment": "正文\n\n<!-- 1380013&#56;000 -->",
    "Markdown: a line's end": "电话 138\\\n0013\\\n8000",
    "plain: percent": "见 https://a.cn/?t=%31380013800%30",
    "plain: escapes": r'{"t": "\u0031\u0033800138000"}',
}


@pytest.mark.parametrize("source", PIECES.values(), ids=PIECES.keys())
def test_hostile_markup_keeps_nothing_back(source):
    assert any(PHONE in one or WXID in one or PHONE[::-1] in one for one in held(source))

    left = held(redacted(source))

    for value in (PHONE, WXID, PHONE[::-1]):
        assert not any(value[1:] in one or value[:-1] in one for one in left)


# Parts of pages that hold text together, apart or within something.
AROUND = [
    "<p>{}</p>", "<b>{}</b>", "{}", "<x-y a='>'>{}</x-y>", "<!-- {} -->", '<i title="{}">x</i>',
    "<i title={}>x</i>", "<script>var a='{}'</script>", "<table><tr><td>{}</td></tr></table>",
    "<svg><text>{}</text></svg>", "<title>{}</title>",
    "<textarea>{}</textarea>", "<select><option>{}</select>", "<ruby>{}<rt>x</rt></ruby>",
    "<template>{}</template>", "<noscript>{}</noscript>", "<math><mi>{}</mi></math>",
    "<div style='display:none'>{}</div>", "<a href='tel:{}'>x</a>", "<iframe srcdoc='{}'></iframe>",
]  # fmt: skip
BETWEEN = ["", "<b>", "</b>", "<!-- -->", "</>", "<br>", "&#8203;", "<i></i>", "<wbr>", "\n"]


def a_digit(kind, char):
    code = ord(char)
    forms = (char, f"&#{code};", f"&#x{code:x};", f"&#{code:06d};")
    return forms[kind % len(forms)]


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.sampled_from(AROUND), min_size=1, max_size=3),
    st.lists(st.tuples(st.integers(0, 3), st.sampled_from(BETWEEN)), min_size=11, max_size=11),
    st.sampled_from(["", "<p>", "<!doctype html>", "说明："]),
)
def test_a_number_in_any_markup_never_survives(around, digits, before):
    value = "".join(
        a_digit(kind, char) + (between if place < 10 else "")
        for place, (char, (kind, between)) in enumerate(zip(PHONE, digits, strict=True))
    )
    for part in around:
        value = part.replace("{}", value)
    source = before + value
    shown = any(PHONE in one for one in shown_by_browsers(source))

    done = redacted(source)

    assert not any(PHONE in one for one in shown_by_browsers(done))
    if shown:
        assert not any(PHONE[1:] in one or PHONE[:-1] in one for one in shown_by_browsers(done))


def shown_by_browsers(source):
    """Return what a page shows or holds, by its tree alone, folded to letters and digits."""
    return [DROPPED.sub("", html.unescape(one).lower()) for one in contents(source)]
