"""A plan: everything decided and nothing done yet, as a JSON file that a person can edit."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from redactkit.core.errors import MediaError
from redactkit.core.findings import Finding, Kind, Sighting
from redactkit.core.frames import MediaInfo
from redactkit.core.geometry import Box
from redactkit.core.methods import Fill, method_from_mapping, method_to_mapping
from redactkit.core.policy import WIDEST, Redaction
from redactkit.records.record import SelfCheck
from redactkit.records.validation import FARTHEST, MALFORMED, fraction

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["Plan", "info_from_mapping", "info_to_mapping"]

SCHEMA = 1

LONGEST_ALIAS = 100
"""Characters of a stand-in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What was found in one file and what is to be done with it.

    ``pts`` holds the time of each frame of a clip in ticks of ``info.time_base``; a still
    has one, 0. Applying needs no model, and refuses a file with another digest. A plan read
    from a file counts as not checked, for a person may have edited it. ``precision`` is what the
    models computed in, nothing where a plan does not say so.
    """

    source_sha256: str
    info: MediaInfo
    redactions: tuple[Redaction, ...]
    pts: tuple[int, ...] = (0,)
    detectors: tuple[str, ...] = ()
    precision: Literal["", "bf16", "f32"] = ""
    warnings: tuple[str, ...] = ()
    self_check: SelfCheck = field(default_factory=lambda: SelfCheck(ran=False))

    def to_json(self) -> str:
        """Return the plan as JSON; a redaction's ``method`` may be edited to another or null."""
        table = {
            "schema": SCHEMA,
            "source_sha256": self.source_sha256,
            "detectors": list(self.detectors),
            "warnings": list(self.warnings),
            "info": info_to_mapping(self.info),
            "pts": list(self.pts),
            "redactions": [_row(redaction) for redaction in self.redactions],
        }
        table |= {"precision": self.precision} if self.precision else {}
        return json.dumps(table, ensure_ascii=False, sort_keys=True, indent=1) + "\n"

    @classmethod
    def from_json(cls, text: str) -> Plan:
        """Read what `to_json` wrote, edited or not.

        Raises:
            MediaError: the text is no plan; the message says what is wrong.
        """
        try:
            table = json.loads(text)
            json.dumps(table, ensure_ascii=False).encode()  # half a character has no bytes
            if table["schema"] != SCHEMA:
                msg = f"the plan has another schema than {SCHEMA}; use the version that wrote it"
                raise MediaError(msg)
            pts = tuple(int(tick) for tick in table["pts"])
            return cls(
                source_sha256=str(table["source_sha256"]),
                info=info_from_mapping(table["info"]),
                redactions=tuple(_redaction(row, len(pts)) for row in table["redactions"]),
                pts=pts,
                detectors=tuple(map(str, table["detectors"])),
                precision=_precision(table),
                warnings=tuple(map(str, table["warnings"])),
            )
        except MALFORMED as error:
            msg = f"not a plan of redactkit ({type(error).__name__} {error})"
            raise MediaError(msg) from error


def _precision(table: Mapping[str, Any]) -> Literal["", "bf16", "f32"]:
    known: dict[str, Literal["", "bf16", "f32"]] = {"": "", "bf16": "bf16", "f32": "f32"}
    return known[table.get("precision", "")]


def _row(redaction: Redaction) -> dict[str, Any]:
    finding, method = redaction.finding, redaction.method
    return {
        "kind": str(finding.kind),
        "detector": finding.detector,
        "rule": finding.rule,
        "alias": finding.alias,
        "seal": finding.seal,
        "reason": redaction.reason,
        "margin": redaction.margin,
        "method": None if method is None else method_to_mapping(method),
        "sightings": [[s.frame, *s.box.xyxy, s.score] for s in finding.sightings],
    }


def _redaction(row: Mapping[str, Any], frames: int) -> Redaction:
    sightings = tuple(_sighting(each) for each in row["sightings"])
    finding = Finding(
        kind=Kind(row["kind"]),
        detector=str(row["detector"]),
        rule=str(row["rule"]),
        alias=str(row["alias"]),
        seal=str(row.get("seal", "")),
        sightings=sightings,
    )
    margin = float(row["margin"])
    # the clip's own frames alone, so that no number of them costs more than the clip does
    if finding.first < 0 or finding.last >= frames:
        msg = "a sighting lies outside the frames"
        raise ValueError(msg)
    if not 0 <= margin <= WIDEST or len(finding.alias) > LONGEST_ALIAS:
        msg = f"a margin must be 0 to {WIDEST}, an alias at most {LONGEST_ALIAS} characters"
        raise ValueError(msg)
    method = None if row["method"] is None else method_from_mapping(row["method"], Fill())
    return Redaction(finding=finding, method=method, margin=margin, reason=str(row["reason"]))


def _sighting(row: Sequence[Any]) -> Sighting:
    frame, *xyxy, score = row
    box = Box(*map(float, xyxy))
    if max(map(abs, box.xyxy)) > FARTHEST:
        msg = "a box lies outside any picture"
        raise ValueError(msg)
    if score is not None and not 0 <= float(score) <= 1:
        msg = "a score must be 0 to 1"
        raise ValueError(msg)
    return Sighting(frame=int(frame), box=box, score=None if score is None else float(score))


def info_to_mapping(info: MediaInfo) -> dict[str, Any]:
    """Return what a file holds as a table; fractions are text."""
    return {
        "media_type": info.media_type,
        "width": info.width,
        "height": info.height,
        "frames": info.frames,
        "rate": None if info.rate is None else str(info.rate),
        "time_base": None if info.time_base is None else str(info.time_base),
        "duration_s": info.duration_s,
    }


def info_from_mapping(table: Mapping[str, Any]) -> MediaInfo:
    """Read what `info_to_mapping` gave."""
    return MediaInfo(
        media_type=str(table["media_type"]),
        width=int(table["width"]),
        height=int(table["height"]),
        frames=int(table["frames"]),
        rate=fraction(table["rate"]),
        time_base=fraction(table["time_base"]),
        duration_s=float(table["duration_s"]),
    )
