"""Association of detections with tracks: greedy, best match first, each used once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from redactkit.models.face_boxes import intersection_areas

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["Rows", "associate", "one_to_one"]

GROWN = 0.25
"""Boxes grow by this share of their sides before they are compared: small faces move by
more than their own size between frames."""

ALIKE = 0.3
"""IoU of grown boxes from which two can be the same face."""

SCORE_COUNTS, BEST_COUNTS, GAP_COSTS = 0.3, 0.2, 0.02
"""What is added to that IoU when pairs compete: for a sure detection, for a sure track,
and taken off for each frame since it was last seen."""

Rows = npt.NDArray[np.float64]


def associate(expected: Rows, gaps: Rows, best: Rows, found: Rows) -> list[tuple[int, int]]:
    """Return pairs of track and detection, by their row numbers, best match first.

    Args:
        expected: where each track should be, xyxy, shape ``(tracks, 4)``.
        gaps: frames since each track was last seen.
        best: how sure each track is, 0 to 1.
        found: detections, xyxy and score, shape ``(detections, 5)``.
    """
    alike = _iou(_grown(expected), _grown(found[:, :4]))
    bonus = (BEST_COUNTS * best - GAP_COSTS * gaps)[:, None] + SCORE_COUNTS * found[None, :, 4]
    tracks, places = np.nonzero(alike >= ALIKE)
    order = np.argsort(-(alike + bonus)[tracks, places], kind="stable")
    return one_to_one(zip(tracks[order].tolist(), places[order].tolist(), strict=True))


def one_to_one(pairs: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return pairs, best first as given, of which each side is used once at most."""
    matched: list[tuple[int, int]] = []
    used: set[int] = set()
    taken: set[int] = set()
    for track, place in pairs:
        if track not in used and place not in taken:
            used.add(track)
            taken.add(place)
            matched.append((track, place))
    return matched


def _grown(rows: Rows) -> Rows:
    width, height = GROWN * (rows[:, 2] - rows[:, 0]), GROWN * (rows[:, 3] - rows[:, 1])
    return rows + np.column_stack([-width, -height, width, height])


def _iou(rows: Rows, others: Rows) -> Rows:
    common = intersection_areas(rows, others)
    area = np.prod(rows[:, 2:] - rows[:, :2], axis=1)
    other = np.prod(others[:, 2:] - others[:, :2], axis=1)
    union = area[:, None] + other[None, :] - common
    return np.asarray(common / np.maximum(union, 1e-9))
