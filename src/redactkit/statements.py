"""Redact a statement held in memory, with the stand-ins of its case."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from redactkit.findings import Kind
from redactkit.methods import method_to_mapping
from redactkit.record import Item
from redactkit.screens.people import again, learned
from redactkit.text.identifiers import Span
from redactkit.text.statement import pieces_of, replace_pieces

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from redactkit.aliases import Aliases
    from redactkit.policy import Policy
    from redactkit.text.statement import Piece

__all__ = ["found_in", "redact_statement"]

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

    Returns:
        The finished text, the items removed (``span`` is their place in it) and those kept.
    """
    pieces = found_in(text, find, aliases)
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
    kept = tuple(
        _item(number, piece, policy, None) for number, piece in enumerate(left, len(removed) + 1)
    )
    return done, removed, kept


def found_in(text: str, find: Callable[[str], Sequence[Span]], aliases: Aliases) -> list[Piece]:
    """Return the private values in a text, and where the people whom the case has met are named.

    Of a value that tags break up the first piece has the stand-in, the others have none.
    """

    def stand_in(kind: Kind, value: str) -> str:
        return aliases.stand_in(kind, value) or f"[{kind}]"

    def spans(text: str) -> list[Span]:
        values = list(find(text))
        return [*values, *_names(text, values, aliases)]

    return pieces_of(text, spans, stand_in)


def _names(text: str, values: Sequence[Span], aliases: Aliases) -> list[Span]:
    """Return where the case's people are named, but for names inside a value."""
    return [
        Span(Kind.NICKNAME, start, end, NAMED, "known-name")
        for start, end, _ in again(text, learned(aliases.names()))
        if not any(value.start <= start and end <= value.end for value in values)
    ]


def _hides(piece: Piece, policy: Policy) -> bool:
    rule = policy.rule(piece.kind)
    return not rule.keep and piece.score >= rule.threshold


def _item(number: int, piece: Piece, policy: Policy, span: tuple[int, int] | None) -> Item:
    rule = policy.rule(piece.kind)
    reason = "policy"
    if span is None:
        reason = "kept by policy" if rule.keep else f"score below threshold {rule.threshold:g}"
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
