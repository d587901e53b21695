"""The words of a text as recognizers get them from presidio's engine."""

from __future__ import annotations

from typing import Any

from redactkit.text.naming import Token

__all__ = ["LANGUAGE", "MODEL_RULE", "SCORES", "tokens_of"]

LANGUAGE = "zh"

MODEL_RULE = "name-model"
"""Rule of a name that the model of Chinese found."""

SCORES = "scores"
"""Key of a spaCy document's ``user_data`` under which the certainty of each word is."""


def tokens_of(artifacts: Any) -> list[Token]:  # noqa: ANN401 - presidio is imported late
    """Return the words of a text that the engine read, none where nobody read it."""
    scores = artifacts.tokens.user_data.get(SCORES, ())
    return [
        Token(token.idx, token.idx + len(token), token.tag_, score)
        for token, score in zip(artifacts.tokens, scores, strict=True)
    ]
