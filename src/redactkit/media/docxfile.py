# ruff: noqa: E501 - a pattern reads best on one line
"""Word documents (ECMA-376) as packages of parts: what is taken over, dropped and refused."""

from __future__ import annotations

import re
import zipfile
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import quote
from xml.parsers import expat

from redactkit.core.errors import MediaError
from redactkit.media.source import check_source

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from redactkit.core.policy import Limits

__all__ = ["Package", "leftovers", "read", "with_pictures", "write"]

TYPES = "[Content_Types].xml"
MAIN = "word/document.xml"
MEDIA = "word/media/"
TAKEN = re.compile(
    r"\[Content_Types\]\.xml|_rels/\.rels|word/_rels/[\w.-]+\.rels|"
    r"word/(?:document|styles|stylesWithEffects|settings|fontTable|numbering|webSettings|footnotes|"
    r"endnotes|comments)\.xml|word/(?:header|footer)\d*\.xml|word/theme/[\w.-]+\.xml|word/media/[\w. -]+|"
    r"word/diagrams/(?:_rels/)?[\w.-]+\.(?:xml|rels)|word/theme/_rels/[\w.-]+\.rels"
)
# Who wrote it, when and on which machine; what other programs keep beside the text.
DROPPED = re.compile(
    r"docProps/.*|customXml/.*|docMetadata/.*|word/(?:people|commentsExtended|commentsIds|commentsExtensible)\.xml|"
    r"word/fonts/.*|word/_rels/fontTable\.xml\.rels|word/printerSettings/.*|word/glossary/.*|"
    r"word/webextensions/.*|_xmlsignatures/.*|word/customizations\.xml|word/keymapping.*|.*/"
)
REFUSED = (
    (r"word/embeddings/.*|word/activeX/.*", "an embedded object", "replace it by a picture of it"),
    (r".*vbaProject.*|.*vbaData.*", "macros", "save it as .docx without macros"),
    (r"word/afchunk.*|word/.*\.(?:html?|mht|rtf)", "a file within it", "paste its text instead"),
    (r"word/charts/.*", "a chart, which keeps its table", "replace it by a picture of it"),
)
CHANGES = re.compile(
    r"<w:(?:ins|del|moveFrom|moveTo|cellIns|cellDel|cellMerge|\w+Change|moveFromRangeStart)[\s/>]"
)
VANISH = re.compile(r"<w:vanish(?:\s*/?>|\s+w:val=\"(?!0|false|off)[^\"]*\"\s*/?>)")
STYLE = re.compile(r"<w:style\b[^>]*w:styleId=\"([^\"]*)\".*?</w:style>", re.DOTALL)
USED = re.compile(r"<w:[rp]Style w:val=\"([^\"]*)\"")
# Settings that tell where a document lay, who edited it and when, or hold data of their own.
TOLD = re.compile(
    r"<w:(attachedTemplate|docVars|rsids|mailMerge|saveThroughXslt|trackRevisions)\b(?:[^>]*/>|.*?</w:\1>)",
    re.DOTALL,
)
TRACES = re.compile(r"\sw:rsid\w*=\"[^\"]*\"")
FONTS = re.compile(r"<w:embed(?:Regular|Bold|Italic|BoldItalic)\b[^>]*/>")
WRITER = re.compile(r"(<w:comment\b[^>]*?)\sw:(?:author|initials|date)=\"[^\"]*\"")
RELATION = re.compile(r"<Relationship\b[^>]*?/>|<Relationship\b.*?</Relationship>", re.DOTALL)
OVERRIDE = re.compile(r"<Override\b[^>]*?/>")
TARGET = re.compile(r"(\sTarget=\")([^\"]*)(\")")
URI = "%/:?#@!$&'()*+,;=-._~"
MOST_PARTS = 5_000
LOST = "cannot be read as a Word document; save it again as .docx"
FIXED = (1980, 1, 1, 0, 0, 0)
MACROS = "macroEnabled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """The parts that are taken over. No repr shows them.

    ``texts`` are XML, ``pictures`` files as they are in the package; by name, in order.
    """

    texts: Mapping[str, str] = field(repr=False)
    pictures: Mapping[str, bytes] = field(repr=False)


def read(path: Path, limits: Limits) -> Package:
    """Read a document without what is dropped: properties, fonts, other programs' data.

    Raises:
        MediaError: it is no Word document, is over the limits, or holds what cannot be looked
            through: tracked changes, hidden text, embedded objects, charts, macros, unknown parts.
    """
    check_source(path, limits.bytes)
    raw = _unpacked(path, limits)
    for name in raw:
        _check_name(name, path.name)
    if MAIN not in raw or TYPES not in raw:
        msg = f"{path.name}: {LOST}"
        raise MediaError(msg)
    taken = {name: data for name, data in raw.items() if TAKEN.fullmatch(name)}
    gone = set(raw) - set(taken)
    texts = {
        name: _cleaned(name, _xml(data, path.name), gone)
        for name, data in taken.items()
        if not name.startswith(MEDIA)
    }
    _check_texts(texts, path.name)
    return Package(
        texts=texts,
        pictures={name: data for name, data in taken.items() if name.startswith(MEDIA)},
    )


def leftovers(path: Path) -> tuple[str, ...]:
    """Return sentences on parts of a finished document that redactkit leaves in none."""
    try:
        with zipfile.ZipFile(path) as file:
            names = file.namelist()
    except (OSError, zipfile.BadZipFile) as error:
        msg = f"{path.name}: {LOST}"
        raise MediaError(msg) from error
    kinds = sorted({name.split("/")[0] for name in names if DROPPED.fullmatch(name)})
    return tuple(f"the document has parts under {kind}" for kind in kinds)


def with_pictures(package: Package, finished: Mapping[str, tuple[bytes, str]]) -> Package:
    """Return the package with other pictures.

    Args:
        package: the document.
        finished: for each picture's name its bytes and the ending that they need, as in ".png".
    """
    texts, pictures = dict(package.texts), {}
    for name, (data, ending) in finished.items():
        new = re.sub(r"\.\w+$", "", name) + ending
        while new in pictures or (new != name and new in finished):
            new = new.removesuffix(ending) + "-1" + ending
        pictures[new] = data
        if new != name:
            old, fresh = name.removeprefix("word/"), new.removeprefix("word/")
            texts = {
                part: text.replace(f'{old}"', f'{fresh}"') if part.endswith(".rels") else text
                for part, text in texts.items()
            }
    kinds = {name.rpartition(".")[2].lower() for name in pictures}
    for kind in sorted(kinds):
        mime = "image/jpeg" if kind in ("jpg", "jpeg") else f"image/{kind}"
        if f'Extension="{kind}"' not in texts[TYPES]:
            row = f'<Default Extension="{kind}" ContentType="{mime}"/>'
            texts[TYPES] = re.sub(r"(<Types\b[^>]*>)", rf"\g<1>{row}", texts[TYPES], count=1)
    return Package(texts=texts, pictures=pictures)


def write(package: Package, temporary: Path) -> None:
    """Write a document; equal packages give equal bytes."""
    with zipfile.ZipFile(temporary, "w", zipfile.ZIP_DEFLATED) as file:
        for name, text in package.texts.items():
            if name.endswith(".rels"):
                text = TARGET.sub(_quoted, text)  # noqa: PLW2901 - as URIs are written
            file.writestr(zipfile.ZipInfo(name, FIXED), text.encode(), zipfile.ZIP_DEFLATED)
        for name, data in package.pictures.items():
            file.writestr(zipfile.ZipInfo(name, FIXED), data, zipfile.ZIP_STORED)


def _quoted(match: re.Match[str]) -> str:
    return match[1] + quote(match[2], safe=URI) + match[3]


def _unpacked(path: Path, limits: Limits) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(path) as file:
            parts = file.infolist()
            size = sum(part.file_size for part in parts if not part.filename.startswith(MEDIA))
            held = sum(part.file_size for part in parts)
            if len(parts) > MOST_PARTS or size > 4 * limits.text_bytes or held > limits.bytes:
                msg = f"{path.name}: holds more than the limits allow; cut it"
                raise MediaError(msg)
            names = [part.filename for part in parts]
            if len(set(names)) < len(names) or any(part.flag_bits & 1 for part in parts):
                msg = f"{path.name}: {LOST}, without a password"
                raise MediaError(msg)
            return {part.filename: file.read(part) for part in parts}
    except (zipfile.BadZipFile, OSError, EOFError, RuntimeError, NotImplementedError) as error:
        msg = f"{path.name}: {LOST}"
        raise MediaError(msg) from error


def _check_name(part: str, name: str) -> None:
    for pattern, what, remedy in REFUSED:
        if re.fullmatch(pattern, part):
            msg = f"{name}: holds {what}; {remedy} and save it again"
            raise MediaError(msg)
    if not TAKEN.fullmatch(part) and not DROPPED.fullmatch(part):
        msg = f"{name}: holds a part that is not known; copy its text into a new document"
        raise MediaError(msg)


def _xml(data: bytes, name: str) -> str:
    """Return a part's text; entities of its own and sections are refused."""
    parser = expat.ParserCreate()

    def refuse(*_: object) -> None:
        msg = f"{name}: {LOST}"
        raise MediaError(msg)

    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    parser.StartCdataSectionHandler = refuse
    try:
        parser.Parse(data, True)  # noqa: FBT003 - expat takes no name
        bom = data[:3] == b"\xef\xbb\xbf"
        return (data[3:] if bom else data).decode("utf-8")
    except (expat.ExpatError, UnicodeDecodeError) as error:
        msg = f"{name}: {LOST}"
        raise MediaError(msg) from error


def _cleaned(name: str, text: str, gone: set[str]) -> str:
    """Return a part without traces of who edited it, and without ways to parts that go."""
    if name == TYPES:
        return OVERRIDE.sub(lambda m: "" if _part(m[0]) in gone else m[0], text)
    if name.endswith(".rels"):
        folder = name.partition("_rels/")[0]
        return RELATION.sub(lambda m: "" if _leads(m[0], folder, gone) else m[0], text)
    text = TRACES.sub("", text)
    if name == "word/settings.xml":
        text = TOLD.sub("", text)
    if name == "word/fontTable.xml":
        text = FONTS.sub("", text)
    if name == "word/comments.xml":
        for _ in range(3):
            text = WRITER.sub(r"\1", text)
        text = re.sub(r"<w:comment\b", '<w:comment w:author=""', text)
    return text


def _part(override: str) -> str:
    match = re.search(r"PartName=\"/?([^\"]*)\"", override)
    return match[1] if match else ""


def _leads(relation: str, folder: str, gone: set[str]) -> bool:
    """Return whether a relationship leads to a part that goes, or to a file outside."""
    target = re.search(r"\sTarget=\"([^\"]*)\"", relation)
    if target is None:
        return True
    if 'TargetMode="External"' in relation:
        return '/attachedTemplate"' in relation
    path = target[1].lstrip("/") if target[1].startswith("/") else folder + target[1]
    while "/../" in path:
        path = re.sub(r"[^/]+/\.\./", "", path, count=1)
    path = path.removeprefix("../")
    return path in gone or DROPPED.fullmatch(path) is not None


def _check_texts(texts: Mapping[str, str], name: str) -> None:
    styles = texts.get("word/styles.xml", "")
    unseen = {match[1] for match in STYLE.finditer(styles) if VANISH.search(match[0])}
    for part, text in texts.items():
        if part.endswith(".rels") and re.search(
            r"/(?:image|linkedImage)\"[^>]*External|External[^>]*/image\"", text
        ):
            msg = f"{name}: links a picture that is not in it; insert the picture and save it again"
            raise MediaError(msg)
        if not part.startswith("word/") or part == "word/styles.xml":
            continue
        if CHANGES.search(text):
            msg = f"{name}: holds tracked changes; accept or reject them all and save it again"
            raise MediaError(msg)
        if VANISH.search(text) or unseen & set(USED.findall(text)):
            msg = f"{name}: holds hidden text; delete it and save it again"
            raise MediaError(msg)
    if MACROS in texts[TYPES]:
        msg = f"{name}: holds macros; save it as .docx without macros"
        raise MediaError(msg)
