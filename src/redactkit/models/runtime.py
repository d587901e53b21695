"""OpenVINO sessions: a model file that was checked, compiled once for all input sizes.

OpenVINO's Python package reports every import to a web counter unless its
telemetry package is missing, so `openvino` hides that package while importing.
"""

from __future__ import annotations

import importlib
import os
import sys
from queue import SimpleQueue
from threading import Lock
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import numpy.typing as npt

from redactkit.core import platform
from redactkit.core.errors import BackendError

if TYPE_CHECKING:
    from redactkit.core.policy import Precision

__all__ = ["VARIABLE", "Network", "Session", "openvino", "precision_of"]

VARIABLE = "REDACTKIT_PRECISION"
"""Environment variable that says what ``auto`` means: ``bf16`` or ``f32``."""

PRECISIONS = ("bf16", "f32")

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

BROKEN = "the model does not load: reinstall redactkit-media, or give another model file"


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


def precision_of(wanted: Precision = "auto") -> Literal["bf16", "f32"]:
    """Return what models compute in: what was asked for, else bf16 where the processor has it.

    The one place where this is chosen. bf16 takes less than half the time (95 % of CenterFace's
    scores within 0.015 of f32).

    Raises:
        BackendError: the processor has no bf16, `VARIABLE` holds something else, or OpenVINO is
            missing.
    """
    chosen = (os.environ.get(VARIABLE) or wanted) if wanted == "auto" else wanted
    if chosen == "f32":
        return "f32"
    if chosen not in ("auto", "bf16"):
        msg = f"{VARIABLE} must be {' or '.join(PRECISIONS)}, not {chosen!r}"
        raise BackendError(msg)
    if "BF16" in openvino().Core().get_property("CPU", "OPTIMIZATION_CAPABILITIES"):
        return "bf16"
    if chosen == "bf16":
        msg = 'this processor does not compute in bf16: set precision = "f32" or "auto"'
        raise BackendError(msg)
    return "f32"


class Network:
    """A compiled model and ``lanes`` sets of buffers; safe to share between threads.

    Args:
        model: OpenVINO's model.
        outputs: names of the outputs wanted, in the order `run` returns them; none for all.
        threads: CPU threads to use; 0 takes all there are.
        lanes: runs side by side at most.
        precision: what to compute in (see `precision_of`).

    Raises:
        BackendError: the model does not load.
    """

    def __init__(
        self,
        model: Any,  # noqa: ANN401 - openvino has no types
        outputs: tuple[str, ...] = (),
        *,
        threads: int = 0,
        lanes: int = 1,
        precision: Precision = "auto",
    ) -> None:
        """Compile the model."""
        options: dict[str, Any] = {
            "NUM_STREAMS": lanes,
            "INFERENCE_NUM_THREADS": threads or len(platform.cores()),
            "INFERENCE_PRECISION_HINT": precision_of(precision),
            "ENABLE_CPU_PINNING": PINNED,
        }
        try:
            compiled = openvino().Core().compile_model(model, "CPU", options)
        except RuntimeError as error:
            raise BackendError(BROKEN) from error
        self.lanes = lanes
        self._outputs = outputs
        self._idle: SimpleQueue[Any] = SimpleQueue()
        for _ in range(lanes):
            self._idle.put(compiled.create_infer_request())

    def run(self, *inputs: npt.NDArray[Any]) -> list[npt.NDArray[np.float32]]:
        """Return the model's outputs for its inputs, in the order that the model names them.

        Raises:
            BackendError: the model failed on these shapes.
        """
        request = self._idle.get()
        try:
            request.infer([np.ascontiguousarray(one) for one in inputs])
            # Copied, because the next run overwrites the request's buffers.
            return [np.array(tensor.data, np.float32) for tensor in self._wanted(request)]
        except RuntimeError as error:
            msg = f"the model failed on a batch of shape {inputs[0].shape}"
            raise BackendError(msg) from error
        finally:
            self._idle.put(request)

    def _wanted(self, request: Any) -> list[Any]:  # noqa: ANN401 - openvino has no types
        if self._outputs:
            return [request.get_tensor(name) for name in self._outputs]
        return list(request.output_tensors)


class Session:
    """One ONNX model on the CPU, fed pictures of any size.

    Takes batches of uint8 RGB pictures, shape ``(n, height, width, 3)``; the model
    itself sees float32 planes of 0 to 255. Compiled once, with open shapes: measured,
    that is as fast on whole frames as one compilation for each size and up to a third
    slower on crops, but a new size costs 10 ms then and not 200.
    Safe to share between threads: up to ``lanes`` runs go side by side, which on two cores is
    1.3 times faster than one run on both.

    Args:
        model: bytes of the ONNX file.
        outputs: names of the outputs wanted, in the order `run` returns them.
        threads: CPU threads to use; 0 takes all there are.
        precision: what to compute in (see `precision_of`).

    Raises:
        BackendError: the model does not load.
    """

    def __init__(
        self,
        model: bytes,
        outputs: tuple[str, ...],
        *,
        threads: int = 0,
        precision: Precision = "auto",
    ) -> None:
        """Compile the model."""
        threads = threads or len(platform.cores())
        lanes = min(threads, MOST_LANES)
        self._network = Network(
            _open_shaped(model, outputs), outputs, threads=threads, lanes=lanes, precision=precision
        )
        # Whatever is set up at first use is set up by one thread.
        self.run(np.zeros((1, SMALLEST, SMALLEST, CHANNELS), np.uint8))

    @property
    def lanes(self) -> int:
        """Runs that go side by side."""
        return self._network.lanes

    def run(self, pictures: npt.NDArray[np.uint8]) -> list[npt.NDArray[np.float32]]:
        """Return the model's outputs for a batch.

        Raises:
            BackendError: the model failed on this shape.
        """
        return self._network.run(pictures)


def _open_shaped(data: bytes, outputs: tuple[str, ...]) -> Any:  # noqa: ANN401 - openvino has no types
    """Return the model with open batch, height and width, taking uint8 pictures.

    What leads to none of ``outputs`` is not computed.

    Raises:
        BackendError: it is no model.
    """
    ov = openvino()
    preprocess = importlib.import_module("openvino.preprocess")
    try:
        model = ov.Core().read_model(data, b"")
    except RuntimeError as error:
        raise BackendError(BROKEN) from error
    for result in model.get_results():
        if result.input_value(0).get_names().isdisjoint(outputs):
            model.remove_result(result)
    model.reshape({model.input(0): [-1, CHANNELS, -1, -1]})
    steps = preprocess.PrePostProcessor(model)
    steps.input().tensor().set_element_type(ov.Type.u8).set_layout(ov.Layout("NHWC"))
    steps.input().preprocess().convert_element_type(ov.Type.f32)
    steps.input().model().set_layout(ov.Layout("NCHW"))
    return steps.build()
