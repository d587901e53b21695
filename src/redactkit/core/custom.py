"""Words and patterns of somebody's own that a statement must not show."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from redactkit.core.errors import PolicyError
from redactkit.core.findings import Kind

__all__ = ["Custom"]

TEXTUAL = frozenset(Kind) - {Kind.FACE, Kind.PERSON, Kind.ZONE, Kind.OVERLAY}
"""Kinds that text can be of."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Custom:
    """Words or a pattern that a statement must not show.

    Attributes:
        name: what the record calls the rule; it holds nothing private.
        kind: of what is found, which decides its stand-in and whether it is kept.
        pattern: a regular expression of the package ``regex``; empty where there are words.
        words: found in any form and case.

    Raises:
        PolicyError: there is neither a pattern nor a word, the pattern is none, or there is no
            such kind or it is none of text.
    """

    name: str
    kind: str = "CUSTOM"
    pattern: str = field(default="", repr=False)
    words: tuple[str, ...] = field(default=(), repr=False)

    def __post_init__(self) -> None:
        """Refuse what would find nothing, or everything."""
        if not re.fullmatch(r"[A-Za-z0-9_-]{1,40}", self.name):
            msg = "custom: a name has 1 to 40 letters, digits, - or _"
            raise PolicyError(msg)
        if self.kind not in {str(kind) for kind in TEXTUAL}:
            msg = f"custom {self.name}: there is no kind {self.kind!r} of text"
            raise PolicyError(msg)
        if not (self.pattern or self.words) or any(not word.strip() for word in self.words):
            msg = f"custom {self.name}: give a pattern, or words that are not empty"
            raise PolicyError(msg)
        import regex  # noqa: PLC0415 - slow to import, and few policies have patterns

        try:
            found = regex.search(self.pattern, "") if self.pattern else None
        except regex.error as error:
            msg = f"custom {self.name}: the pattern cannot be read ({error})"
            raise PolicyError(msg) from error
        if found is not None:
            msg = f"custom {self.name}: the pattern is found in nothing at all; make it stricter"
            raise PolicyError(msg)
