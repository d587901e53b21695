"""Words as the page model sees them: what kind of character stands where, painted on a grid.

Characters themselves are never painted: a model that is shown them learns the few names of its
training pages by heart (measured: names found fell from 0.71 to 0.52). Kinds of characters,
wordings and repetition carry over to pages nobody has seen.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from redactkit.layout.interface_words import is_interface, is_time, plain
from redactkit.layout.notices import in_card, in_notice, in_prefix, mentions

if TYPE_CHECKING:
    from collections.abc import Sequence

    from redactkit.core.protocols import TextLine

__all__ = [
    "CHANNELS",
    "GRID",
    "LINE",
    "STEP",
    "Words",
    "is_menu",
    "page_scale",
    "paint",
    "words_of",
]

LINE = 14.0
"""Height, px, of a line of text as it was located, on the picture that the page model sees."""

STEP = 32
"""The picture's sides are padded to multiples of this, the model's coarsest stride."""

GRID = 4
"""Pixels of that picture for one cell of the grid that words are painted on."""

MOST_PIXELS = 3_000_000
"""Pixels of the picture that the model sees, at most; `page_scale` keeps to it."""

LARGEST_SCALE = 2.0
"""A picture is enlarged by no more."""

UNREAD_SIDE = 280.0
"""Shorter side, px, of what the model sees of a picture without text."""

AT, COLON, QUOTE, DIGIT, LOWER, UPPER, SIGN, FUNCTION, TIME, SURNAME, HAN, OTHER = range(12)
(
    MENU,
    CLOCK,
    WORD,
    TWIN,
    WITHIN,
    SCORE,
    LENGTH,
    PLACE,
    CALLED,
    PREFIX,
    NOTICE,
    CARD,
    LISTED,
    HIGH,
    INK,
) = range(12, 27)

CHANNELS = 27
"""Twelve kinds of characters, then what is known about the line or the part of it."""

SHORTEST = 2
"""Characters from which a text may be repeated elsewhere, and an interface word lie inside one."""

LONG = 24.0
"""Characters of a line from which it counts as long."""

SYMBOLS = 0x2190
"""Arrows, boxes and emoji lie from here on."""

QUOTES = frozenset("\"“”'‘’「」『』《》【】[]()（）<>〈〉")
FUNCTION_WORDS = frozenset(
    "的了是在我你他她它们这那有和与就不也都很吗呢吧啊呀哦嗯把被让给对从到会要能可没说还又再但而所因为什么怎如果谁哪请谢"
)
TIME_WORDS = frozenset("年月日时分秒周星期昨今明天前刚午晚早凌晨点")
SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤阿小老"
)


@dataclass(frozen=True, slots=True)
class Words:
    """What is known about one line: a value for each channel and character, 0 to 1."""

    line: TextLine = field(repr=False)
    values: npt.NDArray[np.float32]


def page_scale(lines: Sequence[TextLine], width: int, height: int) -> float:
    """Return the factor by which a picture is scaled so that its text lines are `LINE` high.

    The middle height counts, each line with as many votes as it has characters.

    Args:
        lines: what was read.
        width: of the picture, px.
        height: of the picture, px.
    """
    read = sorted(
        (line.box.height, max(1, len(line.text))) for line in lines if line.box.height >= 1
    )
    scale = UNREAD_SIDE / min(width, height)
    if read:
        half, votes = sum(count for _, count in read) / 2, 0
        for high, count in read:
            votes += count
            if votes >= half:
                scale = LINE / high
                break
    return min(LARGEST_SCALE, scale, math.sqrt(MOST_PIXELS / (width * height)))


def words_of(lines: Sequence[TextLine]) -> list[Words]:
    """Return what is known about each line of a page that was read."""
    texts = Counter(_bare(line.text) for line in lines)
    whole = "\n".join(line.text for line in lines)
    heights = sorted(line.box.height for line in lines)
    middle = heights[len(heights) // 2] if heights else 1.0
    return [
        Words(line, _values(line, texts, whole, middle))
        for line in lines
        if line.text and len(line.chars) == len(line.text)
    ]


def paint(words: Sequence[Words], scale: float, height: int, width: int) -> npt.NDArray[np.float32]:
    """Paint what is known about lines, shape ``(CHANNELS, height / GRID, width / GRID)``.

    Args:
        words: what `words_of` says.
        scale: from the picture's pixels to those that the model sees.
        height: of the padded picture that the model sees, px, a multiple of `STEP`.
        width: likewise.
    """
    rows, columns = height // GRID, width // GRID
    grid = np.zeros((CHANNELS, rows, columns), np.float32)
    factor = scale / GRID
    for one in words:
        box = one.line.box
        top = max(0, round(box.top * factor))
        bottom = min(rows, max(top + 1, round(box.bottom * factor)))
        for place, char in enumerate(one.line.chars):
            left = max(0, round(char.left * factor))
            right = min(columns, max(left + 1, round(char.right * factor)))
            grid[:, top:bottom, left:right] = one.values[:, place, None, None]
    return grid


def _values(
    line: TextLine, texts: Counter[str], whole: str, middle: float
) -> npt.NDArray[np.float32]:
    text = line.text
    count = len(text)
    values = np.zeros((CHANNELS, count), np.float32)
    for place, char in enumerate(text):
        values[_kind(char), place] = 1
    bare = _bare(text)
    values[MENU] = is_menu(text)
    values[CLOCK] = is_time(text)
    values[TWIN] = texts[bare] > 1
    values[SCORE] = line.score
    values[LENGTH] = min(1.0, count / LONG)
    values[PLACE] = np.arange(count) / max(1, count - 1)
    values[HIGH] = min(1.0, line.box.height / middle / 2)
    values[INK] = 1
    if len(bare) >= SHORTEST:
        values[WITHIN] = whole.count(text.strip()) > texts[bare]
    for start, end in _menu_words(text):
        values[WORD, start:end] = 1
    for channel, spans in (
        (CALLED, mentions(text)),
        (PREFIX, [one] if (one := in_prefix(text)) else []),
        (NOTICE, in_notice(text)),
        (CARD, in_card(text)),
    ):
        for span in spans:
            values[channel, span.start : span.end] = 1
    values[LISTED] = sum(char in "、，," for char in text) > 1
    return values


def is_menu(text: str) -> bool:
    """Return whether a text is a word of the interface, a time, a counter or a status."""
    return is_interface(text) or plain(text).casefold() in interface_words()


def _menu_words(text: str) -> list[tuple[int, int]]:
    """Return where interface words stand in a text, the longest first at each place."""
    found, place, known = [], 0, interface_words()
    folded = text.casefold()
    while place < len(text):
        for length in range(min(8, len(text) - place), SHORTEST - 1, -1):
            if folded[place : place + length] in known:
                found.append((place, place + length))
                place += length
                break
        else:
            place += 1
    return found


@cache
def interface_words() -> frozenset[str]:
    """Return the words that menus, buttons and headings of many apps are made of, folded."""
    data = resources.files("redactkit.layout") / "interface_lexicon.txt"
    lines = data.read_text(encoding="utf-8").splitlines()
    return frozenset(word.casefold() for line in lines if line[:1] != "#" for word in line.split())


def _bare(text: str) -> str:
    return "".join(text.split()).casefold()


@cache
def _kind(char: str) -> int:
    """Return which of the twelve kinds a character is of: the first of these that it fits."""
    tests = (
        (AT, char in "@＠"),
        (COLON, char in ":："),
        (QUOTE, char in QUOTES),
        (DIGIT, char.isdigit()),
        (LOWER, char.isascii() and char.islower()),
        (UPPER, char.isascii() and char.isupper()),
        (FUNCTION, char in FUNCTION_WORDS),
        (TIME, char in TIME_WORDS),
        (SURNAME, char in SURNAMES),
        (HAN, "\u4e00" <= char <= "\u9fff"),
        (SIGN, ord(char) < SYMBOLS and not char.isalnum()),
        (SIGN, "\u3000" <= char <= "\u303f" or "\uff00" <= char <= "\uff0f"),
    )
    return next((kind for kind, fits in tests if fits), OTHER)
