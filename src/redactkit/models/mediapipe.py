"""MediaPipe's face detector over tiles: a second detector for clips (package ``mediapipe``).

The network sees squares of 192 (full range) or 128 px (short range), made for phones held
in a hand. CCTV faces are small, so the picture is cut into overlapping squares, each shown
enlarged. It is weaker than CenterFace, but fails on other faces.

Models: https://github.com/google-ai-edge/mediapipe/tree/v0.10.21/mediapipe/modules/face_detection
"""

from __future__ import annotations

import importlib
import os
import weakref
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING, Any, Literal

import cv2
import numpy as np

from redactkit.core.errors import BackendError
from redactkit.models.face_boxes import SAME_FACE, detect_all_scales, merge_rows
from redactkit.models.model_files import find_model, load_model, model_file

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from redactkit.core.findings import Detection
    from redactkit.core.frames import Frame, Pixels
    from redactkit.models.face_boxes import BoxRows, Region

__all__ = ["MediaPipe"]

Reach = Literal["full", "short"]

OVERLAP = 0.25
"""Share of a tile's side that neighbours share: larger faces lie whole in a larger tile."""

FINER = 2
"""Tiles are handed over at this multiple of the network's side: answers come in whole pixels."""

FLAT = 8
"""Tiles whose brightest and darkest samples differ by less hold nothing: the network, shown an
even grey, answers 0.25."""

HIGHER = 0.05
"""Share of its height added above and below, as boxes end between brow and chin."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Variant:
    """A network: side of its input px, tiles along the shorter side, and its lowest score.

    Floors: below, on the twenty clips, less than one answer in three was a head.
    """

    model: str
    side: int
    parts: tuple[int, ...]
    floor: float


KINDS = {
    "full": _Variant(model="mediapipe", side=192, parts=(1, 2), floor=0.2),
    "short": _Variant(model="mediapipe-short", side=128, parts=(2, 3), floor=0.4),
}


class MediaPipe:
    """Finds faces with MediaPipe Tasks' ``FaceDetector``.

    Args:
        reach: which of the two networks, ``"full"`` or ``"short"`` range.
        model: its file; by default that of `redactkit models get`, which must be unaltered.

    Raises:
        BackendError: the package or the model is missing, or the model does not load.
    """

    def __init__(self, reach: Reach = "full", *, model: Path | None = None) -> None:
        """Check and load the model."""
        self._kind = KINDS[reach]
        known = model_file(self._kind.model)
        path = find_model(known) if model is None else model
        data, sha256 = load_model(path, known.sha256 if model is None else None)
        self._name = f"mediapipe-{reach}-range-{sha256[:8]}"
        self._lock = Lock()
        self._mediapipe, self._net = _loaded(data, self._kind.floor)
        with _quiet():
            # The first run talks too.
            side = self._kind.side * FINER
            self._net.detect(self._image(np.zeros((side, side, 3), np.uint8)))
        weakref.finalize(self, _closed, self._net)

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
        del pixels
        return [self._kind.side * part for part in self._kind.parts]

    def detect_scale(self, pixels: Pixels, scale: int, regions: Sequence[Region]) -> BoxRows:
        """Look at the tiles that touch any of ``regions``.

        Args:
            pixels: the whole picture.
            scale: one of `scales`.
            regions: half-open xyxy, px of the picture.

        Returns:
            Rows of ``left, top, right, bottom, score`` in px of the picture.

        Raises:
            BackendError: the model failed.
        """
        height, width = pixels.shape[:2]
        side = max(1, round(min(height, width) * self._kind.side / scale))
        found = [np.zeros((0, 5), np.float32)]
        for top in _starts(height, side):
            for left in _starts(width, side):
                if any(_touch((left, top, left + side, top + side), r) for r in regions):
                    tile = pixels[top : top + side, left : left + side]
                    found.append(self._tile(tile) + np.array([left, top, left, top, 0], np.float32))
        return np.concatenate(found)

    def merged(self, found: Sequence[tuple[int, BoxRows]]) -> list[Detection]:
        """Merge the rows of several scales into one detection a face, best score first."""
        return merge_rows(found, self._name)

    def _tile(self, tile: Pixels) -> BoxRows:
        side = self._kind.side * FINER
        way = cv2.INTER_AREA if tile.shape[0] > side else cv2.INTER_LINEAR
        shown = np.asarray(cv2.resize(tile, (side, side), interpolation=way), np.uint8)
        if np.ptp(shown) < FLAT:
            return np.zeros((0, 5), np.float32)
        with self._lock:
            try:
                answer = self._net.detect(self._image(shown))
            except (RuntimeError, ValueError) as error:
                msg = f"{self._name} failed on a tile of {tile.shape[:2]} px"
                raise BackendError(msg) from error
        rows = [_row(detection) for detection in answer.detections]
        wide, high = tile.shape[1] / side, tile.shape[0] / side
        scaled = np.array(rows, np.float32).reshape(-1, 5) * [wide, high, wide, high, 1]
        return np.asarray(scaled, np.float32)

    def _image(self, pixels: Pixels) -> Any:  # noqa: ANN401 - mediapipe has no types
        return self._mediapipe.Image(image_format=self._mediapipe.ImageFormat.SRGB, data=pixels)


def _loaded(data: bytes, floor: float) -> tuple[Any, Any]:
    """Return the package and an open detector."""
    try:
        with _quiet():
            mediapipe = importlib.import_module("mediapipe")
            base = importlib.import_module("mediapipe.tasks.python.core.base_options")
            tasks = importlib.import_module("mediapipe.tasks.python.vision.face_detector")
    except (ImportError, OSError) as error:
        msg = (
            "this detector needs the package mediapipe, and libGL.so.1 of the system: "
            "pip install 'redactkit-media[mediapipe]'"
        )
        raise BackendError(msg) from error
    options = tasks.FaceDetectorOptions(
        base_options=base.BaseOptions(model_asset_buffer=data),
        min_detection_confidence=floor,
        min_suppression_threshold=SAME_FACE,
    )
    try:
        with _quiet():
            return mediapipe, tasks.FaceDetector.create_from_options(options)
    except (RuntimeError, ValueError) as error:
        msg = "the model is none that MediaPipe's FaceDetector takes: give another file"
        raise BackendError(msg) from error


def _closed(net: Any) -> None:  # noqa: ANN401 - mediapipe has no types
    with _quiet():
        try:
            net.close()
        except RuntimeError:
            # As the interpreter ends its worker threads are gone already, and its own
            # __del__ would print a traceback.
            net._handle = None  # noqa: SLF001


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep what the C++ library says to itself: it writes to descriptor 2, past sys.stderr."""
    try:
        saved = os.dup(2)
    except OSError:
        yield
        return
    silence = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(silence, 2)
        yield
    finally:
        os.dup2(saved, 2)
        os.close(silence)
        os.close(saved)


def _row(detection: Any) -> tuple[float, float, float, float, float]:  # noqa: ANN401
    box, score = detection.bounding_box, float(detection.categories[0].score)
    taller = HIGHER * box.height
    right, bottom = box.origin_x + box.width, box.origin_y + box.height
    return box.origin_x, box.origin_y - taller, right, bottom + taller, score


def _starts(length: int, side: int) -> list[int]:
    """Return where tiles begin, evenly spread and overlapping."""
    if length <= side:
        return [0]
    overlap = side * OVERLAP
    count = int(np.ceil((length - overlap) / (side - overlap)))
    return [int(start) for start in np.linspace(0, length - side, count)]


def _touch(tile: Region, region: Region) -> bool:
    return (
        tile[0] < region[2] and region[0] < tile[2] and tile[1] < region[3] and region[1] < tile[3]
    )
