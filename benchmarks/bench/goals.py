"""What the project aims at, held against what was measured; nothing is left out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bench.tables import Results

Document = dict

EMPTY = "empty-"
"""How the names of clips begin that show an empty room."""

BUSY = 2.0
"""Load from which wall times say little, and the report says so."""


@dataclass(frozen=True, slots=True)
class Goal:
    """A figure with the bound it has to keep: at least, or at most."""

    what: str
    bound: float
    value: float | None
    at_least: bool = True
    digits: int = 3

    def row(self) -> list[str]:
        """Return a line of the table."""
        sign = "≥" if self.at_least else "≤"
        if self.value is None or self.value != self.value:
            return [self.what, f"{sign} {self.bound:g}", "not measured", ""]
        kept = self.value >= self.bound if self.at_least else self.value <= self.bound
        value = f"{self.value:.{self.digits}f}"
        return [self.what, f"{sign} {self.bound:g}", value, "yes" if kept else "**no**"]


def goals(document: Document) -> list[Goal]:
    """Return all goals for which there is a place in the results."""
    sets: dict[str, Results] = {name: entry["tools"] for name, entry in document["sets"].items()}
    found: list[Goal] = []
    if "footage" in sets:
        found += clip_goals(sets["footage"])
        found += pace_goals(document.get("pace", {}))
    for name in ("screens", "real"):
        if name in sets:
            found += screen_goals(name, sets[name])
            found += reading_goals(name, document.get("reading", {}).get(name, {}))
    return [*found, *growth_goals(document)]


def clip_goals(tools: Results) -> Iterator[Goal]:
    """Yield the goals for clips."""
    ours = tools.get("redactkit", {})
    if "score" not in ours:
        return
    score, cost = ours["score"], ours["cost"]
    recall = score["recall"]
    yield Goal("footage: recall of sure faces", 0.98, recall["all"])
    for size, bound in ((">=32px", 0.98), ("16-32px", 0.98), ("<16px", 0.9)):
        yield Goal(f"footage: recall, faces {size}", bound, recall.get(size))
    yield Goal("footage: people never exposed", 0.95, score["people_never_exposed"])
    yield Goal("footage: over-blur", 0.008, score["over_blur"], at_least=False, digits=4)
    deface = {name: done for name, done in tools.items() if "score" in done and "deface" in name}
    low = [done["score"]["recall"]["all"] for name, done in deface.items() if name.endswith("0.1")]
    high = [done["score"]["over_blur"] for name, done in deface.items() if name.endswith("0.2")]
    if low:
        yield Goal("footage: recall above deface's at 0.1", max(low), recall["all"])
    if high:
        over = score["over_blur"]
        yield Goal(
            "footage: over-blur below deface's at 0.2", min(high), over, at_least=False, digits=4
        )
    if deface:
        fastest = min(done["cost"]["wall_s"] for done in deface.values())
        leanest = min(done["cost"]["cpu_s"] for done in deface.values())
        busy = max(done["cost"]["load"] for done in (ours, *deface.values()))
        note = f" (others wanted {busy:.0f} cores)" if busy > BUSY else ""
        what = f"frames a second, × the fastest deface{note}"
        yield Goal(what, 8, fastest / cost["wall_s"], digits=1)
        yield Goal(
            "frames a CPU second, × the leanest deface", 8, leanest / cost["cpu_s"], digits=1
        )


def pace_goals(pace: Document) -> Iterator[Goal]:
    """Yield the goals for time against a bare transcode, models loaded."""
    rows = pace.get("footage", {})
    if not rows or "skipped" in rows:
        return
    people = [row for clip, row in rows.items() if not clip.startswith(EMPTY)]
    yield from pace_pair("footage", 2.2, people)
    for clip, row in rows.items():
        if clip.startswith(EMPTY):
            length = clip.removeprefix(EMPTY).removesuffix(".mp4")
            yield from pace_pair(f"empty scene, {length}", 1.3, [row])


def pace_pair(what: str, bound: float, rows: list[list]) -> Iterator[Goal]:
    """Yield wall and CPU of some clips."""
    for which, name in enumerate(("wall", "CPU")):
        title = f"{what}: {name}, × bare transcode"
        yield Goal(title, bound, ratio(rows, which), at_least=False, digits=2)


def ratio(rows: list[list], which: int) -> float:
    """Return wall (0) or CPU (1) of both passes over that of the transcode."""
    bare = sum(row[1][which] for row in rows)
    return sum(row[2][which] + row[3][which] for row in rows) / bare


def screen_goals(name: str, tools: Results) -> Iterator[Goal]:
    """Yield the goals for screenshots."""
    ours = tools.get("redactkit", {})
    if "score" not in ours:
        return
    score = ours["score"]
    sharp = ("PHONE", "WECHAT_ID", "QR_CODE", "ID_CARD", "BANK_CARD", "EMAIL")
    bounds = dict.fromkeys(("NICKNAME", "AVATAR"), 0.98) | dict.fromkeys(sharp, 0.99)
    if name == "real":
        bounds = dict.fromkeys(("NICKNAME", "AVATAR"), 0.95)
    for kind, bound in bounds.items():
        found = score["per_kind"].get(kind)
        yield Goal(f"{name}: recall of {kind}", bound, found and found["rate"])
    most = 0.03 if name == "real" else 0.02
    yield Goal(f"{name}: over-redaction", most, score["over_redaction"]["rate"], at_least=False)


def reading_goals(name: str, ways: Document) -> Iterator[Goal]:
    """Yield the goals for a picture's time, models loaded."""
    wall = {
        way: sum(row[0] for row in rows) for way, rows in ways.items() if isinstance(rows, list)
    }
    ours = wall.get("redactkit")
    if not ours:
        return
    for way, what in (("engine", "RapidOCR's call on OpenVINO"), ("read", "our reader alone")):
        if way in wall:
            title = f"{name}: whole job, wall, × {what}"
            yield Goal(title, 1.35, ours / wall[way], at_least=False, digits=2)
    if "plain" in wall:
        title = f"{name}: wall of plain RapidOCR, × the whole job"
        yield Goal(title, 2.5, wall["plain"] / ours, digits=2)


def growth_goals(document: Document) -> Iterator[Goal]:
    """Yield the goals for long clips and tall pictures."""
    rows = document.get("lengths", {}).get("rows", [])
    if len(rows) > 1:
        peak = rows[-1]["peak_mib"] / rows[1 if len(rows) > 2 else 0]["peak_mib"]
        what = f"peak memory, {rows[-1]['seconds']} s clip over a shorter one"
        yield Goal(what, 1.05, peak, at_least=False)
    heights = document.get("heights", {})
    ways = [heights.get(way) for way in ("read", "redactkit", "plain")]
    if isinstance(ways[0], list) and isinstance(ways[1], list):
        whole, read = (sum(row[1] for row in way) for way in (ways[1], ways[0]))
        yield Goal("tall pictures: CPU, × bare OCR", 1.35, whole / read, at_least=False, digits=2)
        if isinstance(ways[2], list):
            plain = sum(row[1] for row in ways[2])
            yield Goal("tall pictures: CPU of plain RapidOCR, × ours", 2.5, plain / whole, digits=2)
