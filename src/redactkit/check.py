"""Look at a finished file as a stranger would: whom does it still show?"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from redactkit import clips, imagefile, textfile, videoscan
from redactkit.geometry import Box
from redactkit.media import Medium, medium_of
from redactkit.record import digest_file
from redactkit.verify import beside_cover, covers_in, still_visible, without_covers

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from redactkit.detectors import Detectors
    from redactkit.findings import Kind
    from redactkit.frames import Frame
    from redactkit.policy import Policy
    from redactkit.record import Item, Record

__all__ = ["Report", "Visible", "check_file"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Visible:
    """Something that is still there: its kind, its place and nothing of its content.

    ``frames`` are the first and last index; ``box`` is where it is in the first, xyxy px,
    and None in a text.
    """

    kind: Kind
    frames: tuple[int, int] = (0, 0)
    box: Box | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What a check found. ``faults`` are sentences on the file itself, such as left-over EXIF."""

    visible: tuple[Visible, ...]
    faults: tuple[str, ...] = ()

    @property
    def clean(self) -> bool:
        """Whether nothing was found."""
        return not self.visible and not self.faults


def check_file(
    path: Path,
    detectors: Detectors,
    policy: Policy,
    *,
    record: Record | None = None,
    on_progress: Callable[[int, int | None], None] | None = None,
) -> Report:
    """Read a finished picture, clip or text again with everything that finds.

    With its record the digest is compared too, and what the record says was covered or
    deliberately kept is not reported.

    Raises:
        MediaError: the file cannot be read.
        BackendError: a model is missing or failed.
    """
    faults = _digest_faults(path, record)
    medium = medium_of(path)
    if medium is Medium.TEXT:
        spans = detectors.models.identifiers.find(textfile.read(path))
        kept = {item.kind for item in record.kept} if record else set()
        hits = [
            Visible(kind=span.kind)
            for span in spans
            if not policy.rule(span.kind).keep and str(span.kind) not in kept
        ]
        return Report(visible=tuple(hits), faults=faults)
    if medium is Medium.VIDEO:
        return _check_clip(path, detectors, policy, record=record, on_progress=on_progress)
    frame, _ = imagefile.read(path, policy.limits)
    faults += imagefile.leftovers(path)
    return Report(visible=_in_picture(frame, detectors, policy, record), faults=faults)


def _in_picture(
    frame: Frame, detectors: Detectors, policy: Policy, record: Record | None
) -> tuple[Visible, ...]:
    covers = _known(record, 0) or covers_in(frame.pixels, policy)
    paper = replace(frame, pixels=without_covers(frame.pixels, covers))
    seen = still_visible(detectors.apart().look(paper), (), policy)
    return tuple(
        Visible(kind=detection.kind, box=detection.box)
        for detection in seen
        if not _covered(detection.box, covers) and not beside_cover(detection, covers)
    )


def _check_clip(
    path: Path,
    detectors: Detectors,
    policy: Policy,
    *,
    record: Record | None,
    on_progress: Callable[[int, int | None], None] | None,
) -> Report:
    found = clips.find_faces(path, detectors.models.faces, policy=policy, on_progress=on_progress)
    visible = []
    for finding in found.findings:
        if policy.face.keep or finding.score < policy.face.threshold:
            continue
        bare = [
            sighting
            for sighting in finding.sightings
            if not _covered(sighting.box, _known(record, sighting.frame))
        ]
        if bare:
            frames = bare[0].frame, bare[-1].frame
            visible.append(Visible(kind=finding.kind, frames=frames, box=bare[0].box))
    faults = _digest_faults(path, record) + videoscan.leftovers(path)
    return Report(visible=tuple(visible), faults=faults)


def _digest_faults(path: Path, record: Record | None) -> tuple[str, ...]:
    if record is None or record.output.sha256 == digest_file(path)[0]:
        return ()
    return ("the file is not the one that the record describes (SHA-256 differs)",)


def _known(record: Record | None, frame: int) -> list[Box]:
    """Return the boxes that the record tells of in a frame, removed and kept."""
    items: Sequence[Item] = () if record is None else (*record.removed, *record.kept)
    boxes = []
    for item in items:
        if item.frames is None or not item.frames[0] <= frame <= item.frames[1]:
            continue
        rows = [row for row in item.boxes if row[0] <= frame]
        if rows:
            boxes.append(Box(*map(float, rows[-1][1:])))
    return boxes


def _covered(box: Box, known: Sequence[Box]) -> bool:
    half = box.area / 2
    return any(box.overlap(other) >= half for other in known)
