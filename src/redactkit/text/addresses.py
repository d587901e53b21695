# ruff: noqa: E501 - a rule reads best on one line
"""Addresses: rules, and where they end that begin at a place which the model of Chinese knows.

Order of parts: GB/T 23705 (province, city, district, street, road, number, building, unit, room).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from redactkit.core.findings import Kind
from redactkit.text.rule import PatternRule

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from redactkit.text.naming import Token

__all__ = ["ADDRESS_RULES", "addresses"]

PROVINCE = "北京|上海|天津|重庆|河北|山西|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|海南|四川|贵州|云南|陕西|甘肃|青海|台湾|内蒙古|广西|西藏|宁夏|新疆|香港|澳门"
HAN = r"[\u4e00-\u9fff]"
GAP = r"[\s,，]?"
NUMBERED = (
    r"\d{1,5}(?:[-－]\d{1,4})?\s?(?:号院|号楼|号(?![线店航站])|弄|栋|幢|座(?!位)|院)(?:楼|院)?"
)
INNER = rf"(?:{GAP}(?:\d{{1,5}}|[A-Za-z]\d{{0,4}}|[一二三四五六七八九十东西南北])\s?(?:号楼|号|弄|栋|幢|座|单元|楼|层|室|门|户|铺|房)|{GAP}[A-Za-z]?\d{{1,4}}(?:[-－]\d{{1,4}}){{0,2}}[A-Za-z]?(?![\d元块年月日点%分次个号时天岁:：.]))"
ROAD = (
    r"(?:路|街|大道|道|巷|胡同|里|村|弄|庄|屯|坊|环|段|小区|花园|公寓|大厦|广场|苑|园|中心|城|府)"
)
BUILDING = rf"(?:{HAN}{{1,8}}?(?:大厦|广场|花园|小区|公寓|中心|大楼|[苑城园府庭期界])(?=[A-Za-z\d一二三四五六七八九十东西南北]))?"
BOX = r"(?:\s?(?:丰巢柜?|快递柜|菜鸟驿站|驿站|门卫|保安室|物业))?"
POSTCODE = r"(?:[\s,，]{1,2}\d{6}(?!\d))?"
REGION = rf"(?:(?:{PROVINCE})(?:省|市|自治区)?{GAP})?(?:{HAN}{{2,4}}?市{GAP})?(?:{HAN}{{1,5}}?[区县旗]{GAP})?(?:{HAN}{{1,6}}?(?:镇|乡|街道){GAP})?"
STARTS = r"(?![寄住在到送是来去往])(?:(?<=[寄到在送住址是：:往去\s，,。於于])|(?<=对面)|(?<=位于)|(?<=名下)|(?<=承租)|(?<!{HAN}))"
START = STARTS.replace("{HAN}", HAN)
ADDRESS = rf"{START}{REGION}{HAN}{{1,9}}?{ROAD}{GAP}(?:{HAN}{{0,6}}?)?{NUMBERED}{BUILDING}{INNER}{{0,5}}{BOX}{POSTCODE}"
ADDRESS_ROOM = rf"{START}{HAN}{{1,9}}?(?:小区|花园|公寓|[苑城园府庭里期村寓湾])\s?\d{{1,3}}[-－—]\d{{1,3}}(?:[-－—]\d{{2,4}})?(?![\d-])|{START}{HAN}{{2,9}}?(?:[园苑庭府城湾寓]|小区)(?:[一二三四五六七八九十]+[区期])?\s?\d{{1,4}}号?楼(?![梯上下层道])"
ADDRESS_REGION = rf"(?![寄住在到送是来去往])(?:{PROVINCE}|{HAN}{{2,3}}市)(?:省|市|自治区)?{GAP}(?:{HAN}{{2,4}}?市{GAP}){{0,2}}(?:{HAN}{{1,5}}?[区县旗]{GAP})?(?:{HAN}{{1,6}}?(?:镇|乡|街道){GAP})?{HAN}{{0,12}}?{ROAD}?{GAP}(?:{HAN}{{0,8}}?)(?:{NUMBERED}|\d{{1,5}}(?:号楼|栋|幢|座|单元|室)){BUILDING}{INNER}{{0,5}}{BOX}{POSTCODE}"
# A house, a unit and a flat without the name of the place.
UNIT = r"(?<![\d\-/.:：])(?:\d{1,3}|[A-Z])\s?(?:号楼|幢|栋)\s?(?:\d{1,2}\s?单元\s?|[A-Z甲乙丙东西]\s?(?:座|区|单元)\s?)?(?:\d{3,4}|\d{1,2}[-－]\d{1,4})\s?室?(?!\d)"
ROOM = r"(?<![\d\-/.:：])\d{3,4}\s?(?:号房间?|房间|房(?![价型间卡费子东租产贷源])|室(?![内外温友]))"
LABELLED = rf"(?:家庭住址|家庭地址|收[货件]地址|详细地址|联系地址|居住地址|住址|地址|住在|家住|Address|address)\s?[:：是为]?\s?(?P<v>(?:{HAN}|[A-Za-z0-9#\-·])(?:{HAN}|[A-Za-z0-9#\-·]|[ ,，](?=[\u4e00-\u9fff0-9A-Za-z]{{0,12}}\d)){{2,40}}?\d(?:{HAN}{{0,3}}?(?:号楼|号院|号|弄|栋|幢|座|单元|楼|层|室|门|户|铺|房)|[A-Za-z0-9\-])*)"

ADDRESS_RULES = (
    PatternRule(name="address", kind=Kind.ADDRESS, pattern=ADDRESS, score=0.6),
    PatternRule(name="address-room", kind=Kind.ADDRESS, pattern=ADDRESS_ROOM, score=0.6),
    PatternRule(name="address-region", kind=Kind.ADDRESS, pattern=ADDRESS_REGION, score=0.6),
    PatternRule(name="address-unit", kind=Kind.ADDRESS, pattern=UNIT, score=0.5),
    PatternRule(name="room", kind=Kind.ADDRESS, pattern=ROOM, score=0.4),
    PatternRule(
        name="room-label",
        kind=Kind.ADDRESS,
        pattern=r"(?:房号|房间号|门牌号?|楼栋号)\s?[:：是为]\s?(?P<v>[A-Za-z]?\d{2,5}(?:-\d{1,4}){0,3})",
        score=0.5,
    ),
    PatternRule(name="address-label", kind=Kind.ADDRESS, pattern=LABELLED, score=0.5),
)

PLACE = "LOC"
# From a known place on: names of parts, then a number with its unit, then more of both.
MEASURE = r"(?:号楼|号院|号(?![线店航机展馆桌技客餐套窗柜出停车厅票]|门[^口\d])|弄|支弄|栋|幢|座(?!位)|单元|室(?![内外温友])|组)"
PART = rf"(?:[A-Za-z]?\d{{1,5}}(?:[-－]\d{{1,4}})?|[一二三四五六七八九十]{{1,3}}|[A-Z])\s?{MEASURE}"
FLAT = r"[A-Za-z]?\d{1,4}(?:[-－]\d{1,4}){0,3}[A-Za-z]?(?![\d元块年月日点%分次个号时天岁米人位:：.])\s?(?:室|房(?!间))?"
WAY = re.compile(
    rf"(?:{HAN}|[A-Za-z]){{2,20}}?(?:{GAP}(?:{HAN}|[A-Za-z]){{2,10}}?){{0,4}}?"
    rf"(?:{PART}|(?<=[园苑城府庭湾里期区寓厦场])\d{{1,3}}(?:[-－]\d{{1,4}}){{1,3}}|(?<=[区期])\d{{2,4}}楼)(?:{GAP}(?:{HAN}{{0,8}}?{PART}|[A-Z]?\d{{0,2}}楼|\d{{1,2}}层|{FLAT})){{0,6}}{BOX}{POSTCODE}"
)
LONGEST = 60


def addresses(text: str, tokens: Sequence[Token]) -> Iterator[tuple[int, int]]:
    """Return the places of addresses that begin at a place which the model knows.

    Args:
        text: folded text.
        tokens: its words in order.
    """
    last = -1
    for number, token in enumerate(tokens):
        joined = (
            number > 0 and tokens[number - 1].tag == PLACE and tokens[number - 1].end == token.start
        )
        if token.tag != PLACE or joined or token.start < last:
            continue
        way = WAY.match(text, token.start, token.start + LONGEST)
        if way:
            last = way.end()
            yield way.span()
