"""Tables of commas or tabs (RFC 4180) as their readers see them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from redactkit.text.weaving import Weaver, identity, part_of

if TYPE_CHECKING:
    from redactkit.text.view import TextView

__all__ = ["table_view"]

CELL = "\t"
MARKS = ",;\t"


def table_view(source: str) -> TextView:
    """Return the table with cells parted by tabs, rows by line breaks and no quotes.

    The sign that parts cells is the most frequent of comma, semicolon and tab in the first row.
    """
    first = source.partition("\n")[0]
    mark = max(MARKS, key=first.count)
    cell = re.compile(rf'"((?:[^"]|"")*)"(?=[{mark}\r\n]|$)|([^{mark}\r\n]*)')
    whole = identity(source)
    made, place = Weaver(), 0
    while place < len(source):
        match = cell.match(source, place)
        group = 1 if match is not None and match[1] is not None else 2
        if match is not None:
            _add_cell(made, part_of(whole, *match.span(group)), quoted=group == 1)
            place = match.end()
        if place < len(source):
            sign = source[place]
            made.decoded(CELL if sign == mark else sign, place, place)
            place += 1
    return made.view()


def _add_cell(made: Weaver, cell: TextView, *, quoted: bool) -> None:
    place = 0
    for match in re.finditer('""|\r\n?|\n|\t' if quoted else "\t", cell.text):
        made.copied(cell, place, match.start())
        sign = '"' if match[0] == '""' else " "
        made.decoded(sign, cell.starts[match.start()], cell.ends[match.end() - 1])
        place = match.end()
    made.copied(cell, place, len(cell.text))
