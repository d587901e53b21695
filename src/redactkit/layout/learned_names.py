"""Names learned in one place, found again in every other."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

from redactkit.layout.interface_words import is_person
from redactkit.layout.notices import listed, mentions
from redactkit.text.case import name_key, spoken_parts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

__all__ = [
    "NAMED",
    "all_searchable_names",
    "called_names",
    "listed_with",
    "occurrences",
    "past_emoji",
    "searchable_names",
]

NAMED = 0.85
"""Score of a further occurrence of a known name."""

# Characters of a name that is looked for, and of one that may be misread in one place.
SHORTEST = 2
FUZZY = 5
# Characters after an @ in which a known name is looked for; and a longer mention has swallowed
# words that follow the name.
LONGEST = 40
LONGEST_CALLED = 10
# Everyday words that people also go by; in a sentence they are only words.
COMMON = frozenset(
    """
一下 一起 一直 一样 一点 不是 今天 明天 昨天 现在 时候 时间 可以 可能 可爱 开心 快乐 高兴 喜欢 知道
没有 没事 什么 怎么 这个 那个 这里 那里 我们 你们 他们 大家 朋友 老板 老师 先生 小姐 女士 客服 店长
小小 大大 慢慢 天天 常常 刚刚 好好 多多 看看 想想 谢谢 你好 再见 晚安 早安 早上 晚上 下午 中午
生活 自己 自由 平安 幸福 希望 世界 地方 东西 问题 事情 工作 电话 微信 手机 照片 视频 消息
回家 吃饭 休息 随便 随缘 其实 真的 还有 因为 所以 但是 如果 已经 应该 需要 愿意 努力 加油
""".split()  # noqa: SIM905 - words read best as text
)


def searchable_names(names: Iterable[str]) -> list[str]:
    """Return the folded names to search for, longest first; no single characters."""
    keys = set()
    for name in [part for whole in names for part in (whole, *spoken_parts(whole))]:
        key = name_key(name)
        if len(key) >= SHORTEST and is_person(name) and not key.isdecimal():
            keys.add(key)
    return sorted(keys, key=lambda key: (-len(key), key))


def all_searchable_names(texts: Sequence[str], names: Iterable[str]) -> list[str]:
    """Return the `searchable_names` of names and of people whom the texts mention or list."""
    keys = searchable_names(names)
    called = [one for text in texts for one in called_names(text, keys)]
    whole = [name for _, _, name, complete in called if complete]
    starts = _shared_starts(whole)
    alone = [
        name for name in whole if len(name) <= LONGEST_CALLED and not name.startswith(tuple(starts))
    ]
    keys = searchable_names([*keys, *starts, *alone])
    return searchable_names([*keys, *(name for text in texts for name in listed_with(text, keys))])


def occurrences(text: str, keys: Iterable[str]) -> list[tuple[int, int, str]]:
    """Return ``(start, end, key)`` of each place in ``text`` where a learned name stands.

    Blanks, signs and emoji between its characters are passed over; Latin names need
    Latin boundaries; from five characters on, one may be misread.
    """
    letters = [(place, char) for place, raw in enumerate(text) for char in _fold(raw)]
    folded = "".join(char for _, char in letters)
    taken = [False] * len(folded)
    found = []
    for key in keys:
        for start in _starts(folded, key):
            end = start + len(key)
            if any(taken[start:end]) or not _bounded(folded, letters, start, end):
                continue
            if key in COMMON and not _called(text, letters[start][0], letters[end - 1][0] + 1):
                continue
            taken[start:end] = [True] * len(key)
            found.append((letters[start][0], letters[end - 1][0] + 1, key))
    return sorted(found)


def called_names(text: str, keys: Iterable[str]) -> list[tuple[int, int, str, bool]]:
    """Return ``(start, end, name, whole)`` of what follows each @.

    A learned name ends it, else a blank, a sign or the line's end; ``whole`` is False
    where the name was known or may go on in the next line. One character is enough after an @.
    """
    keys = list(keys)
    found = []
    for mention in mentions(text):
        rest = text[mention.start : mention.start + LONGEST]
        hit = next((one for one in occurrences(rest, keys) if one[0] == 0), None)
        end = mention.end if hit is None else mention.start + hit[1]
        found.append(
            (
                mention.start,
                end,
                text[mention.start : end],
                hit is None and text[end : end + 1] != "\n",
            )
        )
    return found


def past_emoji(text: str, end: int) -> int:
    """Return where a name ends with the emoji that follow it, as they were read."""
    while end < len(text) and (
        unicodedata.category(text[end]) in ("So", "Sk", "Mn", "Me") or text[end] in "●\u200d"
    ):
        end += 1
    return end


def listed_with(text: str, keys: Iterable[str]) -> list[str]:
    """Return the people listed in one breath with somebody known (``A、B一起``)."""
    return [one.text for _, end, _ in occurrences(text, keys) for one in listed(text, end)]


def _shared_starts(called: Sequence[str]) -> list[str]:
    """Return what several mentions share before they differ: OCR drops the blank after a name."""
    starts = set()
    for place, one in enumerate(called):
        for other in called[place + 1 :]:
            same = 0
            while same < min(len(one), len(other)) and one[same] == other[same]:
                same += 1
            if same >= SHORTEST and same < max(len(one), len(other)):
                starts.add(one[:same])
    return sorted(
        start
        for start in starts
        if not any(start != other and start.startswith(other) for other in starts)
    )


@lru_cache(maxsize=1 << 14)
def _fold(char: str) -> str:
    folded = unicodedata.normalize("NFKC", char).casefold()
    return folded if len(folded) == 1 and unicodedata.category(folded)[0] in "LN" else ""


def _starts(folded: str, key: str) -> Iterator[int]:
    yield from _places(folded, key)
    if len(key) < FUZZY:
        return
    # one misread character leaves one half as it is
    half = len(key) // 2
    near = {*_places(folded, key[:half])}
    near |= {place - half for place in _places(folded, key[half:])}
    for place in sorted(near):
        window = folded[max(0, place) : place + len(key)]
        if len(window) == len(key) and sum(a != b for a, b in zip(window, key, strict=True)) == 1:
            yield place


def _places(folded: str, key: str) -> Iterator[int]:
    place = folded.find(key)
    while place >= 0:
        yield place
        place = folded.find(key, place + 1)


def _bounded(folded: str, letters: list[tuple[int, str]], start: int, end: int) -> bool:
    """A Latin name must not be a piece of a longer word; blanks in the text part words."""
    before = (
        start > 0 and letters[start][0] - letters[start - 1][0] == 1 and _latin(folded[start - 1])
    )
    after = end < len(folded) and letters[end][0] - letters[end - 1][0] == 1 and _latin(folded[end])
    return not (before and _latin(folded[start])) and not (after and _latin(folded[end - 1]))


def _called(text: str, start: int, end: int) -> bool:
    """Return whether a word is set off like a name: by an @, or by signs on both sides."""
    before, after = text[max(0, start - 1) : start], text[end : end + 1]
    return before in ("@", "＠") or not (before.isalnum() or after.isalnum())


def _latin(char: str) -> bool:
    return char.isascii() and char.isalnum()
