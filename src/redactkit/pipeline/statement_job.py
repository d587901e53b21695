"""Redact a statement held in memory, with the stand-ins of its case."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from redactkit.core.findings import Kind
from redactkit.core.methods import method_to_mapping
from redactkit.core.policy import KEPT_NAME
from redactkit.layout.learned_names import NAMED, occurrences, searchable_names
from redactkit.records.record import Item
from redactkit.text.avatarlinks import avatar_links
from redactkit.text.case import CUSTOMER, GIVEN, OWN_SIDE
from redactkit.text.custom import custom_spans
from redactkit.text.segments import segments_of
from redactkit.text.spans import TextSpan, united
from redactkit.text.spread import is_whole
from redactkit.text.statement import Replacement, apply_replacements, pieces_in
from redactkit.text.statements import FULL_NAMES, statement_spans

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from presidio_analyzer import EntityRecognizer

    from redactkit.core.policy import Policy
    from redactkit.text.case import Case
    from redactkit.text.identifiers import Identifiers
    from redactkit.text.segments import Segments

    Find = Callable[[Sequence[str]], Sequence[Sequence[TextSpan]]]

__all__ = ["DETECTOR", "finder", "found_in", "redact_statement"]

PARTY = "某某"
"""Stand-in of somebody whose name a statement tells, before the letter."""

STAND_IN = re.compile(rf"\[[^\[\]]{{1,16}}\]|(?:{CUSTOMER}|{OWN_SIDE}|{PARTY}|{GIVEN})[A-Z]{{0,3}}")
"""What redactkit writes in the place of values and people."""

NAMES = (Kind.NAME, Kind.NICKNAME)

DETECTOR = "identifiers-2"
"""The text rules as the record names them; raised when a rule changes."""


def redact_statement(
    text: str,
    find: Find,
    aliases: Case,
    policy: Policy,
    segments: Segments | None = None,
) -> tuple[str, tuple[Item, ...], tuple[Item, ...]]:
    """Replace what is private in a text, and the names of people whom the case has met.

    Names that the case keeps stay, where they are no part of what is replaced.

    Args:
        text: the statement: plain, Markdown or HTML.
        find: the text rules: segments of one text to spans of private values in each.
        aliases: the case's people and their stand-ins.
        policy: what to hide.
        segments: what the statement is searched as; by default it is told by the text itself.

    Returns:
        The finished text, the items removed (``span`` is their place in it) and those kept.
    """
    pieces = found_in(segments or segments_of(text), find, aliases, policy)
    hidden = [piece for piece in pieces if policy.rule(piece.kind).hides(piece.score)]
    done, spans = apply_replacements(text, hidden)
    removed = tuple(
        replace(
            _item(number, piece, policy),
            alias=piece.alias,
            hmac=aliases.seal(piece.kind, piece.value),
            span=span,
        )
        for number, (piece, span) in enumerate(zip(hidden, spans, strict=True), 1)
    )
    left = [piece for piece in pieces if not policy.rule(piece.kind).hides(piece.score)]
    left += _kept_pieces(text, pieces, aliases)
    kept = tuple(_item(number, piece, policy) for number, piece in enumerate(left, len(hidden) + 1))
    return done, removed, kept


def finder(
    identifiers: Identifiers, policy: Policy, recognizers: Sequence[EntityRecognizer] = ()
) -> Find:
    """Return what finds private values in the segments of one statement.

    Args:
        identifiers: the rules and the model of names.
        policy: its own words and patterns are heard too.
        recognizers: of presidio, heard as well.
    """

    def find(texts: Sequence[str]) -> list[list[TextSpan]]:
        return [
            united([*spans, *custom_spans(text, policy.customs, recognizers)])
            for text, spans in zip(texts, statement_spans(texts, identifiers), strict=True)
        ]

    return find


def found_in(segments: Segments, find: Find, aliases: Case, policy: Policy) -> list[Replacement]:
    """Return the private values in a statement, and where people are named whom the case knows.

    The case meets those whose whole name is found. Names that the case keeps are left out, and
    people who are named inside a value. Of a value that tags break up the first piece has the
    stand-in, the others have none.
    """

    def stand_in(kind: Kind, value: str) -> str:
        return aliases.stand_in(kind, value) or f"[{kind}]"

    def private(texts: Sequence[str]) -> list[list[TextSpan]]:
        values = [
            [span for span in spans if not _stays(one, span, aliases)]
            for one, spans in zip(texts, find(texts), strict=True)
        ]
        for one, spans in zip(texts, values, strict=True):
            _meet(one, spans, aliases, policy)
        return [
            [*spans, *_others(one, spans, aliases), *avatar_links(one)]
            for one, spans in zip(texts, values, strict=True)
        ]

    return pieces_in(segments, private, stand_in)


def _meet(text: str, spans: Sequence[TextSpan], aliases: Case, policy: Policy) -> None:
    """Let the case know who is named in full, so that its other files hide the name too."""
    for span in spans:
        name = text[span.start : span.end]
        if span.rule in FULL_NAMES and policy.rule(span.kind).hides(span.score) and is_whole(name):
            aliases.alias_for(name, PARTY)


def _others(text: str, values: Sequence[TextSpan], aliases: Case) -> list[TextSpan]:
    people = _named(text, aliases.names(), "known-name")
    inside = [any(v.start <= one.start and one.end <= v.end for v in values) for one in people]
    return [one for one, part in zip(people, inside, strict=True) if not part]


def _stays(text: str, span: TextSpan, aliases: Case) -> bool:
    """Return whether a span is a name that the case keeps, or somebody's stand-in already."""
    value = text[span.start : span.end].strip()
    return _is_kept(text, span, aliases) or (
        STAND_IN.fullmatch(value) is not None or aliases.knows(value)
    )


def _is_kept(text: str, span: TextSpan, aliases: Case) -> bool:
    return span.kind in NAMES and aliases.is_kept(text[span.start : span.end])


def _named(text: str, names: Sequence[str], rule: str) -> list[TextSpan]:
    return [
        TextSpan(Kind.NICKNAME, start, end, NAMED, rule)
        for start, end, _ in occurrences(text, searchable_names(names))
    ]


def _kept_pieces(text: str, pieces: Sequence[Replacement], aliases: Case) -> list[Replacement]:
    """Return where names stand that the case keeps, but for those that ``pieces`` touch."""
    kept = (
        Replacement(
            kind=one.kind,
            start=one.start,
            end=one.end,
            score=one.score,
            rule=one.rule,
            alias="",
            value="",
        )
        for one in _named(text, aliases.kept(), KEPT_NAME)
    )
    return [
        name
        for name in kept
        if all(name.end <= one.start or one.end <= name.start for one in pieces)
    ]


def _item(number: int, piece: Replacement, policy: Policy) -> Item:
    method, reason = policy.rule(piece.kind).verdict(piece.score, piece.rule)
    return Item(
        id=f"f{number}",
        kind=str(piece.kind),
        detector=DETECTOR,
        rule=piece.rule,
        score=round(piece.score, 3),
        reason=reason,
        method=None if method is None else method_to_mapping(method),
    )
