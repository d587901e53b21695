"""Box smoothing: each side is the outermost of a sliding window, so covers hide gait."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from redactkit.core.geometry import Box

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["smoothed"]

BoxRows = npt.NDArray[np.float64]


def _filled(boxes: Mapping[int, Box]) -> tuple[int, BoxRows]:
    """Return the first frame and a row xyxy for each frame from there to the last.

    Frames between two that are known lie on the straight line between them.
    """
    frames = sorted(boxes)
    known = np.array([boxes[frame].xyxy for frame in frames])
    every = np.arange(frames[0], frames[-1] + 1)
    after = np.clip(np.searchsorted(frames, every), 1, max(1, len(frames) - 1))
    before, after = after - 1, np.minimum(after, len(frames) - 1)
    steps = np.maximum(np.take(frames, after) - np.take(frames, before), 1)
    share = ((every - np.take(frames, before)) / steps)[:, None]
    near, far = known[before], known[after]
    # as in `Box.between`: no side leaves its two ends, and no box is turned inside out
    rows = np.clip(near * (1 - share) + far * share, np.minimum(near, far), np.maximum(near, far))
    return frames[0], rows


def smoothed(boxes: Mapping[int, Box], reach: int, frames: int) -> dict[int, Box]:
    """Return boxes that hide how the thing inside moves, and lie around those given.

    Each side is set to its outermost place within ``reach`` frames before and after, then
    averaged over as many, so that it glides. Both ends are held ``reach`` frames longer.

    Args:
        boxes: the known boxes by frame.
        reach: half width of the window in frames; a stride has to fit in.
        frames: number of frames of the clip.
    """
    first, rows = _filled(boxes)
    held = np.pad(rows, ((3 * reach, 3 * reach), (0, 0)), mode="edge")
    outer = np.column_stack(
        [_windows(held[:, side], reach).min(axis=1) for side in (0, 1)]
        + [_windows(held[:, side], reach).max(axis=1) for side in (2, 3)]
    )
    # every mean is one of values that already reach as far, so nothing is uncovered
    mean = np.column_stack([_windows(outer[:, side], reach).mean(axis=1) for side in range(4)])
    start = first - reach
    return {
        start + place: Box(*_around(row, rows[min(max(place - reach, 0), len(rows) - 1)]))
        for place, row in enumerate(mean)
        if 0 <= start + place < frames
    }


def _windows(values: npt.NDArray[np.float64], reach: int) -> BoxRows:
    return np.lib.stride_tricks.sliding_window_view(values, 2 * reach + 1)


def _around(mean: BoxRows, raw: BoxRows) -> list[float]:
    """Return the mean, kept outside of the raw box where floating point would cut it."""
    near, far = np.minimum(mean[:2], raw[:2]), np.maximum(mean[2:], raw[2:])
    return [*near.tolist(), *far.tolist()]
