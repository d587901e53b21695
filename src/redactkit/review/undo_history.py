"""Undo history of a review session: the plans of its items before each edit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from redactkit.review import edits

if TYPE_CHECKING:
    from collections.abc import Iterable

    from redactkit.records.plan import Plan
    from redactkit.review.items import ReviewItem

__all__ = ["UndoHistory"]

MOST = 200
"""Steps that can be taken back."""

Renames: TypeAlias = tuple[tuple[str, str], ...]
"""Old and new stand-in, in the order in which they were given."""


@dataclass(frozen=True, slots=True)
class _UndoStep:
    plans: dict[ReviewItem, Plan]
    renames: Renames


class UndoHistory:
    """Remembers the plans before each edit, and which stand-ins were renamed in the whole case."""

    def __init__(self) -> None:
        """Start with nothing to take back."""
        self._steps: list[_UndoStep] = []
        self._renames: Renames = ()

    def __bool__(self) -> bool:
        """Return whether there is an edit to take back."""
        return bool(self._steps)

    def remember(self, sheets: Iterable[ReviewItem]) -> None:
        """Keep the plans as they are, before an edit."""
        plans = {one: one.plan for one in sheets if one.plan is not None}
        self._steps.append(_UndoStep(plans, self._renames))
        del self._steps[:-MOST]

    def renamed(self, old: str, new: str) -> None:
        """Keep in mind that a stand-in was renamed, for plans that are made later."""
        self._renames += ((old, new),)

    def joined(self, one: ReviewItem, plan: Plan, first: Plan) -> Plan:
        """Return a plan that was made meanwhile with the stand-ins of now.

        Each step back gets it too, with the stand-ins of then.
        """
        for step in self._steps:
            step.plans.setdefault(one, _with(plan, first, step.renames))
        return _with(plan, first, self._renames)

    def back(self) -> dict[ReviewItem, Plan]:
        """Take the last edit back: return the plans before it, none where there was no edit."""
        if not self._steps:
            return {}
        step = self._steps.pop()
        self._renames = step.renames
        return step.plans


def _with(plan: Plan, first: Plan, renames: Renames) -> Plan:
    for old, new in renames:
        plan = edits.renamed(plan, first, old, new)
    return plan
