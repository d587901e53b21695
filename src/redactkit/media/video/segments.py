"""A span of a clip: the frames from one key frame up to another, worked on by themselves."""

from __future__ import annotations

import json
from bisect import bisect_left
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING

from redactkit.core.errors import MediaError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from fractions import Fraction

__all__ = [
    "SPAN_S",
    "Segment",
    "SplitError",
    "segments_from",
    "segments_from_json",
    "segments_to_json",
    "split_points",
]

SPAN_S = 60.0
"""Seconds of a part at least: so long that the second decoding of one key frame's pictures
and the look everywhere at its start cost less than a hundredth."""


class SplitError(MediaError):
    """A part of a clip does not hold the pictures that its packets promise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """Frames ``first`` to ``first + frames`` of a clip, half-open.

    ``start`` is the pts of the first, ``end`` that of the frame after the last and ``before``
    that of the frame before the first; None where there is none. ``seek`` is the time of the
    packet that decoding begins at, one key frame earlier than it would have to; None is the
    clip's beginning. All in ticks, but for ``seconds``, the span's length.
    """

    number: int
    first: int
    frames: int
    start: int
    end: int | None = None
    before: int | None = None
    seek: int | None = None
    seconds: float = 0.0

    @property
    def with_one_before(self) -> Segment:
        """The span and the frame before it, where there is one."""
        if self.before is None:
            return self
        return replace(self, first=self.first - 1, frames=self.frames + 1, start=self.before)

    def holds(self, frame: int) -> bool:
        """Return whether a frame, by its index in the clip, is of this span."""
        return self.first <= frame < self.first + self.frames


def split_points(times: Sequence[int], keys: Sequence[int], least: float) -> list[int]:
    """Return the indices of frames at which a clip is cut, at least ``least`` ticks apart.

    Args:
        times: pts of all frames, rising.
        keys: pts of key frames, rising, the clip's first frame among them.
        least: ticks; what is left at the end is half of that or more.
    """
    chosen: list[int] = []
    last = times[0]
    for key in keys:
        if key - last >= least:
            chosen.append(key)
            last = key
    if chosen and times[-1] - last < least / 2:
        chosen.pop()
    return [bisect_left(times, key) for key in chosen]


def segments_from(
    firsts: Sequence[int], times: Sequence[int], keys: dict[int, int], tick: Fraction
) -> tuple[Segment, ...]:
    """Return the spans that begin at frame 0 and at each of ``firsts``.

    Args:
        firsts: indices of frames, rising, all of them key frames.
        times: pts of all frames, rising.
        keys: pts of key frames, rising -> the time to seek for each.
        tick: seconds.

    Raises:
        SplitError: one of these frames is no key frame.
    """
    order = list(keys)
    spans = []
    ends = [*firsts, len(times)]
    for number, first in enumerate((0, *firsts)):
        place = bisect_left(order, times[first])
        if first and (place == len(order) or order[place] != times[first]):
            msg = f"frame {first} is no key frame"
            raise SplitError(msg)
        last = ends[number]
        spans.append(
            Segment(
                number=number,
                first=first,
                frames=last - first,
                start=times[first],
                end=times[last] if last < len(times) else None,
                before=times[first - 1] if first else None,
                seek=keys[order[place - 1]] if place > 1 else None,
                seconds=float((times[last - 1] - times[first]) * tick),
            )
        )
    return tuple(spans)


def segments_to_json(spans: Sequence[Segment]) -> str:
    """Return spans as JSON."""
    return json.dumps([asdict(span) for span in spans])


def segments_from_json(text: str) -> tuple[Segment, ...]:
    """Read what `segments_to_json` wrote."""
    return tuple(Segment(**row) for row in json.loads(text))
