"""Redact a statement held in memory, with the stand-ins of its case."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from redactkit.findings import Kind
from redactkit.methods import method_to_mapping
from redactkit.policy import KEPT_BY_NAME, KEPT_NAME
from redactkit.record import Item
from redactkit.screens.people import again, learned
from redactkit.text.identifiers import Span
from redactkit.text.statement import Piece, pieces_of, replace_pieces

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from redactkit.aliases import Aliases
    from redactkit.policy import Policy

__all__ = ["redact_statement"]

DETECTOR = "identifiers-1"
"""The text rules as the record names them; raised when a rule changes."""

NAMED = 0.85
"""Score of a known name met again, as in screenshots."""

TAG = re.compile(r"<[^<>]*>")
"""Markup inside a value is no part of it."""


def redact_statement(
    text: str,
    find: Callable[[str], Sequence[Span]],
    aliases: Aliases,
    policy: Policy,
) -> tuple[str, tuple[Item, ...], tuple[Item, ...]]:
    """Replace what is private in a text, and the names of people whom the case has met.

    Names that the case keeps stay, where they are no part of what is replaced.

    Returns:
        The finished text, the items removed (``span`` is their place in it) and those kept.
    """

    def stand_in(kind: Kind, value: str) -> str:
        return aliases.stand_in(kind, value) or f"[{kind}]"

    def both(text: str) -> list[Span]:
        values = [span for span in find(text) if not _is_kept(text, span, aliases)]
        return [*values, *_names(text, values, aliases.names(), "known-name")]

    pieces = pieces_of(text, both, stand_in)
    hidden = [piece for piece in pieces if _hides(piece, policy)]
    done, spans = replace_pieces(text, hidden)
    removed = tuple(
        replace(
            _item(number, piece, policy, span),
            hmac=aliases.seal(piece.kind, TAG.sub("", text[piece.start : piece.end])),
        )
        for number, (piece, span) in enumerate(zip(hidden, spans, strict=True), 1)
    )
    left = [piece for piece in pieces if not _hides(piece, policy)]
    left += _kept_pieces(text, pieces, aliases)
    kept = tuple(
        _item(number, piece, policy, None) for number, piece in enumerate(left, len(removed) + 1)
    )
    return done, removed, kept


def _names(text: str, values: Sequence[Span], names: Sequence[str], rule: str) -> list[Span]:
    """Return where people are named, but for names inside a value."""
    return [
        Span(Kind.NICKNAME, start, end, NAMED, rule)
        for start, end, _ in again(text, learned(names))
        if not any(value.start <= start and end <= value.end for value in values)
    ]


def _is_kept(text: str, span: Span, aliases: Aliases) -> bool:
    return span.kind is Kind.NAME and aliases.is_kept(text[span.start : span.end])


def _kept_pieces(text: str, pieces: Sequence[Piece], aliases: Aliases) -> list[Piece]:
    """Return where names stand that the case keeps, but for those that ``pieces`` touch."""
    return [
        Piece(kind=span.kind, start=span.start, end=span.end, score=NAMED, rule=span.rule, alias="")
        for span in _names(text, (), aliases.kept(), KEPT_NAME)
        if not any(piece.start < span.end and span.start < piece.end for piece in pieces)
    ]


def _hides(piece: Piece, policy: Policy) -> bool:
    rule = policy.rule(piece.kind)
    return not rule.keep and piece.score >= rule.threshold


def _item(number: int, piece: Piece, policy: Policy, span: tuple[int, int] | None) -> Item:
    rule = policy.rule(piece.kind)
    reason = "policy"
    if span is None:
        reason = "kept by policy" if rule.keep else f"score below threshold {rule.threshold:g}"
        reason = KEPT_BY_NAME if piece.rule == KEPT_NAME else reason
    return Item(
        id=f"f{number}",
        kind=str(piece.kind),
        detector=DETECTOR,
        rule=piece.rule,
        score=round(piece.score, 3),
        reason=reason,
        method=None if span is None else method_to_mapping(rule.method),
        alias=piece.alias if span is not None else "",
        span=span,
    )
