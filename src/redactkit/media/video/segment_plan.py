"""Where a clip can be cut: its packets are counted, none is decoded."""

from __future__ import annotations

from array import array
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

import av
import av.error

from redactkit.media.video.reader import open_clip
from redactkit.media.video.segments import (
    SPAN_S,
    SplitError,
    segments_from,
    split_points,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from redactkit.media.video.reader import VideoReader
    from redactkit.media.video.segments import Segment

__all__ = ["plan_segments", "plan_segments_at"]

LONG = 1.5
"""So many parts long is a clip that is cut."""


@dataclass(slots=True)
class _PacketTimes:
    """Pts of all packets, and pts -> time to seek of those a span can begin with."""

    shown: array[int] = field(default_factory=lambda: array("q"))
    keys: dict[int, int] = field(default_factory=dict)


def plan_segments(path: Path, seconds: float = SPAN_S) -> tuple[Segment, ...]:
    """Return the spans of a long clip, cut at key frames; none where it is not to be cut.

    That is so where it is short, has no key frame in the right places, or where packets and
    pictures may not go one by one: time stamps missing or twice, edit lists, AVI's empty
    slots, packets missing. The same file and length give the same spans.

    Args:
        path: the clip.
        seconds: length of a span at least.

    Raises:
        MediaError: the file is no clip.
    """
    with open_clip(path) as clip:
        length = (clip.container.duration or 0) / av.time_base
        if length and length < LONG * seconds:
            return ()
        times, tick = _times(clip), clip.time_base
    if times is None or len(times.shown) == 0:
        return ()
    rising = _rising(times.shown)
    if rising is None:
        return ()
    firsts = split_points(rising, list(times.keys), float(seconds / tick))
    return segments_from(firsts, rising, times.keys, tick) if firsts else ()


def plan_segments_at(path: Path, firsts: Sequence[int]) -> tuple[Segment, ...]:
    """Return the spans of a clip that begin at frame 0 and at these frames.

    Raises:
        MediaError: the file is no clip.
        SplitError: it cannot be cut there.
    """
    with open_clip(path) as clip:
        times, tick = _times(clip), clip.time_base
    rising = _rising(times.shown) if times is not None else None
    if times is None or rising is None or not rising or (firsts and firsts[-1] >= len(rising)):
        msg = f"{path.name} cannot be cut where it was joined"
        raise SplitError(msg)
    return segments_from(firsts, rising, times.keys, tick)


def _times(clip: VideoReader) -> _PacketTimes | None:
    """Return the times of a clip's packets; None where they say too little."""
    if clip.container.format.name == "avi":
        return None
    times, highest = _PacketTimes(), None
    try:
        for packet in clip.container.demux(clip.stream):
            if not packet.size:
                continue
            if packet.pts is None or packet.is_corrupt or packet.is_discard:
                return None
            times.shown.append(packet.pts)
            if packet.is_keyframe and (highest is None or packet.pts > highest):
                times.keys[packet.pts] = packet.pts if packet.dts is None else packet.dts
            highest = packet.pts if highest is None else max(highest, packet.pts)
    except av.error.FFmpegError:
        return None
    return None if clip.stream.frames > len(times.shown) else times


def _rising(shown: array[int]) -> array[int] | None:
    """Return the times in rising order; None where one occurs twice."""
    rising = array("q", sorted(shown))
    twice = any(one == other for one, other in pairwise(rising))
    return None if twice else rising
