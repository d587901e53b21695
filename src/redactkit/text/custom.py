"""What a policy's own words and patterns, and recognizers that are given, find in text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import regex

from redactkit.core.errors import BackendError
from redactkit.core.findings import Kind
from redactkit.text.spans import TextSpan
from redactkit.text.view import normal_view

if TYPE_CHECKING:
    from collections.abc import Sequence

    from redactkit.core.custom import Custom

__all__ = ["custom_spans"]

TIMEOUT_S = 5.0
SCORE = 1.0


def custom_spans(
    text: str, rules: Sequence[Custom], recognizers: Sequence[Any] = ()
) -> list[TextSpan]:
    """Return what a policy's own rules and given recognizers find.

    Args:
        text: visible text.
        rules: the policy's; words are found in any form and case.
        recognizers: of presidio (`presidio_analyzer.EntityRecognizer`). Types that are no kind
            of redactkit count as `Kind.CUSTOM`.

    Raises:
        BackendError: a pattern ran out of time, or a recognizer failed.
    """
    found = [span for rule in rules for span in _ruled(text, rule)]
    for recognizer in recognizers:
        try:
            results = recognizer.analyze(text, recognizer.supported_entities, None)
        except Exception as error:  # noqa: BLE001 - whatever it raises, nothing was looked at
            msg = f"a given recognizer failed ({type(error).__name__})"
            raise BackendError(msg) from None
        found += [
            TextSpan(_kind(one.entity_type), one.start, one.end, float(one.score), "recognizer")
            for one in results or ()
        ]
    return found


def _kind(name: str) -> Kind:
    return Kind(name) if name in {str(kind) for kind in Kind} else Kind.CUSTOM


def _ruled(text: str, rule: Custom) -> list[TextSpan]:
    places: list[tuple[int, int]] = []
    if rule.pattern:
        try:
            matches = list(regex.finditer(rule.pattern, text, timeout=TIMEOUT_S))
        except TimeoutError:
            msg = f"the pattern of the custom rule {rule.name} ran out of time; make it simpler"
            raise BackendError(msg) from None
        places += [match.span() for match in matches if match.span()[0] < match.span()[1]]
    view = normal_view(text)
    folded = view.text.casefold()
    for word in rule.words:
        key = normal_view(word).text.casefold()
        start = folded.find(key) if len(folded) == len(view.text) and key else -1
        while start >= 0:
            places.append(view.to_source(start, start + len(key)))
            start = folded.find(key, start + 1)
    return [TextSpan(Kind(rule.kind), *place, SCORE, f"custom-{rule.name}") for place in places]
