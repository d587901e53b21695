"""YuNet through OpenCV's ``FaceDetectorYN``; the model is the user's own file.

Model: https://github.com/opencv/opencv_zoo/tree/main/models/face_detection_yunet (MIT).
Made for faces of 10 to 300 px, so a picture is looked at small and enlarged.
"""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING, Any

import cv2
import numpy as np

from redactkit.core.errors import BackendError
from redactkit.models.face_boxes import (
    SAME_FACE,
    detect_all_scales,
    max_lines,
    merge_rows,
)
from redactkit.models.model_files import folders, load_model

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from redactkit.core.findings import Detection
    from redactkit.core.frames import Frame, Pixels
    from redactkit.models.face_boxes import BoxRows, Region

__all__ = ["YuNet"]

FILES = "face_detection_yunet*.onnx"
"""Names of OpenCV's own releases."""

LINES = (320, 720)
"""Scales of detection, as lengths of the shorter side, px."""

FLOOR = 0.3
"""Lowest score reported."""

MOST = 5000
"""Candidates before boxes are merged, as in OpenCV's default."""

MULTIPLE = 32
"""Both sides of the input are filled up to a multiple: the network halves five times."""

CONTEXT = 48
"""Context around a region, px at its scale."""

NETS = 4
"""Networks kept, one for each input size: OpenCV's engine answered with wrong boxes when one
network was fed pictures of different sizes."""


class YuNet:
    """Finds faces with YuNet.

    Args:
        model: the ONNX file; by default the newest ``face_detection_yunet*.onnx`` in the
            model folders.

    Raises:
        BackendError: there is no model, or OpenCV does not take it.
    """

    def __init__(self, *, model: Path | None = None) -> None:
        """Load the model."""
        path = _found() if model is None else model
        self._model, sha256 = load_model(path)
        self._name = f"yunet-{sha256[:8]}"
        self._nets: dict[tuple[int, int], Any] = {}
        self._lock = Lock()
        self._run(np.zeros((MULTIPLE, MULTIPLE, 3), np.uint8))

    @property
    def name(self) -> str:
        """Network and the first eight digits of its file's SHA-256, for the record."""
        return self._name

    @property
    def lanes(self) -> int:
        """Looks side by side: one, the network takes a picture at a time."""
        return 1

    def detect(self, frames: Sequence[Frame]) -> list[list[Detection]]:
        """Return the faces of each frame.

        Raises:
            BackendError: the model failed.
        """
        return [detect_all_scales(self, frame.pixels) for frame in frames]

    def scales(self, pixels: Pixels) -> list[int]:
        """Return the scales of detection, px of the shorter side."""
        most = max_lines(pixels)
        return sorted({min(lines, most) for lines in LINES})

    def detect_scale(self, pixels: Pixels, scale: int, regions: Sequence[Region]) -> BoxRows:
        """Look at parts of a picture.

        Args:
            pixels: the whole picture.
            scale: one of `scales`.
            regions: half-open xyxy, px of the picture.

        Returns:
            Rows of ``left, top, right, bottom, score`` in px of the picture.

        Raises:
            BackendError: the model failed.
        """
        factor = scale / min(pixels.shape[:2])
        edge = int(np.ceil(CONTEXT / factor))
        found = [np.zeros((0, 5), np.float32)]
        for left, top, right, bottom in regions:
            x0, y0 = max(0, left - edge), max(0, top - edge)
            part = pixels[y0 : bottom + edge, x0 : right + edge]
            found.append(self._part(part, factor) + np.array([x0, y0, x0, y0, 0], np.float32))
        return np.concatenate(found)

    def merged(self, found: Sequence[tuple[int, BoxRows]]) -> list[Detection]:
        """Merge the rows of several scales into one detection a face, best score first."""
        return merge_rows(found, self._name)

    def _part(self, part: Pixels, factor: float) -> BoxRows:
        height, width = (max(1, round(side * factor)) for side in part.shape[:2])
        way = cv2.INTER_AREA if factor < 1 else cv2.INTER_LINEAR
        small = cv2.resize(part, (width, height), interpolation=way)
        below, beside = -height % MULTIPLE, -width % MULTIPLE
        filled = cv2.copyMakeBorder(small, 0, below, 0, beside, cv2.BORDER_REPLICATE)
        wide, high = part.shape[1] / width, part.shape[0] / height
        rows = self._run(np.asarray(filled, np.uint8))
        return np.asarray(rows * np.array([wide, high, wide, high, 1], np.float32), np.float32)

    def _run(self, picture: Pixels) -> BoxRows:
        size = picture.shape[1], picture.shape[0]
        with self._lock:
            try:
                _, answer = self._net(size).detect(np.ascontiguousarray(picture[..., ::-1]))
            except cv2.error as error:
                msg = f"{self._name} failed: give another model file"
                raise BackendError(msg) from error
        # x, y, width, height, five landmarks, score
        rows = np.zeros((0, 15), np.float32) if answer is None else np.asarray(answer, np.float32)
        rows = rows[np.isfinite(rows).all(axis=1)]
        near = rows[:, :2]
        return np.column_stack([near, near + rows[:, 2:4], np.clip(rows[:, 14], 0, 1)])

    def _net(self, size: tuple[int, int]) -> Any:  # noqa: ANN401 - OpenCV's stubs lack it
        if size not in self._nets:
            if len(self._nets) >= NETS:
                self._nets.pop(next(iter(self._nets)))
            model = np.frombuffer(self._model, np.uint8)
            empty = np.zeros(0, np.uint8)
            self._nets[size] = cv2.FaceDetectorYN.create(
                "onnx", model, empty, size, FLOOR, SAME_FACE, MOST
            )
        return self._nets[size]


def _found() -> Path:
    for folder in folders():
        files = sorted(folder.glob(FILES))
        if files:
            return files[-1]
    msg = (
        "no YuNet model is here: put face_detection_yunet_2023mar.onnx of OpenCV's model zoo "
        f"into {folders()[0]}"
    )
    raise BackendError(msg)
