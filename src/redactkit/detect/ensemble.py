"""Detector ensembles: the first member is trusted, the others only add detections.

What another detector says enters as a weak detection, whatever its score: detectors do not
mean the same by 0.6. It may start a track or carry one on, and it counts once time and the
first detector's second look confirm it. Where both see a face they agree like two scales.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

import numpy as np

from redactkit.core.protocols import Detector
from redactkit.detect.rescoring import Rescorer, crop_around, probability
from redactkit.detect.scan_scheduler import ParallelScaleDetector
from redactkit.models.face_boxes import detect_all_scales

if TYPE_CHECKING:
    from collections.abc import Sequence

    from redactkit.core.findings import Detection
    from redactkit.core.frames import Frame, Pixels
    from redactkit.models.face_boxes import BoxRows, Region

__all__ = ["CascadeEnsemble", "DetectorEnsemble", "EnsembleMember"]

SCALE_OFFSET = 100_000
"""Added to the scales of the second member, twice to those of the third, to keep them apart.
They sort last, so the scan scheduler runs them least often."""

AGREES = 0.3
"""IoU from which two detectors mean the same face."""

UNCONFIRMED = 0.45
"""Highest score at which another detector's word enters: below every threshold in use."""

STILL_RESCORES = 48
"""Additions to a still that are rescored, best first: bounds its time."""


class EnsembleMember(Detector, ParallelScaleDetector, Protocol):
    """Member of an ensemble: a detector that can also scan regions of a picture."""


class DetectorEnsemble:
    """All that any member finds, each as sure as its finder says.

    Args:
        members: at least one; the first keeps its boxes where others see the same face.
        ceiling: highest score at which what the others add is reported.
    """

    def __init__(self, members: Sequence[EnsembleMember], *, ceiling: float = 1.0) -> None:
        """Name them."""
        self._members = tuple(members)
        self._ceiling = ceiling

    @property
    def name(self) -> str:
        """Names and versions of all members, joined by ``+``."""
        return "+".join(member.name for member in self._members)

    @property
    def lanes(self) -> int:
        """Looks side by side that every member can make."""
        return min(member.lanes for member in self._members)

    def detect(self, frames: Sequence[Frame]) -> list[list[Detection]]:
        """Return the faces of each frame.

        Raises:
            BackendError: a member failed.
        """
        each = [member.detect(frames) for member in self._members]
        return [self.joined(answers) for answers in zip(*each, strict=True)]

    def scales(self, pixels: Pixels) -> list[int]:
        """Return the scales of all members, the first member's first."""
        return [
            scale + place * SCALE_OFFSET
            for place, member in enumerate(self._members)
            for scale in member.scales(pixels)
        ]

    def detect_scale(self, pixels: Pixels, scale: int, regions: Sequence[Region]) -> BoxRows:
        """Look at parts of a picture with the member whose scale this is.

        Raises:
            BackendError: the member failed.
        """
        place, own = divmod(scale, SCALE_OFFSET)
        return self._members[place].detect_scale(pixels, own, regions)

    def merged(self, found: Sequence[tuple[int, BoxRows]]) -> list[Detection]:
        """Merge rows of all members' scales; only ever adds to what the first found."""
        answers = []
        for place, member in enumerate(self._members):
            own = [(s % SCALE_OFFSET, rows) for s, rows in found if s // SCALE_OFFSET == place]
            answers.append(member.merged(own))
        return self.joined(answers)

    def joined(self, answers: Sequence[Sequence[Detection]]) -> list[Detection]:
        """Join the answers of all members on one frame."""
        name, joined = self.name, list(answers[0])
        for place, answer in enumerate(answers[1:], 1):
            tag = self._members[place].name
            joined = _added(joined, answer, tag, self._ceiling)
        return [replace(detection, detector=name) for detection in joined]


class CascadeEnsemble:
    """An ensemble whose first member rescores, and so confirms, what the others add.

    Args:
        first: detects, and rescores what is unsure.
        others: the detectors that add.
    """

    def __init__(self, first: EnsembleMember, others: Sequence[EnsembleMember]) -> None:
        """Check that the first can rescore.

        Raises:
            TypeError: it cannot.
        """
        if not isinstance(first, Rescorer):
            msg = f"{first.name} cannot look again at what is unsure"
            raise TypeError(msg)
        self._witness: Rescorer = first
        self._union = DetectorEnsemble((first, *others), ceiling=UNCONFIRMED)
        self.scales, self.detect_scale = self._union.scales, self._union.detect_scale
        self.merged, self.lanes = self._union.merged, self._union.lanes

    @property
    def name(self) -> str:
        """Names and versions of all members, joined by ``+``."""
        return self._union.name

    def detect(self, frames: Sequence[Frame]) -> list[list[Detection]]:
        """Return the faces of each frame; additions have their rescored score.

        Raises:
            BackendError: a member failed.
        """
        each = zip(frames, self._union.detect(frames), strict=True)
        return [self._judged(frame, found) for frame, found in each]

    def scan(self, frame: Frame) -> list[Detection]:
        """Return raw detections of all members, for `tracker` to weigh over time.

        Raises:
            BackendError: a member failed.
        """
        return detect_all_scales(self, frame.pixels)

    def rescore(self, crops: Sequence[Pixels]) -> Sequence[float]:
        """Return for each crop what the first member says of it.

        Raises:
            BackendError: it failed.
        """
        return self._witness.rescore(crops)

    def _judged(self, frame: Frame, found: Sequence[Detection]) -> list[Detection]:
        # The first member's own are judged already, and name its scales, which are numbers.
        added = [d for d in found if not d.rule[:1].isdigit()]
        weak = sorted(added, key=lambda d: -d.score)[:STILL_RESCORES]
        looks = self.rescore([crop_around(frame.pixels, d.box) for d in weak]) if weak else ()
        size = frame.pixels.shape[0] * frame.pixels.shape[1]
        sure = {
            id(d): probability(d.score, 1, look, min(1.0, d.box.area / size))
            for d, look in zip(weak, looks, strict=True)
        }
        return [replace(d, score=max(d.score, sure.get(id(d), 0.0))) for d in found]


def _added(
    joined: list[Detection], answer: Sequence[Detection], tag: str, ceiling: float
) -> list[Detection]:
    """Add what is new in ``answer`` and note agreement on the rest."""
    agreed: set[int] = set()
    new: list[Detection] = []
    for detection in answer:
        likeness = [known.box.iou(detection.box) for known in joined]
        place = int(np.argmax(likeness)) if likeness else -1
        if place >= 0 and likeness[place] >= AGREES:
            agreed.add(place)
        else:
            new.append(replace(detection, score=min(detection.score, ceiling), rule=tag))
    noted = [
        replace(known, rule=f"{known.rule}+{tag}" if known.rule else tag)
        if place in agreed
        else known
        for place, known in enumerate(joined)
    ]
    return noted + new
