"""The page model: which places of a screenshot are names, avatars, other text, other pictures.

The text detector's own features (PP-OCRv6, see `ocr_networks`), tapped at four strides, and a
head of ours over them; how it was trained, on what, and its figures: training/PAGE_MODEL.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

import cv2
import numpy as np
import numpy.typing as npt

from redactkit.core.errors import BackendError
from redactkit.models.ocr_networks import DET, MODELS
from redactkit.models.runtime import Network, openvino, read_model

if TYPE_CHECKING:
    from redactkit.core.frames import Pixels
    from redactkit.core.policy import Precision

__all__ = ["AVATAR", "GROUND", "NAME", "PICTURE", "TAPS", "TEXT", "PageMaps", "PageModel"]

GROUND, NAME, TEXT, AVATAR, PICTURE = range(5)
"""Planes of `PageMaps.classes`."""

TAPS = ("Identity.36", "Identity.65", "Identity.116", "Identity.145")
"""Nodes of the text detector whose outputs are the features at strides 4, 8, 16 and 32."""

NAME_OF_MODEL = "page-1"

FILE, SHA256 = "page.onnx", "__SHA__"

STRIDE = 2
"""Pixels of the scaled picture for one place of the maps."""

STEP = 32
"""The scaled picture's sides are padded to multiples of this, the coarsest stride."""

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class PageMaps:
    """What the model says of a picture.

    ``classes`` has shape ``(5, rows, columns)``, the probabilities of each place; ``edges`` has
    shape ``(4, rows, columns)``: how far the left, top, right and lower side of an avatar lie
    from each place, in places. ``scale`` turns pixels of the picture into places.
    """

    classes: Floats
    edges: Floats
    scale: float


class PageModel:
    """The network on OpenVINO; safe to share between threads.

    Args:
        threads: CPU threads; 0 takes all there are.
        precision: what to compute in (see `runtime.precision_of`).
        weights: an ONNX file of the head to use in place of the one that comes along, unchecked.

    Raises:
        BackendError: a file is missing or not the one expected, or the model does not load.
    """

    def __init__(
        self, *, threads: int = 0, precision: Precision = "auto", weights: Path | None = None
    ) -> None:
        """Join the detector's features and the head, and compile them."""
        data = (
            read_model(Path(str(resources.files("redactkit.models") / FILE)), SHA256)
            if weights is None
            else weights.read_bytes()
        )
        features = read_model(Path(str(resources.files("rapidocr") / "models" / DET)), MODELS[DET])
        try:
            joined = _joined(features, data)
        except (RuntimeError, KeyError) as error:
            msg = "the page model does not load: reinstall redactkit-media"
            raise BackendError(msg) from error
        self._network = Network(joined, threads=threads, precision=precision)

    @property
    def name(self) -> str:
        """Name and version, for the record."""
        return NAME_OF_MODEL

    def run(self, pixels: Pixels, words: Floats, scale: float) -> PageMaps:
        """Return what stands where.

        Args:
            pixels: an RGB picture, shape ``(height, width, 3)``.
            words: what is known about its text, as `layout.word_map.paint` says, painted for the
                picture scaled by ``scale`` and padded (see `padded_size`).
            scale: by which lines of text get the height that the model was trained with.

        Raises:
            BackendError: the model failed.
        """
        height, width = pixels.shape[:2]
        small = cv2.resize(
            pixels,
            scaled_size(width, height, scale),
            interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR,
        )
        below, right = -small.shape[0] % STEP, -small.shape[1] % STEP
        padded = cv2.copyMakeBorder(small, 0, below, 0, right, cv2.BORDER_REPLICATE)
        planes = padded.astype(np.float32).transpose(2, 0, 1)[None] / 127.5 - 1
        classes, edges = self._network.run(planes[:, ::-1], planes, words[None])
        return PageMaps(classes[0], edges[0] / STRIDE, scale / STRIDE)


def scaled_size(width: int, height: int, scale: float) -> tuple[int, int]:
    """Return width and height, px, of what the model sees, before it is padded."""
    return max(8, round(width * scale)), max(8, round(height * scale))


def padded_size(width: int, height: int, scale: float) -> tuple[int, int]:
    """Return width and height, px, of what the model sees."""
    wide, high = scaled_size(width, height, scale)
    return wide + -wide % STEP, high + -high % STEP


def _joined(features: bytes, head: bytes) -> Any:  # noqa: ANN401 - openvino has no types
    """Return one model that takes BGR planes, RGB planes (both -1 to 1) and words."""
    ov = openvino()
    core = ov.Core()
    below, above = core.read_model(features, b""), core.read_model(head, b"")
    nodes = {node.get_friendly_name(): node for node in below.get_ordered_ops()}
    for number, name in enumerate(TAPS):
        entry = above.input(f"f{number}").get_node()
        entry.output(0).replace(nodes[name].output(0))
    picture = below.get_parameters()[0]
    rgb, words = (above.input(name).get_node() for name in ("rgb", "words"))
    return ov.Model(above.get_results(), [picture, rgb, words], "page")
