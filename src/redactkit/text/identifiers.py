"""Private values in text: rules of our own, hosted by presidio-analyzer.

Presidio has no Chinese recognizers, and several of its own misread Chinese, skip a
rule that times out, or reach for the network; so it serves as host only: a blank
``zh`` spaCy pipeline, our recognizers, our context rule, nothing downloaded.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from redactkit.core.errors import BackendError
from redactkit.core.findings import Kind
from redactkit.text.patterns import RULES, PatternRule

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

__all__ = ["Identifiers", "TextSpan", "find_spans"]

# Score under which a match counts for nothing.
FLOOR = 0.3
# Characters before a match in which words raise or sink its score, and by how much.
WINDOW = 14
RAISED, SUNK = 0.35, 0.1
TIMEOUT_S = 5.0
NUMERALS = str.maketrans(
    "零〇○Ｏ一幺壹二两贰貳三叁參四肆五伍六陆陸七柒八捌九玖", "000011122223334455666778899"
)
LOOKALIKE = str.maketrans("OoDQlI|iBSsZz", "0000111185522")
# People write O for 0 and l for 1; eleven such signs alone, half of them digits, are a number.
NUMBER_OF_LETTERS = re.compile(r"(?<![A-Za-z0-9])[0-9OoDQlI|]{11}(?![A-Za-z0-9])")
LEAST_DIGITS = 5
# Where values of two kinds share characters, the earlier kind here names the union.
PRIORITY = (
    Kind.EMAIL, Kind.ID_CARD, Kind.BANK_CARD, Kind.HOTLINE, Kind.PHONE, Kind.WECHAT_ID, Kind.QQ,
    Kind.LICENSE_PLATE, Kind.NAME, Kind.ADDRESS,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class TextSpan:
    """Where one private value is: characters ``start`` to ``end`` (exclusive), label left out."""

    kind: Kind
    start: int
    end: int
    score: float
    rule: str


class Identifiers:
    """Finds private values in text. Making one imports presidio and spaCy (about a second).

    Raises:
        BackendError: presidio-analyzer or spaCy is missing.
    """

    def __init__(self) -> None:
        """Set up the analyzer; offline."""
        self._analyzer = _analyzer()

    def find(self, text: str) -> list[TextSpan]:
        """Return the values in ``text``, in order, none overlapping another.

        A line break inside ``text`` may lie inside a value.

        Raises:
            BackendError: a rule failed or ran out of time.
        """
        if not text.strip():
            return []
        try:
            results = self._analyzer.analyze(normalized(text), language="zh", score_threshold=FLOOR)
        except BackendError:
            raise
        except Exception as error:  # noqa: BLE001 - whatever presidio raises, nothing was looked at
            msg = f"the text rules failed ({type(error).__name__})"
            raise BackendError(msg) from None
        return _union(
            TextSpan(
                Kind(result.entity_type),
                result.start,
                result.end,
                round(float(result.score), 3),
                str(result.recognition_metadata["recognizer_name"]),
            )
            for result in results
        )


@lru_cache(maxsize=1)
def _shared() -> Identifiers:
    return Identifiers()


def find_spans(text: str) -> list[TextSpan]:
    """Return the private values in ``text`` (see `Identifiers.find`), with one shared analyzer.

    Raises:
        BackendError: presidio is missing, or a rule failed or ran out of time.
    """
    return _shared().find(text)


def normalized(text: str) -> str:
    """Fold full-width and other compatibility forms, one character for one, so offsets hold."""
    return "".join(
        folded if len(folded := unicodedata.normalize("NFKC", char)) == 1 else char for char in text
    )


def with_digits(text: str) -> str:
    """Turn Chinese numerals, and letters that OCR takes for digits between digits, into digits."""
    digits = NUMBER_OF_LETTERS.sub(_read_as_number, text.translate(NUMERALS))
    slips = digits.translate(LOOKALIKE)
    if slips == digits:
        return digits
    return "".join(
        new if new != old and _among_digits(digits, place) else old
        for place, (old, new) in enumerate(zip(digits, slips, strict=True))
    )


def _read_as_number(match: re.Match[str]) -> str:
    digits = sum(char.isdecimal() for char in match[0])
    return match[0].translate(LOOKALIKE) if digits >= LEAST_DIGITS else match[0]


def _among_digits(text: str, place: int) -> bool:
    """Return whether three characters on both sides are digits, or nearly all of them."""
    around = text[max(0, place - 3) : place] + text[place + 1 : place + 4]
    slips = around.translate(LOOKALIKE)
    digits = sum(char.isdecimal() for char in around)
    return len(around) == 6 and slips.isdecimal() and digits >= 4  # noqa: PLR2004 - of six


def _union(spans: Iterable[TextSpan]) -> list[TextSpan]:
    """Merge overlapping spans; the kind of higher priority names the union."""
    merged: list[TextSpan] = []
    for span in sorted(spans, key=lambda item: (item.start, -item.end)):
        if merged and span.start < merged[-1].end:
            merged[-1] = _join(merged[-1], span)
        else:
            merged.append(span)
    return merged


def _join(a: TextSpan, b: TextSpan) -> TextSpan:
    first, _ = sorted((a, b), key=lambda span: (PRIORITY.index(span.kind), -span.score))
    return TextSpan(
        first.kind, min(a.start, b.start), max(a.end, b.end), max(a.score, b.score), first.rule
    )


def luhn(digits: str) -> bool:
    """Return whether ``digits`` pass the check of ISO/IEC 7812."""
    total = 0
    for place, char in enumerate(reversed(digits)):
        value = int(char) * (1 + place % 2)
        total += value - 9 if value > 9 else value  # noqa: PLR2004 - sum of the two digits
    return total % 10 == 0


def id_card(digits: str) -> bool:
    """Return whether 18 characters pass the check of GB 11643."""
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    total = sum(weight * int(char) for weight, char in zip(weights, digits, strict=False))
    return "10X98765432"[total % 11] == digits[-1].upper()


def _checksum(rule: PatternRule, value: str) -> float:
    """Return the score a passed checksum lifts a value to; a failed one takes nothing away."""
    plain = "".join(char for char in value if char.isdecimal() or char in "Xx")
    if rule.kind is Kind.BANK_CARD and plain.isdecimal() and luhn(plain):
        return 0.9
    if rule.name == "id-card" and plain[:-1].isdecimal() and id_card(plain):
        return 1.0
    return 0.0


def _analyzer() -> Any:  # noqa: ANN401 - presidio is imported late
    try:
        from presidio_analyzer import AnalyzerEngine, RecognizerRegistry  # noqa: PLC0415
    except ImportError as error:
        msg = "finding private text needs presidio-analyzer: pip install presidio-analyzer"
        raise BackendError(msg) from error
    registry = RecognizerRegistry(recognizers=_recognizers(RULES), supported_languages=["zh"])
    return AnalyzerEngine(
        registry=registry,
        nlp_engine=_blank_chinese(),
        supported_languages=["zh"],
        context_aware_enhancer=_settled(),
    )


def _blank_chinese() -> Any:  # noqa: ANN401 - presidio is imported late
    import spacy  # noqa: PLC0415 - heavy, and always there with presidio
    from presidio_analyzer.nlp_engine import SpacyNlpEngine  # noqa: PLC0415

    class BlankChinese(SpacyNlpEngine):
        """A tokenizer without a model; the parent's load() would download one."""

        def __init__(self) -> None:
            super().__init__(models=[{"lang_code": "zh", "model_name": "blank"}])
            self.nlp: Any = {"zh": spacy.blank("zh")}

        def load(self) -> None:
            """Load nothing."""

    return BlankChinese()


def _settled() -> Any:  # noqa: ANN401 - presidio is imported late
    from presidio_analyzer.context_aware_enhancers import ContextAwareEnhancer  # noqa: PLC0415

    class Settled(ContextAwareEnhancer):
        """Presidio wants lemmas, which a blank pipeline has not; our rules look around."""

        def __init__(self) -> None:
            super().__init__(0.0, 0.0, 0, 0)

        def enhance_using_context(
            self,
            text: str,  # noqa: ARG002 - presidio's signature
            raw_results: list[Any],
            nlp_artifacts: object,  # noqa: ARG002
            recognizers: list[Any],  # noqa: ARG002
            context: list[str] | None = None,  # noqa: ARG002
        ) -> list[Any]:
            return raw_results

    return Settled()


def _recognizers(rules: Sequence[PatternRule]) -> list[Any]:
    import regex  # noqa: PLC0415 - comes with presidio
    from presidio_analyzer import EntityRecognizer, RecognizerResult  # noqa: PLC0415

    class Ruled(EntityRecognizer):
        """One rule. Unlike presidio's own, it raises when a pattern runs out of time."""

        def __init__(self, rule: PatternRule) -> None:
            super().__init__([rule.kind.value], name=rule.name, supported_language="zh")
            self._rule = rule
            self._pattern = regex.compile(rule.pattern)
            self._near = regex.compile(rule.near, regex.I) if rule.near else None
            self._against = regex.compile(rule.against, regex.I) if rule.against else None

        def load(self) -> None:
            """Nothing to load."""

        def analyze(self, text: str, entities: list[str], nlp_artifacts: object) -> list[Any]:  # noqa: ARG002
            view = with_digits(text) if self._rule.digits else text
            try:
                matches = list(self._pattern.finditer(view, timeout=TIMEOUT_S))
            except TimeoutError:
                msg = f"the text rule {self._rule.name} ran out of time"
                raise BackendError(msg) from None
            return [self._result(match, view) for match in matches]

        def _result(self, match: Any, view: str) -> RecognizerResult:  # noqa: ANN401 - regex has no public type
            start, end = match.span("v") if "v" in self._pattern.groupindex else match.span()
            before = view[max(0, start - WINDOW) : start]
            score = max(self._rule.score, _checksum(self._rule, view[start:end]))
            if self._near and self._near.search(before):
                score = min(1.0, score + RAISED)
            elif self._against and self._against.search(before):
                score = min(score, SUNK)
            metadata = {"recognizer_name": self._rule.name, "recognizer_identifier": self.id}
            return RecognizerResult(
                self._rule.kind.value, start, end, score, recognition_metadata=metadata
            )

    return [Ruled(rule) for rule in rules]
