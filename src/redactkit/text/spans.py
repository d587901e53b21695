"""Where a private value is in a text, and how places of several values become one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from redactkit.core.findings import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from redactkit.text.view import TextView

__all__ = ["LIKELY", "TextSpan", "in_source", "united"]

LIKELY = 0.3
"""Score from which a match is more than a guess: the threshold of the policy as it comes."""


# Where values of two kinds share characters, the earlier kind here names the union.
PRIORITY = (
    Kind.CUSTOM,
    Kind.EMAIL, Kind.ID_CARD, Kind.BANK_CARD, Kind.HOTLINE, Kind.PHONE, Kind.WECHAT_ID, Kind.QQ,
    Kind.VIN, Kind.PASSPORT, Kind.PARCEL, Kind.LICENSE_PLATE, Kind.ACCOUNT_ID, Kind.NICKNAME,
    Kind.NAME, Kind.ADDRESS,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class TextSpan:
    """Where one private value is: characters ``start`` to ``end`` (exclusive), label left out."""

    kind: Kind
    start: int
    end: int
    score: float
    rule: str


def united(spans: Iterable[TextSpan]) -> list[TextSpan]:
    """Return spans in order, those that overlap as one; the kind of higher priority names it.

    A guess (less than `LIKELY`) does not widen what is surer: where both share characters it
    is left out.
    """
    spans = list(spans)
    sure = [span for span in spans if span.score >= LIKELY]
    guesses = [
        span
        for span in spans
        if span.score < LIKELY
        and not any(span.start < other.end and other.start < span.end for other in sure)
    ]
    merged: list[TextSpan] = []
    for span in sorted([*sure, *guesses], key=lambda item: (item.start, -item.end)):
        if merged and span.start < merged[-1].end:
            merged[-1] = _join(merged[-1], span)
        else:
            merged.append(span)
    return merged


def in_source(spans: Iterable[TextSpan], view: TextView) -> list[TextSpan]:
    """Return spans of a view's text at their places in its source."""
    found = []
    for span in spans:
        start, end = view.to_source(span.start, span.end)
        found.append(replace(span, start=start, end=end))
    return found


def _rank(kind: Kind) -> int:
    return PRIORITY.index(kind) if kind in PRIORITY else len(PRIORITY)


def _join(a: TextSpan, b: TextSpan) -> TextSpan:
    first, _ = sorted((a, b), key=lambda span: (_rank(span.kind), -span.score))
    return TextSpan(
        first.kind, min(a.start, b.start), max(a.end, b.end), max(a.score, b.score), first.rule
    )
