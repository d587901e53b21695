"""People named in what chat apps write into a chat, in quotes and mentions, and in lists."""

from __future__ import annotations

import re

from redactkit.text.roles import is_label, is_role

__all__ = ["calls", "noticed"]

Q, E = r"[\"“「『'‘]", r"[\"”」』'’]"


def _slot(group: str, most: int = 30) -> str:
    """Return a name between quotes, or one without blanks or signs."""
    return (
        rf"(?:{Q}\s?(?P<{group}>[^\"“”「」『』\n]{{1,{most}}}?)\s?{E}"
        rf"|(?P<{group}_>[^\s\"“”「」『』，。！？,:：【】]{{1,{most}}}?))"
    )


A, B = _slot("a"), _slot("b", 60)
HEAD = r"^[ \t]*(?:【[^】\n]{1,8}】|\[[^\]\n]{1,8}\]|[-—·•*]+)?[ \t]*"
NOTICES = tuple(
    re.compile(pattern, re.MULTILINE)
    for pattern in (
        rf"{HEAD}{A}\s?(?:撤回了?|收回了?)(?:一条|了?消息|成员)",
        rf"{HEAD}{A}\s?邀请\s?{B}\s?(?:和其他人)?加入了?群",
        rf"{HEAD}你邀请\s?{B}\s?加入了?群",
        rf"{HEAD}{A}\s?通过扫描\s?{B}\s?分享的二维码加入",
        rf"{HEAD}{A}\s?(?:修改群名为|将群名改为|修改了群名)",
        rf"{HEAD}{A}\s?拍了拍\s?{B}(?=\s|的|$)",
        rf"{HEAD}{A}\s?领取了\s?{B}\s?的红包",
        rf"{HEAD}{A}\s?(?:将|把)\s?{B}\s?(?:移出|踢出|移除)了?群",
        rf"{HEAD}{A}\s?(?:加入了?|退出了?|离开了?|被移出了?)(?:本群|群聊|群|聊天|会话)",
        rf"{HEAD}你已添加了?\s?{A}\s?[,，]?\s?现在可以",
        rf"{HEAD}{A}\s?(?:成为新群主|已成为群主|开启了群聊|发起了群|对消息回应)",
        rf"{HEAD}(?:以下[是为])?\s?{A}\s?[和与、]\s?{B}\s?的(?:微信|QQ)?(?:聊天记录|对话)",
        rf"(?:我|我方|本店)?[与和跟]\s?{A}\s?的(?:微信|QQ)?(?:聊天记录|聊天截图|对话记录)",
        HEAD + r"消息对象\s?[:：]\s?(?P<a>[^\n]{1,30})",
        rf"{HEAD}(?:回复|引用)\s?[@＠]?(?P<a>[^\s:：，。\n]{{1,24}})\s?[:：]",
        r"[「『](?P<a>[^\s:：」』\n][^:：」』\n]{0,22})[:：][^」』\n]{1,200}[」』]",
        r"(?P<a>[^\s:：，。\n]{1,20})\s?的语音通话",
    )
)
PARTS = re.compile(r"[^、，,]+")
MENTION = re.compile(r"(?<![A-Za-z0-9._%+\-])[@＠](?P<a>[^\s@＠:：,，。！？!?、；;\"“”（(]{1,24})")
EVERYBODY = frozenset(("所有人", "全体成员", "all", "everyone"))
# WeCom puts an outsider's origin or the company behind an @.
ORIGIN = re.compile(r"(?:微信|企业微信|QQ)\s*$|[^\s]*(?:公司|教育|科技|集团|学校|中心|店|馆)\s*$")
CHAIN = re.compile(r"接龙")
ENTRY = re.compile(
    r"^[ \t]*\d{1,3}\s?[.、．)）]\s?(?P<a>[^\s\n+＋\d(（:：,，][^\s\n+＋(（:：,，]{0,15})",
    re.MULTILINE,
)
LEAST_ENTRIES = 2


def noticed(text: str) -> list[tuple[int, int]]:
    """Return the places of names in notices, quotes and lists of participants."""
    found = []
    for pattern in NOTICES:
        for match in pattern.finditer(text):
            for group, value in match.groupdict().items():
                if value is not None:
                    found += _parts(text, *match.span(group), split=group.startswith("b"))
    chain = CHAIN.search(text)
    if chain:
        entries = list(ENTRY.finditer(text, chain.end()))
        if len(entries) >= LEAST_ENTRIES:
            found += [match.span("a") for match in entries if not is_label(match["a"])]
    return found


def calls(text: str) -> list[tuple[int, int]]:
    """Return the places of what follows an @ in a chat."""
    return [
        match.span("a")
        for match in MENTION.finditer(text)
        if match["a"].casefold() not in EVERYBODY and not ORIGIN.match(match["a"])
    ]


def _parts(text: str, start: int, end: int, *, split: bool) -> list[tuple[int, int]]:
    places = [(start, end)]
    if split:
        places = [(start + p.start(), start + p.end()) for p in PARTS.finditer(text[start:end])]
    return [(a, b) for a, b in places if not is_role(text[a:b]) and not is_label(text[a:b].strip())]
