"""Names found once in a statement, found again wherever they stand in it."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from redactkit.text.naming import ANNOUNCED, PERSON
from redactkit.text.notnames import NOT_PEOPLE, ORDINARY
from redactkit.text.roles import is_label, is_role
from redactkit.text.surnames import ALL_SURNAMES, COMPOUND, STRONG_TITLES

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from redactkit.text.naming import Token

__all__ = ["Learned", "found_again", "is_whole", "learned_from", "with_signs"]

HAN = re.compile(r"[\u3400-\u9fff]+")
TITLED = re.compile(rf".{{1,4}}(?:{STRONG_TITLES}|哥|姐|总|叔|姨|嫂|董|爷|妹|某|某某|生|太)$")
PARTS = re.compile(r"[^\-—_·/|~～()（）\s@]+")
COMPOUNDS = tuple(COMPOUND.split("|"))
SHORTEST, SHORTEST_LATIN = 2, 3
FULL = range(3, 5)
KIN = re.compile(rf"(?:{STRONG_TITLES}|妈|爸|奶|爷|小朋友|他|她|本人)")
CALLED = re.compile(rf"(?:{ANNOUNCED}|@)\s?[\"“「]?$")
PLAIN_TITLES = "先生|女士|小姐|太太|阿姨|叔叔|某(?:某)?(?![些种个])"
SPEAKS = re.compile(
    r"(?:说过?|称|表示|认为|曾|便|又|还|则|拒绝|承认|否认|要求|声称|辩称|回复|大骂)"
)
TOLD = re.compile(
    r"(?:[^\u3400-\u9fff]|显示|证实|证明|得知|发现|当时|随后|后来|现在|但|而|因为|由于|^)$"
)


@dataclass(frozen=True, slots=True)
class Learned:
    """What a statement taught: whole names, given names and surnames; no repr shows them."""

    names: tuple[str, ...]
    given: frozenset[str]
    surnames: frozenset[str]

    def __repr__(self) -> str:
        """Show how many, never who."""
        return f"Learned({len(self.names)} names)"


def learned_from(names: Iterable[str], nicknames: Iterable[str]) -> Learned:
    """Return what is to be looked for.

    Args:
        names: people's names, with or without a title.
        nicknames: what people go by in chats and on platforms.
    """
    whole, given, surnames = set(), set(), set()
    for name in names:
        surnames |= {name[0]} & ALL_SURNAMES
        if not is_whole(name):
            continue
        whole.add(name)
        given |= _given(name)
    for name in nicknames:
        plain = "".join(char for char in name if _is_letter(char) or char in " .-_")
        whole |= {name, plain.strip(" .-_")}
        for part in PARTS.findall(plain):
            if part != name and HAN.fullmatch(part) and len(part) in FULL and _has_surname(part):
                whole.add(part)
                given |= _given(part)
    kept = sorted((name for name in whole if _worth(name)), key=lambda name: (-len(name), name))
    return Learned(tuple(kept), frozenset(given), frozenset(surnames))


def found_again(text: str, tokens: Sequence[Token], known: Learned) -> list[tuple[int, int]]:
    """Return where learned names stand in a folded text, which may overlap each other."""
    found = []
    lower = text.lower()
    for name in known.names:
        place = lower.find(name.lower())
        while place >= 0:
            end = place + len(name)
            if _bounded(text, place, end) and _set_off(text, name, place, end):
                found.append((place, end))
            place = lower.find(name.lower(), end)
    if known.surnames:
        titled = re.compile(f"[{''.join(sorted(known.surnames))}](?:{PLAIN_TITLES})")
        found += [place.span() for place in titled.finditer(text)]
    for number, token in enumerate(tokens):
        word = text[token.start : token.end]
        given = word in known.given and _is_called(text, tokens, number)
        if given or (word in known.surnames and token.tag != "v" and _speaks(text, token)):
            found.append((token.start, token.end))
    return found


def is_whole(name: str) -> bool:
    """Return whether a name is more than a surname with a title, and not masked."""
    return not (TITLED.fullmatch(name) or "*" in name) and _worth(name)


def with_signs(text: str, end: int) -> int:
    """Return where a name ends with the emoji that adjoin it."""
    while end < len(text) and (
        unicodedata.category(text[end]) in ("So", "Sk", "Mn", "Me") or text[end] == "\u200d"
    ):
        end += 1
    return end


def _given(name: str) -> set[str]:
    if not HAN.fullmatch(name):
        return set()
    if name.startswith(COMPOUNDS):
        given = name[2:]
    elif name[0] in ALL_SURNAMES and len(name) == 3:  # noqa: PLR2004 - a surname and two more
        given = name[1:]
    else:
        return set()
    return {given} - ORDINARY if len(given) == SHORTEST else set()


def _has_surname(name: str) -> bool:
    return name[0] in ALL_SURNAMES or name.startswith(COMPOUNDS)


def _is_letter(char: str) -> bool:
    return unicodedata.category(char)[0] in "LN"


def _worth(name: str) -> bool:
    letters = [char for char in name if _is_letter(char)]
    least = SHORTEST_LATIN if name.isascii() else SHORTEST
    if len(letters) < least:
        # emoji alone are a name where nothing else is
        return len(name) > 1 and not letters
    return not (name.isdecimal() or is_role(name) or is_label(name))


def _bounded(text: str, start: int, end: int) -> bool:
    """A Latin name must not be a piece of a longer word."""
    before, after = text[start - 1 : start], text[end : end + 1]
    left = before.isascii() and before.isalnum() and text[start].isascii() and text[start].isalnum()
    right = (
        after.isascii() and after.isalnum() and text[end - 1].isascii() and text[end - 1].isalnum()
    )
    return not left and not right


def _set_off(text: str, name: str, start: int, end: int) -> bool:
    """Return whether an everyday word stands where only a name does."""
    if name not in NOT_PEOPLE:
        return True
    before, after = text[max(0, start - 1) : start], text[end : end + 1]
    return before in ("@", "＠") or not (before.isalnum() or after.isalnum())


def _is_called(text: str, tokens: Sequence[Token], number: int) -> bool:
    token = tokens[number]
    return (
        token.tag == PERSON
        or bool(KIN.match(text, token.end))
        or bool(CALLED.search(text[max(0, token.start - 8) : token.start]))
    )


def _speaks(text: str, token: Token) -> bool:
    return bool(
        SPEAKS.match(text, token.end) and TOLD.search(text[max(0, token.start - 2) : token.start])
    )
