"""REPORT.md and its plots, from results alone: nothing is measured here."""

from __future__ import annotations

from pathlib import Path

from bench import tables
from bench.goals import EMPTY, goals
from bench.plots import plots
from bench.tools import TOOLS

READERS = {
    "engine": "RapidOCR's call, OpenVINO",
    "read": "our reader alone",
    "plain": "RapidOCR as it comes, onnxruntime",
}
"""What reads without hiding anything."""

INTRO = Path(__file__).resolve().parent / "intro.md"


def render(document: dict, folder: Path) -> Path:
    """Write REPORT.md and ``report/*.svg`` into a folder; return the report's path."""
    pictures = folder / "report"
    pictures.mkdir(exist_ok=True)
    for old in pictures.glob("*.svg"):
        old.unlink()
    names = []
    for name, text in plots(document):
        (pictures / name).write_text(text, encoding="utf-8")
        names.append(name)
    intro = INTRO.read_text(encoding="utf-8").replace("{environment}", environment(document))
    parts = [intro, goal_table(document)]
    for name, entry in document["sets"].items():
        parts.append(section(name, entry, names))
        parts.append(curve_text(name, document.get("curves", {}), names))
    parts += [
        pace_text(document),
        reading_text(document),
        growth_text(document, names),
        tool_list(document),
    ]
    report = folder / "REPORT.md"
    report.write_text("\n".join(part.strip() + "\n" for part in parts if part), encoding="utf-8")
    return report


def environment(document: dict) -> str:
    """Return the machine and our versions."""
    machine = ", ".join(f"{name} {value}" for name, value in document["machine"].items())
    versions = ", ".join(f"{name} {value}" for name, value in document["versions"].items())
    return f"**Machine:** {machine}. **Date:** {document['when']}. **Versions:** {versions}."


def goal_table(document: dict) -> str:
    """Return the goals and whether they are reached."""
    rows = [goal.row() for goal in goals(document)]
    if not rows:
        return ""
    return "## What was aimed at\n\n" + tables.table(
        ["figure", "goal", "measured", "reached"], rows
    )


def section(name: str, entry: dict, names: list[str]) -> str:
    """Return the tables and plots of one set."""
    tools = entry["tools"]
    title = entry["title"]
    parts = [f"## {title[:1].upper()}{title[1:]}\n", f"{entry['size']}\n"]
    if entry["kind"] == "clips":
        parts += [tables.clip_quality(tools), tables.compared(tools), tables.clip_cost(tools)]
    else:
        parts += [tables.screen_quality(tools), tables.compared(tools), tables.screen_cost(tools)]
    parts += [
        f"Not run: {tool}: {done['skipped']}.\n"
        for tool, done in tools.items()
        if "skipped" in done
    ]
    parts += [picture(f"{kind}-{name}.svg", names) for kind in ("recall", "speed", "kinds")]
    return "\n".join(part for part in parts if part)


def curve_text(name: str, curves: dict, names: list[str]) -> str:
    """Return the curve of one set, as plot and as figures."""
    if name not in curves:
        return ""
    rows, notes = [], []
    for tool, points in curves[name].items():
        if not isinstance(points, list):
            notes.append(f"Not run: {tool}: {points['skipped']}.")
            continue
        rows += [
            [
                tool,
                f"{p['threshold']:g}",
                f"{p['recall']:.3f}",
                f"{p['people']:.3f}",
                f"{100 * p['over_blur']:.2f} %",
            ]
            for p in points
        ]
    if not rows:
        return "\n".join(notes)
    figures = tables.table(
        ["tool", "threshold", "recall", "people never exposed", "over-blur"], rows
    )
    lead = (
        "Boxes of one pass at usual settings, painted black where their score reaches a threshold; "
    )
    lead += "no codec, a dozen frames a clip:\n"
    shut = f"<details><summary>figures</summary>\n\n{figures}\n</details>\n"
    return "\n".join([lead, picture(f"curve-{name}.svg", names), shut, *notes])


def pace_text(document: dict) -> str:
    """Return what a frame costs against a bare transcode, models loaded."""
    parts = []
    for name, rows in document.get("pace", {}).items():
        if "skipped" in rows:
            parts.append(f"Not run on {name}: {rows['skipped']}.\n")
            continue
        lines = [[clip, *pace_row(row)] for clip, row in rows.items()]
        real = [row for clip, row in rows.items() if not clip.startswith(EMPTY)]
        whole = [sum(row[0] for row in real)]
        whole += [[sum(row[n][k] for row in real) for k in (0, 1)] for n in (1, 2, 3)]
        lines.append([f"**{name}, all**", *pace_row(whole)])
        head = [
            "clip",
            "frames",
            "transcode",
            "pass 1",
            "pass 2",
            "wall, x transcode",
            "CPU, x transcode",
            "frames/s",
        ]
        parts.append(tables.table(head, lines))
    if not parts:
        return ""
    lead = "## A frame's cost against a bare transcode\n\nCPU ms a frame, models loaded; "
    lead += "transcode and both passes are timed in turn, clip by clip.\n"
    return "\n".join([lead, *parts])


def pace_row(row: list) -> list[str]:
    """Return the cells of one clip."""
    frames, bare, first, second = row
    wall, cpu = first[0] + second[0], first[1] + second[1]
    cells = [str(frames), *(f"{1000 * took[1] / frames:.1f}" for took in (bare, first, second))]
    return [*cells, f"{wall / bare[0]:.2f}", f"{cpu / bare[1]:.2f}", f"{frames / wall:.1f}"]


def reading_text(document: dict) -> str:
    """Return what a picture costs against reading alone, models loaded."""
    called = {"redactkit": "redactkit, both looks", **READERS}
    rows = []
    for name, ways in document.get("reading", {}).items():
        for way, what in called.items():
            if not isinstance(ways.get(way), list):
                continue
            wall, cpu = (1000 * sum(row[k] for row in ways[way]) / len(ways[way]) for k in (0, 1))
            whole = sum(row[0] for row in ways["redactkit"])
            share = f"{whole / sum(row[0] for row in ways[way]):.2f}"
            rows.append([name, what, f"{wall:.0f}", f"{cpu:.0f}", share])
    if not rows:
        return ""
    head = [
        "pictures",
        "what",
        "wall, ms a picture",
        "CPU, ms a picture",
        "redactkit's wall, x this",
    ]
    lead = "## A picture's cost against reading alone\n\nModels loaded; of two runs over each "
    lead += "picture the fastest counts.\n"
    return "\n".join([lead, tables.table(head, rows)])


def growth_text(document: dict, names: list[str]) -> str:
    """Return what tall pictures and long clips cost."""
    heights = document.get("heights", {})
    called = {"redactkit": "redactkit", "read": "bare OCR", "plain": "plain RapidOCR"}
    ways = [way for way in called if isinstance(heights.get(way), list)]
    parts = []
    if ways:
        # wall is first in the results, CPU in the table
        columns = [(way, which) for which in (1, 0) for way in ways]
        rows = [
            [str(height), *(f"{heights[way][number][which]:.2f}" for way, which in columns)]
            for number, height in enumerate(heights["heights"])
        ]
        head = [
            "px high",
            *(f"{called[way]}, {('wall', 'CPU')[which]} s" for way, which in columns),
        ]
        parts = ["## Cost against height\n", tables.table(head, rows)]
        parts.append(picture("heights.svg", names))
    return "\n".join([*parts, length_text(document.get("lengths", {}), names)])


def length_text(lengths: dict, names: list[str]) -> str:
    """Return what clips of some lengths cost."""
    if not lengths.get("rows"):
        return lengths.get("skipped", "")
    rows = [
        [
            f"{row['seconds']:g}",
            f"{row['frames']:g}",
            f"{row['peak_mib']:.0f}",
            f"{row['wall_s']:.1f}",
            f"{row['cpu_s']:.1f}",
        ]
        for row in lengths["rows"]
    ]
    figures = tables.table(["clip, s", "frames", "peak MiB", "wall s", "CPU s"], rows)
    return "\n".join(["## Cost against length\n", figures, picture("lengths.svg", names)])


def tool_list(document: dict) -> str:
    """Return what was run, with versions and the day."""
    rows = []
    for tool in TOOLS:
        done = [
            entry["tools"].get(tool.name, {})
            for entry in document["sets"].values()
            if entry["kind"] == tool.kind
        ]
        ran = [result for result in done if "key" in result]
        if not ran:
            continue
        key = {
            name: value
            for name, value in ran[0]["key"].items()
            if name not in ("format", "media", "redactkit")
        }
        versions = ", ".join(f"{name} {value}" for name, value in key.items()) or "this repository"
        rows.append([tool.name, tool.about, versions, ran[0]["when"]])
    return "## Tools\n\n" + tables.table(["tool", "how it was run", "versions", "day"], rows)


def picture(name: str, names: list[str]) -> str:
    """Return a link to a plot that was drawn."""
    return f"![{name.removesuffix('.svg')}](report/{name})\n" if name in names else ""
