"""Redact a statement held in memory, with the stand-ins of its case."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from redactkit.findings import Kind
from redactkit.methods import method_to_mapping
from redactkit.record import Item
from redactkit.screens.people import NAMED, again, learned
from redactkit.text.identifiers import Span
from redactkit.text.statement import pieces_of, replace_pieces

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from redactkit.aliases import Aliases
    from redactkit.policy import Policy
    from redactkit.text.statement import Piece

__all__ = ["DETECTOR", "redact_statement"]

DETECTOR = "identifiers-1"
"""The text rules as the record names them; raised when a rule changes."""


def redact_statement(
    text: str,
    find: Callable[[str], Sequence[Span]],
    aliases: Aliases,
    policy: Policy,
) -> tuple[str, tuple[Item, ...], tuple[Item, ...]]:
    """Replace what is private in a text, and the names of people whom the case has met.

    Args:
        text: the statement: plain, Markdown or HTML.
        find: the text rules: text to spans of private values.
        aliases: the case's people and their stand-ins.
        policy: what to hide.

    Returns:
        The finished text, the items removed (``span`` is their place in it) and those kept.
    """

    def stand_in(kind: Kind, value: str) -> str:
        return aliases.stand_in(kind, value) or f"[{kind}]"

    def private(text: str) -> list[Span]:
        return _private(text, find(text), aliases)

    pieces = pieces_of(text, private, stand_in)
    hidden = [piece for piece in pieces if policy.rule(piece.kind).hides(piece.score)]
    done, spans = replace_pieces(text, hidden)
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
    kept = tuple(_item(number, piece, policy) for number, piece in enumerate(left, len(hidden) + 1))
    return done, removed, kept


def _private(text: str, found: Sequence[Span], aliases: Aliases) -> list[Span]:
    """Return the values but for names that stay, and the case's people but for those inside one."""
    values = [
        span
        for span in found
        if span.kind is not Kind.NAME or not aliases.is_kept(text[span.start : span.end])
    ]
    people = [
        Span(Kind.NICKNAME, start, end, NAMED, "known-name")
        for start, end, _ in again(text, learned(aliases.names()))
        if not any(value.start <= start and end <= value.end for value in values)
    ]
    return [*values, *people]


def _item(number: int, piece: Piece, policy: Policy) -> Item:
    method, reason = policy.rule(piece.kind).verdict(piece.score)
    return Item(
        id=f"f{number}",
        kind=str(piece.kind),
        detector=DETECTOR,
        rule=piece.rule,
        score=round(piece.score, 3),
        reason=reason,
        method=None if method is None else method_to_mapping(method),
    )
