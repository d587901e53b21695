"""A spaCy pipeline for Chinese without a download, as an NLP engine of presidio.

Importing this module imports both (about a second); `identifiers` does so at first use.

spaCy's own Chinese models come in no package. LAC cuts the text into words and tags
them; they become a spaCy `Doc` with tags and entities, which every presidio recognizer
can read, ours and the caller's.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import spacy
from presidio_analyzer.nlp_engine import NlpArtifacts, NlpEngine
from spacy.tokens import Doc

from redactkit.text.words import LANGUAGE, SCORES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from redactkit.models.lac import Lac, Word

__all__ = ["ChineseEngine"]

ENTITIES = {"PER": "PERSON", "LOC": "LOCATION", "ORG": "ORGANIZATION", "TIME": "DATE_TIME"}
"""What LAC's tags are called in presidio."""

HAN = re.compile("[\u3400-\u9fff]")
LINE = re.compile(r"[^\n\t]+")


class ChineseEngine(NlpEngine):
    """Texts to words, tags and entities."""

    def __init__(self, model: Callable[[], Lac]) -> None:
        """Load nothing yet; ``model`` is called at the first text that has Chinese in it."""
        self.nlp = spacy.blank(LANGUAGE)
        self._model = model

    def load(self) -> None:
        """Load nothing yet."""

    def is_loaded(self) -> bool:
        """Return True: what is missing is loaded at first use."""
        return True

    def process_text(self, text: str, language: str) -> NlpArtifacts:
        """Return the words of one text."""
        return next(self.process_batch([text], language))[1]

    def process_batch(  # type: ignore[override]
        self,
        texts: Iterable[str],
        language: str,
        batch_size: int = 1,  # noqa: ARG002 - presidio's signature; lines are batched anyway
        n_process: int = 1,  # noqa: ARG002
    ) -> Iterator[tuple[str, NlpArtifacts]]:
        """Return the words of many texts, which the model reads together."""
        texts = list(texts)
        for text, words in zip(texts, _read(texts, self._model), strict=True):
            yield text, self._artifacts(text, words, language)

    def blank(self, language: str = LANGUAGE) -> NlpArtifacts:
        """Return what there is of a text that nobody read."""
        return self._artifacts("", [], language)

    def _artifacts(self, text: str, words: Sequence[Word], language: str) -> NlpArtifacts:
        doc = _doc(self.nlp.vocab, text, words)
        scores = doc.user_data[SCORES]
        return NlpArtifacts(
            entities=list(doc.ents),
            tokens=doc,
            tokens_indices=[token.idx for token in doc],
            # Chinese words have one form
            lemmas=[token.text for token in doc],
            nlp_engine=self,
            language=language,
            scores=[scores[span.start] for span in doc.ents],
        )

    def is_stopword(self, word: str, language: str) -> bool:  # noqa: ARG002
        """Return whether spaCy's list of Chinese stop words has it."""
        return bool(self.nlp.vocab[word].is_stop)

    def is_punct(self, word: str, language: str) -> bool:  # noqa: ARG002
        """Return whether it is punctuation."""
        return bool(self.nlp.vocab[word].is_punct)

    def get_supported_entities(self) -> list[str]:
        """Return presidio's names of what LAC tells apart."""
        return sorted(ENTITIES.values())

    def get_supported_languages(self) -> list[str]:
        """Return Chinese alone."""
        return [LANGUAGE]


def _read(texts: Sequence[str], model: Callable[[], Lac]) -> list[list[Word]]:
    """Return the words of each text; lines and cells are read one by one."""
    lines = [
        (number, line.start(), line[0])
        for number, text in enumerate(texts)
        for line in LINE.finditer(text)
        if HAN.search(line[0])
    ]
    words: list[list[Word]] = [[] for _ in texts]
    if not lines:
        return words
    # what is said twice is read once
    distinct = list(dict.fromkeys(line for _, _, line in lines))
    read = dict(zip(distinct, model().words(distinct), strict=True))
    for number, start, line in lines:
        words[number] += [
            type(word)(start + word.start, start + word.end, word.tag, word.score)
            for word in read[line]
        ]
    return words


def _doc(vocab: Any, text: str, words: Sequence[Word]) -> Any:  # noqa: ANN401
    """Return the text as a spaCy `Doc`; what lies between the words is a word without a tag."""
    pieces: list[tuple[str, str, float]] = []
    place = 0
    for word in words:
        if word.start > place:
            pieces.append((text[place : word.start], "", 0.0))
        pieces.append((text[word.start : word.end], word.tag, word.score))
        place = word.end
    if place < len(text):
        pieces.append((text[place:], "", 0.0))
    return Doc(
        vocab,
        words=[piece for piece, _, _ in pieces],
        spaces=[False] * len(pieces),
        tags=[tag for _, tag, _ in pieces],
        ents=[f"B-{ENTITIES[tag]}" if tag in ENTITIES else "O" for _, tag, _ in pieces],
        user_data={SCORES: [score for _, _, score in pieces]},
    )
