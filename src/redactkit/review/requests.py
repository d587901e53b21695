"""What the review page may ask for, read from JSON with nothing taken on trust."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from redactkit.core.errors import PolicyError
from redactkit.core.findings import Kind
from redactkit.core.geometry import Box
from redactkit.review import edits
from redactkit.review.items import Drawing

if TYPE_CHECKING:
    from collections.abc import Mapping

    from redactkit.review.session import ReviewSession

__all__ = ["apply_request", "wanted_items"]

MOST = 100_000
"""Findings in one request."""


def apply_request(desk: ReviewSession, ask: Mapping[str, Any]) -> None:
    """Do one edit.

    Raises:
        StaleError: the page showed an older plan.
        RedactError: the request or the edit is not possible; the message says why.
    """
    match ask.get("op"):
        case "undo":
            desk.undo()
        case "rename":
            desk.rename(_text(ask, "from"), _text(ask, "to").strip())
        case "draw":
            desk.draw(_int(ask, "sheet"), _int(ask, "edition"), _drawing(ask))
        case "switch" | "method" | "alias" | "drop":
            _change(desk, ask)
        case _:
            raise _unfit("op")


def wanted_items(ask: Mapping[str, Any]) -> list[int] | None:
    """Return the items to write, None for all.

    Raises:
        PolicyError: the request is not as the page writes it.
    """
    return None if ask.get("sheets") is None else _ints(ask, "sheets")


def _change(desk: ReviewSession, ask: Mapping[str, Any]) -> None:
    number, edition = _int(ask, "sheet"), _int(ask, "edition")
    chosen = _ints(ask, "findings")
    policy = desk.kit.policy
    match ask["op"]:
        case "switch":
            on = ask.get("on") is True
            desk.edit(number, edition, lambda p, f: edits.switched(p, f, chosen, policy, on=on))
        case "method":
            name = _text(ask, "method")
            desk.edit(number, edition, lambda p, f: edits.treated(p, f, chosen, policy, name=name))
        case "alias":
            alias = _text(ask, "to").strip()
            desk.edit(number, edition, lambda p, f: edits.labelled(p, f, chosen[0], alias))
        case "drop":
            desk.edit(number, edition, lambda p, f: edits.dropped(p, f, chosen[0]))


def _drawing(ask: Mapping[str, Any]) -> Drawing:
    corners = ask.get("box")
    if not isinstance(corners, list) or len(corners) != 4:  # noqa: PLR2004 - xyxy
        raise _unfit("box")
    if not all(type(value) in (int, float) and math.isfinite(value) for value in corners):
        raise _unfit("box")
    kind = _text(ask, "kind")
    if kind not in frozenset(Kind):
        raise _unfit("kind")
    span = (0, 0) if ask.get("span") is None else tuple(_ints(ask, "span"))
    if len(span) != 2:  # noqa: PLR2004 - first and last frame
        raise _unfit("span")
    x0, y0, x1, y1 = corners
    return Drawing(
        frame=_int(ask, "frame"),
        box=Box(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)),
        kind=Kind(kind),
        method=_text(ask, "method"),
        span=span,
        track=ask.get("track") is not False,
    )


def _int(ask: Mapping[str, Any], key: str) -> int:
    value = ask.get(key)
    if type(value) is not int or value < 0:
        raise _unfit(key)
    return value


def _ints(ask: Mapping[str, Any], key: str) -> list[int]:
    value = ask.get(key)
    if not isinstance(value, list) or not 0 < len(value) <= MOST:
        raise _unfit(key)
    if not all(type(item) is int and item >= 0 for item in value):
        raise _unfit(key)
    return value


def _text(ask: Mapping[str, Any], key: str) -> str:
    value = ask.get(key)
    if not isinstance(value, str):
        raise _unfit(key)
    return value


def _unfit(key: str) -> PolicyError:
    return PolicyError(f"the request's {key} is missing or of another kind; load the page again")
