"""Chats: rows of avatars, names and bubbles, notices, quotes, codes, cards and photos."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import cv2
import numpy as np

from bench.avatars import avatar
from bench.brush import Run, Sheet, broken, pasted, rounded
from bench.invent import keep
from bench.truth import Item

if TYPE_CHECKING:
    from bench.brush import Color, Pixels
    from bench.invent import Person
    from bench.looks import Look

SEEN = 0.35
"""Share of an avatar below which a cut one is left out of the truth."""


def nickname(person: Person, role: str) -> Run:
    """Return somebody's name as a run of the truth."""
    return Run(person.name, "NICKNAME", {"role": role})


class Chat:
    """A column of messages on a sheet.

    Args:
        sheet: where it is drawn.
        look: the app.
        unit: px of one dp.
        columns: the column's left and right edge in px.
        top: where the first message begins, px; above the bar's lower edge it is cut.
    """

    def __init__(
        self, sheet: Sheet, look: Look, unit: float, columns: tuple[int, int], top: int
    ) -> None:
        """Start with an empty column."""
        self.sheet, self.look, self.unit = sheet, look, unit
        self.left, self.right = columns
        self.y = top

    def px(self, dp: float) -> int:
        """Return dp in px."""
        return round(dp * self.unit)

    @property
    def middle(self) -> int:
        """Return the column's middle in px."""
        return (self.left + self.right) // 2

    def room(self, below: int, rows: int = 3) -> bool:
        """Return whether a message of so many rows ends above ``below``."""
        return self.y + self.px(self.look.avatar + 30 + rows * self.look.text * 1.4) < below

    def notice(self, runs: list[Run]) -> None:
        """Draw a line in the middle: a time or what happened."""
        size = self.px(self.look.name)
        wide = sum(self.sheet.extent(run.text, size) for run in runs)
        self.sheet.line(runs, (self.middle - wide // 2, self.y), self.look.faint, size)
        self.y += size + self.px(18)

    def joined(self, one: Person, other: Person) -> None:
        """Draw the notice that one brought another into the group."""
        before, after = self.look.in_notice.split("{}")
        self.notice(
            [
                Run(before),
                nickname(one, "notice"),
                Run(after + "邀请" + before),
                nickname(other, "notice"),
                keep(after + "加入了群聊", "notice"),
            ]
        )

    def message(self, who: Person, runs: list[Run], *, own: bool, name: bool) -> None:
        """Draw text in a bubble beside the sender's avatar."""
        size, pad = self.px(self.look.text), self.px(11)
        room = self.right - self.left - self.px(2 * self.look.edge + 2 * self.look.avatar + 46)
        rows = broken(self.sheet, runs, size, room)
        step = round(size * 1.4)
        wide = max(sum(self.sheet.extent(text, size) for text, _ in row) for row in rows) + 2 * pad
        high = max(self.px(self.look.avatar), len(rows) * step + 2 * pad - (step - size))
        x, y = self._row(who, wide, own=own, name=name)
        color, ink = (
            (self.look.ours, self.look.ours_ink) if own else (self.look.theirs, self.look.ink)
        )
        rounded(self.sheet.pixels, (x, y, x + wide, y + high), color, self.px(self.look.bubble))
        inset = (high - (len(rows) - 1) * step - size) // 2
        self.sheet.flow(rows, (x + pad, y + inset), ink, size, step)
        self.y = y + high + self.px(15)

    def quote(self, of: Person, runs: list[Run], *, own: bool) -> None:
        """Draw what the message above answers, in a gray box below it."""
        size = self.px(self.look.name)
        parts = [nickname(of, "quote"), Run("："), *runs]
        wide = sum(self.sheet.extent(run.text, size) for run in parts) + self.px(14)
        away = self.px(self.look.edge + self.look.avatar + 10)
        x = self.right - away - wide if own else self.left + away
        y = self.y - self.px(9)
        gray = self._shade(12)
        rounded(self.sheet.pixels, (x, y, x + wide, y + size + self.px(12)), gray, self.px(3))
        self.sheet.line(parts, (x + self.px(7), y + self.px(5)), self.look.faint, size)
        self.y = y + size + self.px(26)

    def code(self, who: Person, tile: Pixels, paper: Color, *, name: bool) -> None:
        """Draw a message that is a picture with a QR code in it."""
        side, rim = len(tile), len(tile) // 7 + 2
        x, y = self._row(who, side + 2 * rim, own=False, name=name)
        box = (x, y, x + side + 2 * rim, y + side + 2 * rim)
        rounded(self.sheet.pixels, box, paper, self.px(4))
        inner = pasted(self.sheet.pixels, tile, (x + rim, y + rim), 0)
        self.sheet.items.append(Item("QR_CODE", "", (inner,), {"shape": "square", "radius": 0}))
        self.y = box[3] + self.px(15)

    def photo(self, who: Person, picture: Pixels, *, own: bool, name: bool) -> None:
        """Draw a message that is a picture in which nobody is."""
        wide = self.px(130)
        high = round(wide * picture.shape[0] / picture.shape[1])
        tile = cv2.resize(picture, (wide, high), interpolation=cv2.INTER_AREA)
        x, y = self._row(who, wide, own=own, name=name)
        radius = self.px(4)
        box = pasted(self.sheet.pixels, tile, (x, y), radius)
        attrs: dict[str, object] = {"type": "picture", "shape": "rounded", "radius": radius}
        self.sheet.items.append(Item("KEEP", "", (box,), attrs))
        self.y = box[3] + self.px(15)

    def card(self, who: Person, of: Person, *, name: bool) -> None:
        """Draw a contact card: somebody's avatar and name in a white box."""
        wide, high = self.px(220), self.px(86)
        x, y = self._row(who, wide, own=False, name=name)
        box = (x, y, x + wide, y + high)
        rounded(self.sheet.pixels, box, self.look.theirs, self.px(self.look.bubble))
        self.face(of, (x + self.px(12), y + self.px(11)), self.px(42), "card")
        place = (x + self.px(66), y + self.px(23))
        self.sheet.line([nickname(of, "card")], place, self.look.ink, self.px(16))
        small = self.px(10.5)
        at = (x + self.px(12), y + self.px(66))
        self.sheet.line([keep("个人名片", "label")], at, self.look.faint, small)
        self.y = y + high + self.px(15)

    def face(self, who: Person, at: tuple[int, int], side: int, role: str) -> None:
        """Draw somebody's avatar."""
        radius = min(side // 2, self.px(self.look.radius))
        box = pasted(self.sheet.pixels, avatar(who.seed, side), at, radius)
        shape = "circle" if radius >= side // 2 else "rounded"
        attrs: dict[str, object] = {"role": role, "shape": shape, "radius": radius}
        self.sheet.items.append(Item("AVATAR", "", (box,), attrs))

    def _row(self, who: Person, wide: int, *, own: bool, name: bool) -> tuple[int, int]:
        """Draw avatar and name; return where the bubble begins."""
        side, edge = self.px(self.look.avatar), self.px(self.look.edge)
        x = self.right - edge - side if own else self.left + edge
        self.face(who, (x, self.y), side, "chat")
        start = x - self.px(10) - wide if own else x + side + self.px(10)
        if not name or (own and not self.look.own_name):
            return start, self.y
        size = self.px(self.look.name)
        begin = x - self.px(10) - self.sheet.extent(who.name, size) if own else start
        run = nickname(who, "bubble_name")
        self.sheet.line([run], (begin, self.y), self.look.faint, size)
        return start, self.y + size + self.px(6)

    def _shade(self, by: int) -> Color:
        sign = 1 if self.look.theme == "dark" else -1
        red, green, blue = (max(0, min(255, value + sign * by)) for value in self.look.paper)
        return red, green, blue


def qr_code(text: str, side: int, ink: Color = (0, 0, 0), paper: Color = (255, 255, 255)) -> Pixels:
    """Return a QR code of about ``side`` px in two colors, without a quiet zone."""
    dots = cv2.QRCodeEncoder.create().encode(text)
    # OpenCV's has a quiet zone of its own
    rows = np.flatnonzero((dots == 0).any(axis=1))
    dots = dots[rows[0] : rows[-1] + 1, rows[0] : rows[-1] + 1]
    step = max(2, side // len(dots))
    large = cv2.resize(dots, None, fx=step, fy=step, interpolation=cv2.INTER_NEAREST)
    colors = np.array([ink, paper], np.uint8)
    return np.ascontiguousarray(colors[(large > 127).astype(int)])


def cut(items: list[Item], top: int, bottom: int) -> list[Item]:
    """Return what is seen between two bars: cut avatars stay, cut text is left out."""
    seen: list[Item] = []
    for item in items:
        boxes = tuple((x0, max(y0, top), x1, min(y1, bottom)) for x0, y0, x1, y1 in item.boxes)
        shares = [
            max(0, new[3] - new[1]) / (old[3] - old[1])
            for new, old in zip(boxes, item.boxes, strict=True)
        ]
        if min(shares) == 1:
            seen.append(item)
        elif item.kind == "AVATAR" and min(shares) > SEEN:
            seen.append(replace(item, boxes=boxes, attrs={**item.attrs, "clipped": True}))
    return seen
