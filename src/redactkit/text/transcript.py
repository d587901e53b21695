"""Who speaks in a chat pasted as text: a table of formats, and how a text is told to be a chat.

Formats are those that WeChat, QQ, WeCom, DingTalk, Feishu and WhatsApp write when messages
are copied or exported, and those in which people type a chat by hand. A name is found by
where it stands, whatever it is.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from redactkit.text.notices import calls, noticed
from redactkit.text.roles import is_label, is_role
from redactkit.text.stamps import DAY, STAMP
from redactkit.text.view import folded

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

__all__ = ["Speaker", "is_chat", "speakers"]

# A name ends before the time, a bracket with an account, or the company behind an @.
NAME = r"(?P<n>[^\s:：\t\[\]][^\n:：\t]{0,38}?)"
ACCOUNT = r"(?:\s?[(（<](?P<id>[^()（）<>\n]{4,40})[)）>])?"
COMPANY = r"(?:\s?[@＠][^\s@]{1,20})?"
QUOTE = r"\s*(?:[>|*·\-•]\s?)?(?:\*\*)?"


@dataclass(frozen=True, slots=True)
class Format:
    """How one line of a chat shows who speaks; ``timed`` ones have a time and need no proof."""

    name: str
    pattern: re.Pattern[str]
    timed: bool


def _format(name: str, pattern: str, *, timed: bool = True) -> Format:
    return Format(name, re.compile(pattern), timed)


FORMATS = (
    # [2024/6/18 下午9:14:22] name: words (WhatsApp on iOS, Telegram); the bracket may be round
    _format("stamp-colon", rf"^{QUOTE}[\[(（【]\s?{STAMP}\s?[\])）】]\s*{NAME}{COMPANY}\s?[:：]"),
    # 12/3/2024, 14:06 - name: words (WhatsApp on Android)
    _format("stamp-dash", rf"^{QUOTE}{STAMP}\s+[-–—]\s+{NAME}\s?[:：]"),
    # 2023-11-04 19:20:31 name(12345), then words on the next line (QQ, WeCom)
    _format("stamp-name", rf"^{QUOTE}[\[(（【]?{STAMP}[\])）】]?\s+{NAME}{ACCOUNT}{COMPANY}\s*$"),
    # 2023-11-04 19:20 name: words
    _format("stamp-name-colon", rf"^{QUOTE}{STAMP}\s+{NAME}{ACCOUNT}{COMPANY}\s?[:：]"),
    # name 2024-05-01 12:30:11, alone or before words (WeChat on PC, DingTalk, Feishu)
    _format("name-stamp", rf"^{QUOTE}{NAME}{ACCOUNT}{COMPANY}\s+{STAMP}\s*$"),
    _format("name-stamp-colon", rf"^{QUOTE}{NAME}{ACCOUNT}{COMPANY}\s+{STAMP}\s?[:：]"),
    # name (12:30): words
    _format("name-bracket", rf"^{QUOTE}{NAME}\s?[\[(（【]\s?{STAMP}\s?[\])）】]\s?(?:[:：]|$)"),
    # cells of a table
    _format("cells-name", rf"^{NAME}\s?\t\s?{STAMP}\s?\t"),
    _format("cells-stamp", rf"^{STAMP}\s?\t\s?{NAME}\s?\t"),
    # name: alone or before words (messages chosen on a phone, chats typed by hand)
    _format("name-colon", rf"^{QUOTE}{NAME}{COMPANY}(?:\*\*)?\s?[:：](?!//)", timed=False),
)
STAMP_LINE = re.compile(rf"^\s*[-—=\s]*{STAMP}[-—=\s]*$")
# What a line of date and time leaves before its first colon.
DATED = re.compile(rf"\W*(?:{DAY}|\d{{1,2}}$)")
LONGEST, LONGEST_ALONE = 30, 16
SENTENCE = re.compile(r"[，。！？!?；;…“”\"]|,\s?[\u4e00-\u9fff]")
# What people say and forms do not.
SPOKEN = re.compile(
    r"[我你您他她咱吗呢吧啊呀哦嗯了么？！?!~～]|好的|收到|可以|谢谢|不是|没有|\b(?:I|you|my|is)\b"
)
INTRODUCED = re.compile(r"聊天|对话|沟通记录|会话|群消息|消息记录|微信记录|通话")
LEAST_SPOKEN = 0.4
CERTAIN, LIKELY = 0.9, 0.6


@dataclass(frozen=True, slots=True)
class Speaker:
    """Where a person is named by position: characters ``start`` to ``end``, exclusive.

    ``account`` is set where the place holds an account's number or address instead.
    """

    start: int
    end: int
    score: float
    account: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the text and where it begins."""

    start: int
    text: str


def speakers(text: str) -> list[Speaker]:
    """Return who speaks, is called, quoted or told of in the chats pasted into a text.

    Args:
        text: folded text (`view.normal_view`).
    """
    lines = list(_lines(text))
    timed = [hit for line in lines for hit in _timed(line)]
    typed = _typed(lines)
    alone = [] if timed else _alone(lines)
    found = [*timed, *typed, *alone, *(Speaker(*place, CERTAIN) for place in noticed(text))]
    if found:
        found += [Speaker(*place, CERTAIN) for place in calls(text)]
    return found


def is_chat(text: str) -> bool:
    """Return whether a text has messages of a chat in it, roles' messages included."""
    text = folded(text)
    lines = list(_lines(text))
    return (
        sum(bool(_match(line, timed=True)) for line in lines) > 1
        or bool(_typed(lines))
        or bool(noticed(text))
        or _turns(lines)
    )


def _lines(text: str) -> Iterator[Line]:
    start = 0
    for line in text.split("\n"):
        yield Line(start, line)
        start += len(line) + 1


def _match(line: Line, *, timed: bool) -> re.Match[str] | None:
    for form in FORMATS:
        if form.timed is timed:
            match = form.pattern.match(line.text)
            if match and _may_speak(match["n"]):
                return match
    return None


def _may_speak(name: str) -> bool:
    name = name.strip()
    return (
        bool(name)
        and len(name) <= LONGEST
        and not SENTENCE.search(name)
        and not DATED.match(name)
        and not is_label(name)
    )


def _timed(line: Line) -> list[Speaker]:
    match = _match(line, timed=True)
    if match is None or is_role(match["n"]):
        return []
    found = [_at(line, match, "n", CERTAIN)]
    if match.groupdict().get("id"):
        found.append(_at(line, match, "id", CERTAIN, account=True))
    return found


def _at(
    line: Line, match: re.Match[str], group: str, score: float, *, account: bool = False
) -> Speaker:
    return Speaker(line.start + match.start(group), line.start + match.end(group), score, account)


def _typed(lines: Sequence[Line]) -> list[Speaker]:
    """Return the speakers of a chat in which only a colon stands behind them."""
    hits = [(line, match) for line in lines if (match := _match(line, timed=False))]
    counts = Counter(match["n"].strip() for _, match in hits)
    if len(hits) < 2 or not _is_talk(lines, [match for _, match in hits], counts):  # noqa: PLR2004
        return []
    sure = CERTAIN if max(counts.values()) > 1 else LIKELY
    return [_at(line, match, "n", sure) for line, match in hits if not is_role(match["n"])]


def _turns(lines: Sequence[Line]) -> bool:
    hits = [match for line in lines if (match := _match(line, timed=False))]
    counts = Counter(match["n"].strip() for match in hits)
    return len(hits) > 2 and _is_talk(lines, hits, counts)  # noqa: PLR2004


def _is_talk(lines: Sequence[Line], hits: Sequence[re.Match[str]], counts: Counter[str]) -> bool:
    """Return whether lines with a colon are a chat's: names recur, and what follows is spoken."""
    said = [match.string[match.end() :] for match in hits]
    alone = sum(not words.strip() for words in said)
    spoken = sum(bool(SPOKEN.search(words)) for words in said) + alone
    recurring = max(counts.values()) > 1 and len(counts) > 1
    introduced = any(INTRODUCED.search(line.text) for line in lines)
    monologue = max(counts.values()) > 2  # noqa: PLR2004 - one side of a chat
    return spoken >= LEAST_SPOKEN * len(hits) and (recurring or introduced or monologue)


def _alone(lines: Iterable[Line]) -> list[Speaker]:
    """Return names that stand alone above what they say, in blocks below lines of time."""
    blocks: list[list[Line]] = []
    for line in lines:
        if STAMP_LINE.match(line.text):
            blocks.append([])
        elif line.text.strip() and blocks:
            blocks[-1].append(line)
    found = []
    for block in blocks:
        names = block[::2]
        if block and len(block) % 2 == 0 and all(_stands_alone(line.text) for line in names):
            found += names
    return [
        Speaker(
            line.start + len(line.text) - len(line.text.lstrip()),
            line.start + len(line.text.rstrip()),
            LIKELY,
        )
        for line in found
        if not is_role(line.text)
    ]


def _stands_alone(text: str) -> bool:
    return len(text.strip()) <= LONGEST_ALONE and _may_speak(text) and not SPOKEN.search(text)
