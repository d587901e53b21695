"""Writing one part of a clip: its pictures alone, in an encoder of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import av.error

from redactkit.core.errors import MediaError
from redactkit.media.video.encoder import Encoder
from redactkit.media.video.output import PART, fault, output
from redactkit.media.video.reader import open_clip

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from redactkit.core.policy import VideoOptions
    from redactkit.media.video.output_frame import Paint
    from redactkit.media.video.segments import Segment

__all__ = ["write_segment"]


def write_segment(
    source: Path,
    span: Segment,
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
            video = Encoder(out, head, head.first_picture(), options)
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
