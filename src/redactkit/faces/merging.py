"""One face seen at several scales becomes one detection."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from redactkit.backends.centerface import NAME
from redactkit.findings import Detection, Kind
from redactkit.geometry import Box

if TYPE_CHECKING:
    from collections.abc import Sequence

    from redactkit.backends.rows import Rows

__all__ = ["as_detection", "merge"]

SAME_IOU, SAME_PART, SAME_AREA = 0.4, 0.7, 3.0
"""Boxes of two scales are one face at this IoU, or when one holds this part of the other
and is not more than this many times its area."""


def merge(found: Sequence[tuple[int, Rows]]) -> list[Detection]:
    """Merge the answers of several scales into one detection a face.

    Args:
        found: pairs of scale (px of the shorter side) and rows of ``left, top, right,
            bottom, score`` in pixels of the picture.

    Returns:
        Detections, best score first: the mean box, weighed by squared scores, and the
        best score.
    """
    rows = np.concatenate([np.zeros((0, 6)), *(_tagged(lines, rows) for lines, rows in found)])
    rows = rows[np.argsort(-rows[:, 4], kind="stable")]
    area = (rows[:, 2] - rows[:, 0]) * (rows[:, 3] - rows[:, 1])
    left = np.arange(len(rows))
    merged = []
    while left.size:
        near = np.maximum(rows[left[0], :2], rows[left, :2])
        sides = np.minimum(rows[left[0], 2:4], rows[left, 2:4]) - near
        common = np.maximum(sides[:, 0], 0) * np.maximum(sides[:, 1], 0)
        smaller = np.minimum(area[left[0]], area[left])
        larger = np.maximum(area[left[0]], area[left])
        same = common >= SAME_IOU * (smaller + larger - common)
        same |= (common >= SAME_PART * smaller) & (larger < SAME_AREA * smaller)
        same[0] = True
        merged.append(_merged(rows[left[same]]))
        left = left[~same]
    return merged


def _tagged(lines: int, rows: Rows) -> npt.NDArray[np.float64]:
    return np.column_stack([rows, np.full(len(rows), float(lines))])


def _merged(rows: npt.NDArray[np.float64]) -> Detection:
    weights = rows[:, 4] ** 2
    box = weights @ rows[:, :4] / weights.sum()
    scales = "+".join(map(str, sorted({int(lines) for lines in rows[:, 5]})))
    return as_detection(Box(*map(float, box)), float(min(1.0, rows[0, 4])), scales)


def as_detection(box: Box, score: float, rule: str) -> Detection:
    """Return a face seen by CenterFace; ``rule`` names the scales that saw it."""
    return Detection(kind=Kind.FACE, box=box, score=score, detector=NAME, rule=rule)
