"""Read a statement from a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from redactkit.core.errors import MediaError
from redactkit.media.encodings import decoded
from redactkit.media.source import check_source
from redactkit.media.textforms import check_content, remedy_for

if TYPE_CHECKING:
    from pathlib import Path

    from redactkit.core.policy import Limits

__all__ = ["SUFFIXES", "check_text", "is_text", "read"]

SUFFIXES = (".txt", ".md", ".markdown", ".html", ".htm", ".csv", ".tsv", ".json", ".docx")
"""Endings of statements."""

REFUSED = (".rtf", ".eml", ".mht", ".mhtml", ".xlsx", ".xls", ".doc", ".pptx", ".svg", ".odt")
"""Endings of documents that are refused with what to do instead."""

MOST = 1 << 30
"""Bytes of the longest text that is read at all; the plan of a day's clip has some 60 MB."""


def is_text(path: Path) -> bool:
    """Return whether the file's ending is that of a statement."""
    return path.suffix.lower() in (*SUFFIXES, *REFUSED)


def read(path: Path, most: int = MOST) -> str:
    """Read a statement in the encoding that it is in.

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
        MediaError: it is over ``limits``, or holds NUL or a surrogate, which is half a character.
    """
    try:
        size = len(text.encode())
    except UnicodeEncodeError as error:
        msg = "the text holds half a character (a surrogate); read it again from its file"
        raise MediaError(msg) from error
    if "\0" in text:
        msg = "the text holds a NUL, which no text has; save it again as UTF-8"
        raise MediaError(msg)
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
        MediaError: it is a document of another form, or in an encoding that cannot be told.
    """
    other = remedy_for(raw)
    text = None if other else decoded(raw)
    if text is not None:
        other = check_content(text)
    if other is not None:
        what, remedy = other
        msg = f"{name}: is {what}, no statement; {remedy}"
        raise MediaError(msg)
    if text is None:
        msg = f"{name}: is not a text in UTF-8, UTF-16, GB 18030 or Big5; save it as UTF-8"
        raise MediaError(msg)
    return text
