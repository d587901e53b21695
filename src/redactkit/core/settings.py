"""Policies as plain tables: read from TOML, and written into digests."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, fields, replace
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Literal, get_type_hints

from pydantic import BaseModel, Field, create_model

from redactkit.core.custom import Custom
from redactkit.core.documents import STRICT, read_toml, validated
from redactkit.core.errors import PolicyError
from redactkit.core.kinds import Kind
from redactkit.core.methods import method_from_mapping, method_to_mapping
from redactkit.core.policy import Limits, Policy, Precision, Rule, VideoOptions
from redactkit.core.zones import zone_from_mapping, zone_to_mapping

if TYPE_CHECKING:
    from pathlib import Path

__all__ = [
    "PolicyDocument",
    "load_policy",
    "policy_digest",
    "policy_from_mapping",
    "policy_to_mapping",
]


class RuleTable(BaseModel):
    """How one kind is treated; what is not said stays as it is for that kind."""

    model_config = STRICT

    method: Literal["fill", "label", "frozen", "pixelate"] | None = Field(
        default=None, description="How it is covered."
    )
    color: str | None = Field(default=None, description="Of fill and label, as #rrggbb.")
    cells: int | None = Field(default=None, description="Of frozen and pixelate: cells a side.")
    threshold: float | None = Field(
        default=None, description="Score from which a finding counts, 0 to 1; lower hides more."
    )
    margin: float | None = Field(
        default=None, description="Share of the shorter side added on each side of the box."
    )
    keep: bool | None = Field(default=None, description="Leave the kind visible.")


class ZoneTable(BaseModel):
    """A place of clips: ``box`` or ``points``."""

    model_config = STRICT

    box: list[float] | None = Field(
        default=None, description="Left, top, right, bottom, px of the upright picture."
    )
    points: list[list[float]] | None = Field(default=None, description="A polygon: [x, y], px.")
    start_s: float = Field(default=0.0, description="Seconds from the clip's first frame.")
    end_s: float | None = Field(default=None, description="Seconds; the clip's end by default.")
    action: Literal["hide", "show"] = Field(
        default="hide", description="hide covers all of it, show keeps faces in it visible."
    )


class CustomTable(BaseModel):
    """Words or a pattern that a statement must not show, ``[[custom]]``."""

    model_config = STRICT

    name: str = Field(description="What the record calls the rule; nothing private.")
    kind: str = Field(default="CUSTOM", description="Of what is found, such as NAME.")
    pattern: str = Field(default="", description="A regular expression.")
    words: list[str] = Field(default=[], description="Found in any form and case.")


def _table_of(values: type[VideoOptions | Limits]) -> type[BaseModel]:
    """Return the model of a table that has the fields of a dataclass."""
    hints = get_type_hints(values)
    parts: dict[str, Any] = {part.name: (hints[part.name], part.default) for part in fields(values)}
    return create_model(values.__name__, __config__=STRICT, __doc__=values.__doc__, **parts)


PARTS: dict[str, Any] = {
    "zones": (list[ZoneTable], []),
    "customs": (list[CustomTable], []),
    "precision": (Precision, "auto"),
    "video": (_table_of(VideoOptions), {}),
    "limits": (_table_of(Limits), {}),
}
"""Settings that are no kind's rule -> the model of their table, and what stands for none."""

_RULES: dict[str, Any] = {
    part.name: (RuleTable, RuleTable()) for part in fields(Policy) if part.name not in PARTS
}

PolicyDocument: type[BaseModel] = create_model(
    "PolicyDocument", __config__=STRICT, __doc__="A policy, policy.toml.", **(_RULES | PARTS)
)
"""The model of a policy file; its JSON Schema is what `redactkit schema policy` prints."""


def load_policy(path: Path) -> Policy:
    """Read a policy from a TOML file; see `policy_from_mapping`.

    Raises:
        PolicyError: the file cannot be read, is no TOML, or has an unknown key.
    """
    table = read_toml(path)
    try:
        return policy_from_mapping(table)
    except PolicyError as error:
        msg = f"{path.name}: {error}"
        raise PolicyError(msg) from error


def policy_from_mapping(settings: Mapping[str, Any]) -> Policy:
    """Build a policy from nested mappings, as TOML gives them; the rest stays default.

    Each kind is a table of ``method`` ("fill", "label", "frozen", "pixelate"),
    ``color`` ("#rrggbb"), ``cells``, ``threshold``, ``margin`` and ``keep``. ``zones`` is
    a list of tables (`zones.zone_from_mapping`), ``precision`` is a word;
    ``video`` and ``limits`` have the fields of `core.policy.VideoOptions` and `core.policy.Limits`.

    Raises:
        PolicyError: a key is unknown or a value is unfit; both are named.
    """
    # [[custom]] are rules of one's own, [custom] says how what they find is treated
    settings = {
        "customs" if name == "custom" and isinstance(table, list) else name: table
        for name, table in settings.items()
    }
    validated(PolicyDocument, settings, root="policy")
    base = Policy()
    changed: dict[str, Any] = {}
    for name, table in settings.items():
        if name == "zones":
            changed[name] = tuple(zone_from_mapping(zone) for zone in table)
        elif name == "customs":
            changed[name] = tuple(_custom(one) for one in table)
        elif not isinstance(table, Mapping):
            changed[name] = table
        else:
            changed[name] = _replaced(name, getattr(base, name), table)
    return replace(base, **changed)


def policy_to_mapping(policy: Policy) -> dict[str, Any]:
    """Return the nested mappings that `policy_from_mapping` takes."""
    mapping: dict[str, Any] = {}
    for part in fields(policy):
        value = getattr(policy, part.name)
        if isinstance(value, str):
            mapping[part.name] = value
            continue
        if part.name == "zones":
            mapping[part.name] = [zone_to_mapping(zone) for zone in value]
            continue
        if part.name == "customs":
            # beside the rule for what they find, under one key of TOML; none is not told
            if value:
                mapping[part.name] = [asdict(one) | {"words": list(one.words)} for one in value]
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


def _custom(table: Mapping[str, Any]) -> Custom:
    return Custom(
        name=table["name"],
        kind=table.get("kind", str(Kind.CUSTOM)),
        pattern=table.get("pattern", ""),
        words=tuple(table.get("words", ())),
    )


def _replaced(name: str, old: Any, table: Mapping[str, Any]) -> Any:  # noqa: ANN401 - any section
    """Return a section with what its table says.

    Raises:
        PolicyError: a value is out of its range; the message names the section.
    """
    known = [part.name for part in fields(old)]
    settings = {key: value for key, value in table.items() if key in known}
    try:
        if isinstance(old, Rule):
            settings["method"] = method_from_mapping(table, old.method)
        return replace(old, **settings)
    except PolicyError as error:
        msg = f"{name}: {error}"
        raise PolicyError(msg) from error
