"""Redact a statement held in memory, with the stand-ins of its case."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from redactkit.core.findings import Kind
from redactkit.core.methods import method_to_mapping
from redactkit.core.policy import KEPT_NAME
from redactkit.layout.learned_names import NAMED, occurrences, searchable_names
from redactkit.records.record import Item
from redactkit.text.spans import TextSpan
from redactkit.text.statement import Replacement, apply_replacements, find_replacements

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from redactkit.core.policy import Policy
    from redactkit.text.case import Case

__all__ = ["DETECTOR", "found_in", "redact_statement"]

DETECTOR = "identifiers-1"
"""The text rules as the record names them; raised when a rule changes."""


def redact_statement(
    text: str,
    find: Callable[[str], Sequence[TextSpan]],
    aliases: Case,
    policy: Policy,
) -> tuple[str, tuple[Item, ...], tuple[Item, ...]]:
    """Replace what is private in a text, and the names of people whom the case has met.

    Names that the case keeps stay, where they are no part of what is replaced.

    Args:
        text: the statement: plain, Markdown or HTML.
        find: the text rules: text to spans of private values.
        aliases: the case's people and their stand-ins.
        policy: what to hide.

    Returns:
        The finished text, the items removed (``span`` is their place in it) and those kept.
    """
    pieces = found_in(text, find, aliases)
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


def found_in(
    text: str, find: Callable[[str], Sequence[TextSpan]], aliases: Case
) -> list[Replacement]:
    """Return the private values in a text, and where the people whom the case has met are named.

    Names that the case keeps are left out, and people who are named inside a value. Of a value
    that tags break up the first piece has the stand-in, the others have none.
    """

    def stand_in(kind: Kind, value: str) -> str:
        return aliases.stand_in(kind, value) or f"[{kind}]"

    def private(text: str) -> list[TextSpan]:
        values = [span for span in find(text) if not _is_kept(text, span, aliases)]
        people = _named(text, aliases.names(), "known-name")
        inside = [any(v.start <= one.start and one.end <= v.end for v in values) for one in people]
        return [*values, *(one for one, part in zip(people, inside, strict=True) if not part)]

    return find_replacements(text, lambda texts: [private(one) for one in texts], stand_in)


def _is_kept(text: str, span: TextSpan, aliases: Case) -> bool:
    return span.kind is Kind.NAME and aliases.is_kept(text[span.start : span.end])


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
