"""Statements as files: Word documents, and pictures that a text holds within itself."""

from __future__ import annotations

import base64
import binascii
from dataclasses import replace
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, TypeAlias
from urllib.parse import unquote

from redactkit.core.errors import MediaError
from redactkit.media import docxfile, image
from redactkit.text.segments import DATA
from redactkit.text.worddoc import joined, parted, word_segments

if TYPE_CHECKING:
    import re
    from collections.abc import Callable, Sequence

    from redactkit.core.policy import Limits
    from redactkit.records.record import Item, Record
    from redactkit.text.segments import Segments

    Paint: TypeAlias = Callable[[Path, Path], Record]
    Search: TypeAlias = Callable[[str, Segments], tuple[str, tuple[Item, ...], tuple[Item, ...]]]

__all__ = ["is_document", "redact_document", "within", "word_texts"]

EMPTY = "data:,"
"""What stands where a ``data:`` link held no picture that can be read."""


def is_document(path: Path) -> bool:
    """Return whether a statement is a Word document, by its ending."""
    return path.suffix.lower() == ".docx"


def word_texts(path: Path, limits: Limits) -> Segments:
    """Return what a Word document is searched as.

    Raises:
        MediaError: it cannot be read, or holds what cannot be looked through.
    """
    return word_segments(docxfile.read(path, limits).texts)


def redact_document(
    source: Path, temporary: Path, limits: Limits, search: Search, paint: Paint
) -> tuple[tuple[Item, ...], tuple[Item, ...]]:
    """Redact a Word document, its pictures first, for their names are known in the text then.

    Args:
        source: the document.
        temporary: where to write the finished one.
        limits: of the policy.
        search: redacts a text by what it is searched as.
        paint: redacts a picture, from file to file, and returns its record.

    Returns:
        The items removed and those kept.

    Raises:
        MediaError: the document cannot be read, or holds what cannot be looked through.
        BackendError: a model failed.
        LeakError: a picture still shows something.
    """
    package = docxfile.read(source, limits)
    finished, records = {}, []
    for name, data in package.pictures.items():
        raw, ending, record = _painted(data, PurePosixPath(name).suffix.lower(), paint, source.name)
        finished[name] = (raw, ending)
        records.append(record)
    package = docxfile.with_pictures(package, finished)
    done, removed, kept = search(joined(package.texts), word_segments(package.texts))
    texts = parted(done, package.texts)
    docxfile.write(replace(package, texts=texts), temporary)
    # a place in the joined parts says nothing to a reader of the file
    removed = tuple(replace(item, span=None) for item in removed)
    return numbered(removed, kept, records)


def within(text: str, paint: Paint) -> tuple[str, list[Record]]:
    """Redact the pictures that a text holds in ``data:`` links; other such data go.

    Args:
        text: the statement.
        paint: redacts a picture, from file to file, and returns its record.

    Returns:
        The text with finished pictures, and their records.

    Raises:
        BackendError: a model failed.
        LeakError: a picture still shows something.
    """
    records: list[Record] = []

    def finished(match: re.Match[str]) -> str:
        packed = unquote(match[0].partition(",")[2])
        try:
            data = base64.b64decode("".join(packed.split()).translate(WEB), validate=True)
            raw, ending, record = _painted(data, _ending(data), paint, "a picture in the text")
        except (binascii.Error, MediaError):
            return EMPTY
        records.append(record)
        kind = "jpeg" if ending == ".jpg" else ending[1:]
        return f"data:image/{kind};base64,{base64.b64encode(raw).decode()}"

    return DATA.sub(finished, text), records


WEB = str.maketrans("-_", "+/")


def _ending(data: bytes) -> str:
    return ".jpg" if data.startswith(b"\xff\xd8") else ".png"


def numbered(
    removed: Sequence[Item], kept: Sequence[Item], records: Sequence[Record]
) -> tuple[tuple[Item, ...], tuple[Item, ...]]:
    """Return the items with those of pictures within a file behind them, under ids of their own.

    Places in such a picture are left out: they are none of the file itself.
    """
    gone, left = list(removed), list(kept)
    for number, record in enumerate(records, 1):
        for items, more in ((gone, record.removed), (left, record.kept)):
            items += [
                replace(item, id=f"p{number}{item.id}", boxes=(), frames=None, time_s=None)
                for item in more
            ]
    return tuple(gone), tuple(left)


def _painted(data: bytes, ending: str, paint: Paint, name: str) -> tuple[bytes, str, Record]:
    written = ending if ending in image.SUFFIXES else ".png"
    with TemporaryDirectory(prefix="redactkit-") as folder:
        place = Path(folder)
        source, target = place / f"in{ending}", place / f"out{written}"
        source.write_bytes(data)
        try:
            record = paint(source, target)
        except MediaError as error:
            reason = str(error).partition(": ")[2] or "cannot be read"
            msg = f"{name}: holds a picture that {reason}; replace it by a PNG"
            raise MediaError(msg) from error
        return target.read_bytes(), written, record
