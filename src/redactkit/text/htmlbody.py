"""What a reader of HTML reads, in the order in which it is shown, with its places.

The tree is made by turbohtml, of the page's own tags with each run of text replaced by a
mark. So text that the standard has moved (out of tables), drawn together or dropped is read
where a browser shows it, and every sign of it keeps its place in the source.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from redactkit.text.flow import CELL, Flow, Reading
from redactkit.text.htmlstyle import APART, CELLS, Look, looks_of, stylesheet
from redactkit.text.htmltokens import NOTHING, Token, Type

if TYPE_CHECKING:
    from collections.abc import Sequence

    from turbohtml import Document, Element, Node

__all__ = ["Body", "body_of"]

FIRST, BASE = 0xF0000, 60000
"""Private characters, of which two make a mark; all the page's own are behind marks."""

PARTS = re.compile(f"[{chr(FIRST)}-{chr(FIRST + BASE)}]{{2}}|[ \t\n\f\r]+")
LEADING = re.compile("[ \t\n\f\r]*")
SECTION = "<![CDATA["
TURNED, BACK = "\u202e", "\u202c"
ROWS_OF_DATA = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """What is read. ``apart`` are texts by themselves, such as what is hidden.

    ``held`` is the text with what is hidden in its place, None where nothing is.
    """

    shown: Reading
    held: Reading | None
    apart: tuple[Reading, ...]


def body_of(source: str, tokens: Sequence[Token], *, keeps_lines: bool = False) -> Body:
    """Return what is read of HTML.

    Args:
        source: the HTML.
        tokens: its tokens.
        keeps_lines: whether line breaks are shown, as in Markdown.
    """
    import turbohtml  # noqa: PLC0415 - only statements need it

    document = turbohtml.parse(_marked(source, tokens))
    sheets = [
        source[one.start : one.end]
        for before, one in pairwise(tokens)
        if before.type is Type.START and before.tag == "style"
    ]
    sheet = stylesheet(document, sheets) if any(sheets) else {}
    shown = _Walk(source, tokens, sheet, keeps_lines=keeps_lines, hides=True)
    shown.through(document)
    held = None
    if shown.hid:
        held = _Walk(source, tokens, sheet, keeps_lines=keeps_lines, hides=False)
        held.through(document)
    return Body(
        shown=shown.body.reading(),
        held=held.body.reading() if held else None,
        apart=tuple(flow.reading() for flow in shown.apart if len(flow)),
    )


def _marked(source: str, tokens: Sequence[Token]) -> str:
    """Return the HTML with a mark for each run of text; blanks that stand alone stay."""
    parts = []
    for number, token in enumerate(tokens):
        mark = chr(FIRST + number // BASE) + chr(FIRST + number % BASE)
        if token.type in (Type.TEXT, Type.REFERENCE):
            text = token.data
            lead = LEADING.match(text)
            blanks = lead[0] if lead else ""
            parts.append(blanks if len(blanks) == len(text) else blanks + mark)
        elif token.type is Type.COMMENT:
            if source.startswith(SECTION, token.start):
                parts.append(f"{SECTION}{mark}]]>")
        elif token.type is not Type.REST:
            parts.append(source[token.start : token.end])
    return "".join(parts)


class _Walk:
    """Goes through a page's tree and collects its text; no repr shows it."""

    def __init__(
        self,
        source: str,
        tokens: Sequence[Token],
        sheet: dict[Element, str],
        *,
        keeps_lines: bool,
        hides: bool,
    ) -> None:
        self._source, self._tokens, self._sheet = source, tokens, sheet
        self._hides = hides
        self._lines = [keeps_lines]
        self.body = Flow()
        self._flows = [self.body]
        self.apart: list[Flow] = []
        self.hid = False
        self._data: dict[Node, bool] = {}
        # of each ruby element that is open: where it began, and places written above
        self._rubies: list[tuple[int, list[tuple[int, int]]]] = []

    def through(self, document: Document) -> None:
        """Collect the text of the whole page."""
        # with a look: the element's end
        todo: list[tuple[Node, Look | None]] = [(document, None)]
        while todo:
            node, look = todo.pop()
            tag = getattr(node, "tag", None)
            if look is not None and tag is not None:
                self._leave(node, look)  # type: ignore[arg-type]
                continue
            if tag is not None:
                look = self._enter(node)  # type: ignore[arg-type]
                todo.append((node, look))
            elif (text := getattr(node, "data", None)) is not None:
                if type(node).__name__ != "Comment":
                    self._text(text)
                continue
            todo += [(child, None) for child in reversed(list(node.children))]

    def _enter(self, element: Element) -> Look:
        look = looks_of(element, self._sheet)
        tag = element.tag
        hidden = look.hidden and self._hides
        if look.hidden and not hidden:
            look = Look(block=False, keeps_lines=look.keeps_lines, turned=look.turned)
        self._lines.append(self._lines[-1] or look.keeps_lines)
        if tag in APART or hidden:
            self.hid = self.hid or hidden
            self.apart.append(Flow())
            self._flows.append(self.apart[-1])
            return look
        flow = self._flows[-1]
        if tag == "ruby":
            self._rubies.append((len(flow), []))
        if tag in CELLS:
            self._begin_cell(element, flow)
        elif look.block:
            flow.break_()
        if look.turned:
            flow.sign(TURNED)
        return look

    def _leave(self, element: Element, look: Look) -> None:
        self._lines.pop()
        tag = element.tag
        if tag in APART or (look.hidden and self._hides):
            done = self._flows.pop()
            if tag == "rt" and self._rubies:
                self._rubies[-1][1].extend(_places(done))
            return
        flow = self._flows[-1]
        if look.turned:
            flow.sign(BACK)
        if tag == "ruby":
            flow.tie(*self._rubies.pop())
        if tag in CELLS:
            flow.in_cell = False
        elif look.block:
            flow.break_()

    def _begin_cell(self, cell: Element, flow: Flow) -> None:
        before = cell.previous_sibling
        while before is not None and getattr(before, "tag", None) not in CELLS:
            before = before.previous_sibling
        if before is not None:
            flow.break_(CELL)
        rows = cell.parent.parent if cell.parent is not None else None
        if rows is not None and rows not in self._data:
            self._data[rows] = _holds_data(rows)
        flow.in_cell = rows is not None and self._data[rows]

    def _text(self, text: str) -> None:
        flow, lines = self._flows[-1], self._lines[-1]
        for match in PARTS.finditer(text):
            if ord(match[0][0]) < FIRST:
                flow.blanks(match[0], keeps_lines=lines)
                continue
            high, low = (ord(char) - FIRST for char in match[0])
            self._token(self._tokens[high * BASE + low], flow, keeps_lines=lines)

    def _token(self, token: Token, flow: Flow, *, keeps_lines: bool) -> None:
        start, end, data = token.start, token.end, token.data
        if token.type is Type.COMMENT:
            start, end = start + len(SECTION), max(start + len(SECTION), end - 1)
            data = self._source[start:end].removesuffix("]]")
            flow.add(data, start, start + len(data), keeps_lines=keeps_lines)
        elif token.type is Type.TEXT and len(data) != end - start:
            for part in self._source[start:end].split(NOTHING):
                flow.add(part, start, start + len(part), keeps_lines=keeps_lines)
                start += len(part) + len(NOTHING)
        else:
            lead = 0 if token.type is Type.REFERENCE else len(data) - len(data.lstrip(" \t\n\f\r"))
            flow.add(data[lead:], start + lead, end, keeps_lines=keeps_lines)


def _places(flow: Flow) -> list[tuple[int, int]]:
    view = flow.reading().view
    if not view.text:
        return []
    return [(start, end) for start, end in view.runs(0, len(view.text)) if start < end]


def _holds_data(body: Node) -> bool:
    """Return whether a part of a table has rows and columns, and is not one for layout."""
    rows = 0
    for row in body.children:
        rows += sum(getattr(one, "tag", None) in CELLS for one in row.children) >= ROWS_OF_DATA
        if rows >= ROWS_OF_DATA:
            return True
    return False
