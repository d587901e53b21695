"""The case manifest: which files belong together, and who in them stays visible.

::

    keep = ["小雅"]              # for every case

    [[case]]
    files = ["a.png", "march"]   # files, or folders with all below them
    roles = { "老王" = "店员" }

A file that no case names belongs to the case of its folder.
"""

from __future__ import annotations

import os
import tomllib
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from redactkit.core.errors import PolicyError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from redactkit.text.case import Case

__all__ = ["CASES_NAME", "CaseFile", "CaseNames", "load_cases"]

CASES_NAME = "redactkit-cases.toml"


@dataclass(frozen=True, slots=True)
class CaseNames:
    """Names that stay visible, and stand-ins given by hand; no repr shows them."""

    keep: tuple[str, ...] = field(default=(), repr=False)
    roles: tuple[tuple[str, str], ...] = field(default=(), repr=False)


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
        return common.fresh(keep, dict((*self.common.roles, *given.roles)))


def load_cases(path: Path, source: Path | None) -> CaseFile:
    """Read a case manifest and hold it against the source folder, where one is given.

    Raises:
        PolicyError: it cannot be read, has an unknown key, names a file that is not there or
            not in the folder, or gives one place to two cases.
    """
    # without waiting for a FIFO
    if not os.path.isfile(path):  # noqa: PTH113 - Path's own raises for some names
        msg = f"{path.name}: cannot be read; it is missing or no regular file"
        raise PolicyError(msg)
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        msg = f"{path.name}: cannot be read ({error.strerror})"
        raise PolicyError(msg) from error
    except (ValueError, RecursionError) as error:
        msg = f"{path.name}: is not TOML: {type(error).__name__}"
        raise PolicyError(msg) from error
    _check_keys(path.name, table, ("keep", "roles", "case"))
    cases = _list(path.name, table, "case", dict)
    places: dict[str, int] = {}
    for number, case in enumerate(cases):
        _check_keys(path.name, case, ("files", "keep", "roles"))
        for name in _list(path.name, case, "files", str):
            place = str(PurePosixPath(name))
            if place.startswith("/") or ".." in PurePosixPath(name).parts:
                msg = f"{path.name}: case {number + 1} names a place outside the folder"
                raise PolicyError(msg)
            # a name that leads nowhere is a slip by which people would lose their stand-in
            if source is not None and not os.path.exists(source / place):  # noqa: PTH110 - as above
                msg = f"{path.name}: case {number + 1} names a file that is not there"
                raise PolicyError(msg)
            if places.setdefault(place, number) != number:
                msg = f"{path.name}: cases {places[place] + 1} and {number + 1} share a file"
                raise PolicyError(msg)
    given = tuple(_names(path.name, case) for case in cases)
    return CaseFile(common=_names(path.name, table), names=given, places=places)


def _names(where: str, table: Mapping[str, Any]) -> CaseNames:
    roles = table.get("roles", {})
    if not isinstance(roles, dict) or not all(isinstance(role, str) for role in roles.values()):
        msg = f'{where}: roles must be a table, as in {{ "name" = "店员" }}'
        raise PolicyError(msg)
    return CaseNames(tuple(_list(where, table, "keep", str)), tuple(roles.items()))


def _list(where: str, table: Mapping[str, Any], key: str, of: type) -> list[Any]:
    value = table.get(key, [])
    if not isinstance(value, list) or not all(isinstance(item, of) for item in value):
        msg = f"{where}: {key} must be a list of {'tables' if of is dict else 'texts'}"
        raise PolicyError(msg)
    return value


def _check_keys(where: str, table: Mapping[str, Any], known: tuple[str, ...]) -> None:
    for key in table:
        if key not in known:
            msg = f"{where}: unknown key {key!r}; known are {', '.join(known)}"
            raise PolicyError(msg)
