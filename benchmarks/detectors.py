"""redactkit with one face detector or another on the same clips, judged as in the report.

    python benchmarks/detectors.py [DETECTOR ...] [--shared ../shared]

DETECTOR is a name as ``redactkit video --detector`` takes it, ``centerface`` and
``centerface+mediapipe`` by default; each needs its package and its model (docs/backends.md).
Runs on the drawn clips, and on annotated footage where there is any. What was measured is kept in
the cache and is not measured again until the media or redactkit's sources change.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from bench import sets
from bench.runs import Bench
from bench.tables import clip_cost, clip_quality
from bench.tools import with_detector

HERE = Path(__file__).resolve().parent
USUAL = ("centerface", "centerface+mediapipe")


def main() -> int:
    """Print two tables for each set of clips, and what could not be run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("detectors", nargs="*", default=USUAL)
    parser.add_argument("--shared", type=Path, default=HERE.parent.parent / "shared")
    home = os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")
    parser.add_argument("--cache", type=Path, default=Path(home) / "redactkit-bench")
    args = parser.parse_args()
    args.cache.mkdir(parents=True, exist_ok=True)
    media = [*sets.drawn(args.cache / "bench")]
    if args.shared.is_dir():
        media += sets.shared(args.shared.resolve())
    bench = Bench(args.cache)
    for one in media:
        if one.kind != "clips":
            continue
        found = {name: bench.run(with_detector(name), one) for name in args.detectors}
        print(f"\n## {one.title}\n\n{clip_quality(found)}\n{clip_cost(found)}")
        for name, result in found.items():
            if "skipped" in result:
                print(f"Not run: {name}: {result['skipped']}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
