"""Text as recognisers read it, with the way back to the text it was made of.

One folding serves all rules: what a reader sees as the same sign is one sign here.
Forms and numeric values are those of the Unicode character database, the order of
overridden runs that of UAX #9 (right-to-left override).
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from redactkit.models.hanzi import simplified

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["TextView", "folded", "is_reordered", "normal_view"]

OVERRIDE, POP = "\u202e", "\u202c"
# Punctuation that Chinese rules tell from its ASCII look-alike.
CHINESE_SIGNS = frozenset("，：；！？（）～￥")
NEGATIVE_LETTERS = (0x1F150, 0x1F170)
ALPHABET = 26
ROMAN = range(0x2160, 0x2180)
# Roman signs that stand among digits are digits, elsewhere letters.
ROMAN_NUMBER = re.compile("(?=[0-9]*[\u2160-\u217f])[0-9\u2160-\u217f]{5,}")
MOST_VALUE = 99
DROPPED = frozenset(("Cf", "Mn", "Me"))
BREAKS = {"\r": "\n", "\u2028": "\n", "\u2029": "\n", "\x85": "\n"}


@dataclass(frozen=True, slots=True, kw_only=True)
class TextView:
    """What is read, and for each of its characters the half-open place it was made of.

    Attributes:
        text: what a recogniser reads.
        starts: where each character begins in the source.
        ends: where each character ends there, exclusive.
    """

    text: str
    starts: Sequence[int]
    ends: Sequence[int]

    def to_source(self, start: int, end: int) -> tuple[int, int]:
        """Return the hull, in the source, of the characters ``start`` to ``end``, exclusive.

        Raises:
            ValueError: the range is empty or reaches beyond the text.
        """
        if not 0 <= start < end <= len(self.text):
            msg = f"no characters {start} to {end} in a view of {len(self.text)}"
            raise ValueError(msg)
        return min(self.starts[start:end]), max(self.ends[start:end])

    def runs(self, start: int, end: int) -> list[tuple[int, int]]:
        """Return the runs of the source that show these characters, in its order.

        What lies between two runs (markup) shows nothing of them.

        Raises:
            ValueError: the range is empty or reaches beyond the text.
        """
        self.to_source(start, end)
        found: list[tuple[int, int]] = []
        for place in sorted(set(zip(self.starts[start:end], self.ends[start:end], strict=True))):
            if found and place[0] <= found[-1][1]:
                found[-1] = (found[-1][0], max(found[-1][1], place[1]))
            else:
                found.append(place)
        return found

    def over(self, below: TextView) -> TextView:
        """Return this view with places in the source of ``below``, of whose text it was made."""
        hulls = [
            below.to_source(start, end) for start, end in zip(self.starts, self.ends, strict=True)
        ]
        return TextView(
            text=self.text,
            starts=tuple(start for start, _ in hulls),
            ends=tuple(end for _, end in hulls),
        )


def normal_view(text: str, *, reordered: bool = True) -> TextView:
    """Return the text with signs folded to one form each.

    Format signs, joiners, variation selectors and combining marks are dropped; full-width,
    circled, parenthesised, mathematical and other forms become plain letters and digits;
    traditional characters become simplified ones.

    Args:
        text: visible text.
        reordered: put runs after a right-to-left override into the order in which they are
            seen; else they stay as they are stored.
    """
    order = _seen_order(text) if reordered and is_reordered(text) else range(len(text))
    signs: list[str] = []
    places: list[int] = []
    for place in order:
        sign = _folded_sign(text[place])
        if text[place] == "\r" and text[place + 1 : place + 2] == "\n":
            sign = ""
        signs.append(sign)
        places.extend([place] * len(sign))
    done = ROMAN_NUMBER.sub(_roman_digits, "".join(signs))
    done = "".join(_letters(sign) for sign in done)
    return TextView(text=done, starts=tuple(places), ends=tuple(place + 1 for place in places))


def folded(text: str) -> str:
    """Return the text of `normal_view`."""
    return normal_view(text).text


def is_reordered(text: str) -> bool:
    """Return whether part of the text is seen in another order than it is stored in."""
    return OVERRIDE in text


@lru_cache(maxsize=1 << 14)
def _folded_sign(char: str) -> str:
    """Return what stands for one character: nothing, one sign, or several digits."""
    if char.isascii() or char in BREAKS:
        return BREAKS.get(char, char)
    category = unicodedata.category(char)
    if category in DROPPED:
        return ""
    if char in CHINESE_SIGNS or char == "〇" or ord(char) in ROMAN:
        return char
    value = unicodedata.numeric(char, -1.0)
    if category in ("Nd", "No", "Nl") and value == int(value) and 0 <= value <= MOST_VALUE:
        return str(int(value))
    for first in NEGATIVE_LETTERS:
        if first <= ord(char) < first + ALPHABET:
            return chr(ord("A") + ord(char) - first)
    compatible = unicodedata.normalize("NFKC", char)
    char = compatible if len(compatible) == 1 else char
    return simplified().get(char, char)


def _letters(char: str) -> str:
    """Return the letter that a Roman sign is made of, where it is one; else the character."""
    if ord(char) not in ROMAN:
        return char
    letters = unicodedata.normalize("NFKC", char)
    return letters if len(letters) == 1 else char


def _roman_digits(match: re.Match[str]) -> str:
    return "".join(_roman_digit(char) for char in match[0])


def _roman_digit(char: str) -> str:
    value = unicodedata.numeric(char)
    return str(int(value)) if value < 10 else char  # noqa: PLR2004 - one digit for one sign


def _seen_order(text: str) -> list[int]:
    """Return places of characters in the order in which they are seen, line by line."""
    order: list[int] = []
    runs: list[list[int]] = [order]
    for place, char in enumerate(text):
        if char == OVERRIDE:
            runs.append([])
        elif char == POP and len(runs) > 1:
            inner = runs.pop()
            runs[-1].extend(reversed(inner))
        else:
            while char == "\n" and len(runs) > 1:
                inner = runs.pop()
                runs[-1].extend(reversed(inner))
            runs[-1].append(place)
    while len(runs) > 1:
        inner = runs.pop()
        runs[-1].extend(reversed(inner))
    return order
