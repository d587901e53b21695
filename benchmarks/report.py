"""Run redactkit beside other tools and write benchmarks/REPORT.md with its plots.

    python benchmarks/report.py [--shared DIR] [--first-sight DIR] [--quick] [--only PART ...]

Parts: ``clips`` and ``screens`` (every tool on every set), ``curve`` (recall against over-blur),
``pace`` (against a bare transcode and bare reading, models loaded), ``growth`` (height and
length), ``render``. Other tools get environments of their own in the cache. Results are kept
there: a tool is run again only when its version, the media or (for redactkit) the sources changed,
or when ``--again`` names it or says ``all``. ``--without`` only uses what is kept of a tool.
``--only render`` writes the report anew from what is kept. ``--quick`` takes each third file and
writes into the cache.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from pathlib import Path

from bench import growth, sets
from bench.curve import LISTERS, THRESHOLDS, sweep
from bench.machine import machine, versions
from bench.render import render
from bench.runs import Bench, slug, units
from bench.tools import TOOLS

HERE = Path(__file__).resolve().parent
PARTS = ("clips", "screens", "curve", "pace", "growth", "render")
QUICK = 3


def media_sets(args: argparse.Namespace) -> list[sets.MediaSet]:
    """Return the sets that are there."""
    found = []
    if args.shared.is_dir():
        found += sets.shared(args.shared.resolve())
    else:
        print(f"{args.shared} is not there: only the drawn set is used")
    found += sets.first_sight(args.first_sight)
    found += sets.drawn(args.cache / "bench")
    if args.quick:
        found = [sets.part(whole, QUICK, args.cache / "quick") for whole in found]
    return found


def run_tools(bench: Bench, media: sets.MediaSet) -> dict[str, object]:
    """Return what every tool of a set's kind did with it."""
    size = units(media)
    files = len(media.files())
    words = f"{files} clips, {size} frames" if media.kind == "clips" else f"{files} pictures"
    tools = {tool.name: bench.run(tool, media) for tool in TOOLS if tool.kind == media.kind}
    return {"title": media.title, "kind": media.kind, "size": words, "tools": tools}


def run_curve(bench: Bench, media: sets.MediaSet) -> dict[str, object]:
    """Return each lister's points."""
    found: dict[str, object] = {}
    for tool in LISTERS:
        home = bench.cache / "curves" / media.name
        listed = bench.listed(tool, media, home / slug(tool.name))
        found[tool.name] = (
            listed if isinstance(listed, dict) else sweep(media, listed, THRESHOLDS[tool.name])
        )
    return found


def measure(document: dict, parts: list[str], bench: Bench, media: list[sets.MediaSet]) -> None:
    """Run the parts and put what they give into the document."""
    for one in media:
        if one.kind in parts:
            document.setdefault("sets", {})[one.name] = run_tools(bench, one)
        if one.kind == "clips" and "curve" in parts:
            document.setdefault("curves", {})[one.name] = run_curve(bench, one)
        if one.kind == "clips" and "pace" in parts:
            print(f"pace on {one.name} ...", flush=True)
            document.setdefault("pace", {})[one.name.removesuffix(f"-{QUICK}")] = growth.pace(
                one, bench.cache
            )
        if one.kind == "screens" and "pace" in parts:
            print(f"pace on {one.name} ...", flush=True)
            document.setdefault("reading", {})[one.name] = growth.reading(one, bench.cache)
    if "growth" in parts:
        print("tall pictures and long clips ...", flush=True)
        document["heights"] = growth.heights(bench.cache)
        document["lengths"] = growth.lengths(bench.cache)


def home_of_cache() -> Path:
    """Return the folder for results and other tools' environments."""
    home = os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")
    return Path(home) / "redactkit-bench"


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=HERE.parent.parent / "shared")
    parser.add_argument(
        "--first-sight",
        type=Path,
        default=home_of_cache() / "first-sight",
        help="what fetch_first_sight.py made",
    )
    parser.add_argument("--cache", type=Path, default=home_of_cache())
    parser.add_argument("--only", nargs="+", choices=PARTS, default=list(PARTS))
    names = ["all", *sorted({slug(tool.name) for tool in TOOLS})]
    parser.add_argument("--again", nargs="+", choices=names, default=[])
    parser.add_argument("--without", nargs="+", metavar="TOOL", default=[])
    parser.add_argument("--quick", action="store_true", help="each third file")
    return parser.parse_args()


def main() -> int:
    """Measure what is asked for, then write the report."""
    args = arguments()
    args.cache.mkdir(parents=True, exist_ok=True)
    kept = args.cache / ("results-quick.json" if args.quick else "results.json")
    document = json.loads(kept.read_text(encoding="utf-8")) if kept.exists() else {}
    start = time.perf_counter()
    bench = Bench(args.cache, frozenset(args.again), frozenset(args.without))
    if set(args.only) != {"render"}:
        measure(document, args.only, bench, media_sets(args))
        document |= {"machine": machine(), "versions": versions()}
        document["when"] = time.strftime("%Y-%m-%d")
        kept.write_text(json.dumps(document, ensure_ascii=False, indent=1), encoding="utf-8")
    report = render(document, args.cache / "quick" if args.quick else HERE)
    print(f"{report} after {time.perf_counter() - start:.0f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
