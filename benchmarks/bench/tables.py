"""The tables of the report, as Markdown, from what runs gave."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

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
        cells = [number(score["recall"].get(key)) for key in ("all", *SIZES)]
        run = score["longest_exposed_run"]
        vain = score["over_blur"]
        cells += [number(score["people_never_exposed"]), str(run)]
        rows.append([name, *cells, NONE if vain is None else f"{100 * vain:.2f} %"])
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
        rows.append([label, *(number(result["score"][key]["rate"]) for result in tools.values())])
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


def number(value: float | None) -> str:
    """Return a share with three digits, or a dash; a set may lack a class."""
    return NONE if value is None or value != value else f"{value:.3f}"  # noqa: PLR0124 - NaN


def times(value: float, floor: float | None) -> str:
    """Return a value as a multiple of the floor's."""
    return NONE if not floor else f"{value / floor:.2f}"
