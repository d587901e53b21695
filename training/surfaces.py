"""Drawn pages that are no chat: lists, feeds, members, profiles, settings, shops, articles, desktops."""

from __future__ import annotations

from typing import TYPE_CHECKING

from training.chats import any_color, bar, chat, ink_on, near
from training.texts import BUTTONS, HEADS, MENUS, TABS, TITLES, WORDS

if TYPE_CHECKING:
    from training.sheet import Sheet


def heading(sheet: Sheet) -> float:
    """Draw a title bar that names nobody, or nothing; return its bottom."""
    t = sheet.texts
    if t.chance(0.3):
        return float(t.number(2, 30))
    text, _, _ = ink_on(sheet)
    size, high = t.number(21, 28), t.number(44, 90)
    title = t.one(TITLES)
    x = (sheet.width - sheet.long(title, size)) / 2 if t.chance(0.7) else size * 2.0
    sheet.text(x, high - size * 1.7, title, size, text)
    for side in (8, sheet.width - size * 1.6):
        if t.chance(0.6):
            sheet.icon(side, high - size * 1.6, size, text)
    return high + 8.0


def tabs(sheet: Sheet, x0: float, x1: float) -> None:
    """Draw tabs at the bottom."""
    t = sheet.texts
    text, pale, _ = ink_on(sheet)
    count, size = t.number(3, 5), t.number(13, 17)
    top = sheet.height - size * 3.2
    sheet.draw.rectangle(
        (x0, top, x1, sheet.height), fill=near(sheet, sheet.image.getpixel((int(x0) + 2, 2)), 8)
    )  # type: ignore[arg-type]
    sheet.items = [item for item in sheet.items if item.box[3] < top + 4]
    sheet.lines = [line for line in sheet.lines if line.box.bottom < top + 4]
    for place in range(count):
        middle = x0 + (x1 - x0) * (place + 0.5) / count
        sheet.icon(middle - size * 0.7, top + size * 0.3, size * 1.4, pale)
        word = t.one(TABS)
        sheet.text(
            middle - sheet.long(word, size) / 2,
            top + size * 1.9,
            word,
            size,
            text if place else pale,
        )


def listing(sheet: Sheet, x0: float = 0, x1: float | None = None) -> None:
    """Draw a list of conversations or contacts."""
    t, rng = sheet.texts, sheet.rng
    x1 = x1 or sheet.width
    text, pale, _ = ink_on(sheet)
    y = heading(sheet) if x0 == 0 else float(t.number(0, 60))
    size = t.number(20, 25)
    small = max(13, round(size * rng.uniform(0.68, 0.88)))
    side = size * float(rng.uniform(1.7, 2.9))
    shape, preview, gap = (
        t.one(("circle", "rounded", "square")),
        t.chance(0.75),
        size * float(rng.uniform(0.4, 1.0)),
    )
    pitch = side + size * float(rng.uniform(0.5, 1.4))
    while y < sheet.height:
        x = x0 + size * 0.6
        if preview is False and t.chance(0.12):
            sheet.text(x, y, t.one("ABCDEFGHJKLMNQRSTWXYZ"), small, pale)
            y += small * 1.6
        if t.chance(0.1):
            sheet.draw.rectangle(
                (x0, y - 4, x1, y + pitch - 6),
                fill=near(sheet, sheet.image.getpixel((int(x0) + 2, 2)), 20),
            )  # type: ignore[arg-type]
        kind = rng.random()
        official = kind < 0.13
        if official:
            sheet.icon(x, y, side, any_color(sheet))
        else:
            sheet.avatar(x, y, side, shape)
        title = (
            t.one(
                (
                    "文件传输助手",
                    "订阅号消息",
                    "服务通知",
                    "微信团队",
                    "新的朋友",
                    "群聊",
                    "标签",
                    "公众号",
                    "系统通知",
                )
            )
            if official
            else t.group()
            if kind < 0.3
            else t.name()
        )
        left, high = x + side + gap, y + (0 if preview else side / 2 - size * 0.6)
        sheet.text(left, high + size * 0.05, title, size, text, name=not official and kind >= 0.3)
        if preview:
            pieces = (
                [(t.name(), True), (t.one(("：", ": ")), False)]
                if 0.13 < kind < 0.3 and t.chance(0.7)
                else []
            )
            said = t.said(2, max(4, int((x1 - left) / small * 0.8)))
            sheet.text(left, high + side - small * 1.15, [*pieces, (said, False)], small, pale)
            when = t.clock()
            if t.chance(0.85):
                sheet.text(x1 - sheet.long(when, small - 2) - 10, high + 2, when, small - 2, pale)
        if t.chance(0.2):
            sheet.draw.ellipse((x + side - 9, y - 7, x + side + 7, y + 9), fill=(240, 60, 60))
        y += pitch
    if t.chance(0.4):
        tabs(sheet, x0, x1)


def feed(sheet: Sheet) -> None:  # noqa: C901 - one chance after the other
    """Draw comments, posts or reviews with replies and likes."""
    t, rng = sheet.texts, sheet.rng
    text, pale, blue = ink_on(sheet)
    y = heading(sheet)
    size = t.number(20, 25)
    side, shape = size * float(rng.uniform(1.4, 2.6)), t.one(("circle", "circle", "rounded"))
    small = max(13, round(size * rng.uniform(0.65, 0.92)))
    tone = t.one((text, pale, blue))  # type: ignore[arg-type]
    if t.chance(0.4):
        sheet.text(10, y, t.one(HEADS).format(n=t.number(2, 3000)), size, text)
        y += size * 1.9
    beside, photos, nested, faces = t.chance(0.6), t.chance(0.25), t.chance(0.4), t.chance(0.93)
    while y < sheet.height:
        who, left = t.name(), 12 + (side + size * 0.5 if faces else 0)
        if faces:
            sheet.avatar(10, y, side, shape)
        pieces = [(who, True)]
        if t.chance(0.12):
            pieces += [(t.one((" 作者", " 楼主", "  LV4", " 层主")), False)]
        if not beside and t.chance(0.3):
            pieces += [("：" + t.said(2, 12), False)]
        sheet.text(left, y, pieces, small, [tone, pale])
        inset = left if beside else 12.0
        top = y + (small * 1.5 if beside else side + 4)
        if t.chance(0.3):
            sheet.text(left, y + small * 1.35, t.clock(), small - 3, pale)
            top = max(top, y + small * 2.7)
        before = [("回复 ", False), (t.name(), True), ("：", False)] if t.chance(0.12) else None
        if t.chance(0.06):
            before = [("@", False), (t.name(), True), (" ", False)]
        _, y = sheet.paragraph(
            inset,
            top,
            t.said(3, 90),
            size,
            text,
            sheet.width - inset - 16,
            6,
            before=before,
            blue=blue,
        )
        if photos and t.chance(0.5):
            cell = size * float(rng.uniform(3, 6))
            for place in range(t.number(1, 3)):
                sheet.photo(inset + place * (cell + 5), y + 4, cell, cell)
            y += cell + 8
        foot = [
            (t.clock(), False),
            (t.one(("  回复", "   IP 浙江", "  来自北京", "  赞 12", "")), False),
        ]
        sheet.text(inset, y + 3, foot, small - 2, pale)
        if t.chance(0.6):
            sheet.icon(sheet.width - 40, y + 2, small, pale)
        y += small * 1.8
        if nested and t.chance(0.6):
            y = replies(sheet, inset, y, small, blue)
        y += size * float(rng.uniform(0.4, 1.1))
        if t.chance(0.3):
            sheet.draw.line((inset, y - 6, sheet.width, y - 6), fill=near(sheet, pale, 40))


def replies(sheet: Sheet, x: float, y: float, size: int, blue: tuple[int, int, int]) -> float:
    """Draw likes and replies below a post; return their bottom."""
    t = sheet.texts
    text, pale, _ = ink_on(sheet)
    names = [t.name() for _ in range(t.number(1, 5))]
    box = sheet.draw
    top, count = y, t.number(1, 3)
    tone = near(sheet, sheet.image.getpixel((2, 2)), 12)  # type: ignore[arg-type]
    box.rectangle((x - 4, top, sheet.width - 12, top + (count + 1) * size * 1.5), fill=tone)
    if t.chance(0.5):
        pieces: list[tuple[str, bool]] = []
        for name in names:
            pieces += [(name, True), (t.one(("，", "、", ", ")), False)]
        pieces[-1] = (t.one(("等人赞同", " 觉得很赞", f"和其他{len(names) + 3}人", "")), False)
        sheet.text(x + 4, y + 3, pieces, size, [blue if named else pale for _, named in pieces])
        y += size * 1.5
    for _ in range(count):
        pieces = [(t.one(names), True)]
        if t.chance(0.4):
            pieces += [(t.one(("回复", " 回复 ")), False), (t.one(names), True)]
        pieces += [(t.one(("：", ": ")) + t.said(2, 14), False)]
        sheet.text(x + 4, y + 3, pieces, size, [blue if named else text for _, named in pieces])
        y += size * 1.5
    if t.chance(0.3):
        sheet.text(x + 4, y + 3, f"共{t.number(3, 80)}条回复 >", size, blue)
        y += size * 1.5
    return y + 6


def grid(sheet: Sheet) -> None:
    """Draw a grid of members, and settings below it."""
    t, rng = sheet.texts, sheet.rng
    _text, pale, _ = ink_on(sheet)
    y = heading(sheet) + 10
    count, small = t.number(4, 6), t.number(15, 19)
    cell = (sheet.width - 20) / count
    side = cell * float(rng.uniform(0.55, 0.8))
    shape = t.one(("rounded", "circle", "square"))
    for _ in range(t.number(1, 5)):
        for place in range(count):
            x = 10 + place * cell + (cell - side) / 2
            if t.chance(0.04):
                sheet.icon(x, y, side, pale)
                continue
            sheet.avatar(x, y, side, shape)
            who = t.name()
            while sheet.long(who, small) > cell and len(who) > 1:
                who = who[:-2] + "…" if len(who) > 2 else who[:1]
            sheet.text(
                x + (side - sheet.long(who, small)) / 2, y + side + 4, who, small, pale, name=True
            )
        y += side + small * 2.2
    rows(sheet, y)


def rows(sheet: Sheet, y: float) -> None:
    """Draw rows of settings from ``y`` down."""
    t = sheet.texts
    text, pale, _ = ink_on(sheet)
    size, icons = t.number(20, 25), t.chance(0.5)
    high = size * t.number(20, 30) / 10
    while y < sheet.height:
        x = 14.0
        if icons:
            sheet.icon(x, y, size * 1.2, any_color(sheet))
            x += size * 1.8
        label = t.one(MENUS)
        value, named = "", False
        if t.chance(0.3):
            label, value, named = (
                t.one(("群聊名称", "我在群里的昵称", "备注", "昵称", "地区", "微信号", "来源")),
                t.name(),
                True,
            )
            if label in ("群聊名称", "地区", "微信号", "来源"):
                value, named = (
                    t.one((t.group(), "浙江 杭州", f"wxid_{t.number(1000, 99999999)}", "群聊")),
                    False,
                )
        sheet.text(x, y, label, size, text)
        if value:
            sheet.text(
                sheet.width - sheet.long(value, size - 2) - 30,
                y + 1,
                value,
                size - 2,
                pale,
                name=named,
            )
        y += high
        if t.chance(0.15):
            y += size


def profile(sheet: Sheet) -> None:
    """Draw somebody's page."""
    t, rng = sheet.texts, sheet.rng
    text, pale, _ = ink_on(sheet)
    size = t.number(20, 24)
    y = float(t.number(10, 80))
    if t.chance(0.35):
        high = sheet.height * float(rng.uniform(0.15, 0.35))
        sheet.photo(0, 0, sheet.width, high)
        y = high - size * float(rng.uniform(-0.5, 2))
    side = size * float(rng.uniform(2.6, 5))
    shape = t.one(("circle", "rounded", "square"))
    middle = t.chance(0.3)
    x = (sheet.width - side) / 2 if middle else sheet.width - side - 20 if t.chance(0.1) else 20.0
    sheet.avatar(x, y, side, shape)
    who, big = t.name(), round(size * rng.uniform(1, 1.4))
    if middle:
        sheet.text(
            (sheet.width - sheet.long(who, big)) / 2, y + side + 8, who, big, text, name=True
        )
        y += side + big * 2
    else:
        left = x + side + size if x < sheet.width / 2 else 20
        sheet.text(left, y + size * 0.2, who, big, text, name=True)
        for place, line in enumerate(
            (
                f"昵称：{t.name()}",
                f"微信号：{t.one(WORDS)}{t.number(10, 99999)}",
                "地区：广东 深圳",
                t.said(4, 12),
            )
        ):
            if t.chance(0.6):
                cut = [("昵称：", False), (line[3:], True)] if place == 0 else [(line, False)]
                sheet.text(left, y + big * 1.5 + place * size * 1.3, cut, size - 4, pale)
        y += max(side, size * 6.5) + 10
    numbers = [f"{t.number(0, 999)} {word}" for word in ("关注", "粉丝", "获赞")]
    if t.chance(0.5):
        sheet.text(20, y, "   ".join(numbers), size - 3, text)
        y += size * 2
    rows(sheet, y + 6)


def settings(sheet: Sheet) -> None:
    """Draw a page of settings: nobody on it, or its owner on top."""
    t = sheet.texts
    y = heading(sheet)
    if t.chance(0.3):
        text, pale, _ = ink_on(sheet)
        sheet.avatar(14, y, 64, t.one(("circle", "rounded")))
        sheet.text(92, y + 8, t.name(), 25, text, name=True)
        sheet.text(92, y + 40, f"账号：{t.number(100000, 99999999)}", 18, pale)
        y += 90
    rows(sheet, y)


def article(sheet: Sheet) -> None:
    """Draw an article with nobody on it: headings, paragraphs, pictures, icons."""
    t = sheet.texts
    text, pale, blue = ink_on(sheet)
    y, size = heading(sheet), t.number(19, 24)
    while y < sheet.height:
        roll = sheet.rng.random()
        if roll < 0.25:
            sheet.text(14, y, t.said(4, 14), size + t.number(2, 8), text)
            y += size * 2.2
        elif roll < 0.4:
            high = size * t.number(4, 9)
            sheet.photo(14, y, sheet.width - 28 if t.chance(0.6) else high, high)
            y += high + 10
        elif roll < 0.55:
            for _ in range(t.number(2, 5)):
                sheet.icon(16, y, size, any_color(sheet))
                sheet.text(20 + size * 1.5, y, t.said(3, 16), size, text)
                y += size * 1.7
        else:
            _, y = sheet.paragraph(
                14, y, t.said(20, 140), size, t.one((text, text, pale, blue)), sheet.width - 28
            )  # type: ignore[arg-type]
            y += size * 0.7


def bills(sheet: Sheet) -> None:
    """Draw bills, orders or a table: numbers, nobody."""
    t = sheet.texts
    text, pale, _ = ink_on(sheet)
    y, size = heading(sheet), t.number(19, 23)
    while y < sheet.height:
        sheet.icon(12, y, size * 2, any_color(sheet))
        sheet.text(
            24 + size * 2,
            y,
            t.one(BUTTONS) + t.one(("订单", "充值", "外卖", "便利店", "地铁出行", "话费")),
            size,
            text,
        )
        sheet.text(24 + size * 2, y + size * 1.3, t.clock(), size - 5, pale)
        money = f"-{t.number(1, 999)}.{t.number(0, 99):02d}"
        sheet.text(sheet.width - sheet.long(money, size) - 14, y + 4, money, size, text)
        y += size * 3.2


def shop(sheet: Sheet) -> None:
    """Draw goods: pictures and prices in two columns, nobody on them."""
    t = sheet.texts
    text, pale, _ = ink_on(sheet)
    y, size, cell = heading(sheet), t.number(18, 22), sheet.width / 2
    while y < sheet.height:
        for x in (8.0, cell + 4):
            sheet.photo(x, y, cell - 12, cell * 0.9, "rounded")
            sheet.text(x + 4, y + cell * 0.93, t.said(5, 11), size, text)
            sheet.text(
                x + 4, y + cell * 0.93 + size * 1.4, f"¥{t.number(1, 2999)}", size, (230, 60, 50)
            )
            if t.chance(0.25):
                sheet.avatar(x + 4, y + cell * 0.95 + size * 2.8, size * 1.3, "circle")
                sheet.text(
                    x + 10 + size * 1.4,
                    y + cell * 0.95 + size * 2.9,
                    t.name(),
                    size - 4,
                    pale,
                    name=True,
                )
        y += cell + size * 5


def desktop(sheet: Sheet) -> None:
    """Draw a desktop's window: rail, list, chat."""
    t = sheet.texts
    rail, middle = t.number(40, 70), t.number(200, 300)
    if t.chance(0.7):
        tone = (
            any_color(sheet, 20, 80)
            if t.chance(0.6)
            else near(sheet, sheet.image.getpixel((2, 2)), 20)
        )  # type: ignore[arg-type]
        sheet.draw.rectangle((0, 0, rail, sheet.height), fill=tone)
        side = rail * 0.6
        if t.chance(0.8):
            sheet.avatar((rail - side) / 2, 16, side, t.one(("rounded", "circle", "square")))
        for place in range(t.number(2, 6)):
            sheet.icon(
                rail * 0.3, 30 + side + place * rail, rail * 0.4, near(sheet, (150, 150, 150), 40)
            )
    else:
        rail = 0
    chat(sheet, rail + middle, sheet.width)
    held = sheet.image.getpixel((sheet.width - 2, sheet.height // 2))
    sheet.draw.rectangle((rail, 0, rail + middle, sheet.height), fill=near(sheet, held, 14))  # type: ignore[arg-type]
    sheet.lines = [line for line in sheet.lines if line.box.left >= rail + middle - 2]
    sheet.items = [
        item for item in sheet.items if item.box[0] >= rail + middle - 2 or item.box[2] <= rail
    ]
    listing(sheet, rail + 1, rail + middle)


__all__ = [
    "article",
    "bar",
    "bills",
    "desktop",
    "feed",
    "grid",
    "listing",
    "profile",
    "settings",
    "shop",
]
