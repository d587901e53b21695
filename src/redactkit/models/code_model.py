"""The code model: which places of a picture are a machine-readable code of any symbology or style.

How it was trained, on what, and its figures: training/CODE_MODEL.md.
"""

from __future__ import annotations

from functools import lru_cache
from importlib import resources
from typing import TYPE_CHECKING

import cv2
import numpy as np
import numpy.typing as npt

from redactkit.core.errors import BackendError
from redactkit.models.model_files import load_model
from redactkit.models.runtime import Network, openvino

if TYPE_CHECKING:
    from redactkit.core.frames import Pixels

__all__ = ["STRIDE", "CodeModel", "code_model"]

FILE, SHA256 = "code.onnx", "3a65e11c4b370c6ed4e386e2d00417e5a03aa6f24ad8e59c3805ad07445ba0cf"

STRIDE = 8
"""Pixels for one place of the map."""

STEP = 16
"""The picture's sides are padded to multiples of this."""


class CodeModel:
    """The network on OpenVINO; safe to share between threads.

    Raises:
        BackendError: the file is missing or not the one expected, or the model does not load.
    """

    def __init__(self) -> None:
        """Check and compile the weights; one thread, for text is read at the same time."""
        data = load_model(resources.files("redactkit.models") / FILE, SHA256)[0]
        try:
            model = openvino().Core().read_model(data, b"")
        except RuntimeError as error:
            msg = "the model of codes does not load: reinstall redactkit-media"
            raise BackendError(msg) from error
        # f32 everywhere: the same boxes whatever the processor
        self._network = Network(model, threads=1, precision="f32")

    def run(self, pixels: Pixels) -> npt.NDArray[np.float32]:
        """Return how likely each place is part of a code, shape ``(rows, columns)``, 0 to 1.

        Args:
            pixels: an RGB picture, shape ``(height, width, 3)``, uint8.

        Raises:
            BackendError: the model failed.
        """
        below, right = -pixels.shape[0] % STEP, -pixels.shape[1] % STEP
        padded = cv2.copyMakeBorder(pixels, 0, below, 0, right, cv2.BORDER_REPLICATE)
        planes = padded.transpose(2, 0, 1)[None].astype(np.float32) / 255
        (chance,) = self._network.run(planes)
        found: npt.NDArray[np.float32] = chance[0, 0]
        return found


@lru_cache(maxsize=1)
def code_model() -> CodeModel:
    """Return the one model of this process, loaded at first use."""
    return CodeModel()
