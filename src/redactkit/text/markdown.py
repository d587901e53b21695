r"""What a reader of Markdown reads: without escapes, emphasis, ticks, links' targets and pipes.

After CommonMark 0.31 and GitHub's tables. A sign that only may be markup is left out as well:
the text as it stands is searched beside this one.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from redactkit.text.weaving import Weaver, part_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from redactkit.text.view import TextView

__all__ = ["markdown_view", "targets"]

PUNCTUATION = re.escape("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")
MARKUP = re.compile(
    rf"(?P<escape>\\)(?:(?P<kept>[{PUNCTUATION}])|(?=\n|$))"
    r"|(?P<ticks>`+)|(?P<strong>\*+)|(?P<under>_+)|(?P<struck>~{2})|(?P<marked>={2})"
    r"|(?P<target>\]\((?:[^()\n\\]|\\.|\((?:[^()\n\\]|\\.)*\))*\))"
    r"|(?P<label>\]\[[^\]\n]*\])|(?P<open>!?\[(?=[^\]\n]*\][(\[]))"
)
HEAD = re.compile(r"[ \t]*(?:>[ \t]?|#{1,6}[ \t]+|[-*+][ \t]+|\d{1,9}[.)][ \t]+|`{3,}|~{3,})*")
RULER = re.compile(r"[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$")
PIPE = re.compile(r"[ \t]*(?<!\\)\|[ \t]*")
TARGET = re.compile(
    r"\]\([ \t]*(?:<(?P<angled>[^<>\n]*)>|(?P<bare>[^\s()]*(?:\([^\s()]*\)[^\s()]*)*))"
)
CELL = "\t"


def markdown_view(view: TextView) -> TextView:
    """Return the view without what Markdown does not show; cells are parted by TAB."""
    made = Weaver()
    for start, end, in_table in _lines(view.text):
        line = part_of(view, start, end)
        if in_table:
            _add_row(made, line)
        else:
            head = HEAD.match(line.text)
            _add(made, line, head.end() if head else 0, len(line.text))
        made.copied(view, end, end + 1)
    return made.view()


def targets(view: TextView) -> Iterator[TextView]:
    """Yield the targets of links and pictures."""
    for match in TARGET.finditer(view.text):
        group = "angled" if match["angled"] is not None else "bare"
        yield part_of(view, *match.span(group))


def _lines(text: str) -> Iterator[tuple[int, int, bool]]:
    """Yield where each line begins and ends, and whether it is a row of a table."""
    lines = []
    start = 0
    for line in text.split("\n"):
        lines.append((start, start + len(line), line))
        start += len(line) + 1
    below_head = False
    for number, (start, end, line) in enumerate(lines):
        after = lines[number + 1][2] if number + 1 < len(lines) else ""
        begins = "|" in line and "|" in after and RULER.match(after) is not None
        below_head = begins or (below_head and "|" in line)
        yield start, end, below_head


def _add_row(made: Weaver, line: TextView) -> None:
    text = line.text
    if RULER.match(text):
        return
    place = 0
    ends = len(text.rstrip())
    for match in PIPE.finditer(text):
        _add(made, line, place, match.start())
        if match.start() and match.end() < ends and text[: match.start()].strip(" \t|"):
            made.decoded(CELL, line.starts[match.start()], line.starts[match.start()])
        place = match.end()
    _add(made, line, place, ends)


def _add(made: Weaver, line: TextView, start: int, end: int) -> None:
    """Add a part of a line without inline markup."""
    place = start
    for match in MARKUP.finditer(line.text, start, end):
        if match["under"] and not _at_edge(line.text, *match.span()):
            continue
        made.copied(line, place, match.start())
        if match["kept"]:
            made.copied(line, match.end() - 1, match.end())
        place = match.end()
    made.copied(line, place, end)


def _at_edge(text: str, start: int, end: int) -> bool:
    """Return whether underscores have no letter or digit on one side."""
    before, after = text[start - 1 : start], text[end : end + 1]
    return not (before.isalnum() and after.isalnum())
