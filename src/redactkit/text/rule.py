"""What a rule for private values is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from redactkit.core.findings import Kind

__all__ = ["PatternRule"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PatternRule:
    """One pattern over folded text; a group named ``v`` marks the value, labels stay.

    Words of ``near`` before it raise its score, those of ``against`` sink it; ``window`` is how
    many characters before it they are looked for. ``digits`` rules read numerals as digits.
    """

    name: str
    kind: Kind
    pattern: str
    score: float
    digits: bool = False
    near: str = ""
    against: str = ""
    window: int = 14
