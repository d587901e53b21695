"""Recall against what is covered in vain, as a tool's threshold moves.

A tool lists its boxes with their scores once. Each threshold then paints black rectangles
into the original frames, in memory and without a codec, and the scorer judges those.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from bench import envs
from bench.score_clips import Judged, Luma, Seen, clip_of, in_vain, known, look, luma_of, summary
from bench.tools import Tool

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from bench.sets import MediaSet

Rows: TypeAlias = "Sequence[Sequence[float]]"
"""Frame, left, top, right, bottom, score."""

LISTERS: tuple[Tool, ...] = (
    Tool(name="redactkit", kind="clips", runner="list_redactkit.py", about="whole tracks"),
    Tool(
        name="deface",
        kind="clips",
        runner="list_deface.py",
        environment=envs.DEFACE,
        about="each frame alone",
    ),
)

THRESHOLDS: dict[str, tuple[float, ...]] = {
    "redactkit": (0.25, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9),
    "deface": (0.03, 0.05, 0.07, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5),
}
"""redactkit lists nothing below half its default of 0.5."""

FRAMES = 12
"""Labelled frames of a clip that are enough for a curve; more are taken evenly."""


def sweep(media: MediaSet, listed: Path, thresholds: Sequence[float]) -> list[dict[str, float]]:
    """Return recall, people and covers in vain for each threshold."""
    rows: dict[str, Rows] = json.loads((listed / "boxes.json").read_text(encoding="utf-8"))
    faces: dict[float, list[Seen]] = {threshold: [] for threshold in thresholds}
    spill: dict[float, list[tuple[str, float]]] = {threshold: [] for threshold in thresholds}
    for clip in media.load()["clips"]:
        name, step = clip["file"], max(1, len(clip["frames"]) // FRAMES)
        entries = clip["frames"][::step]
        wanted = {entry["index"] for entry in entries}
        frames, _ = luma_of(clip_of(media.media, name), wanted)
        for entry in entries:
            old = frames[entry["index"]]
            there = [row for row in rows[name] if row[0] == entry["index"]]
            for threshold in thresholds:
                new = painted(old, [row[1:5] for row in there if row[5] >= threshold])
                faces[threshold] += look(name, entry, old, new)
                spill[threshold].append((clip["file"], in_vain(old, new, known(entry))))
    points = []
    for threshold in thresholds:
        found = summary(Judged(tuple(faces[threshold]), tuple(spill[threshold]), ()))
        points.append(
            {
                "threshold": threshold,
                "recall": found["recall"]["all"],
                "people": found["people_never_exposed"],
                "over_blur": found["over_blur"],
            }
        )
    return points


def painted(luma: Luma, boxes: Rows) -> Luma:
    """Return a frame with black rectangles."""
    out = luma.copy()
    for left, top, right, bottom in boxes:
        rows = slice(max(0, int(np.floor(top))), max(0, int(np.ceil(bottom))))
        out[rows, max(0, int(np.floor(left))) : max(0, int(np.ceil(right)))] = 0
    return out
