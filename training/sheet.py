"""A sheet that pages are drawn on; it remembers what was drawn where, as a reader would find it."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from redactkit.core.geometry import Box
from redactkit.core.protocols import TextLine
from training.samples import AVATAR, NAME, PICTURE, TEXT, Item
from training.texts import Texts

Color = tuple[int, int, int]

ABOVE, BELOW = 0.16, 0.2
"""Shares of a font's size by which lines are located higher and lower than their letters."""


@cache
def font(path: str, size: int) -> ImageFont.FreeTypeFont:
    """Return a font, loaded once."""
    return ImageFont.truetype(path, size)


class Sheet:
    """A picture being drawn, with its labels and its lines of text.

    Args:
        size: width and height, px.
        ground: its color.
        texts: texts and chance.
        fonts: files of Chinese fonts; one is used for the whole page.
    """

    def __init__(
        self, size: tuple[int, int], ground: Color, texts: Texts, fonts: list[Path]
    ) -> None:
        """Make an empty sheet."""
        self.image = Image.new("RGB", size, ground)
        self.draw = ImageDraw.Draw(self.image)
        self.texts, self.rng = texts, texts.rng
        self.items: list[Item] = []
        self.lines: list[TextLine] = []
        self.font = str(fonts[int(self.rng.integers(len(fonts)))])

    @property
    def width(self) -> int:
        """Width, px."""
        return self.image.width

    @property
    def height(self) -> int:
        """Height, px."""
        return self.image.height

    def long(self, text: str, size: int) -> float:
        """Return how wide a text is, px."""
        return float(font(self.font, size).getlength(text))

    def text(
        self, x: float, y: float, pieces: str | list[tuple[str, bool]], size: int,
        color: Color | list[Color], *, name: bool = False,
    ) -> float:  # fmt: skip
        """Draw one line; pieces say which of them are names. Returns where it ends, px."""
        parts = [(pieces, name)] if isinstance(pieces, str) else pieces
        letters = font(self.font, size)
        boxes: list[Box] = []
        said, left = "", x
        top, bottom = y - ABOVE * size * 0.3, y + size * (1 + BELOW)
        for place, (part, named) in enumerate(parts):
            ink = color[min(place, len(color) - 1)] if isinstance(color, list) else color
            self.draw.text((left, y), part, font=letters, fill=ink)
            end = left + letters.getlength(part)
            if named:
                self.items.append(Item(NAME, (left, top, end, bottom)))
            step = left
            for char in part:
                wide = letters.getlength(char)
                boxes.append(Box(step, top, step + max(1.0, wide), bottom))
                step += wide
            said, left = said + part, end
        shown = left > 0 and x < self.width and bottom < self.height + size / 2 and top > -size / 2
        if said.strip() and shown and self.rng.random() > 0.01:
            self.lines.append(self._read(said, Box(x, top, left, bottom), boxes))
        return left

    def _read(self, said: str, box: Box, boxes: list[Box]) -> TextLine:
        """Return the line as it may be read: now and then a letter is wrong."""
        score = float(np.clip(1 - abs(self.rng.normal(0, 0.02)), 0, 1))
        if self.rng.random() < 0.06:
            said = "".join(
                self.texts.one("田口日人0l") if self.rng.random() < 0.3 else char for char in said
            )
            score = float(self.rng.uniform(0.4, 0.9))
        return TextLine(text=said, box=box, score=score, chars=tuple(boxes))

    def paragraph(
        self, x: float, y: float, text: str, size: int, color: Color, wide: float, most: int = 8,
        before: list[tuple[str, bool]] | None = None, blue: Color | None = None,
    ) -> tuple[float, float]:  # fmt: skip
        """Draw text in lines no wider than ``wide``; returns its right and its bottom, px."""
        pieces = [*(before or []), (text, False)]
        right, row, left = x, [], 0.0
        rows: list[list[tuple[str, bool]]] = []
        for part, named in pieces:
            run = ""
            for char in part:
                step = font(self.font, size).getlength(char)
                if left + step > wide and (row or run):
                    rows.append([*row, (run, named)])
                    row, run, left = [], "", 0.0
                run += char
                left += step
            if run:
                row = [*row, (run, named)]
        rows.append(row)
        for pieces_of in rows[:most]:
            colors = [blue if named and blue else color for _, named in pieces_of]
            right = max(right, self.text(x, y, pieces_of, size, colors or color))
            y += size * 1.4
        return right, y

    def avatar(self, x: float, y: float, side: float, shape: str) -> None:
        """Draw somebody's avatar: ``shape`` is circle, rounded or square."""
        self._paste(x, y, side, side, shape)
        self.items.append(Item(AVATAR, (x, y, x + side, y + side)))

    def photo(self, x: float, y: float, wide: float, high: float, shape: str = "square") -> None:
        """Draw a picture that is no avatar."""
        self._paste(x, y, wide, high, shape, photo=True)
        self.items.append(Item(PICTURE, (x, y, x + wide, y + high)))

    def icon(self, x: float, y: float, side: float, color: Color) -> None:
        """Draw a line icon, or a colored tile with one: no person."""
        draw, rng = self.draw, self.rng
        if rng.random() < 0.35:
            tile = tuple(int(c) for c in rng.integers(40, 230, 3))
            draw.rounded_rectangle(
                (x, y, x + side, y + side), side * rng.uniform(0, 0.5), fill=tile
            )
            color, x, y, side = (255, 255, 255), x + side * 0.25, y + side * 0.25, side * 0.5
        pen = max(1, round(side / 9))
        for _ in range(int(rng.integers(1, 4))):
            a, b = np.sort(rng.uniform(0, side, 2)), np.sort(rng.uniform(0, side, 2))
            box = (x + a[0], y + b[0], x + a[1] + 1, y + b[1] + 1)
            kind = rng.integers(3)
            if kind == 0:
                draw.ellipse(box, outline=color, width=pen)
            elif kind == 1:
                draw.rectangle(box, outline=color, width=pen)
            else:
                draw.line(box, fill=color, width=pen)

    def _paste(
        self, x: float, y: float, wide: float, high: float, shape: str, *, photo: bool = False
    ) -> None:
        w, h = max(4, round(wide)), max(4, round(high))
        picture = self._portrait(w, h) if not photo or self.rng.random() < 0.3 else self.scene(w, h)
        mask = Image.new("L", (4 * w, 4 * h), 0)
        pen = ImageDraw.Draw(mask)
        radius = {"circle": 2 * w, "rounded": 4 * w * self.rng.uniform(0.08, 0.3), "square": 0}[
            shape
        ]
        pen.rounded_rectangle((0, 0, 4 * w - 1, 4 * h - 1), radius, fill=255)
        self.image.paste(picture, (round(x), round(y)), mask.resize((w, h), Image.Resampling.BOX))

    def _portrait(self, w: int, h: int) -> Image.Image:
        """Draw what people take for an avatar: a letter, a silhouette, a cartoon, a photo."""
        rng = self.rng
        kind = rng.integers(6)
        flat = tuple(int(c) for c in rng.integers(20, 250, 3))
        if rng.random() < 0.25:
            flat = tuple(
                int(c) for c in np.clip(rng.integers(200, 250) + rng.integers(-8, 9, 3), 0, 255)
            )
        if kind < 2:
            return self.scene(w, h)
        picture = Image.new("RGB", (w, h), flat)
        pen = ImageDraw.Draw(picture)
        if kind == 2:
            word = self.texts.name()[: int(rng.integers(1, 3))]
            size = max(6, round(h * rng.uniform(0.3, 0.6) / max(1, len(word) * 0.8)))
            pen.text(
                (w / 2, h / 2), word, font=font(self.font, size), fill=(255, 255, 255), anchor="mm"
            )
        elif kind == 3:
            tone = tuple(int(c) for c in np.clip(np.array(flat) + rng.integers(-60, 60), 0, 255))
            pen.ellipse((w * 0.32, h * 0.2, w * 0.68, h * 0.56), fill=tone)
            pen.ellipse((w * 0.15, h * 0.6, w * 0.85, h * 1.3), fill=tone)
        elif kind == 4:
            skin = tuple(int(c) for c in rng.integers(150, 255, 3))
            pen.ellipse((w * 0.2, h * 0.2, w * 0.8, h * 0.85), fill=skin, outline=(40, 40, 40))
            for eye in (0.38, 0.62):
                pen.ellipse(
                    (w * (eye - 0.05), h * 0.42, w * (eye + 0.05), h * 0.52), fill=(30, 30, 30)
                )
            pen.arc((w * 0.38, h * 0.5, w * 0.62, h * 0.72), 20, 160, fill=(120, 40, 40), width=2)
        else:
            cells = rng.integers(0, 256, (3, 3, 3), dtype=np.uint8)
            picture = Image.fromarray(cells).resize((w, h), Image.Resampling.NEAREST)
        return picture

    def scene(self, w: int, h: int) -> Image.Image:
        """Draw something with a photo's shades."""
        rng = self.rng
        count = int(rng.integers(2, 7))
        cells = rng.integers(0, 256, (count, count, 3), dtype=np.uint8)
        if rng.random() < 0.5:
            cells = np.clip(
                cells.mean(axis=2, keepdims=True) + rng.integers(-50, 50, 3), 0, 255
            ).astype(np.uint8)
        picture = Image.fromarray(cells).resize((w, h), Image.Resampling.BICUBIC)
        pen = ImageDraw.Draw(picture)
        for _ in range(int(rng.integers(0, 7))):
            a, b = np.sort(rng.uniform(-0.1, 1.1, 2)) * w, np.sort(rng.uniform(-0.1, 1.1, 2)) * h
            tone = tuple(int(c) for c in rng.integers(0, 256, 3))
            shape = pen.ellipse if rng.random() < 0.6 else pen.rectangle
            shape((a[0], b[0], a[1] + 1, b[1] + 1), fill=tone)
        if rng.random() < 0.7:
            picture = picture.filter(ImageFilter.GaussianBlur(float(rng.uniform(0.3, 3))))
        return picture


__all__ = ["AVATAR", "NAME", "PICTURE", "TEXT", "Color", "Sheet"]
