"""Drawn chats: group and private, any side, any bubble; and logs without bubbles."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from training.sheet import Color, Sheet


def ink_on(sheet: Sheet) -> tuple[Color, Color, Color]:
    """Return the colors of text, of pale text and of links on a sheet's ground."""
    dark = sum(sheet.image.getpixel((2, sheet.height - 2))) < 330  # type: ignore[arg-type]
    rng = sheet.rng
    text = int(rng.integers(190, 256)) if dark else int(rng.integers(0, 60))
    pale = int(rng.integers(95, 160)) if dark else int(rng.integers(110, 190))
    blue = tuple(
        int(c) for c in (rng.integers(60, 130), rng.integers(90, 160), rng.integers(150, 230))
    )
    return (text,) * 3, (pale,) * 3, blue  # type: ignore[return-value]


def any_color(sheet: Sheet, low: int = 0, high: int = 256) -> Color:
    """Return a color by chance."""
    return tuple(int(c) for c in sheet.rng.integers(low, high, 3))  # type: ignore[return-value]


def near(sheet: Sheet, color: Color, most: int) -> Color:
    """Return a color near another."""
    return tuple(
        int(c) for c in np.clip(np.array(color) + sheet.rng.integers(-most, most + 1), 0, 255)
    )  # type: ignore[return-value]


@dataclass
class Style:
    """How a chat looks."""

    size: int
    side: float
    shape: str
    gap: float
    names: str
    own_names: bool
    left: bool
    right: bool
    bubble: Color | None
    own: Color | None
    radius: float
    name_size: int
    name_color: Color
    colorful: bool


def style_of(sheet: Sheet) -> Style:
    """Choose how a chat looks."""
    t, rng = sheet.texts, sheet.rng
    size = t.number(20, 25)
    _, pale, _ = ink_on(sheet)
    dark = sum(sheet.image.getpixel((2, 2))) < 330  # type: ignore[arg-type]
    plain = t.chance(0.1)
    bubble = (
        any_color(sheet, 20, 70)
        if dark
        else (255, 255, 255)
        if t.chance(0.5)
        else any_color(sheet, 215, 256)
    )
    own = any_color(sheet, 30, 120) if dark else any_color(sheet, 120, 245)
    return Style(
        size=size, side=size * rng.uniform(1.6, 2.9), shape=t.one(("circle", "rounded", "rounded", "square")),
        gap=size * rng.uniform(0.5, 1.5), names=t.one(("above", "above", "above", "none", "inside", "row")),
        own_names=t.chance(0.25), left=t.chance(0.93), right=t.chance(0.8), bubble=None if plain else bubble,
        own=None if plain else own, radius=size * rng.uniform(0, 1.0), name_size=max(13, round(size * rng.uniform(0.62, 1.0))),
        name_color=pale if t.chance(0.75) else any_color(sheet, 40, 200), colorful=t.chance(0.2),
    )  # fmt: skip


def chat(sheet: Sheet, x0: float = 0, x1: float | None = None) -> None:
    """Draw a chat into the columns from ``x0`` to ``x1``."""
    t = sheet.texts
    x1 = x1 or sheet.width
    style = style_of(sheet)
    if t.chance(0.1) and x0 == 0:
        sheet.image.paste(
            sheet.scene(sheet.width, sheet.height).point(
                lambda v: int(v * 0.35 + (160 if style.bubble and style.bubble[0] > 128 else 10))
            )
        )
    y = t.number(4, 20) - (t.number(0, 40) if t.chance(0.3) else 0)
    group = style.names != "none"
    if t.chance(0.7):
        y = bar(sheet, x0, x1, group)
    people = [(t.name(), any_color(sheet, 40, 200)) for _ in range(t.number(1, 5) if group else 1)]
    me = t.name()
    while y < sheet.height:
        roll = sheet.rng.random()
        if roll < 0.13:
            y = centered(sheet, x0, x1, y, style.size)
            continue
        right = style.right and (not style.left or t.chance(0.35))
        who, tone = (me, style.name_color) if right else people[t.number(0, len(people) - 1)]
        color = tone if style.colorful else style.name_color
        others = [name for name, _ in people] + [me]
        y = message(sheet, x0, x1, y, style, who, color, others, right=right)
        y += style.size * float(sheet.rng.uniform(0.4, 1.4))
    if t.chance(0.4):
        entry(sheet, x0, x1, style.size)


def bar(sheet: Sheet, x0: float, x1: float, group: bool) -> float:
    """Draw a title bar; return its bottom."""
    t = sheet.texts
    size, high = t.number(20, 27), t.number(46, 90)
    text, pale, _ = ink_on(sheet)
    if t.chance(0.5):
        tone = (
            near(sheet, sheet.image.getpixel((int(x0) + 2, 2)), 14)
            if t.chance(0.7)
            else any_color(sheet, 30, 160)
        )  # type: ignore[arg-type]
        sheet.draw.rectangle((x0, 0, x1, high), fill=tone)
        text = (255, 255, 255) if sum(tone) < 380 else (20, 20, 20)
    y = high - size * 1.7
    if y > size and t.chance(0.7):
        sheet.text(x0 + 14, 4, f"{t.number(0, 23)}:{t.number(0, 59):02d}", max(12, size - 7), text)
    middle = t.chance(0.6)
    title = (
        t.group() if group else t.name() if t.chance(0.85) else t.one(("在线客服", "客服", "聊天"))
    )
    person = not group and title not in ("在线客服", "客服", "聊天")
    x = (x0 + x1 - sheet.long(title, size)) / 2 if middle else x0 + size * 2.2
    if not middle and t.chance(0.4):
        sheet.avatar(x, y - size * 0.3, size * 1.6, "circle")
        x += size * 2
    sheet.text(x, y, title, size, text, name=person)
    if t.chance(0.7):
        sheet.icon(x0 + 10, y, size, text)
    if t.chance(0.7):
        sheet.icon(x1 - size * 1.8, y, size, text)
    if t.chance(0.4):
        sheet.draw.line((x0, high, x1, high), fill=pale)
    return high + size * 0.5


def centered(sheet: Sheet, x0: float, x1: float, y: float, size: int) -> float:
    """Draw a time or a notice in the middle; return its bottom."""
    t = sheet.texts
    _, pale, blue = ink_on(sheet)
    size = max(13, round(size * 0.78))
    pieces = [(t.clock(), False)] if t.chance(0.55) else t.notice()
    said = "".join(part for part, _ in pieces)
    x = (x0 + x1 - sheet.long(said, size)) / 2
    if t.chance(0.3):
        sheet.draw.rounded_rectangle(
            (x - 6, y - 2, x + sheet.long(said, size) + 6, y + size * 1.3),
            5,
            fill=near(sheet, pale, 30),
        )
        pale = (255, 255, 255)
    colors = [blue if named and t.chance(0.5) else pale for _, named in pieces]
    sheet.text(max(x0 + 2, x), y, pieces, size, colors)
    return y + size * 2.2


def entry(sheet: Sheet, x0: float, x1: float, size: int) -> None:
    """Draw the bar that messages are typed into."""
    t = sheet.texts
    _, pale, _ = ink_on(sheet)
    top = sheet.height - size * 2.6
    tone = near(sheet, sheet.image.getpixel((int(x0) + 2, 2)), 10)  # type: ignore[arg-type]
    sheet.draw.rectangle((x0, top, x1, sheet.height), fill=tone)
    sheet.draw.rounded_rectangle(
        (x0 + size * 2, top + size * 0.5, x1 - size * 4, top + size * 2.1),
        6,
        fill=near(sheet, tone, 30),
    )
    for x in (x0 + size * 0.5, x1 - size * 3.6, x1 - size * 1.8):
        sheet.icon(x, top + size * 0.7, size * 1.1, pale)
    if t.chance(0.4):
        sheet.text(
            x0 + size * 2.4,
            top + size * 0.8,
            t.one(("输入消息", "说点什么...", "按住 说话", "发送")),
            size - 4,
            pale,
        )
    sheet.lines = [
        line for line in sheet.lines if line.box.center[1] < top or line.box.bottom > top + 3
    ]
    sheet.items = [item for item in sheet.items if item.box[1] < top - 3]


def message(
    sheet: Sheet, x0: float, x1: float, y: float, style: Style, who: str, color: Color, others: list[str], *, right: bool,
) -> float:  # fmt: skip
    """Draw one message with its avatar and name; return its bottom."""
    t, size, side = sheet.texts, style.size, style.side
    margin = size * 0.6
    avatars = t.chance(0.96)
    ax = x1 - margin - side if right else x0 + margin
    if avatars:
        sheet.avatar(ax, y, side, style.shape)
    edge = (ax if right else ax + side) if avatars else (x1 - margin if right else x0 + margin)
    x = edge + (-style.gap if right else style.gap)
    top = y
    shown = style.names != "none" and (not right or style.own_names)
    if shown and style.names in ("above", "row"):
        when = f"  {t.clock()}" if style.names == "row" else ""
        wide = sheet.long(who + when, style.name_size)
        pieces = [(who, True), (when, False)]
        sheet.text(x - wide if right else x, y - 2, pieces, style.name_size, color)
        top = y + style.name_size * float(sheet.rng.uniform(1.25, 1.7))
    return max(
        y + side,
        body(
            sheet,
            x,
            top,
            style,
            who,
            color,
            others,
            right=right,
            room=abs((x1 if not right else x0) - x),
            inside=shown and style.names == "inside",
        ),
    )


def body(
    sheet: Sheet, x: float, top: float, style: Style, who: str, color: Color, others: list[str], *, right: bool, room: float, inside: bool,
) -> float:  # fmt: skip
    """Draw what was sent: text, a picture, a card; return its bottom."""
    t, size = sheet.texts, style.size
    text, pale, blue = ink_on(sheet)
    fill = style.own if right else style.bubble
    if sheet.rng.random() < 0.1:
        wide, high = size * float(sheet.rng.uniform(4, 9)), size * float(sheet.rng.uniform(3, 9))
        sheet.photo(x - wide if right else x, top, wide, high, "rounded")
        return top + high
    before: list[tuple[str, bool]] = []
    if t.chance(0.1):
        before = [("@", False), (t.one(others) if t.chance(0.6) else t.name(), True), (" ", False)]
    elif t.chance(0.03):
        before = [(t.name(), True), ("：", False)]
    said = t.said(1, 60) if t.chance(0.35) else t.said(1, 12)
    pad = size * float(sheet.rng.uniform(0.35, 0.7))
    most = min(room * 0.72, size * float(sheet.rng.uniform(8, 18)))
    wide = min(most, sheet.long("".join(part for part, _ in before) + said, size) + 1)
    if inside:
        wide = max(wide, sheet.long(who, style.name_size))
    long = sheet.long("".join(part for part, _ in before) + said, size)
    rows = min(8, max(1, int(np.ceil(long / max(1.0, wide) + 0.15)) if long > wide else 1))
    high = rows * size * 1.4 + 2 * pad - size * 0.2 + (style.name_size * 1.4 if inside else 0)
    left = x - wide - 2 * pad if right else x
    if fill is not None:
        sheet.draw.rounded_rectangle(
            (left, top, left + wide + 2 * pad, top + high), min(style.radius, high / 2), fill=fill
        )
        text = (15, 15, 15) if sum(fill) > 380 else (235, 235, 235)
    y = top + pad
    if inside:
        sheet.text(left + pad, y, who, style.name_size, color, name=True)
        y += style.name_size * 1.4
    if t.chance(0.06):
        sheet.text(
            left + pad,
            top + high + 6,
            [(t.one(others), True), ("：" + t.said(2, 8), False)],
            max(13, size - 5),
            pale,
        )
        high += size * 1.6
    sheet.paragraph(
        left + pad,
        y,
        said,
        size,
        text,
        wide + 1,
        rows,
        before=before,
        blue=blue if t.chance(0.5) else None,
    )
    return top + high


def transcript(sheet: Sheet) -> None:
    """Draw a log: who and when on a line, what below it; no bubbles, mostly no avatars."""
    t = sheet.texts
    text, pale, blue = ink_on(sheet)
    size = t.number(19, 24)
    y, people = float(t.number(6, 60)), [t.name() for _ in range(3)]
    names, faces = t.one((0, 1, 2)), t.chance(0.2)
    x = 12 + (size * 2.4 if faces else 0)
    while y < sheet.height:
        who = t.one(people)
        if faces:
            sheet.avatar(8, y, size * 2, "circle")
        when = t.clock()
        pieces = [
            [(who, True), (f"  {when}", False)],
            [(f"{when}  ", False), (who, True)],
            [(who, True), ("：", False)],
        ][names]
        sheet.text(x, y, pieces, size - 2, blue if t.chance(0.5) else pale)
        _, y = sheet.paragraph(x, y + size * 1.5, t.said(2, 50), size, text, sheet.width - x - 16)
        y += size * 0.8
