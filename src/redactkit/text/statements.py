"""A whole statement: what the rules, the model, the chats and the tables in it say, together.

A name found in one place of a statement is looked for in all others.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from redactkit.core.findings import Kind
from redactkit.text.addresses import addresses
from redactkit.text.columns import cells
from redactkit.text.identifiers import views_of
from redactkit.text.spans import TextSpan, in_source, united
from redactkit.text.spread import Learned, found_again, learned_from, with_signs
from redactkit.text.transcript import speakers
from redactkit.text.words import MODEL_RULE, tokens_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from redactkit.text.identifiers import Identifiers
    from redactkit.text.view import TextView

__all__ = ["FULL_NAMES", "statement_spans"]

COLUMN, PLACE, SPEAKER, ACCOUNT, AGAIN = (
    "table-column", "address-model", "speaker", "speaker-account", "known-in-text",
)  # fmt: skip
COLUMN_SCORE, PLACE_SCORE, AGAIN_SCORE = 0.8, 0.5, 0.85

LEAST_LEARNED = 0.4
"""Score from which a name is sure enough to be looked for elsewhere."""

FULL_NAMES = frozenset(
    (
        MODEL_RULE,
        "name-labelled",
        "name-before-number",
        "name-western",
        "name-western-told",
        COLUMN,
    )
)
"""Rules that find whole names, which the case may learn."""

SIGNS = (Kind.NAME, Kind.NICKNAME)


@dataclass(frozen=True, slots=True)
class _Part:
    """One view of a segment, with its words and what was found in it."""

    segment: int
    view: TextView
    artifacts: Any
    spans: list[TextSpan]


def statement_spans(segments: Sequence[str], identifiers: Identifiers) -> list[list[TextSpan]]:
    """Return the private values in the segments of one statement, in order, none overlapping.

    Args:
        segments: visible text, each as a reader sees it; cells of tables parted by tabs.
        identifiers: the rules and the model.

    Returns:
        For each segment its spans, with places in the segment as it was given.

    Raises:
        BackendError: a rule failed or ran out of time, or the model failed.
    """
    views = [(number, view) for number, text in enumerate(segments) for view in views_of(text)]
    read = identifiers.read([view.text for _, view in views])
    parts = [
        _Part(number, view, artifacts, _found(view.text, artifacts, identifiers))
        for (number, view), artifacts in zip(views, read, strict=True)
    ]
    known = _learned(parts)
    found: list[list[TextSpan]] = [[] for _ in segments]
    for part in parts:
        text = part.view.text
        again = found_again(text, tokens_of(part.artifacts), known)
        spans = [*part.spans, *(TextSpan(Kind.NAME, *place, AGAIN_SCORE, AGAIN) for place in again)]
        # emoji are no part of the folded text's words, but they adjoin them
        spans = [_with_signs(text, span) for span in united(spans)]
        found[part.segment] += in_source(spans, part.view)
    return [united(spans) for spans in found]


def _found(text: str, artifacts: Any, identifiers: Identifiers) -> list[TextSpan]:  # noqa: ANN401 - presidio is imported late
    spans = identifiers.analyzed(text, artifacts)
    spans += [
        TextSpan(Kind.ADDRESS, *place, PLACE_SCORE, PLACE)
        for place in addresses(text, tokens_of(artifacts))
    ]
    for one in speakers(text):
        kind = Kind.NICKNAME
        if one.account:
            value = text[one.start : one.end]
            kind = Kind.QQ if value.isdecimal() else Kind.EMAIL if "@" in value else Kind.NICKNAME
        rule = ACCOUNT if one.account else SPEAKER
        spans.append(TextSpan(kind, one.start, one.end, one.score, rule))
    spans += [
        TextSpan(cell.kind, cell.start, cell.end, COLUMN_SCORE, COLUMN) for cell in cells(text)
    ]
    return spans


def _learned(parts: Sequence[_Part]) -> Learned:
    names, nicknames = set(), set()
    for part in parts:
        for span in part.spans:
            value = part.view.text[span.start : span.end].strip()
            if span.score < LEAST_LEARNED or not value:
                continue
            if span.kind is Kind.NAME:
                names.add(value)
            elif span.kind is Kind.NICKNAME:
                nicknames.add(value)
    return learned_from(names, nicknames)


def _with_signs(text: str, span: TextSpan) -> TextSpan:
    return replace(span, end=with_signs(text, span.end)) if span.kind in SIGNS else span
