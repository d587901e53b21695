"""The models behind a Redactor: loaded at first use, kept for all later files."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from redactkit.core.findings import Kind
from redactkit.detect.registry import DEFAULT, check_names, face_detector
from redactkit.layout.photos import photos

if TYPE_CHECKING:
    from collections.abc import Sequence

    from redactkit.core.findings import Detection
    from redactkit.core.frames import Frame
    from redactkit.core.geometry import Box
    from redactkit.core.policy import Precision
    from redactkit.core.protocols import Detector, LineReader
    from redactkit.layout.candidates import Layout
    from redactkit.layout.chat_detector import ChatDetector
    from redactkit.models.page_model import PageModel
    from redactkit.text.case import Case
    from redactkit.text.identifiers import Identifiers

__all__ = ["Detectors", "Models", "PictureAnalysis"]

READ = 0.6
"""Score from which a line of text is text and not the pattern of a photo."""

PHOTO = 0.5
"""Share of a picture from which a place with photos may be the whole picture."""


@runtime_checkable
class RegionFaceDetector(Protocol):
    """A face detector that can be shown photos in a screenshot."""

    def detect_in(
        self,
        frame: Frame,
        regions: Sequence[tuple[int, int, int, int]],
        covered: Sequence[Box] = (),
    ) -> list[Detection]:
        """Return the faces in half-open xyxy regions that lie in no covered place."""
        ...


class Models:
    """What is slow to load and belongs to no case.

    Args:
        threads: CPU threads for the models; 0 leaves the choice to OpenVINO.
        detector: name of the face detector, or of several joined by ``+``.
        precision: what the models compute in (see `runtime.precision_of`).

    Raises:
        BackendError: there is no such detector.
    """

    def __init__(
        self, threads: int = 0, detector: str = DEFAULT, precision: Precision = "auto"
    ) -> None:
        """Load nothing yet."""
        check_names(detector)
        self._threads, self._precision = threads, precision
        self.detector = detector

    @cached_property
    def faces(self) -> Detector:
        """Faces in pictures and clips."""
        return face_detector(self.detector, threads=self._threads, precision=self._precision)

    @cached_property
    def reader(self) -> LineReader:
        """Text in pictures."""
        from redactkit.models.rapidocr import RapidOcr  # noqa: PLC0415 - loads models

        return RapidOcr(threads=self._threads or None, precision=self._precision)

    @cached_property
    def page_model(self) -> PageModel:
        """What stands where in a screenshot."""
        from redactkit.models.page_model import PageModel  # noqa: PLC0415 - loads models

        return PageModel(threads=self._threads, precision=self._precision)

    @cached_property
    def identifiers(self) -> Identifiers:
        """Private values in plain text."""
        from redactkit.text.identifiers import Identifiers  # noqa: PLC0415 - loads presidio

        return Identifiers()


@dataclass(frozen=True, slots=True)
class PictureAnalysis:
    """Analysis of a picture: detections, the layout of a screenshot, boxes of photos."""

    detections: tuple[Detection, ...]
    page: Layout
    photos: tuple[Box, ...]


class Detectors:
    """The detectors of one case, on shared models.

    Args:
        models: what is loaded once.
        aliases: the case's stand-ins, which the chat detector fills.
        extra: the caller's own detectors, heard beside the built-in ones.
    """

    def __init__(self, models: Models, aliases: Case, extra: Sequence[Detector] = ()) -> None:
        """Load nothing yet."""
        self.models = models
        self.extra = tuple(extra)
        self.aliases = aliases

    @cached_property
    def chat(self) -> ChatDetector:
        """Everything that stands in a screenshot, codes included."""
        from redactkit.layout.chat_detector import ChatDetector  # noqa: PLC0415 - loads presidio

        models = self.models
        return ChatDetector(
            models.reader,
            aliases=self.aliases,
            identifiers=models.identifiers,
            page_model=models.page_model,
        )

    def apart(self) -> Detectors:
        """Return detectors that know what these know and teach them nothing.

        For painted pictures, whose covers would pass for new people.
        """
        return Detectors(self.models, self.aliases.copy(), self.extra)

    def knows(self, alias: str) -> bool:
        """Return whether the case has somebody who goes by this stand-in."""
        return self.aliases.knows(alias)

    def look(self, frame: Frame) -> list[Detection]:
        """Return everything found in a still picture; faces where it shows photos."""
        return list(self.analyze(frame).detections)

    def analyze(self, frame: Frame) -> PictureAnalysis:
        """Return everything found in a still picture, and what `second_look` builds on."""
        found, page = self.chat.detect_layout(frame.pixels)
        covered = [item.box for item in found if item.kind in (Kind.AVATAR, Kind.QR_CODE)]
        text = [line.box for line in page.lines if line.score >= READ]
        places = photos(frame.pixels, covered, text)
        if places:
            found += self._faces_in(frame, places, covered, page)
        for detector in self.extra:
            found += detector.detect([frame])[0]
        return PictureAnalysis(tuple(found), page, tuple(places))

    def redetect(
        self, paper: Frame, first: PictureAnalysis, covers: Sequence[Box]
    ) -> list[Detection]:
        """Return what is still found in a painted picture whose covers have the color around them.

        What no cover comes near are the pixels of the first look, whose answer stands; what
        lies around covers is read, and photos in which faces were covered are searched, anew.
        """
        found = self.chat.detect_again(paper.pixels, first.page, covers)
        faces = [item.box for item in first.detections if item.kind is Kind.FACE]
        hidden = [face for face in faces if any(face.overlap(box) for box in covers)]
        places = [place for place in first.photos if any(place.overlap(box) for box in hidden)]
        if places:
            found += self._faces_in(paper, places, covers, first.page)
        for detector in self.extra:
            found += detector.detect([paper])[0]
        return found

    def _faces_in(
        self, frame: Frame, places: Sequence[Box], covered: Sequence[Box], page: Layout
    ) -> Sequence[Detection]:
        faces = self.models.faces
        height, width = frame.pixels.shape[:2]
        # a picture that is one photo is no screenshot, and may hold the smallest faces
        photo = any(place.area > PHOTO * width * height for place in places)
        chat = page.rows.left or page.rows.right
        if not isinstance(faces, RegionFaceDetector) or (photo and not chat):
            return faces.detect([frame])[0]
        return faces.detect_in(frame, [box.pixels(width, height) for box in places], covered)

    @property
    def in_clips(self) -> tuple[Detector, ...]:
        """All detectors for clips: faces first, then the caller's own."""
        return self.models.faces, *self.extra

    @property
    def names(self) -> tuple[str, ...]:
        """Names and versions of all detectors for still pictures."""
        return tuple(d.name for d in (self.chat, self.models.faces, *self.extra))
