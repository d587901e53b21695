# ruff: noqa: E501 - a pattern, or a list of words, reads best on one line
"""Tables in text: the header, or the cell beside it, says what a cell holds.

Cells are parted by tabs, bars or commas. Of a table of two columns the left cell is the
label of the right one; of a wider one the first row labels the columns below it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from redactkit.core.findings import Kind
from redactkit.text.roles import is_label, is_role

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

__all__ = ["Cell", "cells"]

PERSON = (
    "姓名|名字|买家|卖家|客户|顾客|客人|会员|学员|学生|家长|业主|租客|乘客|游客|旅客|住客|患者|病人|车主|买家姓名|客户姓名|顾客姓名|会员姓名|学员姓名|"
    "收货人|收件人|寄件人|发件人|签收人|联系人|投诉人|申请人|预约人|预订人|入住人|付款人|收款人|户名|持卡人|当事人|姓 名|name|customer|guest|client|buyer"
)
HEADERS = (
    (Kind.NAME, re.compile(rf"(?:{PERSON})(?:姓名|名称|信息)?", re.IGNORECASE)),
    (
        Kind.NICKNAME,
        re.compile(
            r".{0,6}(?:昵称|网名|微信名|群名片|用户|网友|发送人|发言人|发送者|说话人|nickname|sender|user(?:name)?)",
            re.IGNORECASE,
        ),
    ),
    (Kind.WECHAT_ID, re.compile(r"(?:微信|微信号|微信ID|wechat(?: id)?|vx)", re.IGNORECASE)),
    (Kind.QQ, re.compile(r"QQ号?", re.IGNORECASE)),
    (
        Kind.PHONE,
        re.compile(
            r".{0,4}(?:电话|手机|手机号码?|电话号码|联系方式|联系电话|号码|phone|tel|mobile)",
            re.IGNORECASE,
        ),
    ),
    (Kind.ID_CARD, re.compile(r".{0,2}(?:身份证|身份证号码?|证件号码?|证件)")),
    (Kind.LICENSE_PLATE, re.compile(r"(?:车牌|车牌号码?|车号)")),
    (Kind.VIN, re.compile(r"(?:车架号?|VIN码?)", re.IGNORECASE)),
    (Kind.ADDRESS, re.compile(r".{0,4}(?:地址|住址|address)", re.IGNORECASE)),
    (Kind.EMAIL, re.compile(r".{0,4}(?:邮箱|邮件|e-?mail)", re.IGNORECASE)),
    (Kind.PARCEL, re.compile(r".{0,4}(?:快递|运单|物流|快递单号|运单号|物流单号|单号)")),
    (
        Kind.ACCOUNT_ID,
        re.compile(r"(?:旺旺|抖音号?|小红书号?|微博|账号|帐号|用户ID|UID|ID)", re.IGNORECASE),
    ),
)
PARTERS = ("\t", "|", ",", "，")
LEAST_COLUMNS = {"\t": 2, "|": 2, ",": 3, "，": 3}
LONGEST_NAME, LONGEST = 24, 80
# What a cell holds that holds nobody.
EMPTY = re.compile(r"[\s\-—_/无空略:]*|自提|已?匿名|不详|未知|null|none|n/a|同上", re.IGNORECASE)
LABELLED = re.compile(r"\s*(?:微信号?|QQ|电话|手机|旺旺|邮箱)\s?[:：]?\s?")
LABELS = {"微信": Kind.WECHAT_ID, "QQ": Kind.QQ, "旺旺": Kind.ACCOUNT_ID, "邮箱": Kind.EMAIL}
NUMBER_LIKE = re.compile(r"(?:[^\d]*\d){4}")
WORD = re.compile(r"[A-Za-z\u3400-\u9fff]")
MONEY = re.compile(r"[¥￥$]|\d{4}[-/年.]\d|\d:\d\d|^[\d.,%\s]+(?:元|块|个|次|天)?$")
NAMES = (Kind.NAME, Kind.NICKNAME)


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a kind: characters ``start`` to ``end``, exclusive."""

    kind: Kind
    start: int
    end: int


def cells(text: str) -> list[Cell]:
    """Return the cells whose header or left neighbour says what private thing they hold.

    Args:
        text: folded text (`view.normal_view`).
    """
    rows = [row for row in _rows(text) if not _is_rule(text, row)]
    found: list[Cell] = []
    for _, group in groupby(rows, key=lambda row: row.table):
        table = list(group)
        columns = max(len(row.cells) for row in table)
        found += _pairs(text, table) if columns == 2 else _below(text, table)  # noqa: PLR2004
    return found


@dataclass(frozen=True, slots=True)
class _Row:
    table: int
    parter: str
    cells: tuple[tuple[int, int], ...]


def _rows(text: str) -> Iterator[_Row]:
    """Return the rows of tables; rows of one table follow each other."""
    start, table, last = 0, 0, ""
    for line in text.split("\n"):
        parter = next((p for p in PARTERS if _is_row(line, p)), "")
        if parter != last:
            table += 1
        if parter:
            yield _Row(table, parter, _split(line, start, parter))
        last = parter
        start += len(line) + 1


def _is_row(line: str, parter: str) -> bool:
    count = line.strip().strip(parter if parter == "|" else "").count(parter) + 1
    return count >= LEAST_COLUMNS[parter] and parter in line


def _split(line: str, start: int, parter: str) -> tuple[tuple[int, int], ...]:
    places, begin = [], 0
    for piece in line.split(parter):
        left = begin + len(piece) - len(piece.lstrip())
        places.append((start + left, start + begin + len(piece.rstrip())))
        begin += len(piece) + len(parter)
    if parter == "|":
        # a bar at either end parts nothing
        places = places[1 if line.lstrip().startswith("|") else 0 :]
        places = places[: -1 if line.rstrip().endswith("|") else None]
    return tuple(places)


def _is_rule(text: str, row: _Row) -> bool:
    return all(not text[a:b].strip(" :-—=") for a, b in row.cells)


def _pairs(text: str, table: Sequence[_Row]) -> list[Cell]:
    found = []
    for row in table:
        if len(row.cells) == 2:  # noqa: PLR2004 - a label and its value
            kind = _kind(text[slice(*row.cells[0])])
            found += [] if kind is None else _held(text, kind, *row.cells[1])
    # two columns may have a header as well
    return found or _below(text, table)


def _below(text: str, table: Sequence[_Row]) -> list[Cell]:
    head = table[0]
    kinds = [_kind(text[a:b]) for a, b in head.cells]
    if not any(kinds) or any(len(text[a:b]) > LONGEST_NAME for a, b in head.cells):
        return []
    found = []
    for row in table[1:]:
        for kind, place in zip(kinds, row.cells, strict=False):
            found += [] if kind is None else _held(text, kind, *place)
    return found


def _kind(header: str) -> Kind | None:
    word = header.strip(" *`:：#")
    return next((kind for kind, words in HEADERS if words.fullmatch(word)), None)


def _held(text: str, kind: Kind, start: int, end: int) -> list[Cell]:
    label = LABELLED.match(text, start, end)
    if label:
        kind = next((one for word, one in LABELS.items() if word in label[0]), kind)
        start = label.end()
    value = text[start:end]
    if not value or EMPTY.fullmatch(value) or len(value) > LONGEST:
        return []
    if kind in NAMES:
        named = len(value) <= LONGEST_NAME and WORD.search(value) and not MONEY.search(value)
        if not named or is_role(value) or is_label(value):
            return []
    elif kind is not Kind.EMAIL and not NUMBER_LIKE.search(value) and not value.isascii():
        return []
    if kind is Kind.PARCEL and len(re.sub(r"\D", "", value)) < 9:  # noqa: PLR2004 - waybills are long
        return []
    return [Cell(kind, start, end)]
