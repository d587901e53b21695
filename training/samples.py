"""Training samples: a page scaled as the model sees it, its features, words and labels, on disk."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from redactkit.core.geometry import Box
from redactkit.core.protocols import TextLine
from redactkit.layout.word_map import STEP, page_scale, paint, words_of

Array = npt.NDArray[Any]

GROUND, NAME, TEXT, AVATAR, PICTURE = range(5)
UNKNOWN = 255

MOST_ROWS, MOST_COLUMNS = 832, 832
"""Largest window of a page that one sample holds, px of the scaled page."""

NAMES = ("NICKNAME", "NAME")
PICTURES = ("FACE", "QR_CODE")


@dataclass(frozen=True)
class Item:
    """Something annotated: its class, and its box in the picture's pixels."""

    label: int
    box: tuple[float, float, float, float]


@dataclass(frozen=True)
class Page:
    """A picture with what was read and what is annotated."""

    name: str
    group: str
    pixels: npt.NDArray[np.uint8] = field(repr=False)
    lines: list[TextLine] = field(repr=False)
    items: list[Item] = field(repr=False)


def labels_of(truth: dict[str, Any]) -> list[Item]:
    """Turn a picture's annotated items into labels; what is uncertain is `UNKNOWN`."""
    found = []
    for item in truth["items"]:
        attrs, kind = item["attrs"], item["kind"]
        sure = attrs.get("sure") is not False
        if kind in NAMES:
            label = NAME if sure and not attrs.get("watermark") else UNKNOWN
        elif kind == "AVATAR":
            label = AVATAR if sure else UNKNOWN
        elif kind in PICTURES or attrs.get("type") in ("picture", "sticker"):
            label = PICTURE
        else:
            label = TEXT
        found += [Item(label, tuple(box)) for box in attrs.get("boxes", [item["box"]])]
    return found


def write(path: Path, page: Page, taps: Any, rng: np.random.Generator, *, jitter: bool) -> None:
    """Scale a page, take a window of it, and write its features, words and labels."""
    height, width = page.pixels.shape[:2]
    scale = page_scale(page.lines, width, height)
    pixels = page.pixels
    if jitter:
        scale = min(2.0, scale * float(np.exp(rng.normal(0, 0.13))))
    small = cv2.resize(
        pixels,
        (max(8, round(width * scale)), max(8, round(height * scale))),
        interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR,
    )
    if jitter:
        small = recolored(small, rng)
    padded = pad(small)
    words = paint(words_of(page.lines), scale, *padded.shape[:2])
    top, left, rows, columns = window(padded.shape, rng, jitter=jitter)
    labels, boxes = painted(page, scale, padded.shape)
    padded = padded[top : top + rows, left : left + columns]
    four = slice(top // 4, (top + rows) // 4), slice(left // 4, (left + columns) // 4)
    two = slice(top // 2, (top + rows) // 2), slice(left // 2, (left + columns) // 2)
    features = taps.of(padded)
    np.savez(
        path,
        rgb=padded,
        words=np.round(words[:, four[0], four[1]] * 255).astype(np.uint8),
        labels=labels[two],
        boxes=(boxes - np.array([left, top, left, top], np.float32)).astype(np.float32),
        **{f"f{place}": one for place, one in enumerate(features)},
    )


def pad(small: Array) -> npt.NDArray[np.uint8]:
    """Pad right and bottom to multiples of `STEP` with the picture's last pixels."""
    height, width = small.shape[:2]
    below, right = -height % STEP, -width % STEP
    return np.asarray(cv2.copyMakeBorder(small, 0, below, 0, right, cv2.BORDER_REPLICATE), np.uint8)


def window(shape: tuple[int, ...], rng: np.random.Generator, *, jitter: bool) -> tuple[int, ...]:
    """Choose which part of a padded page a sample holds: top, left, rows, columns."""
    rows, columns = min(shape[0], MOST_ROWS), min(shape[1], MOST_COLUMNS)
    if not jitter:
        return 0, 0, shape[0], shape[1]
    top = int(rng.integers(0, (shape[0] - rows) // STEP + 1)) * STEP
    left = int(rng.integers(0, (shape[1] - columns) // STEP + 1)) * STEP
    return top, left, rows, columns


def painted(page: Page, scale: float, shape: tuple[int, ...]) -> tuple[Array, Array]:
    """Paint labels at half resolution; return them and the avatars' boxes, px of the scaled page.

    What is read but not annotated is text that stays; small things are painted over large ones.
    """
    labels = np.zeros((shape[0] // 2, shape[1] // 2), np.uint8)
    order = [item for item in page.items if item.label == PICTURE]
    order += [item for item in page.items if item.label == AVATAR]
    for item in order:
        _fill(labels, item.box, scale, item.label)
    for line in page.lines:
        _fill(labels, line.box.xyxy, scale, TEXT, over=(GROUND,))
    for label in (TEXT, NAME, UNKNOWN):
        for item in page.items:
            if item.label == label:
                _fill(labels, item.box, scale, label)
    boxes = [np.array(item.box) * scale for item in page.items if item.label == AVATAR]
    return labels, np.array(boxes, np.float32).reshape(-1, 4)


def recolored(small: Array, rng: np.random.Generator) -> npt.NDArray[np.uint8]:
    """Vary a page's colors and quality: inverted, tinted, pale, compressed, blurred."""
    pixels = small.astype(np.float32)
    if rng.random() < 0.12:
        pixels = 255 - pixels
    if rng.random() < 0.15:
        pixels = pixels[..., rng.permutation(3)]
    if rng.random() < 0.4:
        pixels = pixels * rng.uniform(0.7, 1.1) + rng.uniform(-15, 25)
    if rng.random() < 0.3:
        pixels = pixels * rng.uniform(0.88, 1.06, 3)
    if rng.random() < 0.1:
        pixels = pixels.mean(axis=2, keepdims=True).repeat(3, axis=2)
    if rng.random() < 0.15:
        pixels = cv2.GaussianBlur(pixels, (0, 0), rng.uniform(0.3, 0.8))
    if rng.random() < 0.2:
        pixels = pixels + rng.normal(0, rng.uniform(1, 5), pixels.shape)
    out = np.clip(pixels, 0, 255).astype(np.uint8)
    if rng.random() < 0.35:
        quality = int(rng.integers(35, 90))
        out = cv2.imdecode(cv2.imencode(".jpg", out, [cv2.IMWRITE_JPEG_QUALITY, quality])[1], 1)
    return np.ascontiguousarray(out)


def lines_from(path: Path) -> list[TextLine]:
    """Read what `training.read` found in a picture."""
    return [
        TextLine(text=text, score=score, box=Box(*box), chars=tuple(Box(*char) for char in chars))
        for text, score, box, chars in json.loads(path.read_text(encoding="utf-8"))
    ]


def _fill(
    labels: Array, box: Any, scale: float, label: int, *, over: tuple[int, ...] | None = None
) -> None:
    left, top, right, bottom = (float(side) * scale / 2 for side in box)
    x0, y0 = max(0, round(left)), max(0, round(top))
    part = labels[y0 : max(y0 + 1, round(bottom)), x0 : max(x0 + 1, round(right))]
    if over is None:
        part[:] = label
    else:
        part[np.isin(part, over)] = label
