"""A text reader with a cache: a picture that is analysed twice is read once."""

from __future__ import annotations

import pickle
import zlib
from hashlib import blake2b
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from redactkit.core.frames import Pixels
    from redactkit.core.geometry import Box
    from redactkit.core.protocols import TextLine
    from redactkit.pipeline.detectors import Models

__all__ = ["OcrCache"]


class OcrCache:
    """Reads with the reader of ``models``, unless it was told what a picture says."""

    def __init__(self, models: Models) -> None:
        """Load nothing yet."""
        self._models = models
        self._lines: dict[bytes, tuple[TextLine, ...]] = {}

    @property
    def name(self) -> str:
        """Name and version of the reader behind it."""
        return self._models.reader.name

    def read(self, pixels: Pixels) -> Sequence[TextLine]:
        """Return every line located, read or not.

        Raises:
            BackendError: the model failed.
        """
        key = blake2b(repr(pixels.shape).encode() + pixels.tobytes()).digest()
        if key not in self._lines:
            self._lines[key] = tuple(self._models.reader.read(pixels))
        return self._lines[key]

    def read_lines(self, pixels: Pixels, places: Sequence[Box]) -> Sequence[TextLine]:
        """Return one line for each place (px), read or not; re-detection asks for a few.

        Raises:
            BackendError: the model failed.
        """
        return self._models.reader.read_lines(pixels, places)

    def know(self, lines: bytes) -> None:
        """Forget everything but what `known` returned, here or in another process."""
        # ours alone: made by a worker of this run and never on a disk
        self._lines = pickle.loads(zlib.decompress(lines)) if lines else {}  # noqa: S301

    def known(self) -> bytes:
        """Return all that was read since the last `know`, packed; private."""
        return zlib.compress(pickle.dumps(self._lines), 1)
