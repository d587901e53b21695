"""Names learned in one place, found again in every other."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from redactkit.aliases import name_key
from redactkit.screens.notices import mentions
from redactkit.screens.words import is_person

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

__all__ = ["again", "called_names", "learned", "shared_starts"]

SHORTEST = 2
SHORTEST_LATIN = 2
FUZZY = 5
LONG_PART = 3
LONGEST = 40


def learned(names: Iterable[str]) -> list[str]:
    """Return the folded names worth looking for, longest first; single characters are not."""
    keys = set()
    for name in [part for whole in names for part in (whole, *_spoken(whole))]:
        key = name_key(name)
        if len(key) >= SHORTEST and is_person(name) and not key.isdecimal():
            keys.add(key)
    return sorted(keys, key=lambda key: (-len(key), key))


def _spoken(name: str) -> list[str]:
    """Return the parts of a name that blanks set off: people leave out the badge before it."""
    parts = name.split()
    return [part for part in parts if len(part) >= LONG_PART] if len(parts) > 1 else []


def again(text: str, keys: Iterable[str]) -> list[tuple[int, int, str]]:
    """Return ``(start, end, key)`` of each place in ``text`` where a learned name stands.

    Blanks, signs and emoji between its characters are passed over; Latin names need
    Latin boundaries; from five characters on, one may be misread.
    """
    letters = [(place, char) for place, raw in enumerate(text) for char in _fold(raw)]
    folded = "".join(char for _, char in letters)
    taken = [False] * len(folded)
    found = []
    for key in keys:
        for start in _starts(folded, key):
            end = start + len(key)
            if any(taken[start:end]) or not _bounded(folded, letters, start, end):
                continue
            taken[start:end] = [True] * len(key)
            found.append((letters[start][0], letters[end - 1][0] + 1, key))
    return sorted(found)


def called_names(text: str, keys: Iterable[str]) -> list[tuple[int, int, str, bool]]:
    """Return ``(start, end, name, whole)`` of what follows each @.

    A learned name ends it, else a blank, a sign or the line's end; ``whole`` is False
    where the name was known or may go on in the next line. One character is enough after an @.
    """
    keys = list(keys)
    found = []
    for mention in mentions(text):
        rest = text[mention.start : mention.start + LONGEST]
        hit = next((one for one in again(rest, keys) if one[0] == 0), None)
        end = mention.end if hit is None else mention.start + hit[1]
        found.append(
            (
                mention.start,
                end,
                text[mention.start : end],
                hit is None and text[end : end + 1] != "\n",
            )
        )
    return found


def shared_starts(called: Sequence[str]) -> list[str]:
    """Return what several mentions share before they differ: OCR drops the blank after a name."""
    starts = set()
    for place, one in enumerate(called):
        for other in called[place + 1 :]:
            same = 0
            while same < min(len(one), len(other)) and one[same] == other[same]:
                same += 1
            if same >= SHORTEST and same < max(len(one), len(other)):
                starts.add(one[:same])
    return sorted(
        start
        for start in starts
        if not any(start != other and start.startswith(other) for other in starts)
    )


def _fold(char: str) -> str:
    folded = unicodedata.normalize("NFKC", char).casefold()
    return folded if len(folded) == 1 and unicodedata.category(folded)[0] in "LN" else ""


def _starts(folded: str, key: str) -> Iterable[int]:
    place = folded.find(key)
    while place >= 0:
        yield place
        place = folded.find(key, place + 1)
    if len(key) < FUZZY:
        return
    for place in range(len(folded) - len(key) + 1):
        window = folded[place : place + len(key)]
        if window != key and sum(a != b for a, b in zip(window, key, strict=True)) == 1:
            yield place


def _bounded(folded: str, letters: list[tuple[int, str]], start: int, end: int) -> bool:
    """A Latin name must not be a piece of a longer word; blanks in the text part words."""
    before = (
        start > 0 and letters[start][0] - letters[start - 1][0] == 1 and _latin(folded[start - 1])
    )
    after = end < len(folded) and letters[end][0] - letters[end - 1][0] == 1 and _latin(folded[end])
    return not (before and _latin(folded[start])) and not (after and _latin(folded[end - 1]))


def _latin(char: str) -> bool:
    return char.isascii() and char.isalnum()
