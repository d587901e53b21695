"""Reading text with RapidOCR's PP-OCRv6 models, run by OpenVINO.

The models lie inside the wheel of ``rapidocr`` (SHA-256 checked here, nothing is
downloaded). RapidOCR's own call shrinks tall pictures, drops weak lines together
with their boxes and takes failures for empty pictures, so its parts are called one
by one: detection tile by tile, then recognition of all lines at once.
"""

from __future__ import annotations

import math
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Any

import cv2
import numpy as np
import numpy.typing as npt

from redactkit.core import platform
from redactkit.core.errors import BackendError
from redactkit.models.glyphs import text_line
from redactkit.models.ocr_networks import load
from redactkit.models.tiling import box_of, distinct, lone, tiles

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from redactkit.core.frames import Pixels
    from redactkit.core.geometry import Box
    from redactkit.core.policy import Precision
    from redactkit.core.protocols import TextLine

__all__ = ["RapidOcr"]

Floats = npt.NDArray[np.float32]
Quads = npt.NDArray[np.float32]

# The detector was trained at 736 px on the short side; a phone's width maps onto it.
SHORT_SIDE = 736
PHONE_ASPECT = 1.25
# Sizes are rounded up, so that OpenVINO compiles its kernels for few shapes.
TILE_STEP = 160
LINE_STEP = 96
LINE_HEIGHT = 48
# The model was trained on 320; short lines padded to half of that read as well.
LINE_WIDTH = 160
BATCH = 6
UPRIGHT = 1.5
LARGE = 0.5
"""Share of a tile from which a place is empty ground, a photo, or a picture of one line."""

INK = 16
"""Strokes differ from their ground by more once every 3 x 3 px are averaged; so noise does not."""


_Read = tuple[str, float, list[float]]
"""Text, score, and the centre of each character, 0 to 1 along the crop."""


@dataclass(frozen=True, slots=True)
class _Crop:
    quad: Quads
    pixels: Pixels
    turned: bool


class RapidOcr:
    """A `TextReader` on RapidOCR; one engine, made once, for one setting.

    Every line located comes back, with an empty text where nothing could be read; a place
    without ink, or larger than half of the picture and not read, is no line.
    Cost is linear in the height of the picture. Not safe to share between threads.

    Raises:
        BackendError: rapidocr or openvino is missing, or a model file is not the one known.
    """

    def __init__(
        self,
        *,
        threads: int | None = None,
        max_width: int | None = SHORT_SIDE,
        precision: Precision = "auto",
    ) -> None:
        """Load the models.

        ``threads`` defaults to the cores this process may use. ``max_width`` is the
        width in pixels an upright picture is shrunk to for locating lines (reading always
        uses the picture's own pixels); None never shrinks. ``precision`` is what the networks
        compute in (see `runtime.precision_of`).
        """
        self._max_width = max_width
        self._locator, self._recognizer, version = load(threads or len(platform.cores()), precision)
        self._name = f"rapidocr-{version}+ppocrv6"

    @property
    def name(self) -> str:
        """Name and version, for the record."""
        return self._name

    def read(self, pixels: Pixels) -> Sequence[TextLine]:
        """Return every line located in an RGB picture, top to bottom, read or not.

        Raises:
            BackendError: the model failed.
        """
        height, width = pixels.shape[:2]
        if min(height, width) < 1:
            return []
        with _failing_loudly():
            scale = _scale(width, height, self._max_width)
            large, quads = self._locate(pixels, scale)
            found = self._read(pixels, quads)
            found += (line for line in self._read(pixels, large) if line.text)
            lines = [line for line in found if line.text or has_ink(pixels, line.box)]
            return sorted(lines, key=lambda line: (line.box.top, line.box.left))

    def read_lines(self, pixels: Pixels, places: Sequence[Box]) -> Sequence[TextLine]:
        """Return one line for each of ``places`` (px) in an RGB picture, read or not.

        Raises:
            BackendError: the model failed.
        """
        height, width = pixels.shape[:2]
        boxes = [box for box in (place.pixels(width, height) for place in places) if _has_room(box)]
        with _failing_loudly():
            return self._read(pixels, [_corners(*box) for box in boxes])

    def _read(self, picture: Pixels, quads: Sequence[Quads]) -> list[TextLine]:
        crops = [_crop(picture, quad) for quad in quads]
        return [
            text_line(crop.quad, *read, turned=crop.turned)
            for crop, read in zip(crops, self._recognize(crops), strict=True)
        ]

    def _locate(self, picture: Pixels, scale: float) -> tuple[list[Quads], list[Quads]]:
        """Return places larger than half of their tile that hold no other, and all the rest.

        In bf16 the network takes empty ground for a line. Such a place must not stand for the
        lines inside it, and is one itself only where it can be read.
        """
        height, width = picture.shape[:2]
        small = (
            cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
            if scale != 1
            else picture
        )
        found: list[Quads] = []
        large: list[Quads] = []
        factor = np.array([width / small.shape[1], height / small.shape[0]], np.float32)
        limits = np.array([width, height], np.float32)
        for top, bottom in tiles(small.shape[0]):
            tile = small[top:bottom]
            blob = _blob(tile, _ceil(tile.shape[1], 32), _ceil(tile.shape[0], TILE_STEP))
            most = LARGE * tile.shape[0] * tile.shape[1]
            for corners in self._locator.run(blob):
                quad = (corners + np.array([0, top], np.float32)) * factor
                place = np.clip(quad, 0, limits).astype(np.float32)
                (large if box_of(corners).area > most else found).append(place)
        return lone(distinct(large), found), distinct(found)

    def _recognize(self, crops: Sequence[_Crop]) -> list[_Read]:
        """Return what each crop says."""
        widths = [_ceil(max(LINE_WIDTH, _line_width(crop.pixels)), LINE_STEP) for crop in crops]
        order = sorted(range(len(crops)), key=lambda index: widths[index])
        batches = list(_batches(order, widths))

        def read(batch: Sequence[int]) -> list[_Read]:
            return self._read_batch([crops[index] for index in batch], widths[batch[0]])

        # The longest lines are read first, so that no thread is left with them at the end.
        with ThreadPoolExecutor(self._recognizer.lanes) as pool:
            found = list(pool.map(read, reversed(batches)))
        answers = dict(zip(chain(*reversed(batches)), chain(*found), strict=True))
        return [answers[index] for index in range(len(crops))]

    def _read_batch(self, crops: Sequence[_Crop], width: int) -> list[_Read]:
        blob = np.zeros((len(crops), 3, LINE_HEIGHT, width), np.float32)
        used = [min(width, _line_width(crop.pixels)) for crop in crops]
        for row, (crop, columns) in enumerate(zip(crops, used, strict=True)):
            blob[row, :, :, :columns] = _normal(cv2.resize(crop.pixels, (columns, LINE_HEIGHT)))
        scores = self._recognizer.run(blob)
        return [
            self._decode(one, columns / width) for one, columns in zip(scores, used, strict=True)
        ]

    def _decode(self, scores: Floats, used: float) -> _Read:
        """Greedy CTC decoding that keeps the column each character was read in."""
        symbols = self._recognizer.symbols
        best = scores.argmax(axis=1)
        picked = [
            column
            for column, symbol in enumerate(best)
            if symbol != 0 and (column == 0 or symbol != best[column - 1])
        ]
        text = "".join(symbols[best[column]] for column in picked)
        if not text.strip():
            return "", 0.0, []
        columns = max(1e-6, used * len(best))
        confidence = float(np.mean([scores[column, best[column]] for column in picked]))
        return text, confidence, [min(1.0, (column + 0.5) / columns) for column in picked]


@contextmanager
def _failing_loudly() -> Iterator[None]:
    try:
        yield
    except BackendError:
        raise
    except Exception as error:  # noqa: BLE001 - whatever the engine raises, nothing was read
        msg = f"text recognition failed ({type(error).__name__})"
        raise BackendError(msg) from None


def _scale(width: int, height: int, max_width: int | None) -> float:
    """Shrink what is wider than a phone needs; enlarge what is smaller than the model knows."""
    if max_width and height >= PHONE_ASPECT * width:
        return min(2.0, max_width / width)
    return min(2.0, max(1.0, SHORT_SIDE / min(width, height)))


def _ceil(size: int, step: int) -> int:
    return max(1, math.ceil(size / step)) * step


def _normal(picture: npt.NDArray[Any]) -> Floats:
    """Return an RGB picture as the networks take it: blue, green, red, from -1 to 1."""
    planes = (picture.astype(np.float32) * np.float32(1 / 127.5) - np.float32(1)).transpose(2, 0, 1)
    return planes[::-1]


def _blob(tile: npt.NDArray[Any], width: int, height: int) -> Floats:
    blob = np.zeros((1, 3, height, width), np.float32)
    blob[0, :, : tile.shape[0], : tile.shape[1]] = _normal(tile)
    return blob


def _crop(picture: Pixels, quad: Quads) -> _Crop:
    """Cut a line out of a picture, upright."""
    width = max(
        1, round(float(max(np.linalg.norm(quad[0] - quad[1]), np.linalg.norm(quad[2] - quad[3]))))
    )
    height = max(
        1, round(float(max(np.linalg.norm(quad[0] - quad[3]), np.linalg.norm(quad[1] - quad[2]))))
    )
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    matrix = cv2.getPerspectiveTransform(quad, corners)
    pixels = cv2.warpPerspective(
        picture, matrix, (width, height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
    )
    turned = height >= UPRIGHT * width
    upright = np.ascontiguousarray(np.rot90(pixels)) if turned else pixels
    return _Crop(quad, upright.astype(np.uint8, copy=False), turned)


def has_ink(picture: Pixels, box: Box) -> bool:
    """Return whether anything in an RGB picture stands out from its ground in this place."""
    x0, y0, x1, y1 = box.pixels(picture.shape[1], picture.shape[0])
    return bool(np.ptp(cv2.blur(picture[y0:y1, x0:x1], (3, 3)), axis=(0, 1)).max() >= INK)


def _corners(left: int, top: int, right: int, bottom: int) -> Quads:
    return np.array([[left, top], [right, top], [right, bottom], [left, bottom]], np.float32)


def _has_room(box: tuple[int, int, int, int]) -> bool:
    return box[0] < box[2] and box[1] < box[3]


def _line_width(pixels: Pixels) -> int:
    height, width = pixels.shape[:2]
    return max(1, math.ceil(LINE_HEIGHT * int(width) / int(height)))


def _batches(order: Sequence[int], widths: Sequence[int]) -> Iterator[list[int]]:
    """Group lines of one padded width, at most ``BATCH`` together."""
    batch: list[int] = []
    for index in order:
        if batch and (len(batch) == BATCH or widths[index] != widths[batch[0]]):
            yield batch
            batch = []
        batch.append(index)
    if batch:
        yield batch
