"""Private values in text: rules of our own and a model of names, hosted by presidio-analyzer.

Presidio has no Chinese recognizers, and several of its own misread Chinese, skip a
rule that times out, or reach for the network; so it hosts ours alone, on a spaCy pipeline
whose words and names come from Baidu's LAC (see `chinese`), with our context rule.
"""

from __future__ import annotations

from functools import lru_cache
from threading import Lock
from typing import TYPE_CHECKING, Any

from redactkit.core.errors import BackendError
from redactkit.core.findings import Kind
from redactkit.text.patterns import RULES
from redactkit.text.spans import LIKELY, TextSpan, in_source, united
from redactkit.text.view import TextView, is_reordered, normal_view
from redactkit.text.words import LANGUAGE, MODEL_RULE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from redactkit.models.lac import Lac

__all__ = ["FLOOR", "Identifiers", "TextSpan", "find_spans", "views_of"]

FLOOR = 0.15
"""Score under which a match is not even told of; what counts is the policy's threshold."""


class Identifiers:
    """Finds private values in text. Making one imports presidio and spaCy (about a second).

    The model of names is loaded at the first text with Chinese in it that is read for people.

    Args:
        threads: CPU threads of the model; 0 takes all there are.

    Raises:
        BackendError: presidio-analyzer or spaCy is missing.
    """

    def __init__(self, *, threads: int = 0) -> None:
        """Set up the analyzer; offline."""
        self._threads = threads
        self._model: Lac | None = None
        self._loading = Lock()
        self._engine, self._analyzer = _analyzer(self._loaded)

    def find(self, text: str) -> list[TextSpan]:
        """Return what the rules find in ``text``, in order, none overlapping another.

        A line break inside ``text`` may lie inside a value. The model of names is not asked.

        Raises:
            BackendError: a rule failed or ran out of time.
        """
        found: list[TextSpan] = []
        for view in views_of(text):
            spans = self.analyzed(view.text, self._engine.blank())
            found += in_source([span for span in spans if span.score >= LIKELY], view)
        return united(found)

    def people(self, lines: Sequence[str]) -> list[list[TextSpan]]:
        """Return the people named in each of many lines, which the model reads together.

        Spans have kind NAME and scores from 0 to 1; a policy's threshold decides.

        Raises:
            BackendError: the model is missing or failed.
        """
        views = [normal_view(line) for line in lines]
        artifacts = self.read([view.text for view in views])
        named = [
            self.analyzed(view.text, one, rules=False)
            for view, one in zip(views, artifacts, strict=True)
        ]
        return [in_source(spans, view) for spans, view in zip(named, views, strict=True)]

    def read(self, texts: Sequence[str]) -> list[Any]:
        """Return presidio's `NlpArtifacts` of folded texts: words with tags, people, places.

        Raises:
            BackendError: the model is missing or failed.
        """
        return [artifacts for _, artifacts in self._engine.process_batch(texts, LANGUAGE)]

    def analyzed(self, text: str, artifacts: Any, *, rules: bool = True) -> list[TextSpan]:  # noqa: ANN401 - presidio is imported late
        """Return all that presidio's recognizers find in a folded text; spans may overlap.

        Args:
            text: folded text.
            artifacts: its words, as `read` returns them.
            rules: hear the rules too, not the model of names alone.

        Raises:
            BackendError: a rule failed or ran out of time.
        """
        if not text.strip():
            return []
        try:
            results = self._analyzer.analyze(
                text,
                language=LANGUAGE,
                entities=None if rules else [Kind.NAME.value],
                score_threshold=FLOOR,
                nlp_artifacts=artifacts,
            )
        except BackendError:
            raise
        except Exception as error:  # noqa: BLE001 - whatever presidio raises, nothing was looked at
            msg = f"the text rules failed ({type(error).__name__})"
            raise BackendError(msg) from None
        spans = [_span(result) for result in results]
        return [span for span in spans if rules or span.rule == MODEL_RULE]

    def _loaded(self) -> Lac:
        from redactkit.models.lac import Lac  # noqa: PLC0415 - loads OpenVINO

        with self._loading:
            if self._model is None:
                self._model = Lac(threads=self._threads)
            return self._model


@lru_cache(maxsize=1)
def _shared() -> Identifiers:
    return Identifiers()


def find_spans(text: str) -> list[TextSpan]:
    """Return the private values in ``text`` (see `Identifiers.find`), with one shared analyzer.

    Raises:
        BackendError: presidio is missing, or a rule failed or ran out of time.
    """
    return _shared().find(text)


def views_of(text: str) -> list[TextView]:
    """Return a text folded, as it is seen and, where that differs, as it is stored."""
    views = [normal_view(text)]
    if is_reordered(text):
        views.append(normal_view(text, reordered=False))
    return views


def _span(result: Any) -> TextSpan:  # noqa: ANN401 - presidio is imported late
    return TextSpan(
        Kind(result.entity_type),
        result.start,
        result.end,
        round(float(result.score), 3),
        str(result.recognition_metadata["recognizer_name"]),
    )


def _analyzer(model: Any) -> tuple[Any, Any]:  # noqa: ANN401 - presidio is imported late
    try:
        from presidio_analyzer import AnalyzerEngine, RecognizerRegistry  # noqa: PLC0415

        from redactkit.text.chinese import ChineseEngine  # noqa: PLC0415 - imports spaCy
        from redactkit.text.recognizers import recognizers  # noqa: PLC0415
    except ImportError as error:
        msg = "finding private text needs presidio-analyzer: pip install presidio-analyzer"
        raise BackendError(msg) from error
    nlp = ChineseEngine(model)
    registry = RecognizerRegistry(recognizers=recognizers(RULES), supported_languages=[LANGUAGE])
    analyzer = AnalyzerEngine(
        registry=registry,
        nlp_engine=nlp,
        supported_languages=[LANGUAGE],
        context_aware_enhancer=_settled(),
    )
    return nlp, analyzer


def _settled() -> Any:  # noqa: ANN401 - presidio is imported late
    from presidio_analyzer.context_aware_enhancers import ContextAwareEnhancer  # noqa: PLC0415

    class Settled(ContextAwareEnhancer):
        """Presidio's looks for single words; our rules look around themselves."""

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
