"""Names inside sentences the apps write: notices, quotes, previews, cards, mentions.

Templates are those WeChat, QQ and their kin show; 你 and 自己 are nobody.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from redactkit.core.findings import Kind
from redactkit.layout.interface_words import is_person

__all__ = [
    "Mention",
    "enrolled",
    "group_title",
    "in_card",
    "in_notice",
    "in_prefix",
    "is_record",
    "listed",
    "mentions",
]


# A name after an @ is taken to have so many characters at least.
SHORTEST = 2


@dataclass(frozen=True, slots=True)
class Mention:
    """A name at characters ``start`` to ``end`` (exclusive) of a text; no repr shows it."""

    start: int
    end: int
    text: str = field(repr=False)
    kind: Kind = Kind.NICKNAME


Q = "\"“”„‟＂'‘’「」『』"
NAME = rf"[{Q}]?\s*(?P<{{}}>[^，。！？\n]{{{{1,40}}}}?)\s*[{Q}]?"
A, B = NAME.format("a"), NAME.format("b")
NOTICES = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?:^{A}\s*)?修改群名为\s*[{Q}](?P<g>.+?)[{Q}]",
        rf"^{A}\s*(?:邀请|邀請)\s*{B}\s*(?:和其他参与人\s*)?(?:加入|进|進)了?\s*(?:群)",
        rf"^{A}\s*(?:通过|透過)(?:扫描|掃描)\s*{B}\s*分享的(?:二维码|二維碼)",
        rf"^{A}\s*joined .{{0,40}}QR code shared by\s*{B}\s*\.?$",
        rf"^{A}\s*(?:撤回了?|收回了?|recalled)",
        rf"^{A}\s*(?:tickled|nudged)\s*{B}(?:'s .{{0,20}})?$",
        rf"^{A}\s*opened your",
        rf"^{A}\s*(?:领取|領取)了(?:你|您|自己)",
        rf"(?:已新增|已加入|have added)\s*{A}\s*(?:[，,。]|as your)",
        rf"^{A}\s*拍了拍\s*{B}(?:\s*的.{{0,20}})?$",
        rf"^{A}\s*(?:将|把)\s*{B}\s*(?:移出|设为|添加为|踢出|禁言)",
        rf"^{A}\s*领取了\s*{B}\s*(?:发?的|发出的)\s*(?:红包)?",
        rf"^{A}\s*(?:已?成为|已将|已被|被)\S{{0,4}}(?:群主|管理员)",
        rf"^{A}\s*(?:退出|离开|加入|进入)了?\s*(?:群聊|本群|该群|聊天室|直播间|群)",
        rf"^{A}\s*(?:修改群名|修改了群|开启了|关闭了|发布了|发起了|结束了|已在其他|正在输入|与群里其他)",
        rf"(?:已添加了?|添加)\s*{A}\s*(?:为好友|[，,。].{{0,4}}现在可以|现在可以开始)",
        rf"^{A}\s*(?:开启了朋友验证|已?通过了?(?:你|您)的|请求添加|还不是)",
        rf"(?:来自|来源|推荐人)\s*[:：]?\s*{A}\s*(?:的推荐|的分享|的名片)",
        rf"^{A}\s*(?:has |have )?invited\s*{B}\s*(?:to\b|$)",
        rf"^{A}\s*(?:has |have )?(?:joined|left)\b",
        rf"^(?:你|您|You)\s*(?:邀请|invited)\s*{B}\s*(?:加入|to)",
        rf"^{A}\s*(?:加入了|接受了?|拒绝了?|同意了?)(?:群聊|你的|会话)",
    )
)
QUOTED = re.compile(rf"[{Q}]\s*([^{Q}\n，。]{{1,40}}?)\s*[{Q}]")
SPLIT = re.compile(r"[、，,]")
PREFIX = re.compile(
    r"^\s*(?:[「『“\"]\s*)?(?:\[(?:有人@我|草稿|\d+条|有全员消息|.{1,6})\]\s*)*(?P<n>[^:：，。！？!?\n]{1,24}?)\s*(?:(?<!\d)|(?<=[A-Za-z]\d)|(?=.(?!\d\d)))[:：]"
)
# Labels of values, which are no speakers.
LABEL = re.compile(
    r"(?:请?加|打|你|我的?|他的?|她的?|方便的话|咨询)*\s*(?:v信?|vx|wx|wechat|微信|威信|薇信?|卫星|qq|扣扣|手机|电话|邮箱|地址|"
    r"车牌|身份证|银行卡|(?:收款)?卡|单|订单|订单编|房间|版本|价格|时间|包含|徽信|绿泡泡|企鹅|"
    r"联系方式|联系人|收[货件]人|预约人|我叫|"
    r"name|alias|region|source|mobile|wechat id|昵称|暱稱|地区|地區|来源|"
    r"(?:商家|商户|卖家|店家|店长|掌柜|官方)的?(?:回复|回应))"
    r"(?:号码?|是)*",
    re.IGNORECASE,
)
# What reviews put below their author's name: marks, and what was bought.
DETAILS = re.compile(
    r"(?:口味|环境|服务|效果|卫生|人均|评分|描述|物流)\s*[:：]\s*[\d.]|(?:颜色分类|颜色|尺码|规格|款式|套餐类型|已购)\s*[:：]"
)
RECORD = r"聊\n?天\n?[记記]\n?[录錄]"
RECORD_CARD = re.compile(rf"(?:.{{1,40}}的)?{RECORD}|.{{0,40}}\n?Chat History", re.IGNORECASE)
CARDS = tuple(
    re.compile(pattern)
    for pattern in (
        r"^(?:转账给|付款给)\s*(?P<n>.{1,20}?)\s*(?:收款|确认收款|转账|付款|的转账)?$",
        r"^(?:待|等待|请|向)\s*(?P<n>.{1,20}?)\s*(?:收款|确认收款|转账|付款|的转账)$",
        r"^[^\d\W]{2,8}\s?[-—–一]\s?(?:来自|转?给|发给)\s?(?P<n>.{1,20})$",
        r"^(?:来自|收到)\s*(?P<n>.{1,20}?)\s*(?:的)?(?:红包|转账|付款)$",
        r"^(?P<n>(?:(?!领取了|領取了).){1,20}?)(?<![你您我])\s*的(?:红包|转账)$",
        rf"^(?P<n>.{{1,20}}?)和\n?(?P<m>.{{1,20}}?)\n?的\n?(?:{RECORD}|对话)$",
        rf"^(?P<n>.{{1,20}}?)\n?的\n?(?:{RECORD}|对话|名片)$",
        r"^(?P<n>.{1,20}?)\s+and\s+(?P<m>.{1,20}?)['’]?s?\s*Chat History$",
        r"^(?P<n>.{1,20}?)['’]s\s*Chat History$",
        r"^(?:包含|昵称|暱稱|備註|备注名?|群昵称|姓名|名字|备注信息|Alias|Name|Remark)\s*[:：]\s*(?P<n>.{1,30})$",
    )
)
AT = re.compile(
    r"(?<![A-Za-z0-9._%+-])[@＠]\s?\n?(?P<n>[^\s\u2005@＠:：,，。！？!?、（(【\[]{1,32})"
)
# What is said to somebody called, where OCR lost the blank after the name: no name goes on so.
SAID = re.compile(
    r"(?:已(?:受理|处理|发送|收到|完成|回复|安排|经)|请(?:问|您|你|查|稍|尽快|注意|回复)|麻烦(?:您|你|看|帮)|"
    r"(?:您|你)好|谢谢(?:您|你)?|辛苦(?:了|您|你)?)"
)
# In 「A、B一起」 B is a person where A is one; where B ends is only sure for these.
LISTED = re.compile(
    r"\s*[、&＆]\s*(?P<n>[A-Za-z][A-Za-z0-9_.]{1,15}(?![A-Za-z0-9_.])"
    r"|[^\s、，。！？,.!?:：;；的了在是和跟与都也]{2,8}?(?=\s*(?:、|和|跟|都|也|一起|等人)))"
)
# Who takes part in a 接龙: a number, a name, and after a blank what they take.
ENTRY = re.compile(
    r"^\s*\d{1,3}\s?[.．。、,，]\s*"
    r"(?P<n>[A-Za-z][\w.]*(?: [A-Za-z][\w.]*)*(?=\s|$)|[^\s、，。：:+＋]{1,24})",
    re.MULTILINE,
)
GROUP = re.compile(r"^[<‹〈く\s]*(?P<n>.{1,60}?)\s*[(（]\d{1,4}[)）]?\W*$")


def in_notice(text: str) -> list[Mention]:
    """Return the people a notice names; nothing where the line is no notice."""
    for pattern in NOTICES:
        match = pattern.search(text)
        if match is None:
            continue
        found: list[Mention] = []
        for group in pattern.groupindex:
            if match.span(group)[0] >= 0:
                kind = Kind.GROUP_NAME if group == "g" else Kind.NICKNAME
                found += _split(text, *match.span(group), kind)
        return found
    return [
        piece
        for match in QUOTED.finditer(text)
        for piece in _split(text, *match.span(1), Kind.NICKNAME)
    ]


def in_prefix(text: str) -> Mention | None:
    """Return the name a quote or a preview begins with (``昵称：``)."""
    match = PREFIX.match(text)
    if match is None or not is_person(match["n"]) or LABEL.fullmatch(match["n"].strip()):
        return None
    details = DETAILS.search(text, match.start("n"), match.end() + 2)
    if details is not None and details.start() < match.end("n"):
        return None
    return _mention(text, *match.span("n"))


def in_card(text: str) -> list[Mention]:
    """Return the names on a card: transfers, red packets, forwarded records, profile fields."""
    for pattern in CARDS:
        match = pattern.match(text)
        if match is not None:
            return [
                _mention(text, *match.span(group))
                for group in pattern.groupindex
                if is_person(match[group])
            ]
    return []


def is_record(text: str) -> bool:
    """Return whether a line heads or ends a card of forwarded messages."""
    return RECORD_CARD.fullmatch(text.strip()) is not None


def enrolled(text: str) -> list[Mention]:
    """Return the names in the numbered lines of a 接龙 list."""
    return [_mention(text, *match.span("n")) for match in ENTRY.finditer(text)]


def mentions(text: str) -> list[Mention]:
    """Return what follows each @, up to a blank, a sign or words said to who is called."""
    found = []
    for match in AT.finditer(text):
        if is_person(match["n"]):
            start, end = match.span("n")
            said = SAID.search(text, start + SHORTEST, end)
            found.append(_mention(text, start, said.start() if said else end))
    return found


def listed(text: str, end: int) -> list[Mention]:
    """Return who is named in one breath with the person whose name ends at ``end``."""
    found: list[Mention] = []
    while (match := LISTED.match(text, end)) is not None:
        if is_person(match["n"]):
            found.append(_mention(text, *match.span("n")))
        end = match.end()
    return found


def group_title(text: str) -> tuple[int, int] | None:
    """Return where the name lies in a title that ends with a member count, else None."""
    match = GROUP.match(text)
    return None if match is None else match.span("n")


def _mention(text: str, start: int, end: int, kind: Kind = Kind.NICKNAME) -> Mention:
    return Mention(start, end, text[start:end], kind)


def _split(text: str, start: int, end: int, kind: Kind) -> list[Mention]:
    if kind is not Kind.NICKNAME:
        return [_mention(text, start, end, kind)]
    pieces, place = [], start
    for part in SPLIT.split(text[start:end]):
        bare = part.strip(Q + " ")
        if bare and is_person(bare):
            at = place + part.index(bare)
            pieces.append(_mention(text, at, at + len(bare)))
        place += len(part) + 1
    return pieces
