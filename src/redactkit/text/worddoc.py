"""What a Word document is searched as: runs of one paragraph are one text.

Its parts are searched together, joined by a sign that no XML has.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from redactkit.text.flow import CELL, Flow
from redactkit.text.htmltokens import Type, attributes_of, tokens_of
from redactkit.text.segments import Finds
from redactkit.text.weaving import below, identity, part_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from redactkit.text.htmltokens import Token
    from redactkit.text.segments import Segments
    from redactkit.text.view import TextView

__all__ = ["joined", "parted", "word_segments"]

SEAM = "\0"
"""Between parts; XML cannot hold it."""

# Attributes of any element that people's words stand in, without their namespace.
WORDS = frozenset(
    [
        "descr",
        "title",
        "alt",
        "author",
        "initials",
        "string",
        "href",
        "tooltip",
        "displaytext",
        "instr",
        "target",
    ]
)
# Elements whose name or value is written by people.
NAMED = frozenset(
    ("alias", "tag", "docvar", "listitem", "bookmarkstart", "docpr", "cnvpr", "ffdata")
)
TELLING = re.compile(r"\d{7}|@|wxid|[\u4e00-\u9fff]")
TYPOGRAPHY = re.compile(r"xmlns|ascii|hansi|eastasia|cs|typeface|panose|paraid|textid|rsid\w*")
NUMBER = re.compile(r"\s*-?\d{1,10}(?:\.\d+)?\s*")
OWN_FLOW = frozenset(("txbxcontent", "fallback", "comment", "footnote", "endnote"))
BREAKS = frozenset(("br", "cr", "p", "tr"))


def joined(parts: Mapping[str, str]) -> str:
    """Return the parts as one text."""
    return SEAM.join(parts.values())


def parted(text: str, parts: Mapping[str, str]) -> dict[str, str]:
    """Return the parts of a finished text by the names of those that it was joined of."""
    return dict(zip(parts, text.split(SEAM), strict=True))


def word_segments(parts: Mapping[str, str]) -> Segments:
    """Return what the parts are searched as; places are those in `joined`.

    Raises:
        BackendError: the markup cannot be followed.
    """
    whole = identity(joined(parts))
    found = Finds()
    # the text itself first, for who speaks in it is known elsewhere too
    for _, place in sorted(_placed(parts), key=lambda one: one[0] != "word/document.xml"):
        _Part(part_of(whole, *place), found).through()
    return found.segments()


def _placed(parts: Mapping[str, str]) -> list[tuple[str, tuple[int, int]]]:
    places, start = [], 0
    for name, text in parts.items():
        places.append((name, (start, start + len(text))))
        start += len(text) + len(SEAM)
    return places


class _Part:
    """Goes through one part; no repr shows it."""

    def __init__(self, view: TextView, found: Finds) -> None:
        # line breaks of XML are blanks between tags, or inside attributes
        self._text = view.text.replace("\r", " ")
        self._view, self._found = view, found
        self._flows = [Flow()]
        self._open: list[str] = []

    def through(self) -> None:
        """Collect texts and values."""
        for token in tokens_of(self._text):
            if token.type is Type.START:
                self._start(token)
            elif token.type is Type.END:
                self._end(_local(token.tag))
            elif token.type in (Type.TEXT, Type.REFERENCE):
                self._add(token)
            elif token.type is Type.COMMENT:
                self._found.value(part_of(self._view, token.start, token.end))
        while self._flows:
            self._done(self._flows.pop())

    def _start(self, tag: Token) -> None:
        name = _local(tag.tag)
        for one in attributes_of(self._text, tag):
            if _is_told(name, _local(one.name), one.value.text):
                self._found.value(below(one.value, self._view))
        closed = self._text.startswith("/>", tag.end - 2)
        flow = self._flows[-1]
        if name == "tab" and "tabs" not in self._open:
            flow.sign(" " if flow.in_cell else CELL)
        elif name == "nobreakhyphen":
            flow.sign("-")
        elif name == "tc" and self._open[-1:] == ["tr"]:
            flow.in_cell = False
            flow.break_(CELL)
            flow.in_cell = True
        elif name in BREAKS:
            flow.break_()
        if closed:
            return
        self._open.append(name)
        if name in OWN_FLOW:
            self._flows.append(Flow())

    def _end(self, name: str) -> None:
        if name in self._open:
            while self._open.pop() != name:
                pass
        flow = self._flows[-1]
        if name in OWN_FLOW and len(self._flows) > 1:
            self._done(self._flows.pop())
        elif name == "tr":
            flow.in_cell = False
            flow.break_()
        elif name == "p":
            flow.break_()

    def _add(self, token: Token) -> None:
        name = self._open[-1] if self._open else ""
        if name == "t":
            self._flows[-1].add(token.data, token.start, token.end, keeps_lines=True)
        elif token.data.strip() and not NUMBER.fullmatch(token.data):
            self._found.value(part_of(self._view, token.start, token.end))

    def _done(self, flow: Flow) -> None:
        self._found.plain(below(flow.reading().view, self._view))


def _local(name: str) -> str:
    return name.rpartition(":")[2].lower()


def _is_told(tag: str, name: str, value: str) -> bool:
    """Return whether an attribute may hold somebody's words."""
    if not value or TYPOGRAPHY.fullmatch(name):
        return False
    return name in WORDS or tag in NAMED or TELLING.search(value) is not None
