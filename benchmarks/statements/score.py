"""Score the rules on statements whose private spans are marked: see README.md here."""

from __future__ import annotations

import argparse
import re
import unicodedata
from collections import defaultdict
from pathlib import Path

from redactkit.text.identifiers import Identifiers
from redactkit.text.statements import statement_spans

MARK = re.compile(r"\{([-?A-Z_]+):([^{}]*)\}")
HIDDEN = 0.3
"""Score from which the policy, as it comes, hides a value."""


def statements(path: Path) -> list[tuple[str, str, list[tuple[int, int, str]]]]:
    """Return the name, the text and the marked spans of each statement of a file."""
    found = []
    for part in re.split(r"^=== ", path.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]:
        head, body = part.split("\n", 1)
        text, spans, last = "", [], 0
        for mark in MARK.finditer(body):
            text += body[last : mark.start()]
            spans.append((len(text), len(text) + len(mark[2]), mark[1]))
            text += mark[2]
            last = mark.end()
        found.append((head.split()[0], text + body[last:], spans))
    return found


def main() -> None:
    """Print recall by kind, the share of hidden signs that are outside the truth, and slips."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--misses", action="store_true")
    args = parser.parse_args()
    identifiers = Identifiers()
    kinds: dict[str, list[bool]] = defaultdict(list)
    stay: list[bool] = []
    hidden = outside = 0
    for name, text, spans in statements(args.file):
        gone = [False] * len(text)
        for span in statement_spans([text], identifiers)[0]:
            if span.score >= HIDDEN:
                gone[span.start : span.end] = [True] * (span.end - span.start)
        counts = [unicodedata.category(char)[0] in "LN" for char in text]
        truth = [False] * len(text)
        for start, end, kind in spans:
            inner = [gone[place] for place in range(start, end) if counts[place]]
            if kind == "-":
                stay.append(not any(inner))
            else:
                truth[start:end] = [True] * (end - start)
            if kind[0] not in "-?":
                kinds[kind].append(all(inner))
            if args.misses and not (stay[-1] if kind == "-" else kind[0] == "?" or all(inner)):
                print(name, kind, text[start:end])
        hidden += sum(a and b for a, b in zip(gone, counts, strict=True))
        outside += sum(a and b and not c for a, b, c in zip(gone, counts, truth, strict=True))
    for kind, hits in sorted(kinds.items()):
        print(f"{kind:10s} {sum(hits):4d} / {len(hits):4d}  {sum(hits) / len(hits):.3f}")
    every = [hit for hits in kinds.values() for hit in hits]
    print(
        f"all {sum(every) / len(every):.3f}, outside {outside / max(1, hidden):.3f}, "
        f"touched that should stay {1 - sum(stay) / max(1, len(stay)):.3f} of {len(stay)}"
    )


if __name__ == "__main__":
    main()
