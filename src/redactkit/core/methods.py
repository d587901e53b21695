"""The ways to conceal. A closed set, so that the record's word on strength holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, TypeAlias

from redactkit.core.errors import PolicyError

__all__ = [
    "Color",
    "Fill",
    "Frozen",
    "Label",
    "Method",
    "Pixelate",
    "is_soft",
    "method_from_mapping",
    "method_to_mapping",
]

Color: TypeAlias = tuple[int, int, int]
"""RGB, 0 to 255 each."""

CHANNELS, BRIGHTEST = 3, 255

SLATE: Color = (64, 72, 88)
"""Seen as a cover on white, on WeChat's greens and on its dark background alike."""

MOST_CELLS = 4
"""More cells across a face start to show who it is (docs/architecture.md, frozen blur)."""


@dataclass(frozen=True, slots=True)
class Fill:
    """Cover with one opaque color, RGB.

    Raises:
        ValueError: a channel of ``color`` is not 0 to 255.
    """

    color: Color = SLATE

    def __post_init__(self) -> None:
        """Refuse what no pixel can hold."""
        _check_color(self.color)


@dataclass(frozen=True, slots=True)
class Label:
    """Cover with one opaque color and write the finding's alias on top, where it fits.

    Raises:
        ValueError: a channel of ``color`` is not 0 to 255.
    """

    color: Color = SLATE

    def __post_init__(self) -> None:
        """Refuse what no pixel can hold."""
        _check_color(self.color)


@dataclass(frozen=True, slots=True)
class Frozen:
    """A blur that cannot be undone: at most 4 x 4 averages, taken once for each track.

    The cells are averaged in the first frame a track is painted in, scaled up
    smoothly and reused in every later frame. A blur or mosaic made anew from each
    frame gives the face back after some seconds of video.

    Raises:
        ValueError: ``cells`` is not 1 to 4.
    """

    cells: int = MOST_CELLS

    def __post_init__(self) -> None:
        """Hold the floor of strength."""
        _check_cells(self.cells)


@dataclass(frozen=True, slots=True)
class Pixelate:
    """The look of a mosaic with the strength of `Frozen`: square cells, taken once.

    Raises:
        ValueError: ``cells`` is not 1 to 4.
    """

    cells: int = MOST_CELLS

    def __post_init__(self) -> None:
        """Hold the floor of strength."""
        _check_cells(self.cells)


Method: TypeAlias = Fill | Label | Frozen | Pixelate

METHODS: dict[str, type[Method]] = {
    "fill": Fill,
    "label": Label,
    "frozen": Frozen,
    "pixelate": Pixelate,
}


def is_soft(method: Method) -> bool:
    """Return whether something of the original's colors remains; never fit for text or codes."""
    return isinstance(method, Frozen | Pixelate)


def method_to_mapping(method: Method) -> dict[str, Any]:
    """Return ``{"method": name, ...}`` with the method's own settings."""
    name = next(name for name, kind in METHODS.items() if type(method) is kind)
    if isinstance(method, Fill | Label):
        return {"method": name, "color": "#{:02x}{:02x}{:02x}".format(*method.color)}
    return {"method": name, "cells": method.cells}


def method_from_mapping(table: Mapping[str, Any], default: Method) -> Method:
    """Return the method of ``table``; what it does not name stays as in ``default``.

    ``table`` may have ``method`` (a name), ``color`` ("#rrggbb") and ``cells``; other keys are
    not looked at.

    Raises:
        PolicyError: the method does not exist or has no such setting.
    """
    if not isinstance(table, Mapping):
        msg = "a method must be a table with its name and settings"
        raise PolicyError(msg)
    name = table.get("method")
    if name is not None and not (isinstance(name, str) and name in METHODS):
        msg = f"method must be one of {', '.join(METHODS)}, not {name!r}"
        raise PolicyError(msg)
    kind = type(default) if name is None else METHODS[name]
    given = {key: table[key] for key in ("color", "cells") if key in table}
    known = {part.name for part in fields(kind)}
    for key in given:
        if key not in known:
            msg = f"{key} does not go with the method {name or kind.__name__.lower()}"
            raise PolicyError(msg)
    if "color" in given:
        given["color"] = _color(given["color"])
    try:
        return replace(default, **given) if type(default) is kind else kind(**given)
    except (TypeError, ValueError) as error:
        raise PolicyError(str(error)) from error


def _color(text: object) -> Color:
    try:
        red, green, blue = bytes.fromhex(str(text).removeprefix("#"))
    except ValueError as error:
        msg = f"color must be written #rrggbb, not {text!r}"
        raise PolicyError(msg) from error
    return red, green, blue


def _check_color(color: Color) -> None:
    if len(color) != CHANNELS or any(not 0 <= part <= BRIGHTEST or part % 1 for part in color):
        msg = f"a color must be {CHANNELS} whole numbers of 0 to {BRIGHTEST}, not {color}"
        raise ValueError(msg)


def _check_cells(cells: int) -> None:
    if type(cells) is not int or not 1 <= cells <= MOST_CELLS:
        msg = f"cells must be 1 to {MOST_CELLS}, not {cells}: more would show the face"
        raise ValueError(msg)
