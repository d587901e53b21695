"""Protocols of models: detectors of private things in frames, and text readers."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

    from redactkit.core.findings import Detection
    from redactkit.core.frames import Frame, Pixels
    from redactkit.core.geometry import Box

__all__ = ["Detector", "LineReader", "TextLine", "TextReader"]


@dataclass(frozen=True, slots=True, kw_only=True)
class TextLine:
    """One line of text in a picture, left to right.

    ``chars`` has one box for each character of ``text``. A line that was located
    but could not be read has an empty text. The text shows in no repr.
    """

    text: str = field(repr=False)
    box: Box
    score: float
    chars: tuple[Box, ...] = field(repr=False, default=())


class Detector(Protocol):
    """Finds private things in frames.

    ``name`` goes into the record and carries a version, as in ``"centerface-1"``.
    """

    @property
    def name(self) -> str:
        """Name and version, for the record."""
        ...

    def detect(self, frames: Sequence[Frame]) -> Sequence[Sequence[Detection]]:
        """Return the detections of each frame, in the order given.

        An empty list means that nothing was found.

        Raises:
            BackendError: the model failed. Never swallowed.
        """
        ...


class TextReader(Protocol):
    """Reads the text of a picture."""

    @property
    def name(self) -> str:
        """Name and version, for the record."""
        ...

    def read(self, pixels: Pixels) -> Sequence[TextLine]:
        """Return every line located, read or not.

        Raises:
            BackendError: the model failed. Never swallowed.
        """
        ...


class LineReader(TextReader, Protocol):
    """Reads the text of a picture, and single lines located elsewhere."""

    def read_lines(self, pixels: Pixels, places: Sequence[Box]) -> Sequence[TextLine]:
        """Return one line for each place (px), an empty text where nothing could be read.

        Raises:
            BackendError: the model failed. Never swallowed.
        """
        ...
