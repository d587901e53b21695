"""What a statement is searched as: its text as it is read, and every value that it holds.

Few texts come out, however many values there are: those that are short and lie anywhere in
markup (attributes, links, comments, scripts) are joined, each once, by signs that no value
reaches over.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from redactkit.text.flow import Reading, Tie
from redactkit.text.htmlbody import body_of
from redactkit.text.htmltokens import RAW, Type, attributes_of, tokens_of
from redactkit.text.markdown import markdown_view, targets
from redactkit.text.references import labelled, readings
from redactkit.text.table import table_view
from redactkit.text.weaving import Weaver, below, identity, part_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from redactkit.text.htmltokens import Token
    from redactkit.text.view import TextView

__all__ = ["DATA", "Finds", "Segments", "is_page", "segments_of"]

BETWEEN = "\n。\n。\n"
"""Signs between values that have nothing to do with each other; no rule reaches over them."""

REFERENCE = re.compile(r"&(?:#[0-9xX]|[A-Za-z]{2})")
TAG = re.compile(r"<[A-Za-z/!?]")
# A page begins with markup; a text with some tags in it begins with anything else.
PAGE = re.compile(r"[\s\ufeff]*(?:<!--.*?-->[\s]*)*<[!?A-Za-z]", re.DOTALL)
PLAIN_NAME = re.compile(r"[a-z:-]{1,24}[1-6]?")
DATA = re.compile(
    r"data:[a-z0-9.+-]+/[a-z0-9.+-]+(?:;[a-z0-9-]+=[^;,\s]*)*;base64,[A-Za-z0-9+/=%\s_-]*",
    re.IGNORECASE,
)
CODED = re.compile(r"\S{0,2000}(?:%[0-9A-Fa-f]{2}|\\u[0-9A-Fa-f{])\S{0,2000}")
"""Words of a text that are written as programs read them, such as links."""

KEYED = re.compile(r"[\"'][A-Za-z_-]{2,25}[\"']\s*:\s*[\"']")
"""Data with keys, such as JSON."""

DEEPEST = 2
"""Pages within values of pages."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Segments:
    """The texts to search. No repr shows them.

    ``readings`` are long texts; ``values`` are short ones, by what they say.
    """

    readings: tuple[Reading, ...] = field(repr=False)
    values: dict[str, list[TextView]] = field(repr=False)

    def texts(self) -> list[str]:
        """Return what is to be searched, the values joined into the last text."""
        joined = BETWEEN.join(self.values)
        return [one.view.text for one in self.readings] + ([joined] if joined else [])

    def places(self, number: int, start: int, end: int) -> list[tuple[str, list[tuple[int, int]]]]:
        """Return where ``start`` to ``end`` of a text stand in the source, and what they say.

        Args:
            number: of the text, as `texts` gives them.
            start: first character.
            end: the one after the last.
        """
        if number < len(self.readings):
            reading = self.readings[number]
            ties = [
                place
                for tie in reading.ties
                if tie.start < end and start < tie.end
                for place in tie.places
            ]
            return [(reading.view.text[start:end], _runs(reading.view, start, end) + ties)]
        return [
            (view.text[first:last], _runs(view, first, last))
            for text, first, last in self._values_at(start, end)
            for view in self.values[text]
        ]

    def _values_at(self, start: int, end: int) -> Iterator[tuple[str, int, int]]:
        """Yield the values that a part of the joined text lies in, and its place in each."""
        texts = list(self.values)
        begins = [0]
        for text in texts:
            begins.append(begins[-1] + len(text) + len(BETWEEN))
        number = bisect_right(begins, start) - 1
        while number < len(texts) and begins[number] < end:
            first = max(0, start - begins[number])
            last = min(len(texts[number]), end - begins[number])
            if first < last:
                yield texts[number], first, last
            number += 1


def _runs(view: TextView, start: int, end: int) -> list[tuple[int, int]]:
    return [(first, last) for first, last in view.runs(start, end) if first < last]


def is_page(source: str) -> bool:
    """Return whether a text is HTML from its beginning on."""
    return PAGE.match(source) is not None


def segments_of(source: str, *, table: bool = False) -> Segments:
    """Return what a statement is searched as: plain text, Markdown or HTML, told by itself.

    Args:
        source: the statement.
        table: it has cells parted by commas, semicolons or tabs.

    Raises:
        BackendError: the markup cannot be followed.
    """
    whole = _with_lf(source)
    found = Finds()
    if table:
        found.plain(table_view(source))
    elif is_page(source):
        found.page(whole, keeps_lines=False)
    else:
        found.plain(without_data(whole))
        marked = TAG.search(whole.text) or "&" in whole.text
        body = found.page(whole, keeps_lines=True) if marked else without_data(whole)
        found.plain(markdown_view(body))
        for target in targets(body):
            found.value(target)
    return found.segments()


def without_data(view: TextView) -> TextView:
    """Return a view without what ``data:`` links hold; it is no text."""
    made, last = Weaver(), 0
    for match in DATA.finditer(view.text):
        made.copied(view, last, match.start())
        made.decoded("\n", view.starts[match.start()], view.starts[match.start()])
        last = match.end()
    if not last:
        return view
    made.copied(view, last, len(view.text))
    return made.view()


def _with_lf(source: str) -> TextView:
    """Return the text with LF alone as line breaks, as HTML 13.2.3.5 has it."""
    if "\r" not in source:
        return identity(source)
    made, last = Weaver(), 0
    for match in re.finditer("\r\n?", source):
        made.verbatim(source[last : match.start()], last)
        made.decoded("\n", match.start(), match.end())
        last = match.end()
    made.verbatim(source[last:], last)
    return made.view()


class Finds:
    """Collects readings and values; no repr shows them."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self.readings: list[Reading] = []
        self.values: dict[str, list[TextView]] = {}

    def __repr__(self) -> str:
        """Show how many, never what."""
        return f"Finds({len(self.readings)} texts, {len(self.values)} values)"

    def segments(self) -> Segments:
        """Return what was collected."""
        return Segments(readings=tuple(self.readings), values=self.values)

    def plain(self, view: TextView, ties: tuple[Tie, ...] = ()) -> None:
        """Add a text that is read as it is; one that was added already is left out."""
        if view.text.strip() and all(view.text != one.view.text for one in self.readings):
            self.readings.append(Reading(view=view, ties=ties))
            if KEYED.search(view.text):
                self.value(view)
            for match in CODED.finditer(view.text):
                self.value(part_of(view, *match.span()))

    def page(self, view: TextView, *, keeps_lines: bool, depth: int = 0) -> TextView:
        """Add what HTML shows and holds; return what it shows."""
        text = view.text
        tokens = tokens_of(text)
        body = body_of(text, tokens, keeps_lines=keeps_lines)
        shown = below(body.shown.view, view)
        if not keeps_lines:
            self.plain(shown, tuple(_tied(tie, view) for tie in body.shown.ties))
        if body.held is not None:
            self.plain(below(body.held.view, view))
        for reading in body.apart:
            self.value(below(reading.view, view), depth)
        for token in tokens:
            self._held(view, token, depth)
        # where scripts are off, in SVG, and in some places of a page, this is read as markup
        for start, end in _raw_places(tokens, len(text)):
            self.value(part_of(view, start, end), depth)
        return shown

    def value(self, view: TextView, depth: int = 0) -> None:
        """Add a value in all ways in which it may be read."""
        for reading in readings(without_data(view)):
            self._add(reading)
            if '"' in reading.text or "'" in reading.text:
                self._add(labelled(reading))
            if depth < DEEPEST and (TAG.search(reading.text) or REFERENCE.search(reading.text)):
                self.page(reading, keeps_lines=False, depth=depth + 1)

    def _add(self, view: TextView) -> None:
        if not view.text.strip():
            return
        known = self.values.setdefault(view.text, [])
        # a value that is read in two ways is one
        if all(list(view.starts) != list(one.starts) for one in known[-2:]):
            known.append(view)

    def _held(self, view: TextView, token: Token, depth: int) -> None:
        """Add the values that a token holds beside text."""
        text = view.text
        if token.type in (Type.START, Type.END):
            if not PLAIN_NAME.fullmatch(token.tag):
                self._add(part_of(view, token.start + 1, token.start + 1 + len(token.tag)))
            for one in attributes_of(text, token):
                if not PLAIN_NAME.fullmatch(one.name):
                    self._add(below(one.named, view))
                self.value(below(one.value, view), depth)
        elif token.type is Type.COMMENT:
            start = token.start + 4 * text.startswith("<!--", token.start)
            end = token.end - 3 * text.endswith("-->", start, token.end)
            self.value(part_of(view, start, end), depth)
        elif token.type in (Type.OTHER, Type.REST):
            self.value(part_of(view, token.start, token.end), depth)


def _raw_places(tokens: Sequence[Token], length: int) -> Iterator[tuple[int, int]]:
    """Yield where what the outermost raw elements hold begins and ends: an end tag, or the text's.

    What lies in another one is read with it, so that many that never end take no longer.
    """
    next_end: dict[str, int] = {}
    places = []
    for token in reversed(tokens):
        if token.type is Type.END:
            next_end[token.tag] = token.start
        elif token.type is Type.START and token.tag in (*RAW, "template"):
            places.append((token.end, next_end.get(token.tag, length)))
    reach = 0
    for start, end in reversed(places):
        if start >= reach:
            yield start, end
            reach = end


def _tied(tie: Tie, view: TextView) -> Tie:
    places = tuple((view.starts[start], view.ends[end - 1]) for start, end in tie.places)
    return Tie(start=tie.start, end=tie.end, places=places)
