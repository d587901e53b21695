"""A sheet to draw screenshots on: shapes, text with its exact ink, small drawn signs."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import TypeAlias

import cv2
import numpy as np
import numpy.typing as npt

from bench.truth import Attrs, Box, Item

Color: TypeAlias = tuple[int, int, int]
Pixels: TypeAlias = npt.NDArray[np.uint8]

SIGNS = "♥★✿☾"
"""Signs that stand for emoji; the font has none, so they are drawn in color."""

SHADES: dict[str, Color] = {
    "♥": (224, 49, 68),
    "★": (246, 184, 40),
    "✿": (236, 120, 170),
    "☾": (250, 206, 70),
}

FACE = cv2.FontFace("uni")
"""OpenCV's own Chinese face: it comes with the library, so the set needs no font file."""

INK = 24
"""Difference in a channel from which a pixel is ink."""


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of text of one kind; KEEP and kinds that are hidden go to the truth."""

    text: str
    kind: str = ""
    attrs: Attrs = field(default_factory=dict)


Rows: TypeAlias = list[list[tuple[str, Run]]]
"""Lines of text: pieces, each with the run that it is part of."""


class Sheet:
    """Pixels, RGB, and what was drawn on them.

    Args:
        width: px.
        height: px.
        paper: its color.
    """

    def __init__(self, width: int, height: int, paper: Color) -> None:
        """Start with an empty sheet."""
        self.pixels: Pixels = np.full((height, width, 3), paper, np.uint8)
        self.items: list[Item] = []

    @property
    def width(self) -> int:
        """Return the width in px."""
        return self.pixels.shape[1]

    @property
    def height(self) -> int:
        """Return the height in px."""
        return self.pixels.shape[0]

    def extent(self, text: str, size: int) -> int:
        """Return how far a text reaches, in px."""
        plain = [letter for letter in text if letter not in SIGNS]
        signs = (len(text) - len(plain)) * size
        return signs + sum(advance(letter, size) for letter in plain)

    def put(self, text: str, at: tuple[int, int], color: Color, size: int) -> Box:
        """Draw a text from ``at`` (x, top of the line); return the box of its ink."""
        x, y = at
        band = slice(max(0, y - size // 2), min(self.height, y + 2 * size))
        before = self.pixels[band].copy()
        for letter in text:
            if letter in SIGNS:
                sign(self.pixels, letter, (x + size // 2, y + size // 2), size * 0.44)
                x += size
            else:
                place = (x, y + round(size * 0.86))
                cv2.putText(self.pixels, letter, place, color, FACE, size, 400)
                x += advance(letter, size)
        changed = cv2.absdiff(self.pixels[band], before).max(axis=2) > INK
        rows, columns = np.flatnonzero(changed.any(axis=1)), np.flatnonzero(changed.any(axis=0))
        if not len(rows):
            return at[0], y, at[0] + 1, y + 1
        top = band.start
        return int(columns[0]), top + int(rows[0]), int(columns[-1]) + 1, top + int(rows[-1]) + 1

    def note(self, run: Run, *boxes: Box) -> None:
        """Add a run to the truth, where it is of some kind."""
        if run.kind and boxes:
            self.items.append(Item(run.kind, run.text, boxes, run.attrs))

    def line(self, runs: list[Run], at: tuple[int, int], color: Color, size: int) -> int:
        """Draw runs one after the other on one line; return the x behind them."""
        x, y = at
        for run in runs:
            self.note(run, self.put(run.text, (x, y), color, size))
            x += self.extent(run.text, size)
        return x

    def middle(self, runs: list[Run], y: int, color: Color, size: int) -> None:
        """Draw runs on one line in the middle of the sheet."""
        wide = sum(self.extent(run.text, size) for run in runs)
        self.line(runs, ((self.width - wide) // 2, y), color, size)

    def flow(self, rows: Rows, at: tuple[int, int], color: Color, size: int, step: int) -> None:
        """Draw broken lines; the pieces of one run make one item."""
        pieces: dict[int, tuple[Run, list[Box]]] = {}
        for number, row in enumerate(rows):
            x, y = at[0], at[1] + number * step
            for text, whole in row:
                box = self.put(text, (x, y), color, size)
                pieces.setdefault(id(whole), (whole, []))[1].append(box)
                x += self.extent(text, size)
        for whole, boxes in pieces.values():
            self.note(whole, *boxes)


@cache
def advance(letter: str, size: int) -> int:
    """Return how far one letter moves the pen, in px."""
    nowhere = np.zeros((1, 1, 3), np.uint8)
    (x, _), _ = cv2.putText(nowhere, letter, (0, 0), (0, 0, 0), FACE, size, 400)
    return int(x)


def broken(sheet: Sheet, runs: list[Run], size: int, room: int) -> Rows:
    """Return runs broken into lines of at most ``room`` px, anywhere, as Chinese text is."""
    rows: Rows = [[]]
    left = room
    for run in runs:
        piece = ""
        for letter in run.text:
            wide = sheet.extent(letter, size)
            if wide > left:
                if piece:
                    rows[-1].append((piece, run))
                piece, left = "", room
                rows.append([])
            piece, left = piece + letter, left - wide
        if piece:
            rows[-1].append((piece, run))
    return rows


def rounded(pixels: Pixels, box: Box, color: Color, radius: int) -> None:
    """Fill a rectangle with round corners."""
    x0, y0, x1, y1 = box
    radius = max(0, min(radius, (x1 - x0) // 2, (y1 - y0) // 2))
    pixels[y0 + radius : y1 - radius, x0:x1] = color
    pixels[y0:y1, x0 + radius : x1 - radius] = color
    for x in (x0 + radius, x1 - radius - 1):
        for y in (y0 + radius, y1 - radius - 1):
            cv2.circle(pixels, (x, y), radius, color, -1, cv2.LINE_AA)


def pasted(pixels: Pixels, tile: Pixels, at: tuple[int, int], radius: int) -> Box:
    """Lay a tile with round corners on the pixels; return its box, cut at the edges."""
    high, wide = tile.shape[:2]
    mask = np.zeros((high, wide, 3), np.uint8)
    rounded(mask, (0, 0, wide, high), (255, 255, 255), radius)
    x0, y0 = max(0, at[0]), max(0, at[1])
    x1, y1 = min(pixels.shape[1], at[0] + wide), min(pixels.shape[0], at[1] + high)
    part = slice(y0 - at[1], y1 - at[1]), slice(x0 - at[0], x1 - at[0])
    share = mask[part].astype(np.float32) / 255
    place = pixels[y0:y1, x0:x1]
    place[:] = np.rint(place * (1 - share) + tile[part] * share).astype(np.uint8)
    return x0, y0, x1, y1


def sign(pixels: Pixels, letter: str, middle: tuple[int, int], radius: float) -> None:
    """Draw a heart, star, flower or moon."""
    turns = np.linspace(0, 2 * np.pi, 60, endpoint=False)
    x, y = np.sin(turns), -np.cos(turns)
    if letter == "♥":
        x, y = x**3, -(13 * np.cos(turns) - 5 * np.cos(2 * turns) - 2 * np.cos(3 * turns)) / 17
    elif letter != "☾":
        petals = 0.7 + 0.3 * np.cos(5 * turns) * (1.6 if letter == "★" else 1)
        x, y = petals * x, petals * y
    shape = np.rint(np.stack([x, y], axis=1) * radius + middle).astype(np.int32)
    cv2.fillPoly(pixels, [shape], SHADES[letter], cv2.LINE_AA)
