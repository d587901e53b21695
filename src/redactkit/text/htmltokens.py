# ruff: noqa: E501 - a pattern reads best on one line
"""The tokens of HTML with their places in the source.

turbohtml tokenizes as the HTML standard says (13.2.5) and tells where each token begins.
What it does not tell is left-over source, which counts as a token of its own here: nothing
of the source is in no token.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import TYPE_CHECKING

from redactkit.core.errors import BackendError
from redactkit.text.references import unreferenced
from redactkit.text.weaving import identity, part_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from redactkit.text.view import TextView

__all__ = ["RAW", "Attribute", "Token", "Type", "attributes_of", "tokens_of"]

# Elements whose content is no markup, in HTML; in SVG and MathML it is (13.2.6.5).
RAW = frozenset(
    ("title", "textarea", "style", "script", "xmp", "iframe", "noembed", "noframes", "plaintext",
     "noscript")
)  # fmt: skip
NOTHING = "</>"
"""Markup that stands for nothing; the only part of a text that its token leaves out."""

NAME = re.compile(r"</?([^\t\n\f />]*)")
# 13.2.5.32 to 13.2.5.39, within a tag that the tokenizer has found the end of.
ATTRIBUTE = re.compile(
    r"[\t\n\f /]*(?P<name>=?[^\t\n\f />=]*)"
    r"(?:[\t\n\f ]*=[\t\n\f ]*(?:\"(?P<double>[^\"]*)\"|'(?P<single>[^']*)'|(?P<bare>[^\t\n\f >]*)))?"
)


class Type(StrEnum):
    """What a token is. ``REST`` is source that the standard has readers skip."""

    TEXT = "text"
    REFERENCE = "reference"
    START = "start"
    END = "end"
    COMMENT = "comment"
    OTHER = "other"
    REST = "rest"


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """A token at ``start`` to ``end`` (exclusive) of the source; ``data`` is what it stands for.

    ``tag`` is the name of a tag, lower-case.
    """

    type: Type
    start: int
    end: int
    data: str = ""
    tag: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribute:
    """An attribute: its name, lower-case, and both as views of the source."""

    name: str
    named: TextView
    value: TextView


def tokens_of(source: str) -> list[Token]:
    """Return the tokens of HTML, in order, without gaps.

    Args:
        source: with LF alone as line breaks and without NUL.

    Raises:
        BackendError: the tokenizer's places do not fit the source.
    """
    bounds = [0, *_foreign(source), len(source)]
    return [
        token
        for start, end in pairwise(bounds)
        if start < end
        for token in _between(source, start, end)
    ]


def _foreign(source: str) -> list[int]:
    """Return where tags end of elements of SVG and MathML that HTML has by the same name.

    What follows is no raw text, so the tokenizer has to begin anew there.
    """
    lower = source.lower()
    if "<svg" not in lower and "<math" not in lower:
        return []
    import turbohtml  # noqa: PLC0415 - only statements need it

    document = turbohtml.parse(source, source_locations=True)
    return sorted(
        place.start_tag.end_offset
        for element in document.find_all(list(RAW))
        if element.namespace is not turbohtml.Namespace.HTML
        and (place := element.source_location) is not None
    )


def _between(source: str, start: int, bound: int) -> Iterator[Token]:
    """Yield the tokens of the source from ``start`` to ``bound``, exclusive."""
    import turbohtml  # noqa: PLC0415

    rest = source[start:bound]
    lines = [0, *(match.end() for match in re.finditer("\n", rest))]
    done = 0
    for raw in turbohtml.tokenize(rest, resolve_references=False, capture_source=True):
        begin = lines[raw.line - 1] + raw.col
        if begin > done:
            yield Token(type=Type.REST, start=start + done, end=start + begin)
        end = _end(rest, begin, raw.source, raw.data or "")
        if begin < done or end is None:
            msg = "the markup cannot be followed; save it again as plain text"
            raise BackendError(msg)
        yield _token(raw, start + begin, start + end)
        done = end
    if done < len(rest):
        yield Token(type=Type.REST, start=start + done, end=bound)


def _end(rest: str, begin: int, raw: str | None, data: str) -> int | None:
    """Return where a token ends, None where it does not fit the source."""
    if raw is not None:
        return begin + len(raw) if rest.startswith(raw, begin) else None
    if rest.startswith(data, begin):
        return begin + len(data)
    place = begin
    for number, char in enumerate(data):
        while rest.startswith(NOTHING, place) and not data.startswith(NOTHING, number):
            place += len(NOTHING)
        if rest[place : place + 1] != char:
            return None
        place += 1
    return place


def _token(raw: object, start: int, end: int) -> Token:
    kind = raw.type.name  # type: ignore[attr-defined]
    types = {
        "TEXT": Type.TEXT,
        "CHARACTER_REFERENCE": Type.REFERENCE,
        "START_TAG": Type.START,
        "END_TAG": Type.END,
        "COMMENT": Type.COMMENT,
    }
    return Token(
        type=types.get(kind, Type.OTHER),
        start=start,
        end=end,
        data=raw.data or "",  # type: ignore[attr-defined]
        tag=raw.tag or "",  # type: ignore[attr-defined]
    )


def attributes_of(source: str, tag: Token) -> list[Attribute]:
    """Return the attributes of a start or end tag, those too that browsers drop as doubles."""
    text = source[tag.start : tag.end]
    view = part_of(identity(source), tag.start, tag.end)
    head = NAME.match(text)
    place = head.end() if head else 0
    found = []
    while place < len(text):
        match = ATTRIBUTE.match(text, place)
        if match is None or match.end() == place:
            place += 1
            continue
        place = match.end()
        if not match["name"]:
            continue
        group = next((one for one in ("double", "single", "bare") if match[one] is not None), None)
        value = match.span(group) if group else (match.end(), match.end())
        found.append(
            Attribute(
                name=match["name"].lower(),
                named=part_of(view, *match.span("name")),
                value=unreferenced(part_of(view, *value), attribute=True),
            )
        )
    return found
