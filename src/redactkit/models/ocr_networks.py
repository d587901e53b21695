"""RapidOCR's two networks on OpenVINO: checked, loaded, and run side by side where that pays.

The networks are compiled here and not by RapidOCR, whose settings cannot say what they compute in.
"""

from __future__ import annotations

from importlib import metadata, resources
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from redactkit.core.errors import BackendError
from redactkit.models.model_files import load_model
from redactkit.models.runtime import Network, openvino

if TYPE_CHECKING:
    from redactkit.core.policy import Precision

__all__ = ["MODELS", "Locator", "Recognizer", "load"]

# SHA-256 of the files in the wheel of rapidocr 3.10.0 (its default_models.yaml).
MODELS = {
    "PP-OCRv6_det_small.onnx": "090f04abcd9d9a7498bc4ebf677e4cb9bdce1fe4197ddb7e529f1ef44e1ff94f",
    "PP-OCRv6_rec_small.onnx": "6f327246b50388f3c176ae304bd95767ea6dc0c9ae92153ef8cbe210b3c14884",
}
DET, REC = MODELS

MOST_LANES = 4
"""Runs of the recognizer side by side at most."""

Floats = npt.NDArray[np.float32]


class Locator:
    """The network that finds lines, with RapidOCR's way from its map to corners.

    Args:
        network: the compiled network.
        corners: RapidOCR's `DBPostProcess`.
    """

    def __init__(self, network: Network, corners: Any) -> None:  # noqa: ANN401 - no types
        """Keep both."""
        self._network, self._corners = network, corners

    def run(self, blob: Floats) -> list[Floats]:
        """Return four corners for each line in a picture, shape ``(1, 3, height, width)``."""
        (heat,) = self._network.run(blob)
        found, _ = self._corners(heat, blob.shape[2:])
        return [np.asarray(quad, np.float32) for quad in found]


class Recognizer:
    """The network that reads lines, in one copy of its weights and ``lanes`` sets of buffers.

    Safe to share between threads. A batch of lines is small: two batches on one thread each
    take a third less time than one after the other on two.

    Args:
        network: the compiled network.
        symbols: what its columns of scores stand for, the blank first.
    """

    def __init__(self, network: Network, symbols: list[str]) -> None:
        """Let it run once."""
        self._network, self.symbols = network, symbols
        # Whatever is set up at first use is set up by one thread.
        self.run(np.zeros((1, 3, 48, 160), np.float32))

    @property
    def lanes(self) -> int:
        """Runs that go side by side."""
        return self._network.lanes

    def run(self, lines: Floats) -> Floats:
        """Return scores, shape ``(n, columns, symbols)``, of lines ``(n, 3, 48, width)``."""
        return self._network.run(lines)[0]


def load(threads: int, precision: Precision = "auto") -> tuple[Locator, Recognizer, str]:
    """Return the network that finds lines, the one that reads them, and RapidOCR's version.

    Raises:
        BackendError: rapidocr or openvino is missing, or a model file is not the one known.
    """
    try:
        ov = openvino()  # before rapidocr loads it, which lets it send usage data
        import logging  # noqa: PLC0415 - only to quiet the logger that rapidocr sets up

        from rapidocr.ch_ppocr_det.utils import DBPostProcess  # noqa: PLC0415 - heavy, and optional
        from rapidocr.ch_ppocr_rec.utils import CTCLabelDecode  # noqa: PLC0415
    except ImportError as error:
        msg = "reading text needs rapidocr and openvino: pip install rapidocr openvino"
        raise BackendError(msg) from error
    logging.getLogger("RapidOCR").setLevel(logging.CRITICAL)
    finder, reader = _read(ov, DET), _read(ov, REC)
    lanes = min(threads, MOST_LANES)
    try:
        # as config.yaml of rapidocr has it
        corners = DBPostProcess(0.3, 0.5, 1000, 1.6, "fast", use_dilation=True)
        known = reader.get_rt_info(["framework", "character"]).value.splitlines()
        symbols: list[str] = CTCLabelDecode(character=known).character
    except Exception as error:
        msg = f"rapidocr could not load its models ({type(error).__name__}: {error})"
        raise BackendError(msg) from error
    locator = Network(finder, threads=threads, precision=precision)
    recognizer = Network(reader, threads=threads, lanes=lanes, precision=precision)
    version = metadata.version("rapidocr")
    return Locator(locator, corners), Recognizer(recognizer, symbols), version


def _read(ov: Any, name: str) -> Any:  # noqa: ANN401 - openvino has no types
    path = resources.files("rapidocr") / "models" / name
    data, _ = load_model(path, MODELS[name], remedy="reinstall rapidocr 3.10")
    try:
        return ov.Core().read_model(data, b"")
    except RuntimeError as error:
        msg = f"rapidocr could not load its models ({type(error).__name__}: {error})"
        raise BackendError(msg) from error
