"""Redact the text of a statement: plain, Markdown or HTML."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from redactkit.core.findings import Kind
    from redactkit.text.segments import Segments
    from redactkit.text.spans import TextSpan

__all__ = ["Replacement", "apply_replacements", "pieces_in"]

LONGEST = 400_000
"""Characters that are searched at once; spaCy takes 1,000,000 at most."""

TOGETHER = 200
"""Pieces that presidio replaces at once; its time grows with their square."""

OVERLAP = 2_000
"""Characters that two parts of a long text share; no value is as long."""

SAFE = str.maketrans(
    {
        "<": "＜", ">": "＞", "&": "＆", '"': "＂", "'": "＇", "`": "｀", "\\": "＼", "|": "｜",
        ",": "，",
        "\r": None, "\n": "\u00a0", "\t": "\u00a0", " ": "\u00a0",
    }
)  # fmt: skip
"""Signs that end or open something in one markup or another, and what looks like them."""


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


@dataclass(frozen=True, slots=True, kw_only=True)
class _Hit:
    """A value that was found, and the runs of the source that show it."""

    span: TextSpan
    value: str = field(repr=False)
    runs: tuple[tuple[int, int], ...]


def pieces_in(
    segments: Segments,
    find: Callable[[Sequence[str]], Sequence[Sequence[TextSpan]]],
    alias: Callable[[Kind, str], str],
) -> list[Replacement]:
    """Find what is private in a statement.

    What is searched is what readers read and what the markup holds beside it, not the markup,
    so that a number broken up by tags is found, and one in ``href="tel:..."`` too.

    Args:
        segments: what the statement is searched as (`segments.segments_of`).
        find: texts to spans of private values in each.
        alias: the stand-in for a value of a kind.

    Returns:
        Pieces in order of the source that do not overlap.
    """
    parts = [
        (number, start, text[start : start + LONGEST + OVERLAP])
        for number, text in enumerate(segments.texts())
        for start in range(0, len(text), LONGEST)
    ]
    found = find([text for _, _, text in parts]) if parts else []
    hits = [
        _Hit(span=span, value=value, runs=tuple(sorted(runs)))
        for (number, begin, _), spans in zip(parts, found, strict=True)
        for span in spans
        for value, runs in segments.places(number, begin + span.start, begin + span.end)
        if runs
    ]
    groups = sorted(_united(hits), key=lambda group: min(hit.runs[0] for hit in group))
    pieces = [piece for group in groups for piece in _pieces(group, alias)]
    return sorted(pieces, key=lambda piece: piece.start)


def _united(hits: Iterable[_Hit]) -> list[list[_Hit]]:
    """Return hits in groups, those that share characters of the source in one."""
    hits = list(hits)
    runs = sorted((*run, number) for number, hit in enumerate(hits) for run in hit.runs)
    leads = list(range(len(hits)))

    def lead(number: int) -> int:
        while leads[number] != number:
            leads[number] = leads[leads[number]]
            number = leads[number]
        return number

    reach, last = 0, 0
    for start, end, number in runs:
        if start < reach:
            leads[lead(number)] = lead(last)
        if end > reach:
            reach, last = end, number
    groups: dict[int, list[_Hit]] = {}
    for number, hit in enumerate(hits):
        groups.setdefault(lead(number), []).append(hit)
    return list(groups.values())


def _pieces(group: Sequence[_Hit], alias: Callable[[Kind, str], str]) -> list[Replacement]:
    """Return the pieces of one value; the longest hit says what it is."""
    best = max(group, key=lambda hit: (sum(end - start for start, end in hit.runs), hit.span.score))
    runs: list[tuple[int, int]] = []
    for start, end in sorted(run for hit in group for run in hit.runs):
        if runs and start <= runs[-1][1]:
            runs[-1] = runs[-1][0], max(end, runs[-1][1])
        else:
            runs.append((start, end))
    stand_in = alias(best.span.kind, best.value)
    return [
        Replacement(
            kind=best.span.kind,
            start=start,
            end=end,
            score=max(hit.span.score for hit in group),
            rule=best.span.rule,
            alias="" if number else stand_in.translate(SAFE),
            value="" if number else best.value,
        )
        for number, (start, end) in enumerate(runs)
    ]


def apply_replacements(
    source: str, pieces: Sequence[Replacement]
) -> tuple[str, list[tuple[int, int]]]:
    """Put each piece's alias in its place, with presidio-anonymizer; the rest comes out as it is.

    Args:
        source: the statement.
        pieces: in any order; none overlaps another.

    Returns:
        The finished text, and for each piece its half-open place in it.
    """
    order = sorted(range(len(pieces)), key=lambda number: pieces[number].start)
    parts: list[str] = []
    spans: dict[int, tuple[int, int]] = {}
    last = size = 0
    for first in range(0, len(order), TOGETHER):
        some = order[first : first + TOGETHER]
        end = pieces[some[-1]].end if first + TOGETHER < len(order) else len(source)
        text, places = _replaced(source[last:end], [pieces[number] for number in some], last)
        spans |= {number: (size + a, size + b) for number, (a, b) in zip(some, places, strict=True)}
        parts.append(text)
        size, last = size + len(text), end
    return "".join([*parts, source[last:]]), [spans[number] for number in range(len(pieces))]


def _replaced(
    part: str, pieces: Sequence[Replacement], begin: int
) -> tuple[str, list[tuple[int, int]]]:
    """Replace pieces, in order, in the part of the source that begins at ``begin``."""
    from presidio_anonymizer import AnonymizerEngine  # noqa: PLC0415 - slow to import
    from presidio_anonymizer.entities import OperatorConfig, RecognizerResult  # noqa: PLC0415

    # one entity type a piece, for pieces of one kind may have different stand-ins
    names = [f"{piece.kind}_{number}" for number, piece in enumerate(pieces)]
    results = [
        RecognizerResult(name, piece.start - begin, piece.end - begin, piece.score)
        for name, piece in zip(names, pieces, strict=True)
    ]
    operators = {
        name: OperatorConfig("replace", {"new_value": piece.alias})
        if piece.alias
        else OperatorConfig("redact")
        for name, piece in zip(names, pieces, strict=True)
    }
    done = AnonymizerEngine().anonymize(part, results, operators)
    spans = {item.entity_type: (item.start, item.end) for item in done.items}
    return str(done.text), [spans[name] for name in names]
