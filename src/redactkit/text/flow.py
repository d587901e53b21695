"""Text in the order in which it is read, with breaks where blocks and cells end."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from redactkit.text.weaving import Weaver

if TYPE_CHECKING:
    from redactkit.text.view import TextView

__all__ = ["Flow", "Reading", "Tie"]

BLANKS = " \t\n\r\f"
CELL, LINE = "\t", "\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tie:
    """Places of the source that go where anything of ``start`` to ``end`` of a view goes."""

    start: int
    end: int
    places: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A run of text as it is read, and what is written above it (ruby)."""

    view: TextView
    ties: tuple[Tie, ...] = ()


class Flow:
    """Collects one run of text; no repr shows it."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self._woven = Weaver()
        self._ties: list[Tie] = []
        self._place = 0
        self.in_cell = False

    def __repr__(self) -> str:
        """Show how much, never what."""
        return f"Flow({len(self)} characters)"

    def __len__(self) -> int:
        """Return how many characters were collected."""
        return len(self._woven)

    def break_(self, sign: str = LINE) -> None:
        """Part what comes from what was; inside a cell of a table by a blank."""
        sign = " " if self.in_cell and sign == LINE else sign
        last = self._woven.last
        if sign == CELL or (last and last != LINE and not (sign == " " and last in BLANKS)):
            self._woven.sign(sign, self._place)

    def sign(self, sign: str) -> None:
        """Add a sign that stands nowhere in the source."""
        self._woven.sign(sign, self._place)

    def add(self, text: str, start: int, end: int, *, keeps_lines: bool) -> None:
        """Add text of the source; runs of blanks count as one where lines are not kept.

        Args:
            text: what is read.
            start: where it begins in the source.
            end: where it ends there; the text is verbatim where it is as long.
            keeps_lines: whether line breaks and blanks are shown as they are.
        """
        if end - start != len(text):
            text = text if keeps_lines else _one_blank(text)
            if text != " " or self._wants_blank():
                self._woven.decoded(text, start, end)
        elif keeps_lines:
            self._woven.verbatim(text, start)
        else:
            self._collapsed(text, start)
        self._place = end

    def blanks(self, text: str, *, keeps_lines: bool) -> None:
        """Add blanks whose place is not known."""
        if keeps_lines:
            self._woven.sign(text.replace("\r", ""), self._place)
        elif self._wants_blank():
            self._woven.sign(" ", self._place)

    def tie(self, start: int, places: list[tuple[int, int]]) -> None:
        """Tie places to what was added since ``start``."""
        if start < len(self) and places:
            self._ties.append(Tie(start=start, end=len(self), places=tuple(places)))

    def reading(self) -> Reading:
        """Return what was collected."""
        return Reading(view=self._woven.view(), ties=tuple(self._ties))

    def _wants_blank(self) -> bool:
        last = self._woven.last
        return bool(last) and last not in BLANKS

    def _collapsed(self, text: str, start: int) -> None:
        place = 0
        while place < len(text):
            end = place
            blank = text[place] in BLANKS
            while end < len(text) and (text[end] in BLANKS) == blank:
                end += 1
            if not blank:
                self._woven.verbatim(text[place:end], start + place)
            elif self._wants_blank():
                self._woven.decoded(" ", start + place, start + end)
            place = end


def _one_blank(text: str) -> str:
    return text if text.strip(BLANKS) else " "
