# ruff: noqa: E501 - a pattern, or a list of words, reads best on one line
"""Numbers as people write them: numerals and letters read as digits, and their checks."""

from __future__ import annotations

import re

__all__ = ["id_card", "luhn", "vin", "with_digits"]

NUMERALS = str.maketrans(
    "零〇○Ｏ一幺壹二两贰貳三叁參四肆五伍六陆陸七柒八捌九玖", "000011122223334455666778899"
)
LOOKALIKE = str.maketrans("OoDQlI|iBSsZz", "0000111185522")
# People write O for 0 and l for 1; eleven such signs alone, half of them digits, are a number.
NUMBER_OF_LETTERS = re.compile(r"(?<![A-Za-z0-9])(?![qQ]{2})[0-9OoDQlI|]{11}(?![A-Za-z0-9])")
# The same in groups of three and four, as a mobile number is spoken.
GROUPS_OF_LETTERS = re.compile(
    r"(?<![A-Za-z0-9])[1Il|][3-9]?[0-9OoDQlI]{1,2}(?P<s>[ \-.])[0-9OoDQlI]{4}(?P=s)[0-9OoDQlI]{4}(?![A-Za-z0-9])"
)
LEAST_DIGITS = 5
# A bar that parts the cells of a table is no 1.
CELL_BAR = "|"


def with_digits(text: str) -> str:
    """Turn Chinese numerals, and letters written or read for digits among digits, into digits."""
    digits = NUMBER_OF_LETTERS.sub(_read_as_number, text.translate(NUMERALS))
    digits = GROUPS_OF_LETTERS.sub(_read_as_number, digits)
    slips = digits.translate(LOOKALIKE)
    if slips == digits:
        return digits
    return "".join(
        new if new != old and _among_digits(digits, place) else old
        for place, (old, new) in enumerate(zip(digits, slips, strict=True))
    )


def _read_as_number(match: re.Match[str]) -> str:
    digits = sum(char.isdecimal() for char in match[0])
    bars = match[0].startswith(CELL_BAR) or match[0].endswith(CELL_BAR)
    return match[0].translate(LOOKALIKE) if digits >= LEAST_DIGITS and not bars else match[0]


def _among_digits(text: str, place: int) -> bool:
    """Return whether three characters on both sides are digits, or nearly all of them."""
    around = text[max(0, place - 3) : place] + text[place + 1 : place + 4]
    slips = around.translate(LOOKALIKE)
    digits = sum(char.isdecimal() for char in around)
    # with a bar, both sides whole are cells of their own
    if text[place] == CELL_BAR and digits == len(around):
        return False
    return len(around) == 6 and slips.isdecimal() and digits >= 4  # noqa: PLR2004 - of six


def luhn(digits: str) -> bool:
    """Return whether ``digits`` pass the check of ISO/IEC 7812."""
    total = 0
    for place, char in enumerate(reversed(digits)):
        value = int(char) * (1 + place % 2)
        total += value - 9 if value > 9 else value  # noqa: PLR2004 - sum of the two digits
    return total % 10 == 0


def id_card(digits: str) -> bool:
    """Return whether 18 characters pass the check of GB 11643."""
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    total = sum(weight * int(char) for weight, char in zip(weights, digits, strict=False))
    return "10X98765432"[total % 11] == digits[-1].upper()


def vin(value: str) -> bool:
    """Return whether 17 characters pass the check digit of GB 16735 (ISO 3779)."""
    values = dict(
        zip(
            "ABCDEFGHJKLMNPRSTUVWXYZ",
            (*range(1, 9), *range(1, 6), 7, 9, *range(2, 10)),
            strict=True,
        )
    )
    weights = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)
    signs = [int(char) if char.isdecimal() else values.get(char, 0) for char in value.upper()]
    total = sum(sign * weight for sign, weight in zip(signs, weights, strict=True))
    return "0123456789X"[total % 11] == value[8].upper()
