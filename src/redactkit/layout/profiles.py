"""Pages about one person or thing: profiles, bills, cards; product cards, which are not people."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from redactkit.core.findings import Kind
from redactkit.core.geometry import Box, hull
from redactkit.layout.avatars import GLYPHS
from redactkit.layout.candidates import Candidate, whole_line
from redactkit.layout.interface_words import is_interface, is_person, is_time

if TYPE_CHECKING:
    from collections.abc import Sequence

    from redactkit.core.protocols import TextLine
    from redactkit.layout.avatars import Avatar
    from redactkit.layout.candidates import Layout

__all__ = [
    "before_titles",
    "beside_one",
    "in_contact_cards",
    "is_goods",
    "near_codes",
    "on_profile",
    "over_names",
]

FIELD = re.compile(r"\s*(?:微信[号號]|WeChat ID|Weixin ID|昵称|暱稱|Name)\s*[:：]", re.IGNORECASE)
PRICE = re.compile(r"(?:RMB|CNY|[¥￥Y半])\s?\d[\d,]*(?:[.·]\s?\d{1,2})?(?:\s?起)?")
# Shares of the width: how big the avatar of such a page is, and how far off the middle it stands.
SIZES, MIDDLE = (0.06, 0.3), 0.06
# An avatar's hull is no longer than this many times its width, or the other way round.
SQUARE = 1.35
# Line art on white ends before the picture does, by this share of it on each side.
ROUND = 0.12
OVER = "avatar-over-name"
# What is written at the foot of somebody's card, sent in a chat.
CARDS = frozenset(("个人名片", "個人名片", "Contact Card", "联系人名片"))
# Shares of what lies left of a card's name: half its picture's height, and the least of it.
CARD_HALF, CARD_LEAST = 0.45, 0.3
# An avatar in a title bar differs from it in this share of its box.
FILLED = 0.6
# Lines are located too wide: a name may overlap the picture before it by this share of that.
OVERLAP = 0.15
# An avatar reaches so far beyond the name and the date beside it, in heights of the name.
MARGIN = 0.4
# A line follows another within so many heights.
NEXT = 2.2


def on_profile(page: Layout) -> list[Candidate]:
    """Return the name above a profile's fields or above a date, and the picture beside them."""
    return [*_fields(page), *_dated(page)]


def _dated(page: Layout) -> list[Candidate]:
    """Return author rows: a name over a date, and the picture to the left of both."""
    found: list[Candidate] = []
    for date in page.lines:
        head = _above(page, date) if is_time(date.text) and page.on_page(date) else None
        if head is not None and is_person(head.text) and not is_interface(head.text):
            edge = head.box.left - SIZES[1] * page.scene.width
            top, bottom = head.box.top - MARGIN * head.box.height, date.box.bottom
            bottom += MARGIN * head.box.height
            right = max(0.0, head.box.left - 4)
            beside = Box(min(max(0.0, edge), right), top, right, bottom)
            picture = _picture(page, beside, "avatar-author")
            found += [whole_line(page, head, "author"), *picture] if picture else []
    return found


def _fields(page: Layout) -> list[Candidate]:
    field = min(
        (line for line in page.lines if FIELD.match(line.text) and page.on_page(line)),
        key=lambda line: line.box.top,
        default=None,
    )
    if field is None:
        return []
    head = _above(page, field)
    if head is None or is_interface(head.text) or not is_person(head.text):
        return []
    below = max(line.box.bottom for line in page.lines if _under(line, field))
    right = max(0.0, head.box.left - 4)
    beside = Box(0.0, head.box.top - head.box.height, right, below + head.box.height)
    return [whole_line(page, head, "profile-name"), *_picture(page, beside, "avatar-profile")]


def over_names(page: Layout, found: Sequence[Candidate]) -> list[Candidate]:
    """Return the picture in the middle above the name of somebody who paid or was paid."""
    middle, most = page.scene.width / 2, SIZES[1] * page.scene.width
    pictures: list[Candidate] = []
    for place in found:
        line = next((one for one in page.lines if one.box.overlap(place.box) > 0), None)
        if place.rule != "card" or line is None or not page.on_page(line):
            continue
        if abs(line.box.center[0] - middle) < MIDDLE * page.scene.width:
            foot = max(line.box.top - most, line.box.top - 4)
            above = Box(middle - most / 2, line.box.top - most, middle + most / 2, foot)
            pictures += _picture(page, above, OVER)
    return pictures


def before_titles(page: Layout, found: Sequence[Candidate]) -> list[Candidate]:
    """Return the picture to the left of the name in the title bar."""
    pictures: list[Candidate] = []
    for place in found:
        if place.rule != "title":
            continue
        name = max((line.box for line in page.lines), key=place.box.overlap)
        if any(_left_of(a.box, name) for a in page.rows.avatars):
            continue
        pictures += [
            Candidate(Kind.AVATAR, shape.box.padded(1), "", "avatar-title", 0.8)
            for shape in page.scene.shapes
            if _fits(page, shape.box) and shape.solid > FILLED and _left_of(shape.box, name)
        ]
    return pictures


def _left_of(picture: Box, name: Box) -> bool:
    gap = name.left - picture.right
    return (
        -OVERLAP * picture.width < gap < picture.width
        and picture.top < name.center[1] < picture.bottom
    )


def in_contact_cards(page: Layout) -> list[Candidate]:
    """Return the name on somebody's card sent in a chat, and the picture left of it."""
    found: list[Candidate] = []
    for foot in page.lines:
        card = page.scene.ground(foot.box)
        if card is None or card.page or foot.text.strip() not in CARDS:
            continue
        lines = [
            line
            for line in page.lines
            if card.box.covers(line.box)
            and line.box.bottom < foot.box.top
            and len(line.text) > GLYPHS
        ]
        if not lines:
            continue
        found.append(whole_line(page, min(lines, key=lambda line: line.box.top), "contact-card"))
        text = hull(line.box for line in lines)
        side, middle = text.left - card.box.left, text.center[1]
        half = CARD_HALF * side
        right = max(card.box.left + 2, text.left - 2)
        slot = Box(card.box.left + 2, middle - half, right, middle + half)
        ink = page.scene.ink(slot, card.color)
        if ink is not None and min(ink.width, ink.height) > CARD_LEAST * side:
            found.append(Candidate(Kind.AVATAR, ink.padded(2), "", "avatar-card", 0.8))
    return found


def near_codes(page: Layout) -> list[Candidate]:
    """Return the name above a QR code: cards say whose it is."""
    found = []
    for code in page.codes:
        above = [
            line for line in page.lines
            if code.left - 0.2 * code.width < line.box.center[0] < code.right + 0.2 * code.width
            and code.top - 0.5 * code.height < line.box.center[1] < code.top + 0.02 * code.height
            and not is_interface(line.text) and _with_code(page, line, code)
            and not beside_one(page, line)
        ]  # fmt: skip
        if above:
            found.append(
                whole_line(page, max(above, key=lambda line: line.box.bottom), "code-card", 0.7)
            )
    return found


def _with_code(page: Layout, line: TextLine, code: Box) -> bool:
    """Return whether a line lies on the same card as a code."""
    ground = page.scene.ground(line.box)
    return ground is not None and ground.box.covers(code) and ground.box.area < 12 * code.area


def beside_one(page: Layout, line: TextLine) -> bool:
    """Return whether an avatar stands to the left of a line: which of them names it is known."""
    return any(
        a.box.top < line.box.center[1] < a.box.bottom
        and 0 <= line.box.left - a.box.right < a.box.width
        for a in page.rows.avatars
    )


def is_goods(page: Layout, avatar: Avatar, beside: Sequence[TextLine]) -> bool:
    """Return whether a picture in a chat shows what is sold: its price stands beside it.

    It lies on a card, or no one else stands in its column and it is above what was said.
    """
    prices = [line for line in beside if PRICE.fullmatch(line.text.strip())]
    if not prices:
        return False
    card = page.scene.ground(prices[0].box)
    if card in page.panels and card.box.padded(1).covers(avatar.box):
        return True
    said = [panel.box.top for panel in (*page.rows.left, *page.rows.right)]
    alone = not any(
        other is not avatar and abs(other.box.left - avatar.box.left) < 0.1 * avatar.box.width
        and abs(other.box.width - avatar.box.width) < 0.1 * avatar.box.width
        for other in page.rows.avatars
    )  # fmt: skip
    return bool(said) and alone and avatar.box.top < min(said)


def _above(page: Layout, field: TextLine) -> TextLine | None:
    """Return the line right above a field, which starts where the field does."""
    high = field.box.height
    return max(
        (
            line
            for line in page.lines
            if abs(line.box.left - field.box.left) < high / 2
            and 0 < field.box.center[1] - line.box.center[1] < NEXT * max(high, line.box.height)
        ),
        key=lambda line: line.box.top,
        default=None,
    )


def _under(line: TextLine, field: TextLine) -> bool:
    """Return whether a line is the field or one of those that follow it."""
    high = field.box.height
    down = line.box.top - field.box.top
    return abs(line.box.left - field.box.left) < high / 2 and 0 <= down < 2 * NEXT * high


def _picture(page: Layout, box: Box, rule: str) -> list[Candidate]:
    """Return the picture that stands alone in ``box``, unless it was found already."""
    scene = page.scene
    seen = [s.box for s in scene.shapes if box.covers(s.box) and _fits(page, s.box)]
    if rule == OVER and seen:
        best = max(seen, key=lambda one: one.area)
        return [Candidate(Kind.AVATAR, _whole(page, best).padded(1), "", rule, 0.8)]
    ground = scene.ground(box)
    ink = scene.ink(box, ground.color) if ground is not None else None
    if ink is None or any(a.box.overlap(ink) > 0.3 * ink.area for a in page.rows.avatars):
        return []
    if any(len(line.text) > GLYPHS and line.box.overlap(ink) > 0 for line in page.lines):
        return []
    return [Candidate(Kind.AVATAR, ink.grown(ROUND), "", rule, 0.7)] if _fits(page, ink) else []


def _whole(page: Layout, box: Box) -> Box:
    """Widen a picture over parts of it that stand apart, drawn on the page's own color."""
    near = box.grown(ROUND)
    ground = page.scene.ground(near)
    ink = page.scene.ink(near, ground.color) if ground is not None else None
    return box if ink is None else hull([box, ink])


def _fits(page: Layout, box: Box) -> bool:
    low, high = SIZES[0] * page.scene.width, SIZES[1] * page.scene.width
    square = box.width < SQUARE * box.height and box.height < SQUARE * box.width
    return square and low <= box.height <= high
