"""The plots of the report, by file name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench.svg import Axis, Series, bars, lines
from bench.tables import SIZES, kinds, ran

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bench.tables import Results


def plots(document: dict) -> Iterator[tuple[str, str]]:
    """Yield file names and SVG texts for all that was measured."""
    for name, entry in document["sets"].items():
        tools = ran(entry["tools"])
        if not tools:
            continue
        if entry["kind"] == "clips":
            yield f"recall-{name}.svg", recall(entry["title"], tools)
            yield f"speed-{name}.svg", speed(entry["title"], tools)
        else:
            yield f"kinds-{name}.svg", by_kind(entry["title"], tools)
    for name, curves in document.get("curves", {}).items():
        there = {tool: points for tool, points in curves.items() if isinstance(points, list)}
        if there and name in document["sets"]:
            yield f"curve-{name}.svg", curve(document["sets"][name]["title"], there)
    heights = document.get("heights", {})
    if isinstance(heights.get("redactkit"), list):
        yield "heights.svg", tall(heights)
    rows = document.get("lengths", {}).get("rows", [])
    if len(rows) > 1:
        yield "lengths.svg", long(rows)


def _without_floor(tools: Results) -> Results:
    return {name: done for name, done in tools.items() if not name.startswith("bare")}


def recall(title: str, tools: Results) -> str:
    """Draw recall by size, and people never exposed."""
    series = []
    for name, done in _without_floor(tools).items():
        score = done["score"]
        shares = [score["recall"].get(key) for key in ("all", *SIZES)]
        series.append(Series(name, [*shares, score["people_never_exposed"]]))
    groups = ["all faces", "32 px and more", "16 to 32 px", "below 16 px", "people never exposed"]
    return bars(f"Share of faces hidden: {title}", groups, series)


def speed(title: str, tools: Results) -> str:
    """Draw frames for each second of the clock and of CPU."""
    series = [
        Series(
            name, [done["units"] / done["cost"]["wall_s"], done["units"] / done["cost"]["cpu_s"]]
        )
        for name, done in _without_floor(tools).items()
    ]
    top = max(value or 0 for one in series for value in one.values)
    groups = ["frames a second", "frames a CPU second"]
    return bars(f"Speed, start of the program included: {title}", groups, series, top)


def by_kind(title: str, tools: Results) -> str:
    """Draw recall by kind, and over-redaction."""
    groups, series = kinds(tools), []
    for name, done in _without_floor(tools).items():
        score = done["score"]
        shares = [score["per_kind"].get(kind, {}).get("rate") for kind in groups]
        series.append(Series(name, [*shares, score["over_redaction"]["rate"]]))
    return bars(f"Share of items covered: {title}", [*groups, "over-redaction"], series)


def curve(title: str, curves: dict[str, list[dict]]) -> str:
    """Draw recall against covers in vain, with each point's threshold."""
    series = [
        Series(
            name,
            points=[(max(1e-4, 100 * point["over_blur"]), point["recall"]) for point in points],
            labels=[f"{point['threshold']:g}" for point in points],
        )
        for name, points in curves.items()
    ]
    far = max(x for one in series for x, _ in one.points)
    near = min(x for one in series for x, _ in one.points)
    low = min(y for one in series for _, y in one.points)
    x = Axis(
        "share of the frame covered in vain, %, at the written threshold",
        near * 0.8,
        far * 1.3,
        log=True,
    )
    y = Axis("share of sure faces hidden", max(0.0, low - 0.05), 1.0)
    return lines(f"Recall against over-blur: {title}", x, y, series)


def tall(heights: dict) -> str:
    """Draw CPU seconds against height."""
    names = {"redactkit": "redactkit, whole", "read": "bare OCR", "plain": "plain RapidOCR"}
    series = [
        Series(
            name,
            points=[
                (h / 1000, row[1]) for h, row in zip(heights["heights"], heights[way], strict=True)
            ],
        )
        for way, name in names.items()
        if isinstance(heights.get(way), list)
    ]
    most = max(y for one in series for _, y in one.points)
    x = Axis("height of a 1080 px wide screenshot, 1000 px", 0, max(heights["heights"]) / 1000)
    return lines("CPU seconds against height", x, Axis("CPU seconds", 0, most * 1.05), series)


def long(rows: list[dict]) -> str:
    """Draw peak memory against the length of a clip."""
    points = [(row["seconds"], row["peak_mib"]) for row in rows]
    x = Axis("length of the clip, s", 0, points[-1][0] * 1.05)
    y = Axis("peak memory, MiB", 0, max(peak for _, peak in points) * 1.2)
    labels = [f"{peak:.0f}" for _, peak in points]
    return lines("Memory against length", x, y, [Series("redactkit", points=points, labels=labels)])
