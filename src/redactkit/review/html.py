"""Pieces of HTML for the report; words come in pairs, Chinese first."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["fact", "section", "table", "two"]


def two(words: tuple[str, str]) -> str:
    """Return Chinese first, English after it; once where both are the same."""
    zh, en = escape(words[0]), escape(words[1])
    return zh if zh == en else f'{zh} <span lang="en">{en}</span>'


def fact(name: tuple[str, str], value: str) -> str:
    """Return one name and its value, which is HTML already."""
    return f"<div><dt>{two(name)}</dt><dd>{value}</dd></div>"


def table(heads: Iterable[tuple[str, str]], rows: str, name: str = "") -> str:
    """Return a table around rows that are HTML already."""
    head = "".join(f"<th>{two(words)}</th>" for words in heads)
    return f'<table class="{name}"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>'


def section(title: tuple[str, str], body: str, note: str = "") -> str:
    """Return a section around a body that is HTML already."""
    extra = f"<small>{note}</small>" if note else ""
    return f"<section><h2>{two(title)}{extra}</h2>{body}</section>"
