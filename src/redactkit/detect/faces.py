"""Faces at all sizes: the network over the picture scaled up and down, and the answers merged.

CenterFace sees faces of about 10 to 200 px best. CCTV faces are smaller, faces in front
of a counter camera larger; motion blur vanishes when the picture shrinks. So each picture
is looked at with its shorter side scaled to 240, 320, 720 and 1080 px, and
unscaled where that differs from all of them.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import islice, product
from typing import TYPE_CHECKING

import cv2
import numpy as np
import numpy.typing as npt

from redactkit.detect.rescoring import (
    CROP,
    FACE_IN_CROP,
    START_FLOOR,
    agreeing_scales,
    crop_around,
    probability,
)
from redactkit.detect.scale_merging import as_detection, merge_scales
from redactkit.models.centerface import MULTIPLE, NAME, CenterFace
from redactkit.models.face_boxes import max_lines

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from redactkit.core.findings import Detection
    from redactkit.core.frames import Frame, Pixels
    from redactkit.core.geometry import Box
    from redactkit.core.policy import Precision

__all__ = ["FaceDetector", "merge_scales"]

LINES = (240, 320, 720, 1080)
"""Scales of detection, as lengths of the shorter side, px; its own length is added."""

NEWS = 1.05
"""The own size is a scale too where it differs from all others by this factor."""

LARGEST_NATIVE = 2160
"""Longest shorter side that is scanned unscaled too (4K clips)."""

TILE = 2048
"""Longest input side; longer pictures (stitched screenshots) are cut along it."""

OVERLAP = 256
"""Shared by neighbouring tiles, so that every face up to this size lies whole in one."""

FLOOR = 0.05
"""Lowest raw score reported; below it CenterFace answers noise everywhere."""

SIZES = ((20, 64), (36, 96), (64, 160))
"""Rescoring: size of the face, side of the square around it, both px."""

QUICK = SIZES[1:2]
"""Sizes looked at where several frames of a track speak: three tell tracks of faces from others
no better (area under ROC, clips left out: 0.924 for one, 0.926 for three) and cost four times."""

AGREES = 0.3
"""IoU with the box in question from which an answer of the second look is about it."""

LOOK_FLOOR = 0.02
"""Lowest score that rescoring counts."""

BATCH = 8
"""Most crops to a run, times two for the mirrored ones; more run no faster."""

SCREEN_LINES = (320, 720)
"""Lengths of the shorter side at which photos in a screenshot are looked at: a screen shows no
face smaller than 10 px of 720 that anybody could know, and is never blurred by motion."""

STILL_LOOKS = 48
"""Weak detections of a still that are rescored, best first: bounds its time."""

Rows = npt.NDArray[np.float32]


class FaceDetector:
    """Finds faces with CenterFace at several scales.

    Args:
        model: the ONNX file; the packaged one by default.
        threads: CPU threads; 0 takes all there are.
        precision: what the network computes in (see `runtime.precision_of`).

    Raises:
        BackendError: the model is missing or altered.
    """

    def __init__(
        self, *, model: Path | None = None, threads: int = 0, precision: Precision = "auto"
    ) -> None:
        """Load the network."""
        self._net = CenterFace(model=model, threads=threads, precision=precision)

    @property
    def name(self) -> str:
        """Name and version, for the record."""
        return NAME

    @property
    def lanes(self) -> int:
        """Looks that it can make side by side."""
        return self._net.lanes

    def detect(self, frames: Sequence[Frame]) -> list[list[Detection]]:
        """Return the faces of each frame, judged by that frame alone.

        The score is the raw one or, where that is higher, the probability after a
        second look at the place: no other frame speaks for a still, so it is asked at
        three sizes.

        Raises:
            BackendError: the model failed.
        """
        return [self._judged(frame, self.scan(frame), SIZES) for frame in frames]

    def detect_in(
        self,
        frame: Frame,
        regions: Sequence[tuple[int, int, int, int]],
        covered: Sequence[Box] = (),
    ) -> list[Detection]:
        """Return the faces in parts of a screenshot, half-open xyxy, px; as `detect`.

        Faces inside a ``covered`` place are left out.

        Raises:
            BackendError: the model failed.
        """
        raw = self._scanned(frame.pixels, SCREEN_LINES, regions)
        bare = [one for one in raw if not any(box.covers(one.box) for box in covered)]
        return self._judged(frame, bare, QUICK)

    def scan(self, frame: Frame) -> list[Detection]:
        """Return raw detections down to a score of 0.05, for `tracker` to weigh over time.

        ``rule`` names the scales (px of the shorter side) that agree, joined by ``+``.

        Raises:
            BackendError: the model failed.
        """
        height, width = frame.pixels.shape[:2]
        return self._scanned(frame.pixels, self.scales(frame.pixels), [(0, 0, width, height)])

    def scales(self, pixels: Pixels) -> list[int]:
        """Return the scales of detection, as lengths of the shorter side, px."""
        own, most = min(pixels.shape[:2]), max_lines(pixels)
        wanted = sorted({min(lines, most) for lines in LINES})
        news = all(max(own, lines) >= NEWS * min(own, lines) for lines in wanted)
        return sorted((*wanted, own)) if news and own <= LARGEST_NATIVE else wanted

    def detect_scale(
        self, pixels: Pixels, scale: int, regions: Sequence[tuple[int, int, int, int]]
    ) -> Rows:
        """Look at parts of a picture, the picture scaled to ``scale`` px of shorter side.

        Args:
            pixels: the whole picture.
            scale: length of its shorter side, px.
            regions: half-open xyxy, px of the picture.

        Returns:
            Rows of ``left, top, right, bottom, score`` in px of the picture.

        Raises:
            BackendError: the model failed.
        """
        factor = scale / min(pixels.shape[:2])
        found = [np.zeros((0, 5), np.float32)]
        for left, top, right, bottom in regions:
            size = right - left, bottom - top
            for x0, y0, x1, y1 in _tiles(*size, TILE / factor, OVERLAP / factor):
                part = pixels[top + y0 : top + y1, left + x0 : left + x1]
                shift = np.array([left + x0, top + y0, left + x0, top + y0, 0], np.float32)
                found.append(self._part(part, factor) + shift)
        return np.concatenate(found)

    def merged(self, found: Sequence[tuple[int, Rows]]) -> list[Detection]:
        """Merge the rows of several scales into one detection a face."""
        return merge_scales(found)

    def rescore(self, crops: Sequence[Pixels]) -> list[float]:
        """Return for each crop the mean score of the place and its mirror image.

        Raises:
            BackendError: the model failed.
        """
        return self._examined(crops, QUICK)

    def _scanned(
        self,
        pixels: Pixels,
        scales: Sequence[int],
        regions: Sequence[tuple[int, int, int, int]],
    ) -> list[Detection]:
        look = partial(self.detect_scale, pixels, regions=regions)
        with ThreadPoolExecutor(self.lanes) as pool:
            # the longest scan starts first
            found = list(pool.map(look, reversed(scales)))
        return merge_scales(list(zip(reversed(scales), found, strict=True)))

    def _judged(
        self, frame: Frame, raw: list[Detection], sizes: Sequence[tuple[int, int]]
    ) -> list[Detection]:
        weak = sorted((d for d in raw if d.score >= START_FLOOR), key=lambda d: -d.score)
        weak = weak[:STILL_LOOKS]
        crops = [crop_around(frame.pixels, d.box) for d in weak]
        looks = self._examined(crops, sizes)
        judged = []
        for detection, look in zip(weak, looks, strict=True):
            scales = agreeing_scales(detection.rule.split("+"))
            share = min(1.0, detection.box.area / (frame.pixels.shape[0] * frame.pixels.shape[1]))
            score = max(detection.score, probability(detection.score, scales, look, share))
            judged.append(as_detection(detection.box, score, detection.rule))
        return judged

    def _part(self, part: Pixels, factor: float) -> Rows:
        picture = _resized(part, factor)
        rows = self._net.boxes(picture[None], FLOOR)[0]
        wide, high = part.shape[1] / picture.shape[1], part.shape[0] / picture.shape[0]
        return np.asarray(rows * np.array([wide, high, wide, high, 1], np.float32))

    def _examined(self, crops: Sequence[Pixels], sizes: Sequence[tuple[int, int]]) -> list[float]:
        parts = [crops[start : start + BATCH] for start in range(0, len(crops), BATCH)]
        with ThreadPoolExecutor(self.lanes) as pool:
            found = pool.map(self._examine_at, *zip(*product(parts, sizes), strict=True))
            each = [np.stack(list(islice(found, len(sizes)))) for _ in parts]
        return [float(score) for scores in each for score in scores.mean(axis=(0, 1))]

    def _examine_at(
        self, crops: Sequence[Pixels], size: tuple[int, int]
    ) -> npt.NDArray[np.float64]:
        """Return scores at one size, shape ``(2, crops)``: as they are and mirrored."""
        batch = np.stack([_crop_at(crop, *size) for crop in crops])
        batch = np.concatenate([batch, batch[:, :, ::-1]])
        answers = self._net.boxes(batch, LOOK_FLOOR, distinct=False)
        return np.reshape([_best_at(rows, *size) for rows in answers], (2, -1))


def _tiles(width: int, height: int, side: float, overlap: float) -> list[tuple[int, int, int, int]]:
    columns, rows = _spans(width, side, overlap), _spans(height, side, overlap)
    return [(x0, y0, x1, y1) for y0, y1 in rows for x0, x1 in columns]


def _spans(length: int, side: float, overlap: float) -> list[tuple[int, int]]:
    if length <= side:
        return [(0, length)]
    count = int(np.ceil((length - overlap) / (side - overlap)))
    starts = np.linspace(0, length - side, count)
    return [(int(start), min(length, int(np.ceil(start + side)))) for start in starts]


def _resized(pixels: Pixels, scale: float) -> Pixels:
    height, width = (max(1, round(side * scale / MULTIPLE)) * MULTIPLE for side in pixels.shape[:2])
    if (height, width) == pixels.shape[:2]:
        return pixels
    # not `scaling.scaled`: the evidence was weighed on pictures made like this
    way = cv2.INTER_AREA if height < pixels.shape[0] else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(pixels, (width, height), interpolation=way), np.uint8)


def _crop_at(crop: Pixels, face: int, side: int) -> Pixels:
    """Return the middle of a crop so that the face measures ``face`` in a square of ``side``."""
    source = min(CROP, round(side * FACE_IN_CROP / face))
    start = (CROP - source) // 2
    middle = crop[start : start + source, start : start + source]
    size = round(source * face / FACE_IN_CROP)
    small = cv2.resize(middle, (size, size), interpolation=cv2.INTER_AREA)
    edge = side - size
    if edge:
        half = edge // 2
        small = cv2.copyMakeBorder(
            small, half, edge - half, half, edge - half, cv2.BORDER_REPLICATE
        )
    return np.asarray(small, np.uint8)


def _best_at(rows: Rows, face: int, side: int) -> float:
    """Return the best score of a box that is about the face in the middle of a square."""
    near, far = (side - face) / 2, (side + face) / 2
    width = np.minimum(rows[:, 2], far) - np.maximum(rows[:, 0], near)
    height = np.minimum(rows[:, 3], far) - np.maximum(rows[:, 1], near)
    common = np.clip(width, 0, None) * np.clip(height, 0, None)
    area = (rows[:, 2] - rows[:, 0]) * (rows[:, 3] - rows[:, 1])
    about = common >= AGREES * (area + face * face - common)
    return float(rows[about, 4].max(initial=0.0))
