"""Folding: one form for each sign, and the way back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redactkit.text.view import TextView, folded, normal_view

FOLDED = [
    ("１３８⑴❶➊⓿〡〢〣〥", "13811101235"),
    ("w\u200bx\u00adid", "wxid"),
    ("\u202e00083100831\u202c 电话", "13800138000 电话"),
    ("\u202e0008\n3100831", "8000\n3100831"),
    ("聯絡人:歐陽曉梅，電話", "联络人:欧阳晓梅，电话"),
    ("你退钱，我们活动照旧", "你退钱，我们活动照旧"),
    ("1️⃣3️⃣8️⃣", "138"),
    ("ⅠⅢⅧ00138000 Ⅴ信", "13800138000 V信"),
    ("1\u03363\u03368\u0336", "138"),
    ("二〇二四年，第⑩条", "二〇二四年，第10条"),
    ("🅥🅧：ａｂ", "VX：ab"),
    ("a\r\nb\rc", "a\nb\nc"),
]


@pytest.mark.parametrize(("text", "seen"), FOLDED)
def test_signs_are_folded(text, seen):
    assert folded(text) == seen


def test_places_lead_back():
    text = "电话\u200b１３\u00ad８"
    view = normal_view(text)

    assert view.text == "电话138"
    assert view.to_source(2, 5) == (3, 7)
    assert view.runs(2, 5) == [(3, 5), (6, 7)]
    with pytest.raises(ValueError, match="no characters"):
        view.to_source(2, 2)


def test_a_view_of_a_view_leads_to_the_source():
    # the words of <b>１</b>３, tags left out
    below = TextView(text="１３", starts=(3, 8), ends=(4, 9))

    view = normal_view(below.text).over(below)

    assert (view.text, view.runs(0, 2)) == ("13", [(3, 4), (8, 9)])


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=40))
def test_every_character_has_a_place(text):
    view = normal_view(text)

    assert len(view.text) == len(view.starts) == len(view.ends)
    for start, end in zip(view.starts, view.ends, strict=True):
        assert 0 <= start < end <= len(text)
    assert folded(view.text) == view.text or "\u202e" in text
