"""Read a statement from a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from redactkit.errors import MediaError

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["SUFFIXES", "is_text", "read"]

SUFFIXES = (".txt", ".md", ".markdown", ".html", ".htm")
"""Endings of statements; their content is read as text whatever it looks like."""


def is_text(path: Path) -> bool:
    """Return whether the file's ending is that of a statement."""
    return path.suffix.lower() in SUFFIXES


def read(path: Path) -> str:
    """Read a statement as UTF-8 or, where it is not, as GB 18030.

    Raises:
        MediaError: the file cannot be read or is no text.
    """
    if path.is_dir():
        msg = f"{path.name}: is a folder; use redactkit folder for folders"
        raise MediaError(msg)
    try:
        raw = path.read_bytes()
    except FileNotFoundError as error:
        msg = f"{path.name}: no such file; check the name"
        raise MediaError(msg) from error
    except OSError as error:
        msg = f"{path.name}: cannot be read ({error.strerror})"
        raise MediaError(msg) from error
    if not raw:
        msg = f"{path.name}: is empty"
        raise MediaError(msg)
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
