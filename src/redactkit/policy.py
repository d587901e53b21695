"""What to hide and how: frozen settings, one field for each kind, and the decision."""

from __future__ import annotations

from dataclasses import dataclass, field

from redactkit.conceal import Fill, Frozen, Label, Method
from redactkit.findings import Finding, Kind

__all__ = ["Limits", "Policy", "Redaction", "Rule", "VideoOptions", "decide"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """How one kind is treated.

    A finding counts when its score reaches ``threshold``. ``margin`` grows the covered
    box on every side, as a share of its shorter side. ``keep`` leaves the kind visible,
    which the record then says.
    """

    method: Method = field(default_factory=Label)
    threshold: float = 0.3
    margin: float = 0.06
    keep: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class VideoOptions:
    """How clips are read and written (stub, see redact)."""

    codec: str = "h264"
    audio: str = "drop"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Where a file is refused before it is decoded."""

    pixels: int = 100_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """Settings for every kind; the defaults over-mask."""

    face: Rule = field(default_factory=lambda: Rule(method=Frozen(), threshold=0.35, margin=0.15))
    avatar: Rule = field(default_factory=lambda: Rule(method=Fill()))
    video: VideoOptions = field(default_factory=VideoOptions)
    limits: Limits = field(default_factory=Limits)


@dataclass(frozen=True, slots=True, kw_only=True)
class Redaction:
    """A finding and what was decided; ``method`` is None where it stays visible."""

    finding: Finding
    method: Method | None
    margin: float
    reason: str


def decide(findings: list[Finding], policy: Policy) -> list[Redaction]:
    """Stub."""
    raise NotImplementedError(Kind, findings, policy)
