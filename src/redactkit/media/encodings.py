"""Tell apart the encodings of Chinese texts.

GB 18030 and Big5 use the same bytes for different signs. In both the frequent characters lie
together: GB 2312 has its first level in rows 16 to 55, Big5 in lead bytes A4 to C6. A text has
most of its characters there in its own encoding, and few in the other.
"""

from __future__ import annotations

import codecs
import re

__all__ = ["decoded"]

BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
FREQUENT = {"gb18030": range(0xB0, 0xD8), "big5hkscs": range(0xA4, 0xC7)}
SIGNS = range(0xA1, 0xA4)
DECLARED = re.compile(
    rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([A-Za-z0-9_-]{2,20})", re.IGNORECASE
)
NAMES = {"gb2312": "gb18030", "gbk": "gb18030", "gb18030": "gb18030", "big5": "big5hkscs",
         "big5-hkscs": "big5hkscs"}  # fmt: skip
LEAST, APART = 0.45, 0.12
"""Share of frequent characters that a text has at least, and by which one encoding leads."""

MOST_WIDE = 0.3
"""Share of zero bytes at one side of pairs from which a text without a mark is UTF-16."""


def decoded(raw: bytes) -> str | None:
    """Return a text's signs without its byte order mark; None where they cannot be told.

    UTF-8, UTF-16 and UTF-32 with or without a mark, GB 18030 and Big5 are read.
    """
    for mark, encoding in BOMS:
        if raw.startswith(mark):
            return _strict(raw[len(mark) :], encoding)
    text = _strict(raw, "utf-8")
    if text is not None:
        return text
    if b"\0" in raw:
        return _wide(raw)
    declared = DECLARED.search(raw[:4096])
    name = NAMES.get(declared[1].decode().lower()) if declared else None
    if name is not None:
        return _strict(raw, name)
    return _chinese(raw)


def _strict(raw: bytes, encoding: str) -> str | None:
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError:
        return None
    return None if "\0" in text else text


def _wide(raw: bytes) -> str | None:
    sides = {"utf-16-le": raw[1::2], "utf-16-be": raw[::2]}
    for encoding, side in sides.items():
        if side and side.count(0) / len(side) >= MOST_WIDE:
            return _strict(raw, encoding)
    return None


def _chinese(raw: bytes) -> str | None:
    known = {
        encoding: (text, _share(text, encoding))
        for encoding in FREQUENT
        if (text := _strict(raw, encoding)) is not None
    }
    ranked = sorted(known.values(), key=lambda one: -one[1])
    if not ranked or ranked[0][1] < LEAST:
        return None
    if len(ranked) > 1 and ranked[0][1] - ranked[1][1] < APART:
        return None
    return ranked[0][0]


def _share(text: str, encoding: str) -> float:
    """Return the share of characters beyond ASCII that are frequent ones."""
    wide = [char.encode(encoding) for char in text if not char.isascii()]
    pair, lowest, row = 2, 0x40, 0xA0
    usual = sum(
        len(one) == pair
        and one[1] >= lowest
        and (one[0] in FREQUENT[encoding] or one[0] in SIGNS)
        and (encoding != "gb18030" or one[1] > row)
        for one in wide
    )
    return usual / max(1, len(wide))
