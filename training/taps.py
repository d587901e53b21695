"""The text detector's own features: its graph with four inner nodes as outputs, frozen."""

from __future__ import annotations

from importlib import resources
from typing import Any

import numpy as np
import numpy.typing as npt
import openvino as ov

from redactkit.models.ocr_networks import DET, MODELS
from redactkit.models.page_model import TAPS
from redactkit.models.runtime import read_model

Array = npt.NDArray[Any]


class Taps:
    """Features of RGB pictures at strides 4, 8, 16 and 32, as the page model gets them.

    Args:
        threads: CPU threads.
    """

    def __init__(self, threads: int = 1) -> None:
        """Compile the detector up to its taps."""
        core = ov.Core()
        data = read_model(resources.files("rapidocr") / "models" / DET, MODELS[DET])
        model = core.read_model(data, b"")
        nodes = {node.get_friendly_name(): node for node in model.get_ordered_ops()}
        outputs = [nodes[name].output(0) for name in TAPS]
        cut = ov.Model(outputs, model.get_parameters(), "taps")
        options = {"INFERENCE_NUM_THREADS": threads, "NUM_STREAMS": 1, "ENABLE_CPU_PINNING": False}
        self._request = core.compile_model(cut, "CPU", options).create_infer_request()

    def of(self, picture: npt.NDArray[np.uint8]) -> list[npt.NDArray[np.float16]]:
        """Return the features, each ``(channels, rows, columns)``, of a padded RGB picture."""
        planes = picture.astype(np.float32).transpose(2, 0, 1)[::-1] / 127.5 - 1
        self._request.infer([np.ascontiguousarray(planes[None])])
        return [
            np.array(self._request.get_output_tensor(place).data[0], np.float16)
            for place in range(len(TAPS))
        ]
