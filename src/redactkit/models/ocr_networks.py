"""RapidOCR's two networks on OpenVINO: checked, loaded, and run side by side where that pays."""

from __future__ import annotations

import hashlib
from importlib import metadata, resources
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from redactkit.core.errors import BackendError
from redactkit.models.runtime import PINNED, openvino

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["MODELS", "Recognizer", "load"]

# SHA-256 of the files in the wheel of rapidocr 3.10.0 (its default_models.yaml).
MODELS = {
    "PP-OCRv6_det_small.onnx": "090f04abcd9d9a7498bc4ebf677e4cb9bdce1fe4197ddb7e529f1ef44e1ff94f",
    "PP-OCRv6_rec_small.onnx": "6f327246b50388f3c176ae304bd95767ea6dc0c9ae92153ef8cbe210b3c14884",
}
DET, REC = MODELS

MOST_LANES = 4
"""Runs of the recognizer side by side at most."""

Floats = npt.NDArray[np.float32]


class Recognizer:
    """The network that reads lines, in one copy of its weights and ``lanes`` sets of buffers.

    Safe to share between threads. A batch of lines is small: two batches on one thread each
    take a third less time than one after the other on two.

    Args:
        model: RapidOCR's recognizer.
        lanes: runs side by side.
    """

    def __init__(self, model: Any, lanes: int) -> None:  # noqa: ANN401 - rapidocr has no types
        """Make the further sets of buffers."""
        self.lanes = lanes
        self.symbols: list[str] = model.postprocess_op.character
        first = model.session.session
        compiled = first.get_compiled_model()
        self._idle: SimpleQueue[Any] = SimpleQueue()
        for request in (first, *(compiled.create_infer_request() for _ in range(lanes - 1))):
            self._idle.put(request)
        # Whatever is set up at first use is set up by one thread.
        self.run(np.zeros((1, 3, 48, 160), np.float32))

    def run(self, lines: Floats) -> Floats:
        """Return scores, shape ``(n, columns, symbols)``, of lines ``(n, 3, 48, width)``."""
        request = self._idle.get()
        try:
            request.infer(inputs=[lines])
            # Copied, because the next run overwrites the request's buffers.
            return np.array(request.get_output_tensor().data, np.float32)
        finally:
            self._idle.put(request)


def load(threads: int) -> tuple[Any, Recognizer, str]:
    """Return RapidOCR's detector, the recognizer, and RapidOCR's version.

    Raises:
        BackendError: rapidocr or openvino is missing, or a model file is not the one known.
    """
    try:
        openvino()  # before rapidocr loads it, which lets it send usage data
        import logging  # noqa: PLC0415 - only to quiet the logger that rapidocr sets up

        from rapidocr import RapidOCR  # noqa: PLC0415 - heavy, and optional
        from rapidocr.utils.typings import EngineType  # noqa: PLC0415
    except ImportError as error:
        msg = "reading text needs rapidocr and openvino: pip install rapidocr openvino"
        raise BackendError(msg) from error
    folder = resources.files("rapidocr") / "models"
    lanes = min(threads, MOST_LANES)
    params = {
        "Global.log_level": "critical",
        "Det.engine_type": EngineType.OPENVINO,
        "Rec.engine_type": EngineType.OPENVINO,
        "Det.model_path": str(_checked(folder / DET, MODELS[DET])),  # type: ignore[arg-type]
        "Rec.model_path": str(_checked(folder / REC, MODELS[REC])),  # type: ignore[arg-type]
        "EngineConfig.openvino.inference_num_threads": threads,
        "EngineConfig.openvino.enable_cpu_pinning": PINNED,
    }
    streams = {"EngineConfig.openvino.num_streams": lanes}
    try:
        detector = RapidOCR(params=params)._load_det_model()  # noqa: SLF001
        reader = RapidOCR(params=params | streams)._load_rec_model()  # noqa: SLF001
        logging.getLogger("RapidOCR").setLevel(logging.CRITICAL)
        return detector, Recognizer(reader, lanes), metadata.version("rapidocr")
    except Exception as error:
        msg = f"rapidocr could not load its models ({type(error).__name__}: {error})"
        raise BackendError(msg) from error


def _checked(path: Path, digest: str) -> Path:
    try:
        found = hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError as error:
        msg = f"model file missing: {path.name}; reinstall rapidocr 3.10"
        raise BackendError(msg) from error
    if found != digest:
        msg = f"model file altered: {path.name}; reinstall rapidocr 3.10"
        raise BackendError(msg)
    return path
