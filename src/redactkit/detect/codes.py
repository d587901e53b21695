"""QR codes, WeChat's round mini-program codes and bar codes; what they say is never kept.

A code is located by its three eyes: concentric shapes, equal in size, at the corners
of a right angle. Eyes survive inversion, colors, a logo and a bad print; OpenCV's
detectors see what has lost an eye. (OpenCV misses white-on-dark codes and round ones.)
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from itertools import combinations
from typing import TYPE_CHECKING, Any

import cv2
import numpy as np
import numpy.typing as npt

from redactkit.core.findings import Detection, Kind
from redactkit.core.geometry import Box, hull
from redactkit.detect.code_regions import decoded_codes, learned_codes

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from redactkit.core.frames import Pixels

__all__ = ["find_codes"]

DETECTOR = "codes-2"
Gray = npt.NDArray[np.uint8]

# A finder pattern is 7 modules wide, its core 3; codes have 21 to 177 (ISO/IEC 18004).
LEAST_EYE_PX = 7.0
MOST_EYES = 60
# Of a code's cells around its middle nearly all hold modules; a page between two faces is empty.
CELLS, CELL_PX, FILLED = 4, 16, 0.75
# Pixels of a cell with modules vary (standard deviation) by more than this share of what parts
# dark from light; half is the most there is, and a cell of text stays below an eighth.
BUSY = 0.25
# Two finder patterns of a cut code lie at most this far apart, in patterns: 70 modules.
CUT_FAR = 9.0
# Distance of the finder patterns of a round code, in patterns.
ROUND_FAR = 6.0
# A module of a code on a phone's screen keeps two pixels at this size.
SHORT_SIDE = 800


@dataclass(frozen=True, slots=True)
class _FinderPattern:
    x: float
    y: float
    size: float
    round: bool


def find_codes(pixels: Pixels) -> list[Detection]:
    """Return every code in an RGB picture, each with its quiet edge, decodable or not.

    Raises:
        BackendError: the code model is missing or failed.
    """
    scale = min(1.0, SHORT_SIDE / max(1, min(pixels.shape[:2])))
    small = (
        cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
        if scale < 1
        else pixels
    )
    small = np.asarray(small, np.uint8)
    gray = np.asarray(cv2.cvtColor(small, cv2.COLOR_RGB2GRAY), np.uint8)
    found = [
        _detection(box, 0.9, rule)
        for view in _views(small, gray)
        for box, rule in _from_eyes(_eyes(view), view)
    ]
    found += [_detection(box, 0.8, "qr-opencv") for box in _opencv(gray)]
    found += [_detection(box, 0.7, "barcode") for box in _barcodes(gray)]
    found += [_detection(box, 0.95, "decoded") for box in decoded_codes(gray)]
    found += [_detection(box, 0.75, "code-model") for box in learned_codes(small)]
    whole = [replace(one, box=one.box.scaled(1 / scale)) for one in found]
    return _distinct(whole, pixels.shape[1], pixels.shape[0])


def _views(small: Pixels, gray: Gray) -> Iterator[Gray]:
    """Gray, and the channel that parts a colored code from its ground."""
    yield gray
    red, green, blue = cv2.split(small)
    low = cv2.min(cv2.min(red, green), blue)
    if cv2.absdiff(gray, low).mean() > 2:  # noqa: PLR2004 - a picture without color has one view
        yield np.asarray(low, np.uint8)


def _eyes(gray: Gray) -> list[_FinderPattern]:
    """Return the concentric triples of outlines: ring outside, ring inside, core."""
    block = 31 if min(gray.shape) >= 62 else 2 * (min(gray.shape) // 4) + 3  # noqa: PLR2004 - two blocks
    ground = cv2.blur(gray, (4 * block + 1, 4 * block + 1))
    eyes: list[_FinderPattern] = []
    for binary in (
        cv2.compare(gray, ground, cv2.CMP_LT),
        cv2.threshold(gray, 128, 255, cv2.THRESH_BINARY_INV)[1],
    ):
        outlines, tree = cv2.findContours(binary, cv2.RETR_TREE, cv2.CHAIN_APPROX_SIMPLE)
        if tree is not None:
            eyes += _nested(outlines, tree[0])
    kept: list[_FinderPattern] = []
    for eye in sorted(eyes, key=lambda item: -item.size):
        if all(math.hypot(eye.x - other.x, eye.y - other.y) > other.size / 2 for other in kept):
            kept.append(eye)
    return kept


def _nested(outlines: Sequence[Any], tree: npt.NDArray[np.int32]) -> list[_FinderPattern]:
    eyes = []
    for index, (_, _, child, _) in enumerate(tree):
        if child < 0 or tree[child][2] < 0:
            continue
        core = tree[child][2]
        x, y, width, height = cv2.boundingRect(outlines[index])
        if min(width, height) < LEAST_EYE_PX or max(width, height) > 1.5 * min(width, height):
            continue
        a, b, c, d = cv2.boundingRect(outlines[core])
        if not 0.25 < c / width < 0.62 or not 0.25 < d / height < 0.62:  # noqa: PLR2004 - 3/7 within print errors
            continue
        off = max(abs(a + c / 2 - x - width / 2), abs(b + d / 2 - y - height / 2))
        if off > 0.1 * max(width, height) + 1:
            continue
        filled = cv2.contourArea(outlines[index]) / max(1, (width - 1) * (height - 1))
        round_ = 0.6 < filled < 0.86  # noqa: PLR2004 - a disc fills pi / 4 of its box
        eyes.append(_FinderPattern(x + width / 2, y + height / 2, (width + height) / 2, round_))
    return eyes


def _from_eyes(eyes: Sequence[_FinderPattern], view: Gray) -> list[tuple[Box, str]]:
    """Return the codes that three finder patterns of one size span, or two at an edge."""
    found = []
    largest = sorted(eyes, key=lambda eye: -eye.size)[:MOST_EYES]
    for trio in combinations(largest, 3):
        sizes = sorted(eye.size for eye in trio)
        if sizes[2] > 1.35 * sizes[0]:
            continue
        for corner in range(3):
            box = _square(trio[corner], trio[corner - 1], trio[corner - 2], view)
            if box is not None:
                found.append(box)
    whole = [box for box, _ in found]
    for a, b in combinations(largest, 2):
        cut = _cut(a, b, view)
        if cut is not None and not any(box.overlap(cut) > 0 for box in whole):
            found.append((cut, "qr-cut"))
    return found


def _square(
    corner: _FinderPattern, a: _FinderPattern, b: _FinderPattern, view: Gray
) -> tuple[Box, str] | None:
    ax, ay, bx, by = a.x - corner.x, a.y - corner.y, b.x - corner.x, b.y - corner.y
    one, two = math.hypot(ax, ay), math.hypot(bx, by)
    size = (corner.size + a.size + b.size) / 3
    # centres of finder patterns lie 14 to 170 modules apart, 2 to 24 patterns
    if (
        min(one, two) < 1.8 * size
        or max(one, two) > 25 * size
        or max(one, two) > 1.15 * min(one, two)
    ):
        return None
    if abs(ax * bx + ay * by) > 0.12 * one * two:
        return None
    corners = [(corner.x, corner.y), (a.x, a.y), (b.x, b.y), (a.x + bx, a.y + by)]
    box = hull(Box(x, y, x, y) for x, y in corners)
    circular = corner.round and a.round and b.round
    if circular and one < ROUND_FAR * size:
        # a round code reaches beyond its finder patterns: its radius is over half the diagonal
        return box.padded(0.3 * one + size / 2), "round-code"
    if not _modular(view, corners[:3]):
        return None
    turned = (abs(ax) + abs(ay)) / one
    return box.padded(size / 2 * turned + size / 7), "qr-eyes"


def _cut(a: _FinderPattern, b: _FinderPattern, view: Gray) -> Box | None:
    """Return what is left of a code whose third finder pattern the picture's edge cuts off."""
    size, apart = (a.size + b.size) / 2, math.hypot(a.x - b.x, a.y - b.y)
    across, down = abs(a.x - b.x), abs(a.y - b.y)
    alike = max(a.size, b.size) < 1.2 * min(a.size, b.size)
    if not alike or not 1.8 * size < apart < CUT_FAR * size or min(across, down) > 0.1 * size:
        return None
    height, width = view.shape
    first = Box(min(a.x, b.x), min(a.y, b.y), max(a.x, b.x), max(a.y, b.y))
    rest = height - first.bottom if down < across else width - first.right
    if not size < rest < apart + size / 2:
        return None
    end = (first.left, height - 1.0) if down < across else (width - 1.0, first.top)
    other = (first.right, first.top) if down < across else (first.left, first.bottom)
    if not _modular(view, [(first.left, first.top), other, end]):
        return None
    rim = size / 2 + size / 7
    right = first.right + rim if down < across else width
    bottom = height if down < across else first.bottom + rim
    return Box(first.left - rim, first.top - rim, right, bottom)


def _modular(view: Gray, corners: Sequence[tuple[float, float]]) -> bool:
    """Return whether what three corners span is full of modules, its middle left aside."""
    side = CELLS * CELL_PX
    to = np.array([(0, 0), (side, 0), (0, side)], np.float32)
    matrix = cv2.getAffineTransform(np.array(corners, np.float32), to)
    flat = cv2.warpAffine(view, matrix, (side, side), flags=cv2.INTER_AREA).astype(np.float32)
    cells = flat.reshape(CELLS, CELL_PX, CELLS, CELL_PX).transpose(0, 2, 1, 3)
    dark, light = np.percentile(flat, (2, 98))
    busy = cells.std(axis=(2, 3)) > BUSY * (light - dark)
    around = np.ones((CELLS, CELLS), bool)
    around[1:-1, 1:-1] = False
    return bool(busy[around].mean() >= FILLED)


def _opencv(gray: Gray) -> list[Box]:
    """Run OpenCV's detector, which also finds codes that lack a finder pattern."""
    ok, corners = cv2.QRCodeDetectorAruco().detectMulti(gray)
    boxes = _boxes(corners) if ok else []
    return [box for box in boxes if 0.6 < box.width / max(1.0, box.height) < 1.67]  # noqa: PLR2004 - a square


def _barcodes(gray: Gray) -> list[Box]:
    ok, corners = cv2.barcode.BarcodeDetector().detectMulti(gray)
    return [box.padded(0.05 * box.width, 0.1 * box.height) for box in _boxes(corners)] if ok else []


def _boxes(corners: Any) -> list[Box]:  # noqa: ANN401 - cv2's untyped arrays
    quads = [np.asarray(quad, np.float64).reshape(-1, 2) for quad in corners]
    return [
        Box(*quad.min(axis=0).tolist(), *quad.max(axis=0).tolist())
        for quad in quads
        if np.isfinite(quad).all()
    ]


def _detection(box: Box, score: float, rule: str) -> Detection:
    return Detection(
        kind=Kind.QR_CODE,
        box=box,
        score=score,
        detector=DETECTOR,
        rule=rule,
        alias=Kind.QR_CODE.spec.stand_in,
    )


def _distinct(found: Sequence[Detection], width: int, height: int) -> list[Detection]:
    """Drop what a larger detection covers, and what lies outside the picture."""
    kept: list[Detection] = []
    picture = Box(0, 0, width, height)
    for one in sorted(found, key=lambda item: -item.box.area):
        inside = one.box.overlap(picture) > 0.5 * one.box.area
        if inside and all(one.box.overlap(other.box) < 0.6 * one.box.area for other in kept):
            kept.append(one)
    return kept
