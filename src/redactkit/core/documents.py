"""Files that people write for redactkit: read as TOML, and held against a model of pydantic."""

from __future__ import annotations

import os
import re
import tomllib
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from redactkit.core.errors import PolicyError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

__all__ = ["STRICT", "read_toml", "validated"]

STRICT = ConfigDict(extra="forbid", frozen=True, strict=True, hide_input_in_errors=True)
"""Settings of every such model: no unknown key, no text that passes for a number."""

Model = TypeVar("Model", bound=BaseModel)

WANTED = {
    "string_type": "a text",
    "float_type": "a number",
    "int_type": "a whole number",
    "bool_type": "true or false",
    "list_type": "a list",
    "tuple_type": "a list",
    "dict_type": "a table",
    "model_type": "a table",
    "model_attributes_type": "a table",
}
"""What pydantic calls a wrong type -> what should stand there, in TOML's words."""


QUOTED = re.compile("'([^']*)'")
"""One choice in pydantic's list of them."""


def read_toml(path: Path) -> dict[str, Any]:
    """Return the table of a TOML file.

    Raises:
        PolicyError: it cannot be read, or is no TOML; the message names the file and the line,
            and quotes nothing of it.
    """
    # without waiting for a FIFO or reading a device to its end
    if not os.path.isfile(path):  # noqa: PTH113 - Path's own raises for some names
        msg = f"{path.name}: cannot be read; it is missing or no regular file"
        raise PolicyError(msg)
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        msg = f"{path.name}: cannot be read ({error.strerror})"
        raise PolicyError(msg) from error
    except UnicodeDecodeError as error:
        msg = f"{path.name}: is not TOML, which is UTF-8; save it as UTF-8"
        raise PolicyError(msg) from error
    try:
        # editors of Windows end lines in two signs, which TOML takes inside texts as they are
        return tomllib.loads(text.replace("\r\n", "\n"))
    except (ValueError, RecursionError) as error:
        place = str(error).rpartition("(")[2].rstrip(")") if "(at " in str(error) else "see its end"
        msg = f"{path.name}: is not TOML ({place})"
        raise PolicyError(msg) from error


def validated(model: type[Model], table: Mapping[str, Any], *, root: str = "") -> Model:
    """Return the values of a table.

    ``root`` is what the whole table is called where a key of it is unknown.

    Raises:
        PolicyError: a key is unknown or a value unfit; the message names the first one by the
            model's own words, and never quotes a value: it may be somebody's name.
    """
    try:
        return model.model_validate(table)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        raise PolicyError(_told(model, first, root)) from None


def _told(model: type[BaseModel], error: Mapping[str, Any], root: str) -> str:
    names, inner = _way(model, error["loc"])
    kind, context = error["type"], error.get("ctx", {})
    if kind == "extra_forbidden":
        where = f" in {names or root}" if names or root else ""
        return f"unknown key {error['loc'][-1]!r}{where}; known are {', '.join(inner.model_fields)}"
    if kind == "literal_error":
        return f"{names} must be one of {', '.join(QUOTED.findall(context['expected']))}"
    if kind not in WANTED:
        return f"{names}: {error['msg']}"
    shown = ""
    if WANTED[kind] == "a table":
        shown = f", as in [{names}]"
    elif WANTED[kind] == "a list" and inner is not _way(model, error["loc"][:-1])[1]:
        # the last step led into the model of what the list holds
        shown = f" of tables, each as in [[{names}]]"
    return f"{names} must be {WANTED[kind]}{shown}"


def _way(model: type[BaseModel], loc: tuple[int | str, ...]) -> tuple[str, type[BaseModel]]:
    """Return the way to a value, as in `case 2, files 1`, and the model that it ends in.

    Only names of fields and numbers in lists are told: other keys are people's names.
    """
    told, inner = "", model
    for step in loc:
        if isinstance(step, int):
            told += f" {step + 1}"
        elif step in inner.model_fields:
            told += ("" if not told else ", " if told[-1].isdigit() else ".") + step
            inner = _inside(inner, step)
    return told, inner


def _inside(model: type[BaseModel], field: str) -> type[BaseModel]:
    """Return the model of a field, or of what a list in it holds; else the one it stands in."""
    kind: Any = model.model_fields[field].annotation
    for part in (kind, *getattr(kind, "__args__", ())):
        if isinstance(part, type) and issubclass(part, BaseModel):
            return part
    return model
