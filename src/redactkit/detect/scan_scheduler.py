"""Scan scheduling: each scale of the detector has an interval, and scans where pixels changed.

What was seen at a place stays true until the place changes. The small scales are cheap and
looked at in turn, one a frame; the enlarged ones cost most and are looked at now and then.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import partial
from math import inf
from typing import TYPE_CHECKING, Protocol, runtime_checkable

import cv2
import numpy as np

from redactkit.detect.executors import SerialExecutor, ThreadPool
from redactkit.detect.motion import MotionGate
from redactkit.models.face_boxes import ScaleDetector

if TYPE_CHECKING:
    from collections.abc import Sequence
    from concurrent.futures import Future

    from redactkit.core.findings import Detection
    from redactkit.core.frames import Picture
    from redactkit.detect.motion import Luma, Mask
    from redactkit.models.face_boxes import BoxRows, Region

__all__ = [
    "RESCAN_INTERVALS",
    "SCAN_INTERVALS",
    "ParallelScaleDetector",
    "PendingScan",
    "ScanInterval",
    "ScanScheduler",
    "scan_regions",
]

WHOLE_LINES = 320
"""Scales up to this scan the whole picture: faces there are as large as regions."""

CONTEXT = 32
"""Context around a changed place that the network is given, px at its scale."""

WORTH_MERGING = 1.25
"""Two regions are scanned as one when that costs at most this many times both."""

NEARLY_ALL = 0.6
"""Share of the picture from which all of it is scanned: regions overlap and have edges."""

GRID = 8
"""Parts of the picture's sides that regions are made of."""

WHOLE_FACE = 0.1
"""Score from which a box that touches a change is rescanned as a whole."""

REACH = 0.5
"""By this share of its sides such a box grows first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanInterval:
    """Scan interval for scales of at most ``lines`` lines; the first match wins.

    ``every`` and ``late`` are seconds: from one scan to the next, and the first one's delay
    against the others, so that not all scales are due in the same frame.
    """

    lines: float = inf
    every: float
    late: float = 0.0


SCAN_INTERVALS = (
    ScanInterval(lines=240, every=0.08, late=0.04),
    ScanInterval(lines=320, every=0.08),
    ScanInterval(lines=700, every=0.16),
    ScanInterval(lines=900, every=0.32),
    ScanInterval(every=0.8),
)
"""Small scales cost least and see what is lost first, large faces that blur and turn. Looked at
four times as often, the others add no recall on the twenty clips and cost twice as much."""

RESCAN_INTERVALS = tuple(
    replace(pace, every=4 * pace.every, late=4 * pace.late) for pace in SCAN_INTERVALS
)
"""For a clip whose every frame is known to show what was painted."""


@runtime_checkable
class ParallelScaleDetector(ScaleDetector, Protocol):
    """A `ScaleDetector` that runs ``lanes`` calls side by side, from as many threads."""

    @property
    def lanes(self) -> int:
        """Looks side by side."""
        ...


@dataclass(slots=True, eq=False)
class _ScaleState:
    """State of one scale: what it scanned, and the boxes found there."""

    lines: int
    every: int
    late: int
    start: int
    gate: MotionGate
    lane: SerialExecutor[BoxRows]
    rows: BoxRows = field(default_factory=lambda: np.zeros((0, 5), np.float32))
    answer: Future[BoxRows] | None = None

    def due(self, frame: int) -> bool:
        since = frame - self.start
        return since == 0 or since % self.every == self.late

    def idle(self, frame: int) -> Future[BoxRows] | None:
        """Return the last result where nothing was found and ``frame`` needs no scan."""
        last = self.answer
        if last is None or self.due(frame) or not last.done() or len(last.result()):
            return None
        return last


@dataclass(frozen=True, slots=True)
class PendingScan:
    """The detections of one frame, once all its scans are done."""

    scanner: ParallelScaleDetector
    scales: tuple[tuple[int, Future[BoxRows]], ...]

    def result(self) -> list[Detection]:
        """Wait for the looks, and return what they saw.

        Raises:
            BackendError: the model failed.
        """
        return self.scanner.merged([(lines, rows.result()) for lines, rows in self.scales])


class ScanScheduler:
    """Detects in the frames of one clip, now and then, and only where something changed.

    Scans of one scale depend on each other; those of two scales run in parallel.

    Args:
        scanner: the detector.
        rate: frames a second.
        paces: the scan intervals.
        lanes: the thread pool; None scans in the caller's thread.
    """

    def __init__(
        self,
        scanner: ParallelScaleDetector,
        rate: float,
        paces: Sequence[ScanInterval] = SCAN_INTERVALS,
        lanes: ThreadPool | None = None,
    ) -> None:
        """Start with nothing seen."""
        self._scanner = scanner
        self._lanes = lanes or ThreadPool()
        self._rate = rate
        self._paces = tuple(paces)
        self._scales: list[_ScaleState] = []
        self._start = 0

    def cut(self, frame: int) -> None:
        """Rescan the whole picture from ``frame`` on: it is another scene."""
        self._scales, self._start = [], frame

    def wants(self, frame: int) -> bool:
        """Return whether any scale is due in ``frame``."""
        return not self._scales or any(scale.due(frame) for scale in self._scales)

    def scan(self, frame: Picture, small: Luma) -> PendingScan:
        """Look at ``frame``; frames come in order, all of one size."""
        if not self._scales:
            lines = self._scanner.scales(frame.pixels)
            self._scales = [self._scale(each, MotionGate(*small.shape)) for each in lines]
        looks = ((scale.lines, self._answer(scale, frame, small)) for scale in self._scales)
        return PendingScan(self._scanner, tuple(looks))

    def _answer(self, scale: _ScaleState, frame: Picture, small: Luma) -> Future[BoxRows]:
        answer = scale.idle(frame.index)
        if answer is None:
            answer = scale.lane.submit(partial(self._look, scale, frame, small))
        scale.answer = answer
        return answer

    def _scale(self, lines: int, gate: MotionGate) -> _ScaleState:
        pace = next(pace for pace in self._paces if lines <= pace.lines)
        every = max(1, round(pace.every * self._rate))
        late = min(every - 1, round(pace.late * self._rate))
        lane: SerialExecutor[BoxRows] = SerialExecutor(self._lanes)
        return _ScaleState(
            lines=lines, every=every, late=late, start=self._start, gate=gate, lane=lane
        )

    def _look(self, scale: _ScaleState, frame: Picture, small: Luma) -> BoxRows:
        if not len(scale.rows) and not scale.due(frame.index):
            return scale.rows
        cells = scale.gate.show(small)
        size = frame.shape
        if not cells.any():
            return scale.rows
        if not scale.due(frame.index):
            return scale.rows[~_inside(scale.rows, cells, size)]
        if scale.lines <= WHOLE_LINES:
            cells[:] = True
        cells = _whole_faces(_dilated(cells), scale.rows, size)
        found = self._scanner.detect_scale(
            frame.pixels, scale.lines, scan_regions(cells, size, CONTEXT * min(size) / scale.lines)
        )
        kept = scale.rows[~_inside(scale.rows, cells, size)]
        scale.rows = np.concatenate([kept, found[_inside(found, cells, size)]])
        scale.gate.mark_scanned(cells)
        return scale.rows


def scan_regions(cells: Mask, size: tuple[int, int], context: float) -> list[Region]:
    """Return few rectangles, in pixels, that hold all set cells and ``context`` around.

    Args:
        cells: shape ``(rows, columns)``.
        size: height and width of the picture, px.
        context: px added on each side, inside the picture.
    """
    high, wide = size[0] / cells.shape[0], size[1] / cells.shape[1]
    _, _, stats, _ = cv2.connectedComponentsWithStats(cells.astype(np.uint8), connectivity=8)
    found: list[Region] = []
    for x, y, w, h, _ in stats[1:].tolist():
        left, right = _snapped(x * wide - context, (x + w) * wide + context, size[1])
        top, bottom = _snapped(y * high - context, (y + h) * high + context, size[0])
        found = _joined(found, (left, top, right, bottom))
    if sum(map(_area, found)) > NEARLY_ALL * size[0] * size[1]:
        return [(0, 0, size[1], size[0])]
    return found


def _snapped(near: float, far: float, side: int) -> tuple[int, int]:
    """Return the span widened to a grid: each new size costs the network 10 ms and more."""
    first = max(0, int(near * GRID // side))
    last = min(GRID, int(np.ceil(far * GRID / side)))
    return first * side // GRID, -(-last * side // GRID)


def _joined(regions_: list[Region], new: Region) -> list[Region]:
    """Add a region, merging it with any that it is cheap to merge with."""
    for place, other in enumerate(regions_):
        both = (
            min(new[0], other[0]),
            min(new[1], other[1]),
            max(new[2], other[2]),
            max(new[3], other[3]),
        )
        if _area(both) <= WORTH_MERGING * (_area(new) + _area(other)):
            return _joined(regions_[:place] + regions_[place + 1 :], both)
    return [*regions_, new]


def _area(region: Region) -> int:
    return (region[2] - region[0]) * (region[3] - region[1])


def _dilated(cells: Mask) -> Mask:
    return np.asarray(cv2.dilate(cells.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0)


def _inside(rows: BoxRows, cells: Mask, size: tuple[int, int]) -> Mask:
    """Return for each box whether its middle lies in a set cell."""
    middle_x, middle_y = (rows[:, 0] + rows[:, 2]) / 2, (rows[:, 1] + rows[:, 3]) / 2
    y = np.clip((middle_y * cells.shape[0] / size[0]).astype(int), 0, cells.shape[0] - 1)
    x = np.clip((middle_x * cells.shape[1] / size[1]).astype(int), 0, cells.shape[1] - 1)
    return np.asarray(cells[y, x])


def _whole_faces(cells: Mask, rows: BoxRows, size: tuple[int, int]) -> Mask:
    """Return ``cells`` with all cells of the known faces that any set cell touches."""
    all_cells = cells.copy()
    for left, top, right, bottom, score in rows.tolist():
        if score < WHOLE_FACE:
            continue
        x, y = REACH * (right - left), REACH * (bottom - top)
        rows_ = _span(top - y, bottom + y, cells.shape[0], size[0])
        columns = _span(left - x, right + x, cells.shape[1], size[1])
        if cells[rows_, columns].any():
            all_cells[rows_, columns] = True
    return all_cells


def _span(near: float, far: float, cells: int, pixels: int) -> slice:
    first = int(max(0.0, near) * cells / pixels)
    return slice(first, max(first + 1, int(np.ceil(min(far, pixels) * cells / pixels))))
