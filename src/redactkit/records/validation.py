"""What records and plans read from outside must hold; anything may stand in such a file."""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

__all__ = ["FARTHEST", "MALFORMED", "check_rows", "check_texts", "check_told", "fraction"]

MALFORMED = (LookupError, TypeError, ValueError, ArithmeticError, AttributeError, RecursionError)
"""What comes of reading tables that hold something else than they should."""

FARTHEST = 10_000_000
"""Pixels from the origin beyond which no picture reaches."""

FRACTION = re.compile(r"\d{1,12}(/\d{1,12})?")
"""As `str` writes one; others may take years to work out."""


def fraction(text: str | None) -> Fraction | None:
    """Return the fraction that `str` wrote; None stays None.

    Raises:
        ValueError: it is written in another way.
        ZeroDivisionError: it is divided by zero.
    """
    if text is None:
        return None
    if not FRACTION.fullmatch(text):
        msg = "a rate or time base is no fraction"
        raise ValueError(msg)
    return Fraction(text)


def check_texts(texts: Iterable[object]) -> None:
    """Refuse what is no text.

    Raises:
        TypeError: one of them is something else.
    """
    if not all(isinstance(text, str) for text in texts):
        msg = "a field that holds text holds something else"
        raise TypeError(msg)


def check_told(table: Mapping[str, Any]) -> None:
    """Refuse a record's table in which something else stands for text or for a table.

    Raises:
        TypeError: something does.
        LookupError: a field is missing.
    """
    sides = table["input"], table["output"]
    told = [table.get("created"), table.get("previous")]
    told += [side.get(name) for side in sides for name in ("sha256", "rate", "time_base")]
    check_texts(side["media_type"] for side in sides)
    check_texts([*table["warnings"], *table["residual_risks"]])
    check_texts(text for text in told if text is not None)
    methods = [item.get("method") for item in (*table["removed"], *table["kept"])]
    tables = [table["tool"], *(method for method in methods if method is not None)]
    if not all(isinstance(each, Mapping) for each in tables):
        msg = "a field that holds a table holds something else"
        raise TypeError(msg)


def check_rows(
    rows: Sequence[tuple[int, int, int, int, int]], frames: tuple[int, int] | None
) -> None:
    """Refuse rows ``(frame, x0, y0, x1, y1)`` that no painter wrote.

    Args:
        rows: half-open boxes in px.
        frames: first and last frame that they hold in; None for those of the rows.

    Raises:
        ValueError: a frame is out of order or negative, or a box inside out or far away.
    """
    order = [row[0] for row in rows]
    rising = all(a < b for a, b in pairwise(order))
    if frames is not None:
        order = [frames[0], *order, frames[1]]
    ordered = all(a <= b for a, b in pairwise(order)) and all(frame >= 0 for frame in order)
    sides = (row[1:] for row in rows)
    whole = all(0 <= a <= c <= FARTHEST and 0 <= b <= d <= FARTHEST for a, b, c, d in sides)
    if not (rising and ordered and whole):
        msg = "boxes or their frames are not in order"
        raise ValueError(msg)
