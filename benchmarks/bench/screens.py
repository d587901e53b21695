"""Whole screenshots of chats: bars around a column of messages; phones, desktop, stitched."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import cv2
import numpy as np

from bench.brush import Run, Sheet
from bench.chat import Chat, cut, nickname, qr_code
from bench.invent import ROOMS, SHOPS, Inventor, Person, keep

if TYPE_CHECKING:
    from bench.brush import Color, Pixels
    from bench.looks import Look
    from bench.truth import Attrs

DESIGN = 375
"""Width in dp that the looks are made for."""

CODES: tuple[tuple[Color, Color], ...] = (
    ((0, 0, 0), (255, 255, 255)),
    ((22, 120, 60), (255, 255, 255)),
    ((255, 255, 255), (30, 60, 120)),
)
"""Ink and paper of QR codes: plain, colored, inverted."""


@dataclass(frozen=True, slots=True)
class Screen:
    """A picture with its truth, and how it is saved: PNG, or JPEG of some quality."""

    sheet: Sheet
    app: str
    theme: str
    quality: int | None = None
    attrs: Attrs = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Shot:
    """What is to be drawn: a chat of some width in px, in a group or with one person."""

    look: Look
    seed: int
    width: int
    group: bool = True
    quality: int | None = None
    tall: float = 2.15
    """Height by width; a stitched picture has more."""
    wallpaper: bool = False
    start: float = 0.0
    """How far the first message is pushed under the bar, dp."""


def chat_screen(shot: Shot) -> Screen:
    """Draw a chat on a phone."""
    unit, height = shot.width / DESIGN, round(shot.width * shot.tall)
    inventor = Inventor(shot.seed)
    sheet = Sheet(shot.width, height, shot.look.paper)
    top, bottom = round(92 * unit), height - round(74 * unit)
    if shot.wallpaper:
        sheet.pixels[top:bottom] = wallpaper(shot.width, bottom - top, shot.seed)
    first = top + round((12 - shot.start) * unit)
    chat = Chat(sheet, shot.look, unit, (0, shot.width), first)
    people = inventor.people(6)
    conversation(chat, inventor, people, bottom, group=shot.group)
    sheet.items[:] = cut(sheet.items, top, bottom)
    phone_bars(chat, inventor, people[1], (top, bottom), group=shot.group)
    attrs: Attrs = {"jpeg_quality": shot.quality, "stitched": shot.tall > 4}
    return Screen(sheet, shot.look.app, shot.look.theme, shot.quality, attrs)


def conversation(
    chat: Chat, inventor: Inventor, people: list[Person], bottom: int, *, group: bool
) -> None:
    """Fill a column with messages, down to ``bottom``."""
    dice, turn = inventor.dice, 0
    while chat.room(bottom):
        if turn % 6 == 0:
            chat.notice([keep(f"{dice.randint(8, 22)}:{dice.randint(10, 59)}", "time")])
        own = dice.random() < 0.3
        who = people[0] if own else people[1 + (dice.randrange(4) if group else 0)]
        event = dice.random()
        if event < 0.07 and not own and chat.room(bottom, 7):
            ink, paper = dice.choice(CODES)
            text = f"https://u.example.com/{inventor.digits(12)}"
            tile = qr_code(text, chat.px(dice.choice((80, 120))), ink, paper)
            chat.code(who, tile, paper, name=group)
        elif event < 0.13 and chat.room(bottom, 7):
            chat.photo(who, sample_photo(dice.randrange(3)), own=own, name=group)
        elif event < 0.19 and not own and chat.room(bottom, 5):
            chat.card(who, people[5], name=group)
        elif event < 0.25 and group:
            chat.joined(people[1], people[5])
        else:
            speak(chat, inventor, who, people, own=own, group=group)
        turn += 1


def speak(
    chat: Chat, inventor: Inventor, who: Person, people: list[Person], *, own: bool, group: bool
) -> None:
    """Draw one text message, at times with a mention before it or a quote below it."""
    dice = inventor.dice
    runs = inventor.private() if dice.random() < 0.45 else inventor.plain()
    if group and dice.random() < 0.2:
        whom = dice.choice(people[1:5])
        runs = [Run("@"), nickname(whom, "mention"), Run(" "), *runs]
    chat.message(who, runs, own=own, name=group)
    if group and dice.random() < 0.15:
        chat.quote(dice.choice(people[1:5]), [keep("可以的，没问题", "quote")], own=own)


def phone_bars(
    chat: Chat, inventor: Inventor, partner: Person, edges: tuple[int, int], *, group: bool
) -> None:
    """Draw status bar, title and input line over the column's ends."""
    sheet, look, px = chat.sheet, chat.look, chat.px
    sheet.pixels[: edges[0]] = look.bar
    sheet.pixels[edges[1] :] = look.bar
    clock = f"{inventor.dice.randint(10, 22)}:{inventor.dice.randint(10, 59)}"
    sheet.line([keep(clock, "clock")], (px(28), px(16)), look.ink, px(15))
    cv2.rectangle(
        sheet.pixels, (sheet.width - px(46), px(18)), (sheet.width - px(22), px(29)), look.ink, -1
    )
    back = np.array([[px(26), px(58)], [px(17), px(67)], [px(26), px(76)]], np.int32)
    cv2.polylines(
        sheet.pixels, [back], isClosed=False, color=look.ink, thickness=px(2), lineType=cv2.LINE_AA
    )
    for dot in range(3):
        cv2.circle(
            sheet.pixels,
            (sheet.width - px(34 - 7 * dot), px(67)),
            px(1.8),
            look.ink,
            -1,
            cv2.LINE_AA,
        )
    title = titles(chat, inventor, partner, group=group)
    if look.title_left:
        sheet.line(title, (px(44), px(58)), look.ink, px(17))
    else:
        sheet.middle(title, px(58), look.ink, px(17))
    x0, x1 = px(48), sheet.width - px(92)
    box = (x0, edges[1] + px(9), x1, edges[1] + px(45))
    cv2.rectangle(sheet.pixels, box[:2], box[2:], look.theirs, -1)
    for x in (px(25), sheet.width - px(66), sheet.width - px(25)):
        cv2.circle(sheet.pixels, (x, edges[1] + px(27)), px(12), look.ink, px(1.6), cv2.LINE_AA)


def titles(chat: Chat, inventor: Inventor, partner: Person, *, group: bool) -> list[Run]:
    """Return what stands in the bar: the room with its size, the shop, or the other person."""
    dice = inventor.dice
    if group:
        room, count = dice.choice(ROOMS), f"({dice.randint(5, 480)})"
        return [keep(room, "room_name"), keep(count, "member_count")]
    if chat.look.app in ("meituan", "dianping"):
        return [keep(dice.choice(SHOPS), "shop")]
    return [nickname(partner, "title")]


def wallpaper(width: int, height: int, seed: int) -> Pixels:
    """Return soft clouds of color."""
    rng = np.random.default_rng(seed)
    small = rng.integers(205, 246, (9, 5, 3)).astype(np.uint8)
    return np.asarray(cv2.resize(small, (width, height), interpolation=cv2.INTER_CUBIC))


def sample_photo(number: int) -> Pixels:
    """Return a photo without people, of those that scikit-image brings."""
    from skimage import data  # noqa: PLC0415 - a development dependency

    return np.asarray((data.coffee, data.chelsea, data.rocket)[number]())
