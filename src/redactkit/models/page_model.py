"""The page model: avatars, names, other text and pictures, place by place in a screenshot.

Two graphs run as one: RapidOCR's line detector up to four inner nodes (frozen), and upon them a
head trained in this project (see ``training`` and docs/page-model.md).
"""

from __future__ import annotations

from importlib import resources
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from redactkit.core.errors import BackendError
from redactkit.models.model_files import load_model
from redactkit.models.ocr_networks import DET, MODELS
from redactkit.models.runtime import Network, openvino

if TYPE_CHECKING:
    from pathlib import Path

    from redactkit.core.frames import Pixels
    from redactkit.core.policy import Precision

__all__ = ["SHA256", "TAPS", "WEIGHTS", "PageModel"]

TAPS = ("Identity.36", "Identity.65", "Identity.116", "Identity.145")
"""Nodes of the line detector whose outputs the head takes: 48, 96, 192 and 384 channels at strides
4, 8, 16 and 32, the inputs of its feature pyramid."""

WEIGHTS = "page_head.onnx"
SHA256 = "e53a0ea44ca92b01a37d00d0f96befd771a5dcb063418dcb2941e1bd656ab616"

WHITE = 127.5
"""Pixels become planes from -1 to 1."""

Floats = npt.NDArray[np.float32]


class PageModel:
    """Says of each place what stands there; see `see`. Safe to share between threads.

    Args:
        threads: CPU threads to use; 0 takes all there are.
        precision: what to compute in.
        weights: another head than the one that is installed, not checked.

    Raises:
        BackendError: a model is missing, not the one known, or does not load.
    """

    def __init__(
        self, *, threads: int = 0, precision: Precision = "auto", weights: Path | None = None
    ) -> None:
        """Load both graphs and join them."""
        folder = resources.files("redactkit") / "models"
        head = weights.read_bytes() if weights else load_model(folder / WEIGHTS, SHA256)[0]
        path = resources.files("rapidocr") / "models" / DET
        detector = load_model(path, MODELS[DET])[0]
        try:
            joined = _joined(detector, head)
        except RuntimeError as error:
            msg = "the page model does not load: reinstall redactkit-media and rapidocr 3.10"
            raise BackendError(msg) from error
        self._network = Network(joined, threads=threads, precision=precision)

    @property
    def name(self) -> str:
        """Name and version, for the record."""
        return "page-1"

    def see(self, picture: Pixels, words: Floats) -> tuple[Floats, Floats]:
        """Return what stands where in a picture scaled so that lines have one height.

        Args:
            picture: RGB, shape ``(h, w, 3)``, both sides multiples of 32.
            words: what is known about its text, shape ``(channels, h / 4, w / 4)``, 0 to 1.

        Returns:
            Probabilities, shape ``(5, h / 2, w / 2)``: ground, name, other text, avatar, other
            picture. And how far, in px of ``picture``, the left, top, right and bottom edge of
            the avatar is that a place belongs to, shape ``(4, h / 2, w / 2)``.

        Raises:
            BackendError: the model failed, or sizes do not fit.
        """
        if words.shape[1:] != (picture.shape[0] // 4, picture.shape[1] // 4):
            msg = f"words of shape {words.shape} do not fit a picture of shape {picture.shape}"
            raise BackendError(msg)
        planes = picture.astype(np.float32).transpose(2, 0, 1)[None] / WHITE - 1
        classes, edges = self._network.run(planes, words[None])
        return classes[0], edges[0]


def _joined(detector: bytes, head: bytes) -> Any:  # noqa: ANN401 - openvino has no types
    """Return one graph that takes ``rgb`` and ``words``: the detector's taps feed the head."""
    ov = openvino()
    core = ov.Core()
    first, second = core.read_model(detector, b""), core.read_model(head, b"")
    nodes = {node.get_friendly_name(): node for node in first.get_ordered_ops()}
    inputs = {node.get_friendly_name(): node for node in second.get_parameters()}
    for place, name in enumerate(TAPS):
        inputs[f"f{place}"].output(0).replace(nodes[name].output(0))
    # the detector was trained on blue, green, red
    opset = ov.opset13
    picture, turned = inputs["rgb"], first.get_parameters()[0]
    order = opset.constant(np.array([2, 1, 0], np.int64))
    swapped = opset.gather(picture, order, opset.constant(np.int64(1)))
    turned.output(0).replace(swapped.output(0))
    return ov.Model(second.get_results(), [picture, inputs["words"]], "page")
