"""Check of a finished file without its plan: detect again, and compare with its record."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from redactkit.core.geometry import Box
from redactkit.media import docxfile, image
from redactkit.media import text as media_text
from redactkit.media.medium import Medium, medium_of
from redactkit.media.source import check_source
from redactkit.media.trailing_data import trailing_data_faults
from redactkit.media.video import decoding, metadata
from redactkit.pipeline import clip_detection
from redactkit.pipeline.clip_plan import SURE
from redactkit.pipeline.papers import is_document, word_texts
from redactkit.pipeline.statement_job import finder, found_in
from redactkit.records.record import digest_file
from redactkit.text.segments import segments_of
from redactkit.verify.outside_compare import source_faults
from redactkit.verify.picture_compare import covers_in, without_covers
from redactkit.verify.record_check import (
    CLIP,
    LOSSLESS,
    LOSSY,
    CoverChecker,
    kind_of,
    redaction_of,
)
from redactkit.verify.redetection import (
    needs_no_neighbour,
    on_line_with_cover,
    still_visible,
    uncovered_part,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    from redactkit.core.findings import Kind
    from redactkit.core.frames import Frame
    from redactkit.core.policy import Limits, Policy
    from redactkit.pipeline.detectors import Detectors
    from redactkit.records.record import Record
    from redactkit.text.statement import Replacement
    from redactkit.verify.record_check import Tolerance

__all__ = ["CheckReport", "Visible", "check_file"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Visible:
    """Something that is still there: its kind, its place and nothing of its content.

    ``frames`` are the first and last index; ``box`` is where it is in the first, xyxy px,
    and None in a text. ``recorded`` says that the record calls the place covered, and it
    does not look so; otherwise something was recognised there.
    """

    kind: Kind
    frames: tuple[int, int] = (0, 0)
    box: Box | None = None
    recorded: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckReport:
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
    source: Path | None = None,
    on_progress: Callable[[int, int | None], None] | None = None,
) -> CheckReport:
    """Read a finished picture, clip or text again with everything that finds.

    In pictures and texts the people whom the case of ``detectors`` has met are looked for by name.
    With its record the digest is compared too, and every cover that the record tells of is
    looked for; where one is not as recorded that alone is reported, and no model is asked.
    What the record says was deliberately kept is not reported. With the source as well,
    everything outside the covers has to be as it was there.

    Raises:
        MediaError: the file cannot be read or is over the policy's limits, or the record has
            a kind that does not exist.
        BackendError: a model is missing or failed.
    """
    check_source(path)
    faults = _faults(path, source, record, policy.limits)
    medium = medium_of(path)
    if medium is Medium.TEXT:
        faults += docxfile.leftovers(path) if is_document(path) else ()
        return CheckReport(visible=_in_text(path, detectors, policy, record), faults=faults)
    if medium is Medium.VIDEO:
        faults += (*metadata.metadata_left(path), *trailing_data_faults(path))
        visible = _bare_in_clip(path, record, policy.limits) or _in_clip(
            path, detectors, policy.for_clips(), record=record, on_progress=on_progress
        )
        return CheckReport(visible=visible, faults=faults)
    frame, info = image.read(path, policy.limits)
    faults += (*image.metadata_left(path), *trailing_data_faults(path))
    noise = LOSSY if info.media_type == "image/jpeg" else LOSSLESS
    visible = _uncovered([frame], record, noise) or _in_picture(frame, detectors, policy, record)
    return CheckReport(visible=visible, faults=faults)


def _uncovered(
    frames: Iterable[Frame], record: Record | None, noise: Tolerance
) -> tuple[Visible, ...]:
    """Return the covers of the record that are not in the file as recorded."""
    if record is None:
        return ()
    covers = CoverChecker(record.removed, noise)
    for frame in frames:
        covers.see(frame.index, frame.pixels)
    return tuple(
        Visible(kind=one.kind, frames=one.frames, box=one.box, recorded=True)
        for one in covers.bare()
    )


def _bare_in_clip(path: Path, record: Record | None, limits: Limits) -> tuple[Visible, ...]:
    if record is None:
        return ()
    decoding.probe(path, limits)
    return _uncovered(decoding.read(path), record, CLIP)


def _in_text(
    path: Path, detectors: Detectors, policy: Policy, record: Record | None
) -> tuple[Visible, ...]:
    if is_document(path):
        text, segments = "", word_texts(path, policy.limits)
    else:
        text = media_text.read(path)
        media_text.check_text(text, policy.limits)
        segments = segments_of(text, table=path.suffix.lower() in (".csv", ".tsv"))
    find = finder(detectors.models.identifiers, policy)
    found = found_in(segments, find, detectors.apart().aliases, policy)
    removed, kept = (record.removed, record.kept) if record else ((), ())
    changed = tuple(
        Visible(kind=kind_of(item), recorded=True)
        for item in removed
        if item.span is not None and text[slice(*item.span)] != item.alias
    )
    if changed:
        return changed
    left = Counter(kind_of(item) for item in kept)
    return tuple(Visible(kind=piece.kind) for piece in found if _undecided(piece, policy, left))


def _undecided(piece: Replacement, policy: Policy, left: Counter[Kind]) -> bool:
    """Return whether a value is to be hidden and none of those ``left``; then it is taken off."""
    # of several pieces of one value the first alone has a stand-in
    if not piece.alias or not policy.rule(piece.kind).hides(piece.score):
        return False
    left[piece.kind] -= 1
    return left[piece.kind] < 0


def _in_picture(
    frame: Frame, detectors: Detectors, policy: Policy, record: Record | None
) -> tuple[Visible, ...]:
    known = () if record is None else (*record.removed, *record.kept)
    covers = [Box(*map(float, item.boxes[0][1:])) for item in known if item.boxes]
    covers = covers or covers_in(frame.pixels, policy)
    paper = replace(frame, pixels=without_covers(frame.pixels, covers))
    seen = still_visible(detectors.apart().look(paper), (), policy)
    if record is not None:
        # every place that a name or an avatar was found at is covered: what half a page seems
        # to imply is the covers' doing
        seen = [detection for detection in seen if needs_no_neighbour(detection, detectors.knows)]
    return tuple(
        Visible(kind=detection.kind, box=detection.box)
        for detection in seen
        if not _covered(detection.box, covers) and not on_line_with_cover(detection, covers)
    )


def _in_clip(
    path: Path,
    detectors: Detectors,
    policy: Policy,
    *,
    record: Record | None,
    on_progress: Callable[[int, int | None], None] | None,
) -> tuple[Visible, ...]:
    found = clip_detection.find_in(path, detectors.in_clips, policy, on_progress=on_progress)
    items = () if record is None else (*record.removed, *record.kept)
    known = [redaction_of(item) for item in items if item.boxes]
    seen = []
    for finding in found.findings:
        rule = policy.rule(finding.kind)
        # beside known covers weak tracks come and go with the codec's noise, as in the second look
        least = rule.threshold if record is None else SURE
        part = None if rule.keep else uncovered_part(finding, known)
        if part is not None and part.score >= least:
            frames = part.first, part.last
            seen.append(Visible(kind=part.kind, frames=frames, box=part.sightings[0].box))
    return tuple(seen)


def _faults(
    path: Path, source: Path | None, record: Record | None, limits: Limits
) -> tuple[str, ...]:
    faults = _digest_faults(path, record)
    if record is not None and source is not None:
        faults += source_faults(path, source, record, limits)
    return faults


def _digest_faults(path: Path, record: Record | None) -> tuple[str, ...]:
    if record is None or record.output.sha256 == digest_file(path)[0]:
        return ()
    return ("the file is not the one that the record describes (SHA-256 differs)",)


def _covered(box: Box, known: Sequence[Box]) -> bool:
    half = box.area / 2
    return any(box.overlap(other) >= half for other in known)
