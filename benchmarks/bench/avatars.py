"""Small pictures that stand for people: hills, initials, pets, bokeh, faces, blanks."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import cv2
import numpy as np

from bench.brush import FACE, advance

if TYPE_CHECKING:
    from collections.abc import Callable

    from bench.brush import Color, Pixels

SIDE = 240
"""Drawn at this size and made smaller, so that edges are soft."""

LOOKS = ("hills", "initial", "pet", "bokeh", "person", "blank", "photo")


def avatar(seed: int, side: int) -> Pixels:
    """Return a square picture, the same for the same seed at every size."""
    dice = random.Random(seed)
    draw: Callable[[random.Random], Pixels] = DRAWERS[dice.choice(LOOKS)]
    return np.asarray(cv2.resize(draw(dice), (side, side), interpolation=cv2.INTER_AREA))


def _color(dice: random.Random, low: int = 60, high: int = 225) -> Color:
    return dice.randint(low, high), dice.randint(low, high), dice.randint(low, high)


def _tile(color: Color) -> Pixels:
    return np.full((SIDE, SIDE, 3), color, np.uint8)


def _hills(dice: random.Random) -> Pixels:
    top, bottom = np.array(_color(dice)), np.array(_color(dice, 150, 250))
    share = np.linspace(0, 1, SIDE)[:, None, None]
    tile = np.broadcast_to(top * (1 - share) + bottom * share, (SIDE, SIDE, 3)).astype(np.uint8)
    tile = np.ascontiguousarray(tile)
    cv2.circle(tile, (dice.randint(40, 200), 60), 24, (252, 244, 214), -1, cv2.LINE_AA)
    for layer in range(3):
        x = np.arange(0, SIDE + 1, 20)
        y = 120 + 35 * layer + np.array([dice.randint(-28, 28) for _ in x])
        shape = np.stack([x, y], axis=1).tolist()
        shape += [[SIDE, SIDE], [0, SIDE]]
        cv2.fillPoly(tile, [np.array(shape, np.int32)], _color(dice, 30, 130), cv2.LINE_AA)
    return tile


def _initial(dice: random.Random) -> Pixels:
    tile = _tile(_color(dice, 50, 190))
    letter = dice.choice("林郭周安宁LMK")
    size = 120
    place = ((SIDE - advance(letter, size)) // 2, 160)
    cv2.putText(tile, letter, place, (255, 255, 255), FACE, size, 400)
    return tile


def _pet(dice: random.Random) -> Pixels:
    tile, fur = _tile(_color(dice, 140, 240)), _color(dice, 60, 200)
    for side in (-1, 1):
        ear = np.array([[120 + side * 85, 60], [120 + side * 25, 90], [120 + side * 75, 140]])
        cv2.fillPoly(tile, [ear.astype(np.int32)], fur, cv2.LINE_AA)
    cv2.circle(tile, (120, 150), 82, fur, -1, cv2.LINE_AA)
    for x in (90, 150):
        cv2.circle(tile, (x, 135), 13, (250, 250, 250), -1, cv2.LINE_AA)
        cv2.circle(tile, (x, 137), 8, (20, 20, 20), -1, cv2.LINE_AA)
    cv2.ellipse(tile, (120, 172), (14, 9), 0, 0, 360, (60, 30, 30), -1, cv2.LINE_AA)
    return tile


def _bokeh(dice: random.Random) -> Pixels:
    tile = _tile(_color(dice, 20, 90))
    for _ in range(14):
        place = dice.randrange(SIDE), dice.randrange(SIDE)
        cv2.circle(tile, place, dice.randint(12, 44), _color(dice, 90, 250), -1, cv2.LINE_AA)
    return np.asarray(cv2.GaussianBlur(tile, (0, 0), 4))


def _person(dice: random.Random) -> Pixels:
    tile, skin = _tile(_color(dice, 120, 235)), (236, 200, 172)
    cv2.ellipse(tile, (120, 260), (92, 90), 0, 180, 360, _color(dice), -1, cv2.LINE_AA)
    cv2.ellipse(tile, (120, 105), (62, 70), 0, 0, 360, (50, 36, 30), -1, cv2.LINE_AA)
    cv2.ellipse(tile, (120, 122), (48, 58), 0, 0, 360, skin, -1, cv2.LINE_AA)
    for x in (100, 140):
        cv2.circle(tile, (x, 116), 6, (30, 24, 20), -1, cv2.LINE_AA)
    cv2.ellipse(tile, (120, 148), (16, 7), 0, 0, 180, (190, 80, 80), 3, cv2.LINE_AA)
    return tile


def _blank(dice: random.Random) -> Pixels:
    del dice
    tile = _tile((221, 224, 228))
    cv2.circle(tile, (120, 92), 40, (248, 249, 250), -1, cv2.LINE_AA)
    cv2.ellipse(tile, (120, 215), (72, 70), 0, 180, 360, (248, 249, 250), -1, cv2.LINE_AA)
    return tile


def _photo(dice: random.Random) -> Pixels:
    from skimage import data  # noqa: PLC0415 - a development dependency

    picture = dice.choice((data.chelsea, data.coffee, data.rocket))()
    high, wide = picture.shape[:2]
    side = min(high, wide)
    x, y = dice.randint(0, wide - side), dice.randint(0, high - side)
    part = picture[y : y + side, x : x + side]
    return np.asarray(cv2.resize(part, (SIDE, SIDE), interpolation=cv2.INTER_AREA))


DRAWERS: dict[str, Callable[[random.Random], Pixels]] = {
    "hills": _hills,
    "initial": _initial,
    "pet": _pet,
    "bokeh": _bokeh,
    "person": _person,
    "blank": _blank,
    "photo": _photo,
}
