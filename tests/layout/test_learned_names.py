"""Names in sentences: who is called, who is listed, and what is only a word."""

from __future__ import annotations

from redactkit.layout.learned_names import (
    all_searchable_names,
    listed_with,
    occurrences,
    past_emoji,
)


def test_people_listed_with_somebody_known():
    assert listed_with("momo、山野来信、Tony都来吗", ["momo"]) == ["山野来信", "Tony"]
    assert listed_with("我跟没头脑、Amy\n一起的", ["没头脑"]) == ["Amy"]
    assert listed_with("云朵、明天见", ["云朵"]) == []
    assert listed_with("苹果、Banana都要", ["云朵"]) == []


def test_a_name_that_is_a_word_counts_where_it_is_set_off():
    assert occurrences("大家都小小地休息", ["小小"]) == []
    assert occurrences("小小，在吗", ["小小"]) == [(0, 2, "小小")]
    assert occurrences("@小小你看", ["小小"]) == [(1, 3, "小小")]
    assert occurrences("问问暮雪行不行", ["暮雪"]) == [(2, 4, "暮雪")]


def test_a_name_ends_with_its_emoji():
    assert past_emoji("橘子汽水●☆好的", 4) == 6
    assert past_emoji("橘子汽水，好的", 4) == 4
    assert past_emoji("橘子汽水", 4) == 4


def test_everybody_is_who_is_known_called_or_listed():
    texts = ["@橙子皮 几点来", "momo、Tony都来吗", "@小满你好", "@小满再见"]

    assert set(all_searchable_names(texts, ["momo"])) == {"momo", "橙子皮", "tony", "小满"}


def test_a_mention_that_swallowed_a_sentence_is_nobody_to_look_for():
    assert all_searchable_names(["@橙子皮我昨天付过钱了怎么还没到账"], []) == []
