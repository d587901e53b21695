# ruff: noqa: E501 - a row reads best on one line
"""Files that are no statement by their content, and what to do with each."""

from __future__ import annotations

import re

__all__ = ["check_content", "remedy_for"]

SHEETS = "save the sheet as CSV (UTF-8) and redact that"
OLD = "save it as .docx (Word) or .csv (Excel) and redact that"
SCREEN = "use redactkit image for pictures"
BEGINNINGS = (
    (b"%PDF", "a PDF", "export its pages as PNG and redact them with redactkit image, or redact the document that it was made of"),
    (b"{\\rtf", "an RTF document", "save it as .docx and redact that"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office file or a message of Outlook", OLD),
    (b"\x89PNG", "a picture", SCREEN),
    (b"\xff\xd8\xff", "a picture", SCREEN),
    (b"GIF8", "a picture", SCREEN),
    (b"SQLite format 3", "a database", "export its tables as CSV and redact that"),
    (b"\x1f\x8b", "an archive", "unpack it and redact what is in it"),
    (b"Rar!", "an archive", "unpack it and redact what is in it"),
    (b"7z\xbc\xaf", "an archive", "unpack it and redact what is in it"),
    (b"bplist", "a web archive", "save the page as HTML and redact that"),
)  # fmt: skip
ZIP = b"PK\x03\x04"
INSIDE = (
    (b"xl/", "an Excel workbook", SHEETS),
    (b"ppt/", "a presentation", "export its slides as PNG and redact them with redactkit image"),
    (b"word/", "a Word document", "give its name the ending .docx"),
    (b"mimetypeapplication/vnd.oasis", "an OpenDocument file", "save it as .docx or .csv and redact that"),
    (b"META-INF/container.xml", "a book", "save its chapters as HTML and redact those"),
)  # fmt: skip
HEADER = re.compile(
    r"(?:^|\n)(?:mime-version|received|return-path|message-id|delivered-to|content-transfer-encoding)[ \t]*:",
    re.IGNORECASE,
)
FIELDS = re.compile(r"(?:[A-Za-z-]{1,40}:[^\n]*\r?\n(?:[ \t][^\n]*\r?\n)*){2,}")
DRAWING = re.compile(
    r"[\s\ufeff]*(?:<\?xml.*?\?>|<!--.*?-->|<!DOCTYPE[^>]*>|\s)*<(?:\w+:)?svg[\s>]", re.DOTALL
)
HEAD = 1 << 16


def remedy_for(raw: bytes) -> tuple[str, str] | None:
    """Return what a file is that is no text, and what to do; None for all others.

    Args:
        raw: the file, or its beginning.
    """
    for beginning, what, remedy in BEGINNINGS:
        if raw.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(beginning):
            return what, remedy
    if raw.startswith(ZIP):
        inside = (row[1:] for row in INSIDE if row[0] in raw)
        return next(inside, ("an archive", "unpack it and redact what is in it"))
    return None


def check_content(text: str) -> tuple[str, str] | None:
    """Return what a text is that only looks like one, and what to do; None for all others."""
    head = text[:HEAD].lstrip("\ufeff\r\n")
    fields = FIELDS.match(head)
    if fields is not None and HEADER.search(fields[0]):
        return "a mail or a saved page (MHT)", "open it and save its text as .txt or .html"
    if DRAWING.match(head):
        return "a drawing (SVG)", "export it as PNG and use redactkit image"
    return None
