"""Our rules and the model of names as recognizers of presidio."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING, Any

import regex
from presidio_analyzer import EntityRecognizer, RecognizerResult

from redactkit.core.errors import BackendError
from redactkit.core.findings import Kind
from redactkit.text.digits import id_card, luhn, vin, with_digits
from redactkit.text.naming import PERSON, people
from redactkit.text.words import LANGUAGE, MODEL_RULE, tokens_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from redactkit.text.naming import Token
    from redactkit.text.rule import PatternRule

__all__ = ["Named", "Ruled", "recognizers"]

# How much words before a match raise or sink its score.
RAISED, SUNK = 0.35, 0.1
TIMEOUT_S = 5.0
# Rules of which what stands before the name tells more than the model's words.
SPOKEN_FOR = frozenset(
    (
        "name-labelled",
        "name-before-number",
        "name-titled-rare",
        "name-someone",
        "name-masked",
        "name-masked-called",
        "name-masked-titled",
    )
)


def recognizers(rules: Sequence[PatternRule]) -> list[EntityRecognizer]:
    """Return one recognizer a rule, and the one that reads the words of the model."""
    return [*(Ruled(rule) for rule in rules), Named()]


class Ruled(EntityRecognizer):
    """One rule. Unlike presidio's own, it raises when a pattern runs out of time."""

    def __init__(self, rule: PatternRule) -> None:
        """Compile the patterns."""
        super().__init__([rule.kind.value], name=rule.name, supported_language=LANGUAGE)
        self._rule = rule
        self._pattern = regex.compile(rule.pattern)
        self._near = regex.compile(rule.near, regex.I) if rule.near else None
        self._against = regex.compile(rule.against, regex.I) if rule.against else None

    def load(self) -> None:
        """Nothing to load."""

    def analyze(self, text: str, entities: list[str], nlp_artifacts: Any) -> list[Any]:  # noqa: ARG002, ANN401
        """Return the matches of the pattern."""
        view = with_digits(text) if self._rule.digits else text
        try:
            matches = list(self._pattern.finditer(view, timeout=TIMEOUT_S))
        except TimeoutError:
            msg = f"the text rule {self._rule.name} ran out of time"
            raise BackendError(msg) from None
        if not matches:
            return []
        named = self._rule.kind is Kind.NAME
        tokens = tokens_of(nlp_artifacts) if named else []
        return [self._result(match, view, tokens) for match in matches]

    def _result(self, match: Any, view: str, tokens: list[Token]) -> RecognizerResult:  # noqa: ANN401 - regex has no public type
        start, end = match.span("v") if "v" in self._pattern.groupindex else match.span()
        before = view[max(0, start - self._rule.window) : start]
        score = max(self._rule.score, _checksum(self._rule, view[start:end]))
        if self._near and self._near.search(before):
            score = min(1.0, score + RAISED)
        elif self._against and self._against.search(before):
            score = min(score, SUNK)
        if self._rule.name not in SPOKEN_FOR and _cuts_word(tokens, start):
            score = min(score, SUNK)
        return _marked(self._rule.kind, (start, end, score), self._rule.name, self.id)


class Named(EntityRecognizer):
    """The people among the words that the engine read."""

    def __init__(self) -> None:
        """Set up; the engine has read the words."""
        super().__init__([Kind.NAME.value], name=MODEL_RULE, supported_language=LANGUAGE)

    def load(self) -> None:
        """Nothing to load."""

    def analyze(self, text: str, entities: list[str], nlp_artifacts: Any) -> list[Any]:  # noqa: ARG002, ANN401
        """Return who is named."""
        found = people(text, tokens_of(nlp_artifacts))
        return [
            _marked(Kind.NAME, (one.start, one.end, one.score), MODEL_RULE, self.id)
            for one in found
        ]


def _marked(
    kind: Kind, place: tuple[int, int, float], rule: str, identifier: str
) -> RecognizerResult:
    metadata = {"recognizer_name": rule, "recognizer_identifier": identifier}
    return RecognizerResult(kind.value, *place, recognition_metadata=metadata)


def _cuts_word(tokens: Sequence[Token], start: int) -> bool:
    """Return whether a match begins inside a word that is nobody's name."""
    number = bisect_right(tokens, start, key=lambda token: token.start) - 1
    if number < 0:
        return False
    token = tokens[number]
    return token.start < start < token.end and token.tag not in ("", PERSON)


def _checksum(rule: PatternRule, value: str) -> float:
    """Return the score a passed checksum lifts a value to; a failed one takes nothing away."""
    if rule.kind is Kind.VIN:
        return 0.9 if vin(value) else 0.0
    plain = "".join(char for char in value if char.isdecimal() or char in "Xx")
    if rule.kind is Kind.BANK_CARD and plain.isdecimal() and luhn(plain):
        return 0.9
    if rule.name == "id-card" and plain[:-1].isdecimal() and id_card(plain):
        return 1.0
    return 0.0
