"""The tables of the report, as Markdown, from what runs gave."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from bench import intervals

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Result: TypeAlias = dict[str, dict]
Results: TypeAlias = dict[str, Result]
"""Tool -> what it did with one set."""

SIZES = (">=32px", "16-32px", "<16px")
NONE = "–"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table; the first column is text."""
    lines = ["| " + " | ".join(head) + " |", "|---" + "|---:" * (len(head) - 1) + "|"]
    lines += ["| " + " | ".join(row) + " |" for row in rows]
    return "\n".join(lines) + "\n"


def ran(results: Results) -> Results:
    """Return the tools that were run."""
    return {name: result for name, result in results.items() if "score" in result}


def clip_quality(results: Results) -> str:
    """Return what each tool hid in clips, and what it covered in vain."""
    head = ["tool", "recall", *SIZES, "people never exposed", "longest exposed run", "over-blur"]
    rows = []
    for name, result in ran(results).items():
        score = result["score"]
        cells = [number(score["recall"].get(key)) for key in SIZES]
        run = score["longest_exposed_run"]
        cells += [spread(score, "people_never_exposed"), str(run)]
        rows.append(
            [name, spread(score, "recall"), *cells, spread(score, "over_blur", percent=True)]
        )
    return table(head, rows)


def clip_cost(results: Results) -> str:
    """Return what each tool cost on clips, and what the files are like."""
    head = ["tool", "frames/s", "frames/CPU s", "wall, x transcode", "CPU, x transcode"]
    head += ["peak MiB", "bytes out/in", "pts faults", "size faults", "tags left", "load"]
    floor = results.get("bare transcode", {}).get("cost")
    rows = []
    for name, result in ran(results).items():
        cost, facts = result["cost"], result["facts"]
        faults = len(result["score"]["frame_faults"])
        rows.append(
            [
                name,
                f"{result['units'] / cost['wall_s']:.1f}",
                f"{result['units'] / cost['cpu_s']:.1f}",
                times(cost["wall_s"], floor and floor["wall_s"]),
                times(cost["cpu_s"], floor and floor["cpu_s"]),
                f"{cost['peak_mib']:.0f}",
                NONE if facts["size_ratio"] is None else f"{facts['size_ratio']:.2f}",
                str(facts["pts_faults"]),
                str(faults),
                str(facts["metadata_left"]),
                f"{cost['load']:.1f}",
            ]
        )
    return table(head, rows)


def kinds(results: Results) -> list[str]:
    """Return the kinds that a set has."""
    found = {kind for result in ran(results).values() for kind in result["score"]["per_kind"]}
    return sorted(found)


def screen_quality(results: Results) -> str:
    """Return what each tool covered in screenshots: a row for each kind."""
    tools = {name: result for name, result in ran(results).items() if name != "bare OCR"}
    rows = []
    for kind in kinds(results):
        scores = [result["score"]["per_kind"].get(kind) for result in tools.values()]
        count = next(score["total"] for score in scores if score)
        rows.append([f"{kind} ({count})", *(number(score and score["rate"]) for score in scores)])
    for label, key in (
        ("**all**", "recall"),
        ("**over-redaction of what has to stay**", "over_redaction"),
    ):
        rows.append([label, *(spread(result["score"], key) for result in tools.values())])
    whole = [
        f"{result['score']['images_fully_covered']} of {result['score']['images']}"
        for result in tools.values()
    ]
    rows.append(["**pictures with nothing left**", *whole])
    return table(["kind (items)", *tools], rows)


def screen_cost(results: Results) -> str:
    """Return what each tool cost on screenshots."""
    floor = results.get("bare OCR", {}).get("cost")
    head = ["tool", "s a picture", "CPU s a picture", "wall, x bare OCR", "CPU, x bare OCR"]
    head += ["peak MiB", "load"]
    rows = [
        [
            name,
            f"{result['cost']['wall_s'] / result['units']:.2f}",
            f"{result['cost']['cpu_s'] / result['units']:.2f}",
            times(result["cost"]["wall_s"], floor and floor["wall_s"]),
            times(result["cost"]["cpu_s"], floor and floor["cpu_s"]),
            f"{result['cost']['peak_mib']:.0f}",
            f"{result['cost']['load']:.1f}",
        ]
        for name, result in ran(results).items()
    ]
    return table(head, rows)


def spread(score: Result, key: str, *, percent: bool = False) -> str:
    """Return a share with its 95 % interval, drawn again over whole pictures or clips."""
    counts = score.get("counts", {}).get(key)
    if not counts:
        return NONE
    within = intervals.interval(counts)
    values = [intervals.share(counts), *(within or ())]
    shown = [f"{100 * value:.2f}" if percent else number(value) for value in values]
    sign = " %" if percent else ""
    return shown[0] + sign if within is None else f"{shown[0]}{sign} ({shown[1]} to {shown[2]})"


def compared(results: Results, ours: str = "redactkit") -> str:
    """Return our figures less each other tool's, paired; ``none`` where 0 lies in the interval."""
    tools = ran(results)
    own = tools.get(ours, {}).get("score", {}).get("counts", {})
    keys = [
        key
        for key in ("recall", "people_never_exposed", "over_blur", "over_redaction")
        if key in own
    ]
    rows = []
    for name, result in tools.items():
        theirs = result["score"].get("counts", {})
        if name == ours or any(key not in theirs for key in keys):
            continue
        rows.append([name, *(apart(own[key], theirs[key]) for key in keys)])
    if not rows:
        return ""
    return table(["redactkit less ...", *(key.replace("_", " ") for key in keys)], rows)


def apart(first: intervals.Counts, second: intervals.Counts) -> str:
    """Return the interval of a paired difference in words."""
    found = intervals.difference(first, second)
    if found is None:
        return NONE
    low, high = found
    return "none" if low <= 0 <= high else f"{low:+.3f} to {high:+.3f}"


def number(value: float | None) -> str:
    """Return a share with three digits, or a dash; a set may lack a class."""
    return NONE if value is None or value != value else f"{value:.3f}"  # noqa: PLR0124 - NaN


def times(value: float, floor: float | None) -> str:
    """Return a value as a multiple of the floor's."""
    return NONE if not floor else f"{value / floor:.2f}"
