"""The models behind a Redactor: loaded at first use, kept for all later files."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from redactkit.aliases import Aliases
    from redactkit.detect import Detector, TextReader
    from redactkit.findings import Detection
    from redactkit.frames import Frame
    from redactkit.text.identifiers import Identifiers

__all__ = ["Detectors", "Models"]


class Models:
    """What is slow to load and belongs to no case.

    Args:
        threads: CPU threads for the models; 0 leaves the choice to OpenVINO.
    """

    def __init__(self, threads: int = 0) -> None:
        """Load nothing yet."""
        self._threads = threads

    @cached_property
    def faces(self) -> Detector:
        """Faces in pictures and clips."""
        from redactkit.faces import FaceDetector  # noqa: PLC0415 - loads a model

        return FaceDetector(threads=self._threads)

    @cached_property
    def reader(self) -> TextReader:
        """Text in pictures."""
        from redactkit.backends.rapidocr import RapidOcr  # noqa: PLC0415 - loads models

        return RapidOcr(threads=self._threads or None)

    @cached_property
    def identifiers(self) -> Identifiers:
        """Private values in plain text."""
        from redactkit.text.identifiers import Identifiers  # noqa: PLC0415 - loads presidio

        return Identifiers()


class Detectors:
    """The detectors of one case, on shared models.

    Args:
        models: what is loaded once.
        aliases: the case's stand-ins, which the chat detector fills.
        extra: the caller's own detectors, heard beside the built-in ones.
    """

    def __init__(self, models: Models, aliases: Aliases, extra: Sequence[Detector] = ()) -> None:
        """Load nothing yet."""
        self.models = models
        self.extra = tuple(extra)
        self._aliases = aliases

    @cached_property
    def chat(self) -> Detector:
        """Everything that stands in a screenshot, codes included."""
        from redactkit.screens.chat import ChatDetector  # noqa: PLC0415 - loads presidio

        models = self.models
        return ChatDetector(models.reader, aliases=self._aliases, identifiers=models.identifiers)

    def apart(self) -> Detectors:
        """Return detectors that know what these know and teach them nothing.

        For looking at painted pictures, whose covers would pass for new people.
        """
        return Detectors(self.models, self._aliases.copy(), self.extra)

    def knows(self, alias: str) -> bool:
        """Return whether the case has somebody who goes by this stand-in."""
        return self._aliases.knows(alias)

    def look(self, frame: Frame) -> list[Detection]:
        """Return everything found in a still picture."""
        found: list[Detection] = []
        for detector in self._all:
            found += detector.detect([frame])[0]
        return found

    @property
    def names(self) -> tuple[str, ...]:
        """Names and versions of all that look at a still picture."""
        return tuple(detector.name for detector in self._all)

    @property
    def _all(self) -> tuple[Detector, ...]:
        return (self.chat, self.models.faces, *self.extra)
