"""Data in JSON, whose long numbers need quotes where a stand-in takes their place."""

from __future__ import annotations

import json
import re

__all__ = ["is_json", "with_quotes"]

STRING_OR_NUMBER = re.compile(r'"(?:[^"\\]|\\.)*"|(?<![\w.+-])-?\d{5,}(?![\w.])', re.DOTALL)


def is_json(text: str) -> bool:
    """Return whether a text is JSON."""
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def with_quotes(text: str) -> str:
    """Return JSON with whole numbers of five digits and more as strings."""
    return STRING_OR_NUMBER.sub(lambda m: m[0] if m[0][0] == '"' else f'"{m[0]}"', text)
