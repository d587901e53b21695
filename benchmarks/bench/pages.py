"""Screens that are no chat: lists, profiles, members, Moments, and the client on a desktop."""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2

from bench.brush import Run, Sheet, broken, pasted, rounded
from bench.chat import Chat, nickname
from bench.invent import ROOMS, Inventor, Person, keep
from bench.looks import WECHAT_DESKTOP, Look
from bench.screens import DESIGN, Screen, conversation, phone_bars, sample_photo
from bench.truth import Item

if TYPE_CHECKING:
    from bench.truth import Attrs


def _blank(look: Look, width: int, seed: int) -> tuple[Chat, Inventor, list[Person]]:
    unit, height = width / DESIGN, round(width * 2.15)
    sheet, inventor = Sheet(width, height, look.paper), Inventor(seed)
    return Chat(sheet, look, unit, (0, width), round(92 * unit)), inventor, inventor.people(16)


def _done(page: Chat, kind: str, quality: int | None = None) -> Screen:
    attrs: Attrs = {"jpeg_quality": quality}
    return Screen(page.sheet, f"{page.look.app}_{kind}", page.look.theme, quality, attrs)


def _bars(page: Chat, inventor: Inventor, title: Run) -> None:
    """Draw the bars of a page with a fixed title."""
    before = len(page.sheet.items)
    phone_bars(
        page,
        inventor,
        Person(title.text, 0),
        (page.px(92), page.sheet.height - page.px(60)),
        group=False,
    )
    # the title says what the page is and names nobody
    page.sheet.items[before:] = [
        Item("KEEP", item.text, item.boxes, {"type": "ui"}) if item.kind == "NICKNAME" else item
        for item in page.sheet.items[before:]
    ]


def preview(inventor: Inventor, who: Person, *, group: bool) -> list[Run]:
    """Return the last message of a chat as a list shows it."""
    last = (
        inventor.plain() if inventor.dice.random() < 0.6 else [keep("我的电话"), inventor.phone()]
    )
    return [nickname(who, "list_prefix"), Run(": "), *last] if group else last


def conversation_list(look: Look, seed: int, width: int, quality: int | None = None) -> Screen:
    """Draw the list of chats: avatars, names, last messages, times."""
    page, inventor, people = _blank(look, width, seed)
    px, sheet = page.px, page.sheet
    for number, who in enumerate(people):
        if page.y + px(72) > sheet.height - px(60):
            break
        page.face(who, (px(16), page.y + px(12)), px(48), "list")
        group = number % 4 == 3
        title = keep(inventor.dice.choice(ROOMS), "room_name") if group else nickname(who, "list")
        sheet.line([title], (px(76), page.y + px(15)), look.ink, px(16))
        last, room = preview(inventor, who, group=group), px(230)
        row = broken(sheet, last, px(13), room)[0]
        whole = [run if text == run.text else Run(text) for text, run in row]
        sheet.line(whole, (px(76), page.y + px(42)), look.faint, px(13))
        when = keep(f"{inventor.dice.randint(8, 22)}:{inventor.dice.randint(10, 59)}", "time")
        sheet.line([when], (width - px(52), page.y + px(17)), look.faint, px(12))
        cv2.line(
            sheet.pixels, (px(76), page.y + px(72)), (width, page.y + px(72)), (128, 128, 128), 1
        )
        page.y += px(73)
    _bars(page, inventor, Run("消息列表"))
    return _done(page, "list", quality)


def profile(look: Look, seed: int, width: int) -> Screen:
    """Draw the page of one person: avatar, name, nickname, ID, region."""
    page, inventor, people = _blank(look, width, seed)
    px, sheet, who = page.px, page.sheet, people[0]
    rounded(sheet.pixels, (0, px(92), width, px(240)), look.theirs, 0)
    page.face(who, (px(24), px(116)), px(64), "profile")
    sheet.line([nickname(people[1], "remark")], (px(104), px(116)), look.ink, px(20))
    small = px(13.5)
    _, wechat = inventor.wechat()
    lines = (
        [keep("昵称：", "label"), nickname(who, "profile")],
        [keep("微信号：", "label"), wechat],
        [keep("地区：浙江 杭州", "label")],
    )
    for number, runs in enumerate(lines):
        sheet.line(runs, (px(104), px(148 + 24 * number)), look.faint, small)
    rounded(sheet.pixels, (0, px(250), width, px(420)), look.theirs, 0)
    sheet.line(
        [keep("电话号码", "label"), Run("   "), inventor.phone()],
        (px(24), px(270)),
        look.ink,
        px(16),
    )
    sheet.line([keep("朋友资料", "label")], (px(24), px(326)), look.ink, px(16))
    sheet.line([keep("添加标签与描述", "label")], (px(24), px(380)), look.ink, px(16))
    for number, text in enumerate(("发消息", "音视频通话")):
        sheet.middle([keep(text, "button")], px(450 + 56 * number), look.link, px(17))
    _bars(page, inventor, Run("详细资料"))
    return _done(page, "profile")


def members(look: Look, seed: int, width: int) -> Screen:
    """Draw the grid of a group's members."""
    page, inventor, people = _blank(look, width, seed)
    px, sheet = page.px, page.sheet
    rounded(sheet.pixels, (0, px(92), width, px(420)), look.theirs, 0)
    for number, who in enumerate(people[:15]):
        x, y = px(16 + 71 * (number % 5)), px(106 + 100 * (number // 5))
        page.face(who, (x, y), px(52), "member")
        size = px(11)
        shown = broken(sheet, [nickname(who, "member")], size, px(66))[0]
        wide = sheet.extent(shown[0][0], size)
        run = Run(shown[0][0], "NICKNAME", {"role": "member"})
        sheet.line([run], (x + (px(52) - wide) // 2, y + px(58)), look.faint, size)
    sheet.line([keep("群聊名称", "label")], (px(16), px(440)), look.ink, px(16))
    sheet.line([keep("查找聊天记录", "label")], (px(16), px(496)), look.ink, px(16))
    sheet.line([keep("消息免打扰", "label")], (px(16), px(552)), look.ink, px(16))
    _bars(page, inventor, Run("聊天信息"))
    return _done(page, "members")


def moments(look: Look, seed: int, width: int, quality: int | None = None) -> Screen:
    """Draw posts with their authors, a photo, likes and comments."""
    page, inventor, people = _blank(look, width, seed)
    px, sheet = page.px, page.sheet
    page.y += px(14)
    for number in range(3):
        who, friends = people[number], people[5 + 3 * number : 8 + 3 * number]
        page.face(who, (px(14), page.y), px(40), "moments")
        sheet.line([nickname(who, "moments_author")], (px(64), page.y), look.link, px(15.5))
        text = inventor.private() if number else inventor.plain()
        rows = broken(sheet, text, px(15.5), px(290))
        sheet.flow(rows, (px(64), page.y + px(26)), look.ink, px(15.5), px(22))
        page.y += px(26 + 22 * len(rows) + 8)
        if number == 0:
            tile = cv2.resize(sample_photo(seed % 3), (px(150), px(110)))
            box = pasted(sheet.pixels, tile, (px(64), page.y), 0)
            sheet.items.append(Item("KEEP", "", (box,), {"type": "picture"}))
            page.y += px(120)
        _answers(page, friends)
        page.y += px(24)
    _bars(page, inventor, Run("朋友圈"))
    return _done(page, "moments", quality)


def _answers(page: Chat, friends: list[Person]) -> None:
    """Draw who liked a post and one comment, in a gray box."""
    px, sheet, size = page.px, page.sheet, page.px(13.5)
    gray = (247, 247, 247) if page.look.theme == "light" else (32, 32, 32)
    rounded(sheet.pixels, (px(64), page.y, sheet.width - px(14), page.y + px(58)), gray, 0)
    x = px(72)
    cv2.circle(
        sheet.pixels, (x + px(5), page.y + px(14)), px(5), page.look.link, px(1.2), cv2.LINE_AA
    )
    x += px(16)
    for number, friend in enumerate(friends[:2]):
        runs = [nickname(friend, "like"), *([Run("，")] if number == 0 else [])]
        x = sheet.line(runs, (x, page.y + px(6)), page.look.link, size)
    comment = [nickname(friends[2], "comment")]
    x = sheet.line(comment, (px(72), page.y + px(33)), page.look.link, size)
    sheet.line([keep("：看起来真不错", "comment")], (x, page.y + px(33)), page.look.ink, size)
    page.y += px(58)


def desktop(seed: int, width: int, height: int, look: Look = WECHAT_DESKTOP) -> Screen:
    """Draw the client on a desktop: rail, list of other chats, the open chat."""
    inventor = Inventor(seed)
    people, unit = inventor.people(16), 1.0
    sheet = Sheet(width, height, look.paper)
    sheet.pixels[:, :56] = (46, 46, 46)
    gray = (231, 231, 231) if look.theme == "light" else (38, 38, 38)
    sheet.pixels[:, 56:296] = gray
    side = Chat(sheet, look, unit, (56, 296), 70)
    side.face(people[0], (11, 20), 34, "own")
    for who in people[6:]:
        if side.y + 64 > height:
            break
        side.face(who, (68, side.y + 12), 40, "list")
        sheet.line([nickname(who, "list")], (118, side.y + 13), look.ink, 14)
        row = broken(sheet, preview(inventor, who, group=False), 12, 150)[0]
        cut = [run if text == run.text else Run(text) for text, run in row]
        sheet.line(cut, (118, side.y + 36), look.faint, 12)
        side.y += 64
    chat = Chat(sheet, look, unit, (296, width), 80)
    title = [
        keep(inventor.dice.choice(ROOMS), "room_name"),
        keep(f"({inventor.dice.randint(5, 99)})", "member_count"),
    ]
    sheet.line(title, (320, 24), look.ink, 17)
    cv2.line(sheet.pixels, (296, 62), (width, 62), gray, 1)
    conversation(chat, inventor, people[:6], height - 120, group=True)
    cv2.line(sheet.pixels, (296, height - 120), (width, height - 120), gray, 1)
    sheet.line([keep("发送(S)", "button")], (width - 90, height - 40), look.faint, 13)
    return Screen(sheet, look.app, look.theme, None, {"jpeg_quality": None})
