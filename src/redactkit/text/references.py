"""Values as programs read them: character references, percent signs, escapes of scripts."""

from __future__ import annotations

import html
import re
from html.entities import html5
from typing import TYPE_CHECKING

from redactkit.text.weaving import Weaver, below

if TYPE_CHECKING:
    from redactkit.text.view import TextView

__all__ = ["labelled", "readings", "unescaped", "unpercented", "unreferenced", "unstyled"]

REFERENCE = re.compile(
    r"&(?:#(?:[xX][0-9a-fA-F]{1,400}|[0-9]{1,400});?|[A-Za-z][A-Za-z0-9]{1,40};?)"
)
NAMED = re.compile(r"&[A-Za-z]")
GOES_ON = re.compile("[A-Za-z0-9=]")
PERCENT = re.compile(r"(?:%[0-9A-Fa-f]{2})+")
# ECMA-262 12.9.4 and RFC 8259: escapes of strings; strings added up are read as one.
ESCAPE = re.compile(
    r"\\u\{(?P<wide>[0-9a-fA-F]{1,6})\}|(?P<units>(?:\\u[0-9a-fA-F]{4})+)|\\x(?P<byte>[0-9a-fA-F]{2})|"
    r"\\(?P<sign>[^\dxu])|(?P<sum>(?P<q>[\"'`])\s{0,8}\+\s{0,8}[\"'`])",
    re.DOTALL,
)
CONTROLS = {"n": "\n", "r": "\n", "t": "\t", "b": "", "f": "", "v": "", "\n": ""}
# CSS Syntax 3, 4.3.7: up to six digits, and one blank after them.
STYLE_ESCAPE = re.compile(r"\\(?:([0-9a-fA-F]{1,6})[ \t\n\f]?|([^0-9a-fA-F\n]))")
STYLED = re.compile(r"\\[0-9a-fA-F]")
LAST_POINT = 0x10FFFF
SURROGATES = range(0xD800, 0xE000)
UNKNOWN = "\ufffd"
KEY = re.compile(
    r"(?P<quote>[\"']?)(?P<key>[A-Za-z][A-Za-z_-]{2,24})(?P=quote)\s{0,4}[:=]\s{0,4}(?:\"|'|&quot;)"
)
LABELS = {
    "nickname": "昵称", "nick": "昵称", "screenname": "昵称", "displayname": "昵称",
    "remarkname": "昵称", "username": "用户名", "realname": "姓名", "truename": "姓名",
    "customername": "姓名", "contactname": "姓名", "receiver": "收件人", "author": "作者",
    "wechat": "微信号", "weixin": "微信号", "wechatid": "微信号", "wxid": "微信号", "qq": "QQ",
    "mobile": "手机", "phone": "电话", "tel": "电话", "address": "地址", "idcard": "身份证",
}  # fmt: skip
"""What keys of data say in the words of labels; keys without signs and case."""

DEEPEST = 3
"""Ways to write a value that may lie in one another, as a link in a script has."""


def readings(view: TextView) -> list[TextView]:
    """Return what a value that stands in markup may be read as, itself first.

    A value may be written in several ways in one another; each is undone where it occurs.
    """
    found = [view]
    newest = [view]
    for _ in range(DEEPEST):
        made = [undone for one in newest for undone in _undone(one)]
        known = {one.text for one in found}
        newest = [one for one in made if one.text not in known]
        found += newest
        if not newest:
            break
    return found


def _undone(view: TextView) -> list[TextView]:
    text = view.text
    made = []
    if "&" in text:
        made.append(unreferenced(view))
    if "%" in text:
        made.append(unpercented(view))
    if "\\" in text or "+" in text:
        made.append(unescaped(view))
    if STYLED.search(text):
        made.append(unstyled(view))
    return made


def unreferenced(view: TextView, *, attribute: bool = False) -> TextView:
    """Return the view with character references as browsers read them (HTML 13.2.5.72).

    Args:
        view: what to read.
        attribute: in attributes ``&copy`` before a letter, a digit or = stays as it is.
    """
    made, last = Weaver(), 0
    text = view.text
    for match in REFERENCE.finditer(text):
        done, end = _referenced(match)
        bare = NAMED.match(match[0]) and text[end - 1] != ";"
        if not done or (attribute and bare and GOES_ON.match(text, end)):
            continue
        made.verbatim(text[last : match.start()], last)
        made.decoded(done, match.start(), end)
        last = end
    made.verbatim(text[last:], last)
    return below(made.view(), view)


def _referenced(match: re.Match[str]) -> tuple[str, int]:
    """Return what a reference stands for, empty where for nothing, and where it ends."""
    if not NAMED.match(match[0]):
        return html.unescape(match[0]), match.end()
    for size in range(len(match[0]) - 1, 1, -1):
        known = html5.get(match[0][1 : size + 1])
        if known is not None:
            return known, match.start() + size + 1
    return "", match.end()


def unpercented(view: TextView) -> TextView:
    """Return the view with percent signs decoded as UTF-8 or, where they are not, GB 18030."""
    made, last = Weaver(), 0
    for match in PERCENT.finditer(view.text):
        made.verbatim(view.text[last : match.start()], last)
        place = match.start()
        for char, size in _characters(bytes.fromhex(match[0].replace("%", ""))):
            made.decoded(char, place, place + 3 * size)
            place += 3 * size
        last = match.end()
    made.verbatim(view.text[last:], last)
    return below(made.view(), view)


def _characters(raw: bytes) -> list[tuple[str, int]]:
    """Return characters and the bytes of each."""
    for encoding in ("utf-8", "gb18030"):
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        return [(char, len(char.encode(encoding))) for char in text]
    return [(chr(byte) if byte < 0x80 else UNKNOWN, 1) for byte in raw]  # noqa: PLR2004 - ASCII


def unescaped(view: TextView) -> TextView:
    """Return the view with the escapes of JavaScript and JSON decoded."""
    made, last = Weaver(), 0
    for match in ESCAPE.finditer(view.text):
        made.verbatim(view.text[last : match.start()], last)
        last = match.end()
        if match["units"]:
            _add_units(made, match["units"], match.start())
        elif match["sum"] is None:
            made.decoded(_escaped(match), match.start(), last)
    made.verbatim(view.text[last:], last)
    return below(made.view(), view)


def _add_units(made: Weaver, raw: str, start: int) -> None:
    units = [int(raw[place + 2 : place + 6], 16) for place in range(0, len(raw), 6)]
    place = 0
    while place < len(units):
        pair = b"".join(unit.to_bytes(2, "big") for unit in units[place : place + 2])
        size, text = 1, UNKNOWN
        if units[place] not in SURROGATES:
            text = chr(units[place])
        else:
            try:
                text, size = pair.decode("utf-16-be"), 2
            except UnicodeDecodeError:
                size = 1
        made.decoded(text, start + 6 * place, start + 6 * (place + size))
        place += size


def _escaped(match: re.Match[str]) -> str:
    if match["sign"] is not None:
        return CONTROLS.get(match["sign"], match["sign"])
    return _point(match["wide"] or match["byte"])


def labelled(view: TextView) -> TextView:
    """Return the view with labels that say in words what the keys of data say."""
    made, last = Weaver(), 0
    for match in KEY.finditer(view.text):
        label = LABELS.get(re.sub("[_-]", "", match["key"]).lower())
        if label:
            made.verbatim(view.text[last : match.end()], last)
            made.sign(label + "：", match.end())
            last = match.end()
    made.verbatim(view.text[last:], last)
    return below(made.view(), view)


def unstyled(view: TextView) -> TextView:
    """Return the view with the escapes of style sheets decoded."""
    made, last = Weaver(), 0
    for match in STYLE_ESCAPE.finditer(view.text):
        made.verbatim(view.text[last : match.start()], last)
        last = match.end()
        made.decoded(_point(match[1]) if match[1] else match[2], match.start(), last)
    made.verbatim(view.text[last:], last)
    return below(made.view(), view)


def _point(digits: str) -> str:
    value = int(digits, 16)
    return UNKNOWN if value > LAST_POINT or value in SURROGATES else chr(value)
