"""Stand-ins for people, stable across the screenshots, the text and the clips of one case."""

from __future__ import annotations

import json
import unicodedata
from difflib import SequenceMatcher
from string import ascii_uppercase
from typing import TYPE_CHECKING

from redactkit.core.kinds import Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

__all__ = ["CUSTOMER", "OWN_SIDE", "Case", "name_key", "spoken_parts"]

CUSTOMER = "顾客"
OWN_SIDE = "我方"
GIVEN = "相关人"
"""Stand-in, before its letter, of people whom a list gives without one."""

# Two readings of one name share this much of their characters: OCR slips one in five.
ALIKE = 0.78
SHORTEST_FUZZY = 4
# Characters from which a part of a name stands for the whole.
LONG_PART = 3


class Case:
    """The people of one case and their stand-ins, in memory only; no repr shows a name.

    The first customer met is 顾客A, the next 顾客B, after 顾客Z comes 顾客AA. Readings
    that differ by an OCR slip, by emoji or by a truncating ``…`` count as one person.

    Args:
        keep: names left visible (the merchant's own staff, who agreed).
        roles: stand-ins given by hand, as in ``{"小雅": "店员"}``.
        sealed: makes the keyed digest of a value of a kind; by default there is none.
    """

    def __init__(
        self,
        *,
        keep: Iterable[str] = (),
        roles: Mapping[str, str] | None = None,
        sealed: Callable[[Kind, str], str] | None = None,
    ) -> None:
        """Start a case in which nobody has been met."""
        self._sealed = sealed
        self._keep = {name_key(name) for name in keep} - {""}
        self._given = {
            name_key(name): role for name, role in (roles or {}).items() if name_key(name)
        }
        self._met: dict[str, str] = {}
        # the name that a part belongs to; empty where several names have it
        self._parts: dict[str, str] = {}
        for name in roles or {}:
            self._add_parts(name, name_key(name))

    def __repr__(self) -> str:
        """Show how many, never who."""
        return f"Case({len(self._met)} people, {len(self._keep)} kept)"

    def copy(self) -> Case:
        """Return a case that knows the same people and goes its own way from here."""
        other = Case(sealed=self._sealed)
        other._keep, other._given = set(self._keep), dict(self._given)
        other._met, other._parts = dict(self._met), dict(self._parts)
        return other

    def fresh(self, keep: Iterable[str] = (), roles: Mapping[str, str] | None = None) -> Case:
        """Return a case of the same settings, and these, in which nobody has been met."""
        other = Case(keep=keep, roles=roles)
        other._keep |= self._keep
        other._given = self._given | other._given
        other._take_parts(self)
        return other

    def learn(self, other: Case) -> None:
        """Meet everybody whom ``other`` met, in its order."""
        for key, alias in other._met.items():
            role = alias if alias == OWN_SIDE else alias.rstrip(ascii_uppercase)
            self.alias_for(key, role)
        self._take_parts(other)

    def identity(self) -> bytes:
        """Return what decides the stand-ins, for a keyed digest; private."""
        people = sorted(self._keep), sorted(self._given.items()), list(self._met.items())
        return json.dumps((*people, sorted(self._parts.items())), ensure_ascii=True).encode()

    def knows(self, alias: str) -> bool:
        """Return whether somebody met so far goes by this stand-in."""
        return alias in self._met.values() or alias in self._given.values()

    def is_kept(self, name: str) -> bool:
        """Return whether ``name`` was asked to stay visible."""
        return name_key(name) in self._keep

    def kept(self) -> tuple[str, ...]:
        """Return the folded names that were asked to stay visible; private."""
        return tuple(sorted(self._keep))

    def names(self) -> tuple[str, ...]:
        """Return the folded names met or given so far, and their parts; private."""
        return tuple({**self._met, **self._given, **self._parts})

    def alias_for(self, name: str, role: str = CUSTOMER) -> str:
        """Return the stand-in for somebody who is met by this name; the same one at every call.

        An unreadable (empty) name gives the bare role. ``role`` only counts at the first meeting.
        """
        key = name_key(name)
        if not key:
            return role
        known = self._known(key)
        if known is None:
            known = key
            self._met[key] = role if role == OWN_SIDE else f"{role}{self._letters(role)}"
        self._add_parts(name, known)
        return self._given[known] if known in self._given else self._met[known]

    def tell(self, names: Sequence[str], stand_in: str = "") -> None:
        """Meet somebody who is given: all names and accounts are one person.

        Args:
            names: how the person is called, the usual name first.
            stand_in: what to write instead; by default `GIVEN` with the next letter.
        """
        keys = [(name, name_key(name)) for name in names if name_key(name)]
        if not stand_in:
            known = {alias for alias in self._given.values() if alias.startswith(GIVEN)}
            stand_in = GIVEN + _letters(len(known) + 1)
        for name, key in keys:
            self._given[key] = stand_in
            self._add_parts(name, key)

    def stand_in(self, kind: Kind, value: str) -> str:
        """Return what to write in place of ``value``: a person's alias, else the kind's label.

        A nickname is a person at once, a name in running text only one that the case knows. A
        part of a name stands for its person, and for a bare role where several names have it.
        """
        if kind not in (Kind.NICKNAME, Kind.NAME):
            return kind.spec.stand_in
        key = name_key(value)
        if self._known(key) is None and key in self._parts:
            return self.alias_for(self._parts[key])
        if kind is Kind.NICKNAME or self._known(key) is not None:
            return self.alias_for(value)
        return kind.spec.stand_in

    def take_key(self, other: Case) -> None:
        """Seal under the key of another case where this one has none."""
        self._sealed = self._sealed or other._sealed

    def seal(self, kind: Kind, value: str) -> str:
        """Return the keyed digest of a value, empty where the case has no key."""
        return "" if self._sealed is None else self._sealed(kind, value)

    def _known(self, key: str) -> str | None:
        """Return the folded name, given or met, that a folded name is a reading of."""
        given = self._find(key, self._given)
        return self._find(key, self._met) if given is None else given

    def _add_parts(self, name: str, whole: str) -> None:
        for part in spoken_parts(name):
            if name_key(part) not in ("", whole):
                self._add_part(name_key(part), whole)

    def _add_part(self, part: str, whole: str) -> None:
        self._parts[part] = whole if self._parts.get(part, whole) == whole else ""

    def _take_parts(self, other: Case) -> None:
        for part, whole in other._parts.items():
            self._add_part(part, self._known(whole) or "")

    def _letters(self, role: str) -> str:
        return _letters(sum(alias.startswith(role) for alias in self._met.values()) + 1)

    @staticmethod
    def _find(key: str, known: Iterable[str]) -> str | None:
        known = tuple(known)
        if key in known:
            return key
        return next((other for other in known if same_name(key, other)), None)


def _letters(number: int) -> str:
    """Return the letters of the first, second ... 27th person: A, B ... AA."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def name_key(name: str) -> str:
    """Fold a name for comparison: forms and case; blanks, emoji and signs are dropped."""
    folded = unicodedata.normalize("NFKC", name).casefold()
    key = "".join(char for char in folded if unicodedata.category(char)[0] in "LN")
    return key or "".join(folded.split()).strip(".…")


def spoken_parts(name: str) -> list[str]:
    """Return the parts of a name that blanks set off: people leave out the badge before it."""
    parts = name.split()
    return [part for part in parts if len(part) >= LONG_PART] if len(parts) > 1 else []


def same_name(a: str, b: str) -> bool:
    """Return whether two folded names are one, OCR slips and truncation allowed."""
    short, long = sorted((a, b), key=len)
    if len(short) < SHORTEST_FUZZY:
        return a == b
    if long.startswith(short) and len(short) >= len(long) / 2:
        return True
    return (
        SequenceMatcher(None, a, b, autojunk=False).ratio() >= ALIKE and abs(len(a) - len(b)) <= 1
    )
