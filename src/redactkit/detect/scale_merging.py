"""One face seen at several scales becomes one detection."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from redactkit.core.findings import Detection, Kind
from redactkit.core.geometry import Box
from redactkit.models.centerface import NAME
from redactkit.models.face_boxes import intersection_areas

if TYPE_CHECKING:
    from collections.abc import Sequence

    from redactkit.models.face_boxes import BoxRows

__all__ = ["as_detection", "merge_scales"]

SAME_IOU, SAME_PART, SAME_AREA = 0.4, 0.7, 3.0
"""Boxes of two scales are one face at this IoU, or when one holds this part of the other
and is not more than this many times its area."""


def merge_scales(found: Sequence[tuple[int, BoxRows]]) -> list[Detection]:
    """Merge the answers of several scales into one detection a face.

    Args:
        found: pairs of scale (px of the shorter side) and rows of ``left, top, right,
            bottom, score`` in pixels of the picture.

    Returns:
        Detections, best score first: the mean box, weighed by squared scores, and the
        best score.
    """
    tagged = [_tagged(lines, rows) for lines, rows in found if len(rows)]
    if not tagged:
        return []
    rows = np.concatenate(tagged)
    rows = rows[np.argsort(-rows[:, 4], kind="stable")]
    same = _same(rows)
    left = np.ones(len(rows), bool)
    merged = []
    for place in range(len(rows)):
        if left[place]:
            near = same[place] & left
            merged.append(_merged(rows[near]))
            left ^= near
    return merged


def _same(rows: npt.NDArray[np.float64]) -> npt.NDArray[np.bool_]:
    """Return which boxes are one face with which, shape ``(n, n)``."""
    sides = rows[:, 2:4] - rows[:, :2]
    area = sides[:, 0] * sides[:, 1]
    common = intersection_areas(rows, rows)
    smaller, larger = np.minimum(area[:, None], area), np.maximum(area[:, None], area)
    same = common >= SAME_IOU * (smaller + larger - common)
    same |= (common >= SAME_PART * smaller) & (larger < SAME_AREA * smaller)
    np.fill_diagonal(same, val=True)
    return np.asarray(same)


def _tagged(lines: int, rows: BoxRows) -> npt.NDArray[np.float64]:
    return np.column_stack([rows, np.full(len(rows), float(lines))])


def _merged(rows: npt.NDArray[np.float64]) -> Detection:
    weights = rows[:, 4] ** 2
    box = weights @ rows[:, :4] / weights.sum()
    scales = "+".join(map(str, sorted({int(lines) for lines in rows[:, 5]})))
    return as_detection(Box(*map(float, box)), float(min(1.0, rows[0, 4])), scales)


def as_detection(box: Box, score: float, rule: str) -> Detection:
    """Return a face seen by CenterFace; ``rule`` names the scales that saw it."""
    return Detection(kind=Kind.FACE, box=box, score=score, detector=NAME, rule=rule)
