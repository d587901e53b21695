"""The encoding that a page declares: finished texts are UTF-8, so that is what they say."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from redactkit.text.htmltokens import Type, attributes_of, tokens_of
from redactkit.text.segments import is_page

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["with_utf8"]

WRITTEN = "utf-8"
DECLARATION = re.compile(r"(<\?xml[^>]{0,100}?encoding\s*=\s*[\"'])([A-Za-z0-9._-]+)")
CONTENT = re.compile(r"charset\s*=\s*[\"']?([^\"'\s;]+)", re.IGNORECASE)


def with_utf8(text: str) -> str:
    """Return a page that declares UTF-8 where it declared another encoding.

    Raises:
        BackendError: the markup cannot be followed.
    """
    if not is_page(text) or not re.search("charset|encoding", text, re.IGNORECASE):
        return text
    text = DECLARATION.sub(rf"\g<1>{WRITTEN}", text, count=1)
    places = []
    # line breaks count as one sign each, so that places stay
    plain = text.replace("\r", "\n").replace("\0", "\ufffd")
    for token in tokens_of(plain):
        if token.type is Type.START and token.tag == "meta":
            for one in attributes_of(plain, token):
                places += _declared(one.name, one.value.text, one.value.starts, one.value.ends)
    for start, end in reversed(places):
        if text[start:end].lower() != WRITTEN:
            text = text[:start] + WRITTEN + text[end:]
    return text


def _declared(
    name: str, value: str, starts: Sequence[int], ends: Sequence[int]
) -> list[tuple[int, int]]:
    if name == "charset" and value.strip():
        return [(starts[0], ends[-1])]
    match = CONTENT.search(value) if name == "content" else None
    return [(starts[match.start(1)], ends[match.end(1) - 1])] if match else []
