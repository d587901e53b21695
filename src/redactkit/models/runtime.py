"""OpenVINO sessions: a model file that was checked, compiled once for all input sizes.

OpenVINO's Python package reports every import to a web counter unless its
telemetry package is missing, so `openvino` hides that package while importing.
"""

from __future__ import annotations

import hashlib
import importlib
import os
import sys
from queue import SimpleQueue
from threading import Lock
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from redactkit.core.errors import BackendError

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["PINNED", "Session", "openvino", "read_model"]

MOST_LANES = 4
"""Runs side by side at most: each keeps its own buffers, 150 MiB at 1080 lines."""

PINNED = False
"""Whether threads are tied to cores. Each process ties its own to the first ones: two workers of
one thread each then take turns on one core (measured: 1.8 times the time)."""

SMALLEST = 32
"""Side of the smallest picture that the face networks take, px."""

LOADING = Lock()
"""Held while OpenVINO is loaded."""

CHANNELS = 3
"""Planes of a picture: red, green, blue."""

TELEMETRY = "openvino_telemetry"


def openvino() -> Any:  # noqa: ANN401 - the package ships no types
    """Import OpenVINO without letting it report the import over the network.

    Call this before anything else imports ``openvino``. An import made earlier by
    the host program is left as it is.

    Raises:
        BackendError: OpenVINO is not installed or does not load.
    """
    with LOADING:
        return _imported()


def _imported() -> Any:  # noqa: ANN401
    if sys.modules.get("openvino") is not None:
        return _ready(sys.modules["openvino"])
    hidden = sys.modules.get(TELEMETRY)
    # None makes `import openvino_telemetry` fail, and OpenVINO then uses its silent stub.
    sys.modules[TELEMETRY] = None  # type: ignore[assignment]
    try:
        return _ready(importlib.import_module("openvino"))
    except ImportError as error:
        msg = "OpenVINO does not load: reinstall it with `pip install openvino`"
        raise BackendError(msg) from error
    finally:
        del sys.modules[TELEMETRY]
        if hidden is not None:
            sys.modules[TELEMETRY] = hidden


def _ready(ov: Any) -> Any:  # noqa: ANN401
    """Let OpenVINO meet NumPy: where two threads do that first, each waits for the other forever.

    Its bindings fetch NumPy's functions at first use, once behind a lock that is taken while
    the interpreter's is held, and once the other way round (seen with OpenVINO 2026.2).
    """
    ov.Tensor(np.zeros((1,), np.uint8)).data  # noqa: B018 - what counts is that it was asked for
    return ov


def read_model(path: Path, sha256: str) -> bytes:
    """Return the bytes of a model file that is exactly the one expected.

    Raises:
        BackendError: the file is missing, unreadable or not that file.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        msg = f"model {path.name} cannot be read: reinstall redactkit or give the model's path"
        raise BackendError(msg) from error
    if hashlib.sha256(data).hexdigest() != sha256:
        msg = f"model {path.name} is not the expected file (SHA-256 differs): reinstall redactkit"
        raise BackendError(msg)
    return data


class Session:
    """One ONNX model on the CPU, fed pictures of any size.

    Takes batches of uint8 RGB pictures, shape ``(n, height, width, 3)``; the model
    itself sees float32 planes of 0 to 255. Compiled once, with open shapes: measured,
    that is as fast on whole frames as one compilation for each size and up to a third
    slower on crops, but a new size costs 10 ms then and not 200.
    Runs in bf16 where the CPU computes it natively (95 % of scores within 0.015 of f32, 2.5
    times faster), else in f32. Safe to share between threads: up to ``lanes`` runs go side by
    side, which on two cores is 1.3 times faster than one run on both.

    Args:
        model: bytes of the ONNX file.
        outputs: names of the outputs wanted, in the order `run` returns them.
        threads: CPU threads to use; 0 takes all there are.

    Raises:
        BackendError: the model does not load.
    """

    def __init__(self, model: bytes, outputs: tuple[str, ...], *, threads: int = 0) -> None:
        """Compile the model."""
        ov = openvino()
        core = ov.Core()
        able = core.get_property("CPU", "OPTIMIZATION_CAPABILITIES")
        threads = threads or len(os.sched_getaffinity(0))
        self.lanes = min(threads, MOST_LANES)
        options: dict[str, Any] = {
            "NUM_STREAMS": self.lanes,
            "INFERENCE_NUM_THREADS": threads,
            "INFERENCE_PRECISION_HINT": "bf16" if "BF16" in able else "f32",
            "ENABLE_CPU_PINNING": PINNED,
        }
        try:
            shaped = _open_shaped(core, model, outputs)
            compiled = core.compile_model(shaped, "CPU", options)
        except RuntimeError as error:
            msg = "the model does not load: reinstall redactkit, or give another model file"
            raise BackendError(msg) from error
        self._outputs = outputs
        self._idle: SimpleQueue[Any] = SimpleQueue()
        for _ in range(self.lanes):
            self._idle.put(compiled.create_infer_request())
        # Whatever is set up at first use is set up by one thread.
        self.run(np.zeros((1, SMALLEST, SMALLEST, CHANNELS), np.uint8))

    def run(self, pictures: npt.NDArray[np.uint8]) -> list[npt.NDArray[np.float32]]:
        """Return the model's outputs for a batch.

        Raises:
            BackendError: the model failed on this shape.
        """
        request = self._idle.get()
        try:
            request.infer([np.ascontiguousarray(pictures)])
            # Copied, because the next run overwrites the request's buffers.
            return [np.array(request.get_tensor(name).data, np.float32) for name in self._outputs]
        except RuntimeError as error:
            msg = f"the model failed on a batch of shape {pictures.shape}"
            raise BackendError(msg) from error
        finally:
            self._idle.put(request)


def _open_shaped(core: Any, data: bytes, outputs: tuple[str, ...]) -> Any:  # noqa: ANN401
    """Return the model with open batch, height and width, taking uint8 pictures.

    What leads to none of ``outputs`` is not computed.
    """
    ov = openvino()
    preprocess = importlib.import_module("openvino.preprocess")
    model = core.read_model(data, b"")
    for result in model.get_results():
        if result.input_value(0).get_names().isdisjoint(outputs):
            model.remove_result(result)
    model.reshape({model.input(0): [-1, CHANNELS, -1, -1]})
    steps = preprocess.PrePostProcessor(model)
    steps.input().tensor().set_element_type(ov.Type.u8).set_layout(ov.Layout("NHWC"))
    steps.input().preprocess().convert_element_type(ov.Type.f32)
    steps.input().model().set_layout(ov.Layout("NCHW"))
    return steps.build()
