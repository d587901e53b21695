"""The rules on the statements of benchmarks/statements: what was reached is held."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from redactkit.text.identifiers import Identifiers
from redactkit.text.statements import statement_spans

FOLDER = Path(__file__).resolve().parents[2] / "benchmarks" / "statements"
LEAST = {"seen": 0.93, "unseen": 0.93}


@pytest.mark.parametrize("name", LEAST)
def test_what_was_reached_is_held(name):
    sys.path.insert(0, str(FOLDER))
    try:
        from score import HIDDEN, statements
    finally:
        sys.path.pop(0)
    identifiers = Identifiers()
    hits, stay = [], []
    for _, text, spans in statements(FOLDER / f"{name}.txt"):
        found = [one for one in statement_spans([text], identifiers)[0] if one.score >= HIDDEN]
        for start, end, kind in spans:
            gone = [
                any(one.start <= place < one.end for one in found)
                for place in range(start, end)
                if text[place].isalnum()
            ]
            if kind == "-":
                stay.append(not any(gone))
            elif not kind.startswith("?") and kind != "ORDER":
                hits.append(all(gone))

    assert sum(hits) / len(hits) >= LEAST[name]
    assert sum(stay) / len(stay) >= 0.94
