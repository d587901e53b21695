"""Policies as plain tables: read from TOML, and written into digests."""

from __future__ import annotations

import json
import os
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from redactkit.core.errors import PolicyError
from redactkit.core.methods import method_from_mapping, method_to_mapping
from redactkit.core.policy import Policy, Rule
from redactkit.core.zones import zone_from_mapping, zone_to_mapping
from redactkit.custom import Custom

if TYPE_CHECKING:
    from pathlib import Path

    from redactkit.core.zones import Zone

__all__ = ["load_policy", "policy_digest", "policy_from_mapping", "policy_to_mapping"]


UNSET = {"video.crf": int, "video.preset": str}
"""Types of the settings that are None by default."""


def load_policy(path: Path) -> Policy:
    """Read a policy from a TOML file; see `policy_from_mapping`.

    Raises:
        PolicyError: the file cannot be read, is no TOML, or has an unknown key.
    """
    # without waiting for a FIFO or reading a device to its end
    if not os.path.isfile(path):  # noqa: PTH113 - Path's own raises for some names
        msg = f"{path.name}: cannot be read; it is missing or no regular file"
        raise PolicyError(msg)
    try:
        with path.open("rb") as file:
            table = tomllib.load(file)
    except OSError as error:
        msg = f"{path.name}: cannot be read ({error.strerror})"
        raise PolicyError(msg) from error
    except (ValueError, RecursionError) as error:
        msg = f"{path.name}: is not TOML: {error}"
        raise PolicyError(msg) from error
    try:
        return policy_from_mapping(table)
    except PolicyError as error:
        msg = f"{path.name}: {error}"
        raise PolicyError(msg) from error


def policy_from_mapping(settings: Mapping[str, Any]) -> Policy:
    """Build a policy from nested mappings, as TOML gives them; the rest stays default.

    Each kind is a table of ``method`` ("fill", "label", "frozen", "pixelate"),
    ``color`` ("#rrggbb"), ``cells``, ``threshold``, ``margin`` and ``keep``. ``zones`` is
    a list of tables (`zones.zone_from_mapping`); ``video`` and ``limits`` have the fields of
    `core.policy.VideoOptions` and `core.policy.Limits`.

    Raises:
        PolicyError: a key is unknown or a value is unfit; both are named.
    """
    base = Policy()
    _check_keys("policy", settings, [part.name for part in fields(Policy)])
    changed: dict[str, Any] = {}
    for name, table in settings.items():
        if name == "zones":
            changed[name] = _zones(table)
            continue
        if name in ("custom", "customs") and isinstance(table, list):
            changed["customs"] = _customs(table)
            continue
        if not isinstance(table, Mapping):
            msg = f"{name} must be a table, as in [{name}]"
            raise PolicyError(msg)
        old = getattr(base, name)
        new = _rule_settings(name, table, old) if isinstance(old, Rule) else dict(table)
        changed[name] = _replaced(name, old, new)
    return replace(base, **changed)


def policy_to_mapping(policy: Policy) -> dict[str, Any]:
    """Return the nested mappings that `policy_from_mapping` takes."""
    mapping: dict[str, Any] = {}
    for part in fields(policy):
        value = getattr(policy, part.name)
        if part.name == "customs":
            # beside the rule for what they find, under one key of TOML
            if value:
                mapping[part.name] = [
                    {"name": one.name, "kind": one.kind, "pattern": one.pattern,
                     "words": list(one.words)}
                    for one in value
                ]  # fmt: skip
            continue
        if part.name == "zones":
            mapping[part.name] = [zone_to_mapping(zone) for zone in value]
            continue
        table = {item.name: getattr(value, item.name) for item in fields(value)}
        method = table.pop("method", None)
        if method is not None:
            table |= method_to_mapping(method)
        mapping[part.name] = {key: item for key, item in table.items() if item is not None}
    return mapping


def policy_digest(policy: Policy) -> str:
    """Return the SHA-256 in hex of the policy's settings."""
    text = json.dumps(policy_to_mapping(policy), sort_keys=True)
    return sha256(text.encode()).hexdigest()


def _zones(tables: object) -> tuple[Zone, ...]:
    if not isinstance(tables, list) or not all(isinstance(table, Mapping) for table in tables):
        msg = "zones must be a list of tables, each as in [[zones]]"
        raise PolicyError(msg)
    return tuple(zone_from_mapping(table) for table in tables)


def _customs(tables: Sequence[object]) -> tuple[Custom, ...]:
    """Return the rules of ``[[custom]]``."""
    found = []
    for table in tables:
        if not isinstance(table, Mapping) or not isinstance(table.get("name"), str):
            msg = "custom must be a list of tables, each with a name, as in [[custom]]"
            raise PolicyError(msg)
        _check_keys("custom", table, [part.name for part in fields(Custom)])
        words = table.get("words", [])
        told = [table.get(key, "") for key in ("kind", "pattern")]
        if not isinstance(words, list | tuple) or not all(
            isinstance(one, str) for one in (*words, *told)
        ):
            msg = f"custom {table['name']}: pattern and kind are texts, words is a list of texts"
            raise PolicyError(msg)
        found.append(Custom(**{**table, "words": tuple(words)}))
    return tuple(found)


def _rule_settings(name: str, table: Mapping[str, Any], old: Rule) -> dict[str, Any]:
    known = [part.name for part in fields(Rule)]
    _check_keys(name, table, [*known, "color", "cells"])
    settings = {key: value for key, value in table.items() if key in known}
    settings["method"] = method_from_mapping(table, old.method)
    return settings


def _replaced(name: str, old: Any, settings: dict[str, Any]) -> Any:  # noqa: ANN401 - any section
    _check_keys(name, settings, [part.name for part in fields(old)])
    for key, value in settings.items():
        if key == "method":
            continue  # made by method_from_mapping, which has checked it
        _check_type(f"{name}.{key}", value, getattr(old, key))
    try:
        return replace(old, **settings)
    except PolicyError as error:
        msg = f"{name}: {error}"
        raise PolicyError(msg) from error


def _check_keys(where: str, table: Mapping[str, Any], known: Sequence[str]) -> None:
    for key in table:
        if key not in known:
            msg = f"unknown key {key!r} in {where}; known are {', '.join(known)}"
            raise PolicyError(msg)


def _check_type(where: str, value: Any, old: Any) -> None:  # noqa: ANN401 - any setting
    wanted = UNSET.get(where, type(old))
    if wanted is float and type(value) is int:
        return
    if type(value) is not wanted:
        msg = f"{where} must be of type {wanted.__name__}, not {type(value).__name__}"
        raise PolicyError(msg)
