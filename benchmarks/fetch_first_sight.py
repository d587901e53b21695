"""Fetch the pinned public screenshots and check them.

    python benchmarks/fetch_first_sight.py OUT [--mirror DIR] [--split WORD]

OUT gets ``images/`` and ``truth.json``. The files belong to their authors, under
the licences that the list names; they are for measuring on your machine (docs/benchmark.md).
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from bench.first_sight import FetchError, fetch, pinned


def main() -> int:
    """Fetch what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--mirror", type=Path, help="local copies OWNER/NAME, not the network")
    parser.add_argument("--split", default="", help="only splits that begin so, for example: first")
    args = parser.parse_args()
    chosen = [picture for picture in pinned() if picture.split.startswith(args.split)]
    try:
        count = fetch(chosen, args.out, args.mirror)
    except FetchError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"{count} pictures of {len({one.app for one in chosen})} apps in {args.out}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
