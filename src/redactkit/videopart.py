"""Writing one part of a clip: its pictures alone, in an encoder of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import av
import av.error

from redactkit.clipstream import open_clip
from redactkit.errors import MediaError
from redactkit.spans import Span, SplitError
from redactkit.videoencode import Encoder
from redactkit.videoout import PART, fault, output

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Mapping, Sequence
    from pathlib import Path

    from redactkit.canvas import Canvas, Paint
    from redactkit.clipstream import Clip
    from redactkit.policy import VideoOptions

__all__ = ["first_picture", "show_earlier", "write_part"]

REORDERED = 16
"""Pictures by which coding may run ahead of showing (H.264 and H.265 allow no more)."""


def first_picture(clip: Clip) -> av.VideoFrame:
    """Return the first picture of an open clip.

    Raises:
        MediaError: there is none.
    """
    found = next(clip.pictures(), None)
    if found is None or found[1] is None:
        msg = f"{clip.name} holds no frame that can be shown; export it again"
        raise MediaError(msg)
    return found[1]


def write_part(
    source: Path,
    span: Span,
    target: Path,
    paint: Paint,
    options: VideoOptions,
    expected: Sequence[int],
) -> tuple[str, ...]:
    """Write a span of ``source`` with every frame passed through ``paint``; return warnings.

    The encoder is set up by the clip's first picture, so that all parts go together.

    Args:
        source: the clip.
        span: which frames.
        target: where to write.
        paint: gets the frame's index in the clip and its writable, upright 8-bit planes.
        options: codec and quality.
        expected: pts of each frame of the clip.

    Raises:
        MediaError: the source is damaged, is not what pass 1 saw, or the target cannot be
            written. The target may then hold a part; do not keep it.
    """
    later = max(0, -expected[0])
    with open_clip(source) as head, output(target, PART) as out:
        try:
            video = Encoder(out, head, first_picture(head), options)
            with open_clip(source, span=span) as clip:
                for index, (pts, picture) in enumerate(clip.pictures(), span.first):
                    if expected[index] != pts:
                        msg = f"{clip.name} changed between the two passes; run it again"
                        raise MediaError(msg)
                    fresh = video.canvas.painted(clip, index, picture, paint)
                    video.write(fresh, pts + later)
            video.end()
        except (av.error.FFmpegError, ValueError) as error:
            msg = f"{source.name} cannot be written as {options.codec}: {fault(error)}"
            raise MediaError(msg) from error
    return tuple(video.notes)


def show_earlier(
    source: Path,
    frames: Mapping[int, Container[int]],
    canvas: Canvas,
    paint: Callable[[Container[int]], Paint],
    expected: Sequence[int],
) -> None:
    """Pass single frames of a clip through ``paint``, in order; nothing is written.

    Args:
        source: the clip.
        frames: index -> what is to be painted there.
        canvas: of the clip.
        paint: gives the paint for what is to be painted in a frame.
        expected: pts of each frame of the clip.

    Raises:
        SplitError: a frame cannot be reached by itself.
    """
    for number, (index, what) in enumerate(frames.items()):
        far = index - REORDERED
        one = Span(
            number=number,
            first=index,
            frames=1,
            start=expected[index],
            end=expected[index + 1] if index + 1 < len(expected) else None,
            seek=expected[far] if far > 0 else None,
        )
        with open_clip(source, span=one) as clip:
            for pts, picture in clip.pictures():
                if pts != expected[index]:
                    msg = f"{clip.name}: frame {index} cannot be reached by itself"
                    raise SplitError(msg)
                canvas.painted(clip, index, cast("av.VideoFrame", picture), paint(what))
