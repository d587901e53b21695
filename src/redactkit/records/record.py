"""The record: what was removed, where and how, and what stayed. Safe to hand over.

It has no field for text, crops, codes' payloads, paths or file names. Digests are of
whole media files only: the digest of a short text could be searched for by trying
every phone number, so statements have none of their input.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from redactkit.core.errors import MediaError
from redactkit.core.methods import method_to_mapping
from redactkit.records.validation import MALFORMED, check_rows, check_texts, check_told

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from redactkit.core.frames import MediaInfo
    from redactkit.core.policy import Redaction

__all__ = [
    "NOWHERE",
    "SCHEMA",
    "Item",
    "Media",
    "Record",
    "SelfCheck",
    "digest_file",
    "items_of",
    "media_of",
    "text_media",
]

NUMBERS = re.compile(r"\[[-\d.,\s]+\]")
"""A list of numbers over several lines of JSON; put on one, for a person to read."""

SCHEMA = 1
"""Raised when a field changes its meaning or goes; new fields alone do not raise it."""

NOWHERE = (0, 0, 0, 0)
"""The box of frames, between others of an item, in which it has no place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Media:
    """A file as the record names it: by its digest.

    ``rate`` and ``time_base`` are fractions as text, ``duration_s`` seconds.
    """

    media_type: str
    sha256: str | None = None
    bytes: int | None = None
    width: int | None = None
    height: int | None = None
    frames: int | None = None
    rate: str | None = None
    time_base: str | None = None
    duration_s: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One finding and its fate.

    ``boxes`` are rows ``(frame, x0, y0, x1, y1)`` in whole pixels as painted, half-open;
    a box holds until the next row, the last one until ``frames[1]``; frames in between that
    have none are a row of `NOWHERE`. ``span`` is the place in a text as half-open offsets into
    the finished text. ``method`` is None where the finding stays visible, ``reason`` says why.
    ``hmac`` is the keyed digest of what was removed, empty where the case has no key or nothing
    was read (see `seals`).
    """

    id: str
    kind: str
    detector: str
    rule: str
    score: float
    reason: str
    method: Mapping[str, Any] | None = None
    alias: str = ""
    hmac: str = ""
    frames: tuple[int, int] | None = None
    time_s: tuple[float, float] | None = None
    boxes: tuple[tuple[int, int, int, int, int], ...] = ()
    span: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SelfCheck:
    """Whether the finished file was looked at again, and how many findings were left."""

    ran: bool
    rounds: int = 0
    residual_findings: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What was done to one file. Equal input, policy and versions give equal bytes.

    ``previous`` is the digest of the record before this one in its case, None in the first.
    """

    input: Media
    output: Media
    removed: tuple[Item, ...]
    kept: tuple[Item, ...]
    tool: Mapping[str, Any]
    created: str | None = None
    self_check: SelfCheck = field(default_factory=lambda: SelfCheck(ran=False))
    warnings: tuple[str, ...] = ()
    residual_risks: tuple[str, ...] = ()
    previous: str | None = None

    @property
    def digest(self) -> str:
        """SHA-256 of the record in hex; the next record of the case names it as ``previous``."""
        return _digest(self._table())

    @property
    def counters(self) -> dict[str, dict[str, int]]:
        """Number removed and kept by kind."""
        removed = Counter(item.kind for item in self.removed)
        kept = Counter(item.kind for item in self.kept)
        kinds = sorted(removed | kept)
        return {kind: {"removed": removed[kind], "kept": kept[kind]} for kind in kinds}

    def to_json(self) -> str:
        """Return the record as JSON, keys sorted, Chinese as it is, ending in a newline."""
        table = self._table()
        table["digest"] = _digest(table)
        text = json.dumps(table, ensure_ascii=False, sort_keys=True, indent=1)
        return NUMBERS.sub(lambda row: "".join(row[0].split()).replace(",", ", "), text) + "\n"

    def _table(self) -> dict[str, Any]:
        return asdict(self) | {"schema": SCHEMA, "counters": self.counters}

    @classmethod
    def from_json(cls, text: str) -> Record:
        """Read what `to_json` wrote.

        Raises:
            MediaError: the text is no record, one of a schema this version does not know, or
                one that was edited after it was written.
        """
        try:
            table = json.loads(text)
            if table["schema"] != SCHEMA:
                msg = f"the record has another schema than {SCHEMA}; use the version that wrote it"
                raise MediaError(msg)
            if table.pop("digest") != _digest(table):
                msg = "the record was edited after it was written (its digest differs)"
                raise MediaError(msg)
            table.pop("schema")
            table.pop("counters")
            check_told(table)
            for side in ("input", "output"):
                table[side] = Media(**table[side])
            for part in ("removed", "kept"):
                table[part] = tuple(_item(row) for row in table[part])
            table["self_check"] = SelfCheck(**table["self_check"])
            for part in ("warnings", "residual_risks"):
                table[part] = tuple(table[part])
            return cls(**table)
        except MALFORMED as error:
            msg = "not a record of redactkit"
            raise MediaError(msg) from error


def _digest(table: Mapping[str, Any]) -> str:
    """Return the SHA-256 of a table without its own digest, in one way of writing it."""
    text = json.dumps(table, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return sha256(text.encode()).hexdigest()


def digest_file(path: Path) -> tuple[str, int]:
    """Return the SHA-256 in hex and the size in bytes.

    Raises:
        MediaError: the file cannot be read.
    """
    digest, size = sha256(), 0
    try:
        with path.open("rb") as file:
            while block := file.read(1 << 20):
                digest.update(block)
                size += len(block)
    except OSError as error:
        msg = f"{path.name}: cannot be read ({error.strerror})"
        raise MediaError(msg) from error
    return digest.hexdigest(), size


def media_of(info: MediaInfo, path: Path) -> Media:
    """Return what the record says of the file at ``path``."""
    digest, size = digest_file(path)
    return Media(
        media_type=info.media_type,
        sha256=digest,
        bytes=size,
        width=info.width,
        height=info.height,
        frames=info.frames,
        rate=None if info.rate is None else str(info.rate),
        time_base=None if info.time_base is None else str(info.time_base),
        duration_s=round(info.duration_s, 3) if info.time_base is not None else None,
    )


def text_media(text: str | None) -> Media:
    """Return what the record says of a text; None stands for one whose digest would leak."""
    if text is None:
        return Media(media_type="text/plain")
    raw = text.encode()
    return Media(media_type="text/plain", sha256=sha256(raw).hexdigest(), bytes=len(raw))


def items_of(
    redactions: Sequence[Redaction], info: MediaInfo, pts: Sequence[int] = ()
) -> tuple[tuple[Item, ...], tuple[Item, ...]]:
    """Return the items removed and the items kept; ids count through both.

    ``pts`` has the presentation time of each frame in ticks of ``info.time_base``,
    and is empty for a still.
    """
    removed: list[Item] = []
    kept: list[Item] = []
    for number, redaction in enumerate(redactions, 1):
        item = _item_of(f"f{number}", redaction, info, pts)
        (kept if redaction.method is None else removed).append(item)
    return tuple(removed), tuple(kept)


def _item_of(name: str, redaction: Redaction, info: MediaInfo, pts: Sequence[int]) -> Item:
    finding = redaction.finding
    times = None
    if info.time_base is not None and len(pts):
        begin, end = (float(pts[frame] * info.time_base) for frame in (finding.first, finding.last))
        times = round(begin, 3), round(end, 3)
    return Item(
        id=name,
        kind=str(finding.kind),
        detector=finding.detector,
        rule=finding.rule,
        score=round(finding.score, 3),
        reason=redaction.reason,
        method=None if redaction.method is None else method_to_mapping(redaction.method),
        alias=finding.alias if redaction.method is not None else "",
        hmac=finding.seal if redaction.method is not None else "",
        frames=(finding.first, finding.last),
        time_s=times,
        boxes=_rows(redaction, info),
    )


def _rows(redaction: Redaction, info: MediaInfo) -> tuple[tuple[int, int, int, int, int], ...]:
    rows: list[tuple[int, int, int, int, int]] = []
    due = redaction.finding.first
    for sighting in redaction.finding.sightings:
        if sighting.frame > due:
            rows.append((due, *NOWHERE))
        box = sighting.box.grown(redaction.margin).pixels(info.width, info.height)
        if not rows or rows[-1][1:] != box:
            rows.append((sighting.frame, *box))
        due = sighting.frame + 1
    return tuple(rows)


def _item(row: dict[str, Any]) -> Item:
    boxes = tuple((int(f), int(a), int(b), int(c), int(d)) for f, a, b, c, d in row.pop("boxes"))
    types = {"frames": int, "span": int, "time_s": float}
    pairs = {name: _pair(row.pop(name), number) for name, number in types.items()}
    item = Item(**row | pairs | {"score": float(row["score"]), "boxes": boxes})
    check_rows(boxes, item.frames)
    check_texts((item.id, item.kind, item.detector, item.rule, item.reason, item.alias, item.hmac))
    return item


def _pair(value: Any, number: type) -> Any:  # noqa: ANN401 - two of that type
    if value is None:
        return None
    begin, end = map(number, value)
    return begin, end
