"""An article: a text and the pictures and clips that lie beside it, as one case."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from redactkit.core.errors import MediaError
from redactkit.media import image, storage
from redactkit.media import text as media_text
from redactkit.media.medium import Medium, medium_of
from redactkit.text.avatarlinks import avatar_links
from redactkit.text.loaded_links import loaded_links
from redactkit.text.segments import segments_of

if TYPE_CHECKING:
    from redactkit.pipeline.redactor import Redactor
    from redactkit.records.record import Record
    from redactkit.text.segments import Segments

__all__ = ["Article", "redact_article"]

PICTURES = (*image.SUFFIXES, ".gif", ".heic", ".avif")
CLIPS = (".mp4", ".mov", ".m4v", ".mkv", ".webm", ".avi")
REMOTE = re.compile(
    r"(?:https?:)?//[^\s\"'<>()]+\.(?:png|jpe?g|gif|webp|bmp|mp4|webm)\b", re.IGNORECASE
)
PARTS = re.compile(r"[^\s,\"'()<>]+")
NOTE = "#"
"""What a link leads to whose file is not redacted."""

OTHERS = "links to other local files were taken out"
ELSEWHERE = "pictures or clips on other machines are linked and were not looked at"
NOT_LOOKED_AT = "{} links to pictures or frames elsewhere or missing were taken out, not looked at"


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """What came out: the finished text, its media in order, and a record for each file."""

    text: Path
    media: tuple[Path, ...]
    records: tuple[Record, ...]


def redact_article(redactor: Redactor, source: Path, folder: Path) -> Article:
    """Redact a text with its local pictures and clips; links lead to the finished ones.

    All names are known to all files: text and pictures are read once before anything is written.

    Args:
        redactor: its case has everybody who is met.
        source: HTML or Markdown; media lie in its folder or below.
        folder: for what is finished; missing or empty.

    Raises:
        MediaError: the text or a picture cannot be read, the text shows a file outside its
            folder, or the folder for what is finished is not empty.
        BackendError: a model is missing or failed.
        LeakError: something can still be seen; the folder has nothing then.
    """
    text = media_text.read(source)
    media_text.check_text(text, redactor.policy.limits)
    _check_folder(folder)
    text, unseen = _without_unseen(text, source)
    text, warned = _without_others(text, source)
    warned = unseen + warned
    names = _names_of(text, source, redactor.policy.video.container)
    redactor.text(text)
    for path in names:
        if medium_of(path) is Medium.IMAGE:
            redactor.collect_names(path)
    with storage.new_folder(folder) as place:
        records = [_media(redactor, path, place / name) for path, name in names.items()]
        done = redactor.text(_linked(text, source, names), warnings=warned)
        finished = f"article{source.suffix.lower()}"
        storage.write_text(place / finished, str(done.media))
        records.insert(0, done.record)
        for name, record in zip((finished, *names.values()), records, strict=True):
            storage.write_text(place / f"{name}.record.json", record.to_json())
    return Article(
        text=folder / finished,
        media=tuple(folder / name for name in names.values()),
        records=tuple(records),
    )


def _check_folder(folder: Path) -> None:
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        msg = f"{folder.name}: is there already and not empty; name a new folder"
        raise MediaError(msg)
    if not folder.absolute().parent.is_dir():
        msg = f"{folder.name}: its folder does not exist; create it first"
        raise MediaError(msg)


def _media(redactor: Redactor, source: Path, target: Path) -> Record:
    done = redactor.image if medium_of(source) is Medium.IMAGE else redactor.video
    return done(source, target).record


def _names_of(text: str, source: Path, container: str) -> dict[Path, str]:
    """Return the local media that a text links, and what each is called when finished."""
    names: dict[Path, str] = {}
    for _, path in _links(segments_of(text), source):
        if path in names:
            continue
        number = len(names) + 1
        if path.suffix.lower() in PICTURES:
            own = path.suffix.lower()
            ending = own if own in image.SUFFIXES else ".png"
            names[path] = f"picture-{number:02d}{ending}"
        elif path.suffix.lower() in CLIPS:
            names[path] = f"clip-{number:02d}.{container}"
    return names


def _linked(text: str, source: Path, names: dict[Path, str]) -> str:
    """Return the text with links to the finished media."""
    return _replaced(
        text,
        [
            (place, names[path])
            for place, path in _links(segments_of(text), source)
            if path in names
        ],
    )


def _without_unseen(text: str, source: Path) -> tuple[str, tuple[str, ...]]:
    """Return the text without what it loads that nobody can look at, and warnings.

    Raises:
        MediaError: a file is shown that lies outside the article's folder.
    """
    base = source.resolve().parent
    unseen = []
    for start, end, link in loaded_links(text):
        if link.startswith(NOTE) or link[:5].lower() == "data:" or avatar_links(link):
            continue
        if _local(link, base) is None:
            _check_inside(link, source)
            unseen.append(((start, end), NOTE))
    warned = (NOT_LOOKED_AT.format(len(unseen)),) if unseen else ()
    return _replaced(text, unseen), warned


def _check_inside(link: str, source: Path) -> None:
    base = source.resolve().parent
    try:
        parts = urlsplit(link.strip())
        if parts.netloc or parts.scheme not in ("", "file"):
            return
        inside = not parts.scheme and Path(
            os.path.realpath(base / unquote(parts.path))
        ).is_relative_to(base)
    except (ValueError, OSError):
        inside = False
    if not inside:
        msg = f"{source.name}: shows a picture outside its folder; copy it there and link it anew"
        raise MediaError(msg)


def _without_others(text: str, source: Path) -> tuple[str, tuple[str, ...]]:
    """Return the text without links to local files that are no media, and warnings."""
    segments = segments_of(text)
    others = [
        (place, NOTE)
        for place, path in _links(segments, source)
        if path.suffix.lower() not in (*PICTURES, *CLIPS)
    ]
    away = any(REMOTE.search(value) for value in segments.values)
    warned = [told for told, so in ((OTHERS, others), (ELSEWHERE, away)) if so]
    return _replaced(text, others), tuple(warned)


def _replaced(text: str, changes: list[tuple[tuple[int, int], str]]) -> str:
    last = len(text)
    for (start, end), new in sorted(set(changes), reverse=True):
        if end <= last:
            text = text[:start] + new + text[end:]
            last = start
    return text


def _links(segments: Segments, source: Path) -> list[tuple[tuple[int, int], Path]]:
    """Return where a text links files beside it, and these files."""
    base = source.resolve().parent
    found = []
    for value, views in segments.values.items():
        whole = [(0, len(value))] if len(value) < 4096 else []  # noqa: PLR2004 - the longest path
        words = [match.span() for match in PARTS.finditer(value)]
        for start, end in dict.fromkeys([*whole, *words]):
            path = _local(value[start:end], base)
            if path is None or path == source.resolve():
                continue
            found += [(view.to_source(start, end), path) for view in views]
            if (start, end) == (0, len(value)):
                break
    return found


def _local(link: str, base: Path) -> Path | None:
    """Return the file that a link leads to, None where it is not below ``base``."""
    try:
        parts = urlsplit(link.strip())
        if parts.scheme or parts.netloc or not parts.path or parts.path.startswith("/"):
            return None
        path = Path(os.path.realpath(base / unquote(parts.path)))
        return path if path.is_relative_to(base) and path.is_file() else None
    except (ValueError, OSError):
        return None
