"""Draws machine-readable codes of many styles, and lays them on pages and photos.

The drawings serve the training of the code model (`code_model.py`), its tests and benchmarks.
Symbols come from zxing-cpp; how they are drawn, bent and laid on a page is decided here.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt
import zxingcpp

__all__ = ["FORMATS", "Drawn", "draw_code", "lay", "random_code", "sunflower"]

Pixels = npt.NDArray[np.uint8]
Color = tuple[int, ...]

FORMATS = (
    *("QRCode",) * 5,
    "DataMatrix",
    "Aztec",
    "PDF417",
    "MicroQRCode",
    "RMQRCode",
    "Code128",
    "EAN13",
)
"""Symbols that are drawn; QR codes, which merchants' screenshots mostly hold, more often."""

MODULES = ("square", "dot", "gap", "diamond", "rounded", "bar")
EYES = ("modules", "solid", "circle", "round", "leaf", "mixed")
LETTERS = "abcdefghijkmnpqrstuvwxyz0123456789"
QUIET = 3
"""Modules of empty ground drawn around a symbol."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """An RGB picture of shape (height, width, 3) and the outline of the code in it, (n, 2) in px."""

    pixels: npt.NDArray[np.uint8]
    corners: npt.NDArray[np.float32]
    style: tuple[str, ...]


def random_code(rng: np.random.Generator, module: float) -> Drawn:
    """Draw a code of random symbol, content, style and colors.

    Args:
        rng: the dice.
        module: side of a module in px.
    """
    kind = str(rng.choice([*FORMATS, "sunflower"]))
    dark, light = _colors(rng)
    if kind == "sunflower":
        return sunflower(rng, module, dark, light)
    return draw_code(rng, kind, module, dark, light)


def _colors(rng: np.random.Generator) -> tuple[tuple[int, ...], tuple[int, ...]]:
    dark = tuple(int(v) for v in rng.integers(0, 130, 3))
    light = tuple(int(v) for v in rng.integers(205, 256, 3))
    if rng.random() < 0.35:
        dark, light = (0, 0, 0), (255, 255, 255)
    elif rng.random() < 0.25:  # pastel, as apps draw their own codes
        dark = tuple(int(v) for v in rng.integers(90, 215, 3))
        light = (255, 255, 255)
    return (light, dark) if rng.random() < 0.15 else (dark, light)


def _content(rng: np.random.Generator, kind: str) -> str:
    if kind in {"MicroQRCode", "EAN13"}:
        return "".join(str(digit) for digit in rng.integers(0, 10, 12 if kind == "EAN13" else 10))
    length = (
        int(rng.choice([8, 14, 30, 60, 110])) if kind != "Code128" else int(rng.integers(6, 16))
    )
    text = "".join(rng.choice(list(LETTERS), length))
    return f"https://u.wechat.com/{text}" if kind == "QRCode" else text[:30]


def draw_code(
    rng: np.random.Generator,
    kind: str,
    module: float,
    dark: tuple[int, ...],
    light: tuple[int, ...],
) -> Drawn:
    """Draw a symbol of one format with random content and module style."""
    symbol = zxingcpp.create_barcode(_content(rng, kind), getattr(zxingcpp.BarcodeFormat, kind))
    cells = np.asarray(symbol.to_image(scale=1, add_quiet_zones=False)) < 128
    if kind in {"Code128", "EAN13"}:
        cells = np.repeat(cells[:1], int(cells.shape[1] * rng.uniform(0.2, 0.5)), axis=0)
    styled = kind in {"QRCode", "DataMatrix", "Aztec"}
    shape = str(rng.choice(MODULES)) if styled and rng.random() < 0.7 else "square"
    eyes = str(rng.choice(EYES)) if kind == "QRCode" else "modules"
    unit = max(4, round(2 * module))
    fill = rng.uniform(0.65, 0.92)
    picture = np.full(
        ((cells.shape[0] + 2 * QUIET) * unit, (cells.shape[1] + 2 * QUIET) * unit, 3),
        light,
        np.uint8,
    )
    for y, x in np.argwhere(cells):
        if eyes == "modules" or not _in_eye(int(y), int(x), *cells.shape):
            _module(
                picture, (int(x) + QUIET) * unit, (int(y) + QUIET) * unit, unit, shape, fill, dark
            )
    if eyes != "modules":
        for top, left in ((0, 0), (0, cells.shape[1] - 7), (cells.shape[0] - 7, 0)):
            _eye(picture, (left + QUIET) * unit, (top + QUIET) * unit, unit, eyes, dark, light)
    if kind == "QRCode" and rng.random() < 0.4:
        _logo(rng, picture)
    scale = module / unit
    rim = QUIET * unit
    high, wide = picture.shape[:2]
    corners = np.array(
        [(rim, rim), (wide - rim, rim), (wide - rim, high - rim), (rim, high - rim)], np.float32
    )
    if rng.random() < 0.2:
        picture = _gradient(rng, picture, light)
    small = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    return Drawn(pixels=small, corners=corners * np.float32(scale), style=(kind, shape, eyes))


def _gradient(rng: np.random.Generator, picture: Pixels, light: Color) -> Pixels:
    """Blend the ink towards a second color, from one side of the code to the other."""
    high, wide = picture.shape[:2]
    ramp = np.linspace(0, 1, wide, dtype=np.float32)[None, :, None]
    ramp = ramp if rng.random() < 0.5 else np.linspace(0, 1, high, dtype=np.float32)[:, None, None]
    other = rng.integers(60, 200, 3).astype(np.float32)
    ink = np.abs(picture.astype(np.float32) - light).max(axis=2, keepdims=True) / 255
    shift = (other - picture) * ramp * (ink > 0.1)
    return np.clip(picture + shift, 0, 255).astype(np.uint8)


def _in_eye(y: int, x: int, high: int, wide: int) -> bool:
    return (y < 7 and (x < 7 or x >= wide - 7)) or (y >= high - 7 and x < 7)


def _module(
    picture: Pixels, x: int, y: int, unit: int, shape: str, fill: float, dark: Color
) -> None:
    middle, half = (x + unit / 2, y + unit / 2), unit * fill / 2
    if shape == "square":
        picture[y : y + unit, x : x + unit] = dark
    elif shape == "dot":
        cv2.circle(picture, _int(middle), max(1, round(half)), dark, -1, cv2.LINE_AA)
    elif shape == "gap":
        a, b = (
            _int((middle[0] - half, middle[1] - half)),
            _int((middle[0] + half, middle[1] + half)),
        )
        cv2.rectangle(picture, a, b, dark, -1)
    elif shape == "diamond":
        reach = 0.56 * unit
        points = [(reach, 0), (0, reach), (-reach, 0), (0, -reach)]
        corners = np.array([(middle[0] + dx, middle[1] + dy) for dx, dy in points], np.int32)
        cv2.fillPoly(picture, [corners], dark, cv2.LINE_AA)
    elif shape == "rounded":
        cv2.circle(picture, _int(middle), round(0.5 * unit), dark, -1, cv2.LINE_AA)
        a, b = round(0.12 * unit), round(0.88 * unit)
        picture[y + a : y + b, x + a : x + b] = dark
    else:
        a, b = round(middle[0] - half), round(middle[0] + half)
        picture[y : y + unit, a : max(a + 1, b)] = dark


def _eye(picture: Pixels, x: int, y: int, unit: int, style: str, dark: Color, light: Color) -> None:
    for step, color in ((0, dark), (1, light), (2, dark)):
        a, b = (x + step * unit, y + step * unit), (x + (7 - step) * unit, y + (7 - step) * unit)
        middle, radius = _int(((a[0] + b[0]) / 2, (a[1] + b[1]) / 2)), round((b[0] - a[0]) / 2)
        if style == "solid" or (style == "mixed" and step < 2):
            cv2.rectangle(picture, a, (b[0] - 1, b[1] - 1), color, -1)
        elif style in {"circle", "mixed"}:
            cv2.circle(picture, middle, radius, color, -1, cv2.LINE_AA)
        else:
            cv2.circle(picture, middle, radius, color, -1, cv2.LINE_AA)
            third = round(0.35 * radius) if style == "round" else 0
            cv2.rectangle(picture, (a[0] + third, a[1]), (b[0] - third - 1, b[1] - 1), color, -1)
            cv2.rectangle(picture, (a[0], a[1] + third), (b[0] - 1, b[1] - third - 1), color, -1)


def _logo(rng: np.random.Generator, picture: Pixels) -> None:
    high, wide = picture.shape[:2]
    half = round(wide * rng.uniform(0.07, 0.13))
    color = tuple(int(v) for v in rng.integers(0, 256, 3))
    middle = (wide // 2, high // 2)
    cv2.rectangle(
        picture,
        (middle[0] - half, middle[1] - half),
        (middle[0] + half, middle[1] + half),
        (255, 255, 255),
        -1,
    )
    cv2.circle(picture, middle, round(0.8 * half), color, -1, cv2.LINE_AA)


def sunflower(
    rng: np.random.Generator, module: float, dark: tuple[int, ...], light: tuple[int, ...]
) -> Drawn:
    """Draw a round code of a mini-program: rays of dashes, three round eyes, a mark in the middle."""
    unit = max(4, round(2 * module))
    rays, rings = int(rng.choice([36, 54, 72])), int(rng.integers(8, 14))
    inner = rays * unit * 1.5 / (2 * math.pi)
    outer = inner + rings * unit * 1.3
    rim = QUIET * unit
    side = round(2 * (outer + rim))
    picture = np.full((side, side, 3), light, np.uint8)
    middle, thick = side / 2, max(1, round(rng.uniform(0.4, 0.9) * unit))
    for ray in range(rays):
        angle = 2 * math.pi * ray / rays
        for ring in range(rings):
            if rng.random() < 0.5:
                start, end = inner + ring * 1.3 * unit, inner + (ring + 0.9) * 1.3 * unit
                points = [
                    _int((middle + reach * math.cos(angle), middle + reach * math.sin(angle)))
                    for reach in (start, end)
                ]
                cv2.line(picture, points[0], points[1], dark, thick, cv2.LINE_AA)
    for angle in (math.pi * 0.75, math.pi * 1.25, math.pi * 1.75):
        reach = outer - 3.5 * unit
        place = _int((middle + reach * math.cos(angle), middle + reach * math.sin(angle)))
        for radius, color in ((4.5, light), (3.5, dark), (2.5, light), (1.5, dark)):
            cv2.circle(picture, place, round(radius * unit), color, -1, cv2.LINE_AA)
    color = tuple(int(v) for v in rng.integers(0, 256, 3))
    cv2.circle(picture, _int((middle, middle)), round(0.9 * inner), color, -1, cv2.LINE_AA)
    scale = module / unit
    turns = np.arange(32) * (2 * math.pi / 32)
    around = np.stack([np.cos(turns), np.sin(turns)], axis=1).astype(np.float32)
    corners = np.float32(middle) + np.float32(outer) * around
    small = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    return Drawn(pixels=small, corners=corners * np.float32(scale), style=("sunflower", "", ""))


def lay(rng: np.random.Generator, page: npt.NDArray[np.uint8], code: Drawn) -> Drawn:
    """Lay a code on an RGB page: flat, turned, in perspective or on a bent sheet; may be cut off.

    Returns:
        The page with the code on it, of the page's size, and the code's corners there.
    """
    pixels, corners = code.pixels, code.corners.copy()
    bend = str(rng.choice(["flat", "flat", "turned", "perspective", "curved"]))
    if bend == "curved":
        pixels, corners = _curved(rng, pixels, corners)
    high, wide = pixels.shape[:2]
    source = np.array([(0, 0), (wide, 0), (wide, high), (0, high)], np.float32)
    target = source.copy()
    if bend == "turned":
        angle = math.radians(rng.uniform(-50, 50))
        turn = np.array(
            [(math.cos(angle), math.sin(angle)), (-math.sin(angle), math.cos(angle))], np.float32
        )
        target = (source - source.mean(axis=0)) @ turn
    elif bend == "perspective":
        target = source + rng.uniform(-0.13, 0.13, (4, 2)).astype(np.float32) * (wide, high)
    extent = target.max(axis=0) - target.min(axis=0)
    room = np.array([page.shape[1], page.shape[0]]) - extent
    place = [
        rng.uniform(min(-0.1 * e, r), max(r + 0.1 * e, 0))
        for e, r in zip(extent, room, strict=True)
    ]
    target = (target - target.min(axis=0) + place).astype(np.float32)
    matrix = cv2.getPerspectiveTransform(source, target)
    laid = cv2.warpPerspective(
        pixels,
        matrix,
        (page.shape[1], page.shape[0]),
        dst=page.copy(),
        borderMode=cv2.BORDER_TRANSPARENT,
        flags=cv2.INTER_LINEAR,
    )
    seen = cv2.perspectiveTransform(corners[None], matrix)[0]
    return Drawn(pixels=np.asarray(laid, np.uint8), corners=seen, style=(*code.style, bend))


def _curved(
    rng: np.random.Generator, pixels: Pixels, corners: npt.NDArray[np.float32]
) -> tuple[Pixels, npt.NDArray[np.float32]]:
    high, wide = pixels.shape[:2]
    reach, phase, turns = rng.uniform(0.02, 0.07) * high, rng.uniform(0, 3), rng.uniform(0.8, 1.6)
    rows, columns = np.mgrid[0 : high + round(2 * reach), 0:wide].astype(np.float32)
    shift = reach + reach * np.sin(columns / wide * math.pi * turns + phase)
    bent = cv2.remap(
        pixels,
        columns,
        (rows - shift).astype(np.float32),
        cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_REPLICATE,
    )
    low = (corners[:, 1:] > high / 2) * np.array([(0, 2 * reach)], np.float32)
    return bent, corners + low.astype(np.float32)


def _int(point: tuple[float, float]) -> tuple[int, int]:
    return round(point[0]), round(point[1])
