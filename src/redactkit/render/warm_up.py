"""Rebuilds the blur cache when rendering starts in the middle of a clip.

A blur is taken in the first frame of its track and kept in all others. So those frames are
painted once more, each by itself; nothing of them is written.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from redactkit.media.video.output_frame import OutputFrame
from redactkit.media.video.reader import open_clip
from redactkit.media.video.segments import Segment, SplitError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from redactkit.records.plan import Plan
    from redactkit.render.painter import Painter

__all__ = ["warm_up"]

REORDERED = 16
"""Pictures by which coding may run ahead of showing (H.264 and H.265 allow no more)."""


def warm_up(painter: Painter, source: Path, first: int, plan: Plan, codec: str) -> None:
    """Fill the cache of a painter that starts at frame ``first``.

    Raises:
        MediaError: the source cannot be read there.
        SplitError: a frame cannot be reached by itself.
    """
    size = plan.info.width, plan.info.height
    for index, only in painter.earlier(first, size).items():
        with open_clip(source, span=_alone(index, plan.pts)) as clip:
            for pts, picture in clip.pictures():
                if picture is None or pts != plan.pts[index]:
                    msg = f"{clip.name}: frame {index} cannot be reached by itself"
                    raise SplitError(msg)
                canvas = OutputFrame.of(clip, picture, codec)
                canvas.painted(clip, index, picture, partial(painter.planes, only=only))


def _alone(index: int, pts: Sequence[int]) -> Segment:
    """Return the span of a single frame."""
    far = index - REORDERED
    return Segment(
        number=index,
        first=index,
        frames=1,
        start=pts[index],
        end=pts[index + 1] if index + 1 < len(pts) else None,
        seek=pts[far] if far > 0 else None,
    )
