"""Redact the text of a statement: plain, Markdown or HTML."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from redactkit.core.findings import Kind
    from redactkit.text.identifiers import TextSpan

__all__ = [
    "Replacement",
    "apply_replacements",
    "find_replacements",
    "looks_like_html",
    "visible_text",
]

TAG = re.compile(r"<!--.*?-->|<[A-Za-z/!][^<>]*>", re.DOTALL)
REFERENCE = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
BREAKING = re.compile(r"</?(?:p|br|div|li|ul|ol|h[1-6]|tr|td|th|table|section)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Replacement:
    """A run of the source that is to be replaced, half-open.

    Several may show one value; the first has its ``alias`` and the ``value`` without markup,
    the others have neither. No repr shows the value.
    """

    kind: Kind
    start: int
    end: int
    score: float
    rule: str
    alias: str
    value: str = field(repr=False)


def looks_like_html(text: str) -> bool:
    """Return whether the text has markup whose tags a reader does not see."""
    return bool(
        re.search(r"<(?:!DOCTYPE|html|body|p|div|span|br|a|b|strong)\b[^<>]*>", text, re.IGNORECASE)
    )


def visible_text(source: str) -> tuple[str, list[int]]:
    """Return what a reader of the HTML sees, and for each character its place in the source.

    Tags vanish (those that break a line become one), references are decoded. The list has
    one entry more than the text: the length of the source.
    """
    shown: list[str] = []
    places: list[int] = []
    position = 0
    while position < len(source):
        tag = TAG.match(source, position)
        reference = None if tag else REFERENCE.match(source, position)
        if tag:
            text = "\n" if BREAKING.match(tag[0]) else ""
        else:
            text = html.unescape(reference[0]) if reference else source[position]
        shown.append(text)
        places.extend([position] * len(text))
        position = tag.end() if tag else reference.end() if reference else position + 1
    return "".join(shown), [*places, len(source)]


def find_replacements(
    source: str,
    find: Callable[[str], Sequence[TextSpan]],
    alias: Callable[[Kind, str], str],
) -> list[Replacement]:
    """Find what is private in the source.

    In HTML both what is seen and the raw source (attributes, comments) are searched, so
    that a number broken up by tags is found and one in ``href="tel:..."`` is too.

    Args:
        source: the statement.
        find: text to spans of private values.
        alias: the stand-in for a value of a kind.

    Returns:
        Pieces in order of the source that do not overlap.
    """
    found = [
        _piece(span, TAG.sub("", source[span.start : span.end]), alias) for span in find(source)
    ]
    if looks_like_html(source):
        text, places = visible_text(source)
        for span in find(text):
            found += _scattered(source, places, _piece(span, text[span.start : span.end], alias))
    return _apart(found)


def apply_replacements(
    source: str, pieces: Sequence[Replacement]
) -> tuple[str, list[tuple[int, int]]]:
    """Put each piece's alias in its place, with presidio-anonymizer's operators.

    Returns:
        The finished text, and for each piece its half-open place in it.
    """
    from presidio_anonymizer import AnonymizerEngine  # noqa: PLC0415 - slow to import
    from presidio_anonymizer.entities import OperatorConfig, RecognizerResult  # noqa: PLC0415

    # one entity type a piece, for pieces of one kind may have different stand-ins
    results = [
        RecognizerResult(f"{piece.kind}_{number}", piece.start, piece.end, piece.score)
        for number, piece in enumerate(pieces)
    ]
    operators = {
        f"{piece.kind}_{number}": OperatorConfig("replace", {"new_value": piece.alias})
        if piece.alias
        else OperatorConfig("redact")
        for number, piece in enumerate(pieces)
    }
    done = AnonymizerEngine().anonymize(source, results, operators)
    spans = sorted((item.start, item.end) for item in done.items)
    return str(done.text), spans


def _piece(span: TextSpan, value: str, alias: Callable[[Kind, str], str]) -> Replacement:
    return Replacement(
        kind=span.kind,
        start=span.start,
        end=span.end,
        score=span.score,
        rule=span.rule,
        alias=alias(span.kind, value),
        value=value,
    )


def _scattered(source: str, places: Sequence[int], shown: Replacement) -> list[Replacement]:
    """Map a piece of the visible text to runs of the source; tags between them stay."""
    runs: list[tuple[int, int]] = []
    for start in places[shown.start : shown.end]:
        if TAG.match(source, start):
            continue
        reference = REFERENCE.match(source, start)
        end = reference.end() if reference else start + 1
        if runs and runs[-1][1] == start:
            start = runs.pop()[0]  # noqa: PLW2901 - goes on from the run before
        runs.append((start, end))
    found = [replace(shown, start=start, end=end) for start, end in runs]
    return [*found[:1], *(replace(other, alias="", value="") for other in found[1:])]


def _apart(pieces: Sequence[Replacement]) -> list[Replacement]:
    """Merge pieces that overlap, so that every character of each is replaced once."""
    merged: list[Replacement] = []
    for piece in sorted(pieces, key=lambda piece: (piece.start, -piece.end)):
        last = merged[-1] if merged else None
        if last is None or piece.start >= last.end:
            merged.append(piece)
        elif piece.end > last.end:
            merged[-1] = replace(
                last,
                end=piece.end,
                score=max(last.score, piece.score),
                alias=last.alias or piece.alias,
                value=last.value or piece.value,
            )
    return merged
