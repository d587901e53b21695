"""Read a statement from a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from redactkit.core.errors import MediaError
from redactkit.media.source import check_source

if TYPE_CHECKING:
    from pathlib import Path

    from redactkit.core.policy import Limits

__all__ = ["SUFFIXES", "check_text", "is_text", "read"]

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


def check_text(text: str, limits: Limits) -> None:
    """Refuse a statement that would take hours, or that no file could hold.

    Raises:
        MediaError: it is over ``limits``, or holds a surrogate, which is half a character.
    """
    try:
        size = len(text.encode())
    except UnicodeEncodeError as error:
        msg = "the text holds half a character (a surrogate); read it again from its file"
        raise MediaError(msg) from error
    lines = text.count("\n") + 1
    for what, number, most in (
        ("bytes", size, limits.text_bytes),
        ("lines", lines, limits.text_lines),
    ):
        if number > most:
            msg = f"the text has {number} {what}, over the limit of {most}; cut it"
            raise MediaError(msg)


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
