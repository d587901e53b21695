"""Where a clip can be cut: its packets are counted, none is decoded."""

from __future__ import annotations

from array import array
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

import av

from redactkit.core.errors import MediaError
from redactkit.core.policy import Limits
from redactkit.media.video import decoding
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

    from redactkit.core.frames import MediaInfo
    from redactkit.media.video.reader import AnyPacket, VideoReader
    from redactkit.media.video.segments import Segment

__all__ = ["Survey", "plan_segments", "plan_segments_at"]

LONG = 1.5
"""So many parts long is a clip that is cut."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """What a clip holds, and the spans it is cut into; none where it is not to be cut."""

    info: MediaInfo
    spans: tuple[Segment, ...] = ()

    @property
    def firsts(self) -> frozenset[int]:
        """The frames at which spans begin."""
        return frozenset(span.first for span in self.spans)


@dataclass(slots=True)
class _PacketTimes:
    """Pts of all packets, and pts -> time to seek of those a span can begin with."""

    shown: array[int] = field(default_factory=lambda: array("q"))
    keys: dict[int, int] = field(default_factory=dict)
    highest: int | None = None
    unclear: bool = False

    def note(self, packet: AnyPacket) -> None:
        """Take the next packet of pictures."""
        if not packet.size:
            return
        if packet.pts is None or packet.is_corrupt or packet.is_discard:
            self.unclear = True
            return
        self.shown.append(packet.pts)
        if packet.is_keyframe and (self.highest is None or packet.pts > self.highest):
            self.keys[packet.pts] = packet.pts if packet.dts is None else packet.dts
        self.highest = packet.pts if self.highest is None else max(self.highest, packet.pts)

    def rising(self, clip: VideoReader) -> array[int] | None:
        """Return all times in rising order; None where they say too little, or one twice."""
        if self.unclear or clip.stream.frames > len(self.shown):
            return None
        rising = array("q", sorted(self.shown))
        twice = any(one == other for one, other in pairwise(rising))
        return None if twice or not rising else rising


def plan_segments(path: Path, seconds: float = SPAN_S, limits: Limits | None = None) -> Survey:
    """Return what a clip holds and its spans, cut at key frames where it is long.

    It is not cut where it is short, has no key frame in the right places, or where packets and
    pictures may not go one by one: time stamps missing or twice, edit lists, AVI's empty
    slots, packets missing. The same file and length give the same spans.

    Args:
        path: the clip.
        seconds: length of a span at least.
        limits: what is refused.

    Raises:
        MediaError: the file is no clip, holds no frame, or exceeds ``limits``.
    """
    with open_clip(path) as clip:
        times = _PacketTimes()
        clip.on_packet = times.note
        info = decoding.examined(clip, path, limits or Limits())
        length = (clip.container.duration or 0) / av.time_base
        if (length and length < LONG * seconds) or _has_slots(clip):
            return Survey(info=info)
        rising = _all_times(clip, times)
        if rising is None:
            return Survey(info=info)
        firsts = split_points(rising, list(times.keys), float(seconds / clip.time_base))
        spans = segments_from(firsts, rising, times.keys, clip.time_base) if firsts else ()
        return Survey(info=info, spans=spans)


def plan_segments_at(path: Path, firsts: Sequence[int]) -> tuple[Segment, ...]:
    """Return the spans of a clip that begin at frame 0 and at these frames.

    Raises:
        MediaError: the file is no clip.
        SplitError: it cannot be cut there.
    """
    with open_clip(path) as clip:
        times, tick = _PacketTimes(), clip.time_base
        clip.on_packet = times.note
        rising = None if _has_slots(clip) else _all_times(clip, times)
    if rising is None or (firsts and firsts[-1] >= len(rising)):
        msg = f"{path.name} cannot be cut where it was joined"
        raise SplitError(msg)
    return segments_from(firsts, rising, times.keys, tick)


def _has_slots(clip: VideoReader) -> bool:
    """Return whether the container counts slots, of which some hold no picture."""
    return bool(clip.container.format.name == "avi")


def _all_times(clip: VideoReader, times: _PacketTimes) -> array[int] | None:
    try:
        clip.count_packets()
    except MediaError:
        return None
    return times.rising(clip)
