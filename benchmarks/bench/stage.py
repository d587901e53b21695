"""Places that a fixed camera looks at, drawn once: walls, floors, shelves, what stands in front."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import TYPE_CHECKING

import cv2
import numpy as np

if TYPE_CHECKING:
    from bench.brush import Pixels
    from bench.truth import Box


@dataclass(frozen=True, slots=True)
class Stage:
    """A picture without people, and boxes of it that hide who walks behind them."""

    ground: Pixels
    front: tuple[Box, ...] = ()


def room(
    size: tuple[int, int], seed: int, *, shelves: int = 3, front: tuple[Box, ...] = ()
) -> Stage:
    """Return a room or shop: textured wall, tiled floor, shelves with goods, a poster."""
    wide, high = size
    dice = random.Random(seed)
    picture = _wall(size, dice)
    horizon = round(high * 0.55)
    _floor(picture, horizon, dice)
    for number in range(shelves):
        left = round(wide * (0.04 + number / max(1, shelves) * 0.96))
        _shelf(picture, (left, round(high * 0.12), left + wide // (shelves + 2), horizon), dice)
    for box in front:
        x0, y0, x1, y1 = box
        tone = np.array([dice.randint(60, 170) for _ in range(3)], np.float32)
        shade = np.linspace(1.2, 0.75, x1 - x0, dtype=np.float32)[None, :, None]
        picture[y0:y1, x0:x1] = np.clip(tone * shade, 0, 255).astype(np.uint8)
        cv2.rectangle(picture, (x0, y0), (x1 - 1, y0 + 3), (230, 230, 226), -1)
    return Stage(picture, front)


def street(size: tuple[int, int], seed: int) -> Stage:
    """Return a street: a brick front with windows over gravel."""
    from skimage import data  # noqa: PLC0415 - a development dependency

    wide, high = size
    dice = random.Random(seed)
    brick = cv2.resize(data.brick(), (wide, wide), interpolation=cv2.INTER_AREA)[:high]
    gravel = cv2.resize(data.gravel(), (wide, wide), interpolation=cv2.INTER_AREA)
    picture = np.clip(brick[..., None] * np.array([0.9, 0.72, 0.62]), 0, 255)
    horizon = round(high * 0.5)
    corners = np.array([[0, 0], [wide, 0], [wide, wide], [0, wide]], np.float32)
    place = np.array([[0, 0], [wide, 0], [wide * 1.9, high], [-wide * 0.9, high]], np.float32)
    turn = cv2.getPerspectiveTransform(corners, place)
    road = cv2.warpPerspective(gravel, turn, (wide, high))[: high - horizon]
    picture[horizon:] = road[..., None] * np.array([0.8, 0.8, 0.84]) + 20
    picture = picture.astype(np.uint8)
    for number in range(5):
        x = round(wide * (0.05 + 0.2 * number))
        glass = dice.randint(40, 90)
        box = (x, round(high * 0.1)), (x + wide // 9, round(high * 0.34))
        cv2.rectangle(picture, *box, (glass, glass + 12, glass + 22), -1)
        cv2.rectangle(picture, *box, (210, 206, 200), max(2, wide // 300))
    return Stage(np.ascontiguousarray(picture))


def _wall(size: tuple[int, int], dice: random.Random) -> Pixels:
    wide, high = size
    tone = np.array([dice.randint(120, 190) for _ in range(3)], np.float32)
    rng = np.random.default_rng(dice.randrange(1 << 30))
    stains = cv2.resize(
        rng.normal(0, 9, (9, 16)).astype(np.float32), size, interpolation=cv2.INTER_CUBIC
    )
    light = np.linspace(1.15, 0.8, high, dtype=np.float32)[:, None, None]
    return np.clip(
        np.broadcast_to(tone, (high, wide, 3)) * light + stains[..., None], 0, 255
    ).astype(np.uint8)


def _floor(picture: Pixels, horizon: int, dice: random.Random) -> None:
    high, wide = picture.shape[:2]
    tone = [dice.randint(70, 140) for _ in range(3)]
    picture[horizon:] = tone
    line = tuple(round(value * 0.8) for value in tone)
    for step in range(-12, 13):
        cv2.line(
            picture,
            (wide // 2 + step * 30, horizon),
            (wide // 2 + step * 220, high),
            line,
            1,
            cv2.LINE_AA,
        )
    y, gap = float(horizon), 8.0
    while y < high:
        cv2.line(picture, (0, round(y)), (wide, round(y)), line, 1)
        y, gap = y + gap, gap * 1.4


def _shelf(picture: Pixels, box: Box, dice: random.Random) -> None:
    x0, y0, x1, y1 = box
    cv2.rectangle(picture, (x0, y0), (x1, y1), (96, 84, 70), -1)
    rows = 4
    for row in range(rows):
        bottom = y0 + (row + 1) * (y1 - y0) // rows - 4
        x = x0 + 4
        while x < x1 - 12:
            wide, high = dice.randint(8, 26), dice.randint(12, max(13, (y1 - y0) // rows - 8))
            tone = tuple(dice.randint(40, 235) for _ in range(3))
            right = min(x + wide, x1 - 4)
            cv2.rectangle(picture, (x, bottom - high), (right, bottom), tone, -1)
            cv2.rectangle(
                picture,
                (x + 2, bottom - high // 2),
                (right - 2, bottom - high // 3),
                (240, 240, 236),
                -1,
            )
            x += wide + 3
