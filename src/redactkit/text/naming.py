"""Which of the words that a model of Chinese takes for people are people, and how surely.

The model (LAC) was trained on news: it takes brands for people and misses what stands
around a name in statements of shops. Its certainty is the base; labels, titles and what
follows raise or sink it. Thresholds are the policy's.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from redactkit.text.business import is_business
from redactkit.text.notnames import FIGURES, NOT_PEOPLE, ORDINARY
from redactkit.text.surnames import ALL_SURNAMES, COMPOUND

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["ANNOUNCED", "People", "Token", "people"]

PERSON = "PER"
"""Tag of the words that the model takes for people."""
# What the score gains beside a word that announces a person, and what it has then at least.
RAISED, LEAST_ANNOUNCED = 0.25, 0.5
# What is left of it where the first character is nobody's surname, and for a lone Latin word.
ODD, LATIN = 0.5, 0.6
# What is left of it where nothing around says that it is somebody: of such names with less than
# 0.4 in 1,500 reviews of shops, hotels and meals none was a person's.
ALONE = 0.75
SUNK = 0.1
LONGEST = 8
WINDOW = 8

ROLES = (
    "顾客|客户|客人|会员|学员|学生|家长|业主|住户|租客|租户|房客|房东|乘客|旅客|游客|住客|患者|病人|产妇|求美者|宝宝|孩子|小孩|车主|买家|买主|卖家|购买人|购车人|"
    "消费者|当事人|投诉人|举报人|用户|网友|博主|同事|朋友|闺蜜|室友|舍友|同学|同伴|同桌|同行人员|男友|女友|男朋友|女朋友|老公|老婆|丈夫|妻子|爱人|配偶|"
    "其妻|其夫|其子|其女|其母|其父|其妹|其弟|幼儿|儿童|小朋友|邻桌|同桌|父亲|母亲|爸爸|妈妈|儿子|女儿|弟弟|哥哥|姐姐|妹妹|婆婆|公公|岳母|岳父|家属|亲属|侄子|外甥|表弟|表妹|表哥|表姐|新郎|新娘|新人|伴娘|伴郎|"
    "收件人|收货人|寄件人|发件人|签收人|联系人|代理人|委托人|法定代表人|法人代表|法人|负责人|经办人|持卡人|申请人|投保人|预约人|预订人|入住人|竞买人|付款人|收款人|"
    "原告|被告|姓名|名字|名叫|名为|叫做|我叫|他叫|她叫|叫|我是|真名|本名|原名|实名|大名|全名|小名|乳名|化名|署名|户名|户主|开户人|真实姓名|受害者|司机|骑手|员工"
)
ANNOUNCED = rf"(?:{ROLES})"
BEFORE = re.compile(rf"{ANNOUNCED}\s?(?:[:：,，为是叫的]|本人|名叫|名为)?\s?[\"“「『'（(]?$")
TITLES = re.compile(
    r"\s?(?:女士|先生|小姐|太太|老师|医生|同学|小朋友|家长|教练|经理|主任|律师|师傅|阿姨|叔叔|妈妈|爸爸|奶奶|爷爷|老板|的?(?:妈|爸|家长|家属|老公|老婆))"
)
# Facts that stand right behind a person's name.
FACTS = re.compile(
    r"\s?[,，:：（(]\s?(?:男|女|\d{2}岁|电话|手机|身份证|微信|1[3-9]\d|[\dX*]{15,18}|女士|先生)|\s?1[3-9]\d{9}"
)
CHAR = r"\u3400-\u9fff"
HAN = re.compile(f"[{CHAR}]")
# Pieces of what the model joined over signs, as in a list.
PIECE = re.compile(rf"[{CHAR}A-Za-z][{CHAR}A-Za-z'’\-]*(?:[·•．・.][{CHAR}A-Za-z]+)*")
DOTTED = re.compile(rf"[·•・][{CHAR}]{{1,8}}")
LATIN_WORD = re.compile(r"[A-Z][a-z'’\-]+$")
COMPOUNDS = tuple(COMPOUND.split("|"))
SURE_TITLES = re.compile(r"女士|先生|小姐|小朋友|同学(?!们)")
# The given name that the model cut off a surname of two characters.
GIVEN_LEFT = re.compile(
    rf"[{CHAR}]{{1,2}}?(?=[^{CHAR}]|$|[于在和与的因被对已曾将是也说称到家女先])"
)
# Where a name ends that nobody but its surroundings tells.
ENDED = re.compile(
    r"[^\u3400-\u9fff]|$|[的在于与和因到将曾已说称也是对被有向把]|女士|先生|小姐|小朋友|同学"
)
# Certainty of a word under which its letters may be a name.
DOUBTED = 0.6
GRAMMAR = frozenset(("d", "p", "c", "u", "r", "m", "q", "f", "v", "w", "TIME"))
PARTICLES = "的了是在和就都也很不吗呢吧啊着过得地们个"
UNKNOWN = ("nz", "nr", "nw")
ANNOUNCED_SCORE = 0.45
SHORTEST, FULL, LENGTHS = 2, 3, range(2, 5)
NICKNAMES = re.compile(r"[小阿老大].|(.)\1$")
FAMILY = re.compile(r"..?[家记氏府村庄屯湾镇巷]")
NOMINAL = frozenset(
    ("n", "nz", "nr", "ns", "nt", "nw", "s", "f", "m", "vn", "an", "LOC", "ORG", "xc")
)


@dataclass(frozen=True, slots=True)
class Token:
    """A word of the text: characters ``start`` to ``end``, exclusive, as LAC tags it."""

    start: int
    end: int
    tag: str
    score: float


@dataclass(frozen=True, slots=True)
class People:
    """Where somebody is named: characters ``start`` to ``end``, exclusive; ``score`` 0 to 1."""

    start: int
    end: int
    score: float


def people(text: str, tokens: Sequence[Token]) -> list[People]:
    """Return who is named in a text, in order.

    Args:
        text: folded text (`view.normal_view`).
        tokens: its words in order, none overlapping another.
    """
    found: list[People] = _announced(text, tokens)
    number = 0
    while number < len(tokens):
        token, last = tokens[number], number
        if token.tag == PERSON:
            while _goes_on(text, tokens, last):
                last += 2
            found += _pieces(text, tokens, number, last)
        number = last + 1
    return found


def _announced(text: str, tokens: Sequence[Token]) -> list[People]:
    """Return names beside words that announce a person, of which the model made other words."""
    found = []
    for number, token in enumerate(tokens):
        surname = text[token.start] in ALL_SURNAMES or text.startswith(COMPOUNDS, token.start)
        if token.tag == PERSON or token.tag in GRAMMAR or not surname:
            continue
        last = _last_of_name(tokens, number)
        name = text[token.start : tokens[last].end]
        unsure = last > number or token.tag in UNKNOWN or token.score < DOUBTED
        one = People(token.start, tokens[last].end, ANNOUNCED_SCORE)
        if unsure and len(HAN.findall(name)) == len(name) in LENGTHS and name not in NOT_PEOPLE:
            found += (
                [one]
                if name[-1] not in PARTICLES and _is_announced(text, tokens, last, one)
                else []
            )
    return found


def _last_of_name(tokens: Sequence[Token], first: int) -> int:
    """Return the number of the word that ends a name of two or three characters."""
    start, last = tokens[first].start, first
    while last + 1 < len(tokens) and tokens[last].end - start < SHORTEST:
        last += 1
    more = last + 1 < len(tokens) and tokens[last].end - start == SHORTEST
    return last + 1 if more and _single(tokens[last + 1]) else last


def _is_announced(text: str, tokens: Sequence[Token], last: int, one: People) -> bool:
    """Return whether what stands around a name, and nothing in it, says that it is one."""
    around = BEFORE.search(text[max(0, one.start - WINDOW) : one.start])
    return (
        bool(ENDED.match(text, one.end) and (around or SURE_TITLES.match(text, one.end)))
        and not _in_word(text, one)
        and not is_business(_rest(text, tokens, last, one.end))
    )


def _single(token: Token) -> bool:
    return token.end - token.start == 1 and token.tag in (
        "n",
        "nz",
        "nr",
        "a",
        "m",
        "PER",
        "xc",
        "f",
        "v",
    )


def _goes_on(text: str, tokens: Sequence[Token], last: int) -> bool:
    """Return whether a Latin name goes on behind a blank in the word after the next."""
    if last + 2 >= len(tokens):
        return False
    gap, after = tokens[last + 1], tokens[last + 2]
    return (
        text[gap.start : gap.end] == " "
        and bool(LATIN_WORD.match(text[after.start : after.end]))
        and bool(LATIN_WORD.match(text[tokens[last].start : tokens[last].end]))
    )


def _pieces(text: str, tokens: Sequence[Token], first: int, last: int) -> list[People]:
    start, end = tokens[first].start, tokens[last].end
    score = min(token.score for token in tokens[first : last + 1] if token.tag == PERSON)
    pieces = [(start, end)]
    if first == last:
        pieces = [(place.start(), place.end()) for place in PIECE.finditer(text, start, end)]
    found = []
    for place, (begin, stop) in enumerate(pieces):
        if place == len(pieces) - 1:
            stop = _completed(text, tokens, last, begin, stop)  # noqa: PLW2901 - reaches further
        one = _judged(text, tokens, last, People(begin, stop, score))
        if one is not None:
            found.append(one)
    return found


def _completed(text: str, tokens: Sequence[Token], last: int, start: int, end: int) -> int:
    """Return where a name ends that the model cut: after a surname, or at a dot."""
    dotted = DOTTED.match(text, end)
    while dotted:
        end, dotted = dotted.end(), DOTTED.match(text, dotted.end())
    name = text[start:end]
    given = GIVEN_LEFT.match(text, end) if name in COMPOUNDS else None
    if given:
        return given.end()
    if (name in ALL_SURNAMES or name in COMPOUNDS) and last + 1 < len(tokens):
        after = tokens[last + 1]
        rest = text[after.start : after.end]
        if (
            len(rest) <= SHORTEST
            and HAN.match(rest)
            and after.tag in ("n", "nz", "nr", "r", "v", "a", "PER")
        ):
            return after.end
    return end


def _judged(text: str, tokens: Sequence[Token], last: int, one: People) -> People | None:
    """Return the name with its score, or None where it is nobody's."""
    name = text[one.start : one.end]
    hans = len(HAN.findall(name))
    announced = bool(BEFORE.search(text[max(0, one.start - WINDOW) : one.start]))
    titled = bool(TITLES.match(text, one.end) or FACTS.match(text, one.end))
    if len(name) > LONGEST and "·" not in name and not name.isascii():
        return None
    if not hans and not (LATIN_WORD.search(name) and (announced or titled or " " in name)):
        return None
    if hans == 1 and len(name) == 1:
        return None
    if not (announced or titled) and (name in NOT_PEOPLE or FAMILY.fullmatch(name)):
        return None
    if (
        name in ORDINARY
        or _in_word(text, one)
        or _is_title(text, one)
        or is_business(_rest(text, tokens, last, one.end))
    ):
        return None
    score = one.score * (1 if _looks_named(name) else ODD) * (1 if hans else LATIN)
    score = max(score + RAISED, LEAST_ANNOUNCED) if announced or titled else score * ALONE
    return People(one.start, one.end, round(min(1.0, score), 3))


def _in_word(text: str, one: People) -> bool:
    """Return whether the name is the beginning of a word that is nobody's name."""
    longer = any(text[one.start : one.end + more] in NOT_PEOPLE for more in (1, 2))
    # the model may have joined the next word to a figure's name
    return longer or (one.end - one.start > FULL and text[one.start : one.end - 1] in FIGURES)


def _looks_named(name: str) -> bool:
    return (
        name[0] in ALL_SURNAMES
        or name.startswith(COMPOUNDS)
        or bool(NICKNAMES.match(name))
        or "·" in name
    )


def _is_title(text: str, one: People) -> bool:
    """Return whether the name is that of a work, in its marks."""
    return text[one.start - 1 : one.start] == "《" and text[one.end : one.end + 1] == "》"


def _rest(text: str, tokens: Sequence[Token], last: int, end: int) -> str:
    """Return the nouns that follow a name without a sign between."""
    stop = end
    for token in tokens[last + 1 :]:
        if token.end <= stop:
            continue
        if token.start > stop or token.tag not in NOMINAL:
            break
        stop = token.end
    return text[end:stop]
