"""Redact a statement held in memory, with the stand-ins of its case."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from redactkit.findings import Kind
from redactkit.methods import method_to_mapping
from redactkit.policy import KEPT_BY_NAME, KEPT_NAME
from redactkit.record import Item
from redactkit.screens.people import NAMED, again, learned
from redactkit.text.identifiers import Span
from redactkit.text.statement import Piece, pieces_of, replace_pieces

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from redactkit.aliases import Aliases
    from redactkit.policy import Policy

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

    Names that the case keeps stay, where they are no part of what is replaced.

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
    left += _kept_pieces(text, pieces, aliases)
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
        span
        for span in _named(text, aliases.names(), "known-name")
        if not any(value.start <= span.start and span.end <= value.end for value in values)
    ]
    return [*values, *people]


def _named(text: str, names: Sequence[str], rule: str) -> list[Span]:
    return [
        Span(Kind.NICKNAME, start, end, NAMED, rule)
        for start, end, _ in again(text, learned(names))
    ]


def _kept_pieces(text: str, pieces: Sequence[Piece], aliases: Aliases) -> list[Piece]:
    """Return where names stand that the case keeps, but for those that ``pieces`` touch."""
    kept = (
        Piece(
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


def _item(number: int, piece: Piece, policy: Policy) -> Item:
    method, reason = policy.rule(piece.kind).verdict(piece.score)
    if piece.rule == KEPT_NAME:
        method, reason = None, KEPT_BY_NAME
    return Item(
        id=f"f{number}",
        kind=str(piece.kind),
        detector=DETECTOR,
        rule=piece.rule,
        score=round(piece.score, 3),
        reason=reason,
        method=None if method is None else method_to_mapping(method),
    )
