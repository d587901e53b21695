"""The case manifest: which files belong together, and who in them stays visible.

::

    keep = ["小雅"]              # for every case

    [[case]]
    files = ["a.png", "march"]   # files, or folders with all below them
    roles = { "老王" = "店员" }
    people = ["王小明, 兰兰, wxid_abc123"]   # hidden wherever they stand

A file that no case names belongs to the case of its folder.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from pydantic import BaseModel, Field

from redactkit.core.documents import STRICT, read_toml, validated
from redactkit.core.errors import PolicyError
from redactkit.media.peoplefile import people_in

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from redactkit.media.peoplefile import Person
    from redactkit.text.case import Case

__all__ = ["CASES_NAME", "CaseFile", "CaseNames", "CasesDocument", "load_cases"]

CASES_NAME = "redactkit-cases.toml"


class CaseTable(BaseModel):
    """One case as the manifest has it."""

    model_config = STRICT

    files: list[str] = Field(default=[], description="Files, or folders with all below them.")
    keep: list[str] = Field(default=[], description="Names of who stays visible.")
    roles: dict[str, str] = Field(default={}, description="Name -> stand-in given by hand.")
    people: list[str] = Field(default=[], description="Who is hidden, a line each as in a list.")


class CasesDocument(BaseModel):
    """The case manifest, redactkit-cases.toml."""

    model_config = STRICT

    keep: list[str] = Field(default=[], description="Names of who stays visible in every case.")
    roles: dict[str, str] = Field(default={}, description="Name -> stand-in, in every case.")
    people: list[str] = Field(default=[], description="Who is hidden in every case.")
    case: list[CaseTable] = Field(default=[], description="The cases; a file is in one at most.")


@dataclass(frozen=True, slots=True)
class CaseNames:
    """Names that stay visible, and stand-ins given by hand; no repr shows them."""

    keep: tuple[str, ...] = field(default=(), repr=False)
    roles: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    people: tuple[Person, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFile:
    """The cases of a folder; without a manifest every folder is one."""

    common: CaseNames = CaseNames()
    names: tuple[CaseNames, ...] = ()
    places: Mapping[str, int] = field(default_factory=dict, repr=False)

    def group(self, name: str) -> str:
        """Return the key of the case of a file; equal keys are one case.

        ``name`` is the path inside the source folder, with forward slashes.
        """
        path = PurePosixPath(name)
        for place in (path, *path.parents):
            number = self.places.get(str(place))
            if number is not None:
                return f"0{number:09d}"
        return f"1{path.parent}"

    def people(self, group: str, common: Case) -> Case:
        """Return the people that the file names for a case; ``common`` holds for all cases."""
        given = self.names[int(group[1:])] if group.startswith("0") else CaseNames()
        keep = (*self.common.keep, *given.keep)
        people = common.fresh(keep, dict((*self.common.roles, *given.roles)))
        for person in (*self.common.people, *given.people):
            people.tell(person.names, person.stand_in)
        return people


def load_cases(path: Path, source: Path | None) -> CaseFile:
    """Read a case manifest and hold it against the source folder, where one is given.

    Raises:
        PolicyError: it cannot be read, has an unknown key, names a file that is not there or
            not in the folder, or gives one place to two cases.
    """
    try:
        written = validated(CasesDocument, read_toml(path))
        places = _places(written, source)
    except PolicyError as error:
        told = str(error)
        msg = told if told.startswith(f"{path.name}:") else f"{path.name}: {told}"
        raise PolicyError(msg) from error
    given = tuple(_names(case) for case in written.case)
    return CaseFile(common=_names(written), names=given, places=places)


def _places(written: CasesDocument, source: Path | None) -> dict[str, int]:
    """Return the number of the case for each file or folder that is named.

    Raises:
        PolicyError: one lies outside the folder, is not there, or is in two cases.
    """
    places: dict[str, int] = {}
    for number, case in enumerate(written.case):
        for name in case.files:
            path = PurePosixPath(name.replace("\\", "/") if os.sep == "\\" else name)
            place = str(path)
            if os.path.isabs(place) or ".." in path.parts:  # noqa: PTH117 - drives too
                msg = f"case {number + 1} names a place outside the folder"
                raise PolicyError(msg)
            # a name that leads nowhere is a slip by which people would lose their stand-in
            if source is not None and not os.path.exists(source / place):  # noqa: PTH110 - Path's own raises for some names
                msg = f"case {number + 1} names a file that is not there"
                raise PolicyError(msg)
            if places.setdefault(place, number) != number:
                msg = f"cases {places[place] + 1} and {number + 1} share a file"
                raise PolicyError(msg)
    return places


def _names(part: CasesDocument | CaseTable) -> CaseNames:
    return CaseNames(tuple(part.keep), tuple(part.roles.items()), people_in("\n".join(part.people)))
