"""The blocks of code in the project's pages, and why some of them are not run."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGES = sorted(
    path.relative_to(ROOT).as_posix() for path in (*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"))
)
"""Every page there is; one that is added is run without being named here."""

FENCE = re.compile(
    r"^(?:<!-- not run: (?P<reason>[^\n]+) -->\n)?```(?P<language>\S*)\n(?P<code>.*?)^```$",
    re.DOTALL | re.MULTILINE,
)
INDENTED = re.compile(r"(?:\A|\n)[^\n\S]*\n {4,}(?![-*+\d ])[^\n]+")
"""Four blanks after an empty line: code that no fence marks."""


@dataclass(frozen=True)
class Block:
    """One block of a page; ``reason`` says why it is not run, empty where it is."""

    page: str
    number: int
    language: str
    code: str
    reason: str = ""

    def __str__(self) -> str:
        return f"{self.page}:{self.number}"


def blocks(page: str) -> list[Block]:
    """Return the blocks of a page, in order."""
    text = (ROOT / page).read_text(encoding="utf-8")
    return [
        Block(page, number, found["language"], found["code"], found["reason"] or "")
        for number, found in enumerate(FENCE.finditer(text), 1)
    ]


def unfenced(page: str) -> list[str]:
    """Return code that is indented instead of fenced, so that it would not be run."""
    return INDENTED.findall(FENCE.sub("", (ROOT / page).read_text(encoding="utf-8")))
