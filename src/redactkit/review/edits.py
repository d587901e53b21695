"""Changes that a person makes to a plan: each takes a plan and returns the next one."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from typing import TYPE_CHECKING

from redactkit.core.errors import PolicyError
from redactkit.core.findings import Finding, Kind, Sighting
from redactkit.core.methods import method_from_mapping
from redactkit.core.policy import TEXTUAL, Redaction
from redactkit.records.record import SelfCheck

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from redactkit.core.methods import Method
    from redactkit.core.policy import Policy
    from redactkit.records.plan import Plan

__all__ = [
    "HAND",
    "check_alias",
    "drawn",
    "dropped",
    "labelled",
    "method_named",
    "renamed",
    "switched",
    "treated",
    "without_drawn",
]

HAND = "hand"
"""The detector of what a person drew."""

BY_HAND, LEFT, DRAWN = "by hand", "left visible by hand", "drawn by hand"

LONGEST_ALIAS = 24
SOFT = ("frozen", "pixelate")


def switched(plan: Plan, first: Plan, numbers: Sequence[int], policy: Policy, *, on: bool) -> Plan:
    """Hide findings or leave them visible.

    Args:
        plan: the plan as it is now.
        first: the plan as it was made; what is switched back to its state there is as it was.
        numbers: places of the findings in ``plan.redactions``.
        policy: gives the method of what was not to be hidden at first.
        on: whether to hide.

    Raises:
        PolicyError: there is no such finding.
    """

    def switch(number: int, redaction: Redaction) -> Redaction:
        before = first.redactions[number] if number < len(first.redactions) else None
        if before is not None and (before.method is not None) is on:
            return replace(before, finding=redaction.finding)
        if not on:
            return replace(redaction, method=None, reason=LEFT)
        method = redaction.method or policy.rule(redaction.finding.kind).method
        return replace(redaction, method=method, reason=_reason(redaction))

    return _changed(plan, first, numbers, switch)


def treated(plan: Plan, first: Plan, numbers: Sequence[int], policy: Policy, *, name: str) -> Plan:
    """Conceal findings with another method; arguments as in `switched`.

    Raises:
        PolicyError: there is no such finding or method, or the method is soft and a finding
            is of a kind that could be read back from it.
    """

    def treat(number: int, redaction: Redaction) -> Redaction:
        method = method_named(name, redaction.finding.kind, policy)
        before = first.redactions[number] if number < len(first.redactions) else None
        if before is not None and before.method == method:
            return replace(before, finding=redaction.finding)
        return replace(redaction, method=method, reason=_reason(redaction))

    return _changed(plan, first, numbers, treat)


def renamed(plan: Plan, first: Plan, old: str, new: str) -> Plan:
    """Give everybody with the stand-in ``old`` the stand-in ``new``.

    Raises:
        PolicyError: ``new`` cannot be a stand-in.
    """
    check_alias(new)
    numbers = [n for n, r in enumerate(plan.redactions) if r.finding.alias == old]
    return _changed(plan, first, numbers, lambda _, redaction: _with_alias(redaction, new))


def labelled(plan: Plan, first: Plan, number: int, alias: str) -> Plan:
    """Give one finding a stand-in.

    Raises:
        PolicyError: there is no such finding, or ``alias`` cannot be a stand-in.
    """
    check_alias(alias)
    return _changed(plan, first, [number], lambda _, redaction: _with_alias(redaction, alias))


def drawn(plan: Plan, sightings: Sequence[Sighting], kind: Kind, method: Method) -> Plan:
    """Add what a person drew; it is covered as drawn, without a margin.

    Raises:
        PolicyError: no sighting lies in the picture or the clip.
    """
    info = plan.info
    inside = []
    for seen in sightings:
        x0, y0, x1, y1 = seen.box.pixels(info.width, info.height)
        if 0 <= seen.frame < len(plan.pts) and x0 < x1 and y0 < y1:
            inside.append(seen)
    if not inside:
        msg = "the box lies outside the picture; draw it again"
        raise PolicyError(msg)
    finding = Finding(kind=kind, detector=HAND, rule="drawn", sightings=tuple(inside))
    extra = Redaction(finding=finding, method=method, margin=0.0, reason=DRAWN)
    return _unchecked(plan, (*plan.redactions, extra))


def dropped(plan: Plan, first: Plan, number: int) -> Plan:
    """Take back what a person drew.

    Raises:
        PolicyError: there is no such finding, or it was not drawn by hand.
    """
    if not len(first.redactions) <= number < len(plan.redactions):
        msg = "only what was drawn by hand can be taken back; switch others off"
        raise PolicyError(msg)
    kept = plan.redactions[:number] + plan.redactions[number + 1 :]
    return first if kept == first.redactions else _unchecked(plan, kept)


def without_drawn(plan: Plan) -> Plan:
    """Return a saved plan as it was before a person drew on it; all else stays as edited."""
    found = tuple(r for r in plan.redactions if r.finding.detector != HAND)
    return plan if len(found) == len(plan.redactions) else _unchecked(plan, found)


def method_named(name: str, kind: Kind, policy: Policy) -> Method:
    """Return the method ``name`` for a kind, with the policy's color or cells where it has them.

    Raises:
        PolicyError: there is no such method, or it is soft and ``kind`` could be read back.
    """
    if name in SOFT and kind in TEXTUAL:
        msg = f"{kind.lower()}: a blur or mosaic of it can be read back; use fill or label"
        raise PolicyError(msg)
    default = policy.rule(kind).method
    try:
        return method_from_mapping({"method": name}, default)
    except PolicyError:
        msg = "there is no such method; known are fill, label, frozen and pixelate"
        raise PolicyError(msg) from None


def check_alias(alias: str) -> None:
    """Refuse a stand-in that cannot be drawn.

    Raises:
        PolicyError: it is empty, too long, or has control characters.
    """
    odd = any(unicodedata.category(char).startswith("C") for char in alias)
    if not alias.strip() or len(alias) > LONGEST_ALIAS or odd:
        msg = f"a stand-in has 1 to {LONGEST_ALIAS} printable characters"
        raise PolicyError(msg)


def _with_alias(redaction: Redaction, alias: str) -> Redaction:
    return replace(redaction, finding=replace(redaction.finding, alias=alias))


def _reason(redaction: Redaction) -> str:
    return DRAWN if redaction.finding.detector == HAND else BY_HAND


def _changed(
    plan: Plan, first: Plan, numbers: Sequence[int], change: Callable[[int, Redaction], Redaction]
) -> Plan:
    redactions = list(plan.redactions)
    for number in numbers:
        if not 0 <= number < len(redactions):
            msg = "there is no such finding; load the page again"
            raise PolicyError(msg)
        redactions[number] = change(number, redactions[number])
    return first if tuple(redactions) == first.redactions else _unchecked(plan, tuple(redactions))


def _unchecked(plan: Plan, redactions: tuple[Redaction, ...]) -> Plan:
    # the second look was at another result than this plan's
    return replace(plan, redactions=redactions, self_check=SelfCheck(ran=False))
