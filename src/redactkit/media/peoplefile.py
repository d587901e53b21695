"""The list of people whose names and accounts are hidden wherever they stand."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from redactkit.core.errors import PolicyError
from redactkit.media.text import read

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["Person", "people_in", "read_people"]

PARTED = re.compile(r"[,，、;；\t]")
SHORTEST = 2
MOST = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody by all names and accounts; ``stand_in`` is empty where none is given."""

    names: tuple[str, ...] = field(repr=False)
    stand_in: str = ""


def read_people(path: Path) -> tuple[Person, ...]:
    """Read a list of people; see `people_in`.

    Raises:
        MediaError: the file cannot be read.
        PolicyError: a line cannot be understood; its number is told, not what it says.
    """
    try:
        return people_in(read(path, MOST))
    except PolicyError as error:
        msg = f"{path.name}: {error}"
        raise PolicyError(msg) from error


def people_in(text: str) -> tuple[Person, ...]:
    """Return the people of a list: a line for each, names and accounts parted by commas.

    ``stand-in = name, nickname, account`` gives the stand-in; a line that begins with # is
    passed over.

    Raises:
        PolicyError: a name has one character, or a line has no name.
    """
    people = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        stand_in, given, rest = line.partition("=")
        names = tuple(
            name.strip() for name in PARTED.split(rest if given else line) if name.strip()
        )
        if not names or any(len(name) < SHORTEST for name in names):
            msg = f"line {number} of the people has no name, or one of a single character"
            raise PolicyError(msg)
        people.append(Person(names=names, stand_in=stand_in.strip() if given else ""))
    return tuple(people)
