"""What else a finished clip shows: its size, its times, and tags that tell too much."""

from __future__ import annotations

from typing import TYPE_CHECKING

import av

from bench.score_clips import clip_of

if TYPE_CHECKING:
    from pathlib import Path

    from bench.sets import MediaSet

SLACK_S = 0.0015
"""Seconds by which a frame may be off, since containers round: MKV and AVI count in ms."""

HARMLESS = frozenset(
    {"encoder", "major_brand", "minor_version", "compatible_brands", "language", "handler_name"}
)
"""Tags that say how a file was made and nothing of who or where; DURATION comes with MKV."""


def clip_facts(media: MediaSet, finished: Path) -> dict[str, object]:
    """Return bytes out for each byte in, frames at other times, and tags that were left."""
    late, tags, before, after = 0, 0, 0, 0
    for source in media.files():
        target = clip_of(finished, source.name)
        if target is None:
            continue
        before, after = before + source.stat().st_size, after + target.stat().st_size
        late += off_times(times(source), times(target))
        tags += len(left(source, target))
    size = round(after / before, 3) if before else None
    return {"size_ratio": size, "pts_faults": late, "metadata_left": tags}


def times(path: Path) -> list[float]:
    """Return when each frame is shown, in seconds after the first."""
    with av.open(str(path)) as container:
        stamps = [frame.time or 0.0 for frame in container.decode(video=0)]
    return [stamp - stamps[0] for stamp in stamps]


def off_times(old: list[float], new: list[float]) -> int:
    """Return how many frames are missing, too many, or shown at another time."""
    paired = zip(old, new, strict=False)
    return abs(len(old) - len(new)) + sum(abs(a - b) > SLACK_S for a, b in paired)


def left(source: Path, target: Path) -> set[str]:
    """Return the tags whose value went from a clip into the finished one."""
    return {name for name, value in tags(source).items() if tags(target).get(name) == value}


def tags(path: Path) -> dict[str, str]:
    """Return a clip's tags and those of its tracks, but for harmless ones."""
    with av.open(str(path)) as container:
        found = dict(container.metadata)
        for stream in container.streams:
            found |= dict(stream.metadata)
    return {name: value for name, value in found.items() if name.lower() not in HARMLESS}
