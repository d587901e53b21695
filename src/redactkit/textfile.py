"""Read a statement from a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from redactkit.errors import MediaError
from redactkit.sourcefile import check_source

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["SUFFIXES", "is_text", "read"]

SUFFIXES = (".txt", ".md", ".markdown", ".html", ".htm")
"""Endings of statements; their content is read as text whatever it looks like."""

MOST = 1 << 30
"""Bytes of the longest text that is read at all; the plan of a day's clip has some 60 MB."""


def is_text(path: Path) -> bool:
    """Return whether the file's ending is that of a statement."""
    return path.suffix.lower() in SUFFIXES


def read(path: Path, most: int = MOST) -> str:
    """Read a statement as UTF-8 or, where it is not, as GB 18030.

    Raises:
        MediaError: the file cannot be read, is no text or has more than ``most`` bytes.
    """
    check_source(path, most)
    try:
        raw = path.read_bytes()
    except OSError as error:
        msg = f"{path.name}: cannot be read ({error.strerror})"
        raise MediaError(msg) from error
    return decode(raw, path.name)


def decode(raw: bytes, name: str) -> str:
    """Return the text of ``raw``; ``name`` is for the message.

    Raises:
        MediaError: it is no text in UTF-8 or GB 18030.
    """
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    msg = f"{name}: is not a text in UTF-8 or GB 18030"
    raise MediaError(msg)
