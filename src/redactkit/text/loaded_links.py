"""Links that a reader's program follows by itself: pictures, clips and frames of a page."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from redactkit.text.htmltokens import Type, attributes_of, tokens_of

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["loaded_links"]

# HTML 4.8 and obsolete 16.2; what links (a, area, link) loads nothing that is seen.
LOADING = frozenset(
    ("src", "srcset", "imagesrcset", "poster", "background", "data-src", "data-original")
)
HREF = frozenset(("href", "xlink:href"))
HREF_TAGS = frozenset(("image", "feimage", "use"))
OBJECTS = frozenset(("object",))
LISTS = frozenset(("srcset", "imagesrcset"))
SCRIPTS = frozenset(("script",))
PARTS = re.compile(r"[^\s,]+")
SIZE = re.compile(r"\d+(?:\.\d+)?[wxh]")
STYLE = re.compile(r"url\(\s*[\"']?(?P<link>[^\"')\s]+)", re.IGNORECASE)
MARKDOWN = re.compile(r"!\[[^\]\n]*\]\(\s*<?(?P<link>[^\s)>]+)")


def loaded_links(source: str) -> list[tuple[int, int, str]]:
    """Return where a text loads something from, and the link without character references.

    Args:
        source: HTML or Markdown, with LF alone as line breaks and without NUL.
    """
    found = {(start, end): link for start, end, link in _attributes(source)}
    for pattern in (STYLE, MARKDOWN):
        found |= {one.span("link"): one["link"] for one in pattern.finditer(source)}
    return [(*place, link) for place, link in sorted(found.items())]


def _attributes(source: str) -> Iterator[tuple[int, int, str]]:
    for token in tokens_of(source):
        if token.type is not Type.START or token.tag in SCRIPTS:
            continue
        for attribute in attributes_of(source, token):
            text = attribute.value.text
            if not text.strip() or not _loads(token.tag, attribute.name):
                continue
            parts = [(0, len(text))]
            if attribute.name in LISTS:
                parts = [one.span() for one in PARTS.finditer(text) if not SIZE.fullmatch(one[0])]
            for first, last in parts:
                yield (*attribute.value.to_source(first, last), text[first:last])


def _loads(tag: str, name: str) -> bool:
    return (
        name in LOADING
        or (name in HREF and tag.lower() in HREF_TAGS)
        or (name == "data" and tag in OBJECTS)
    )
