"""Writing the redacted clip: decode again, conceal on the planes, encode at the same times.

The output is built from nothing: no metadata, subtitle, chapter, data stream or cover
of the source is ever handed to it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

import av
import av.error

from redactkit.core.errors import MediaError
from redactkit.media.video.encoder import Encoder
from redactkit.media.video.output import PART, Written, delay, dropped, fault, output
from redactkit.media.video.output_frame import plane_pixels
from redactkit.media.video.reader import no_picture, open_clip

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    import numpy as np
    import numpy.typing as npt
    from av.audio.stream import AudioStream
    from av.container import OutputContainer

    from redactkit.core.policy import VideoOptions
    from redactkit.media.video.output_frame import Paint
    from redactkit.media.video.reader import AnyPacket, VideoReader
    from redactkit.media.video.segments import Segment

    OnFrame = Callable[[int, npt.NDArray[np.uint8]], None]

__all__ = ["Original", "rewrite"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Original:
    """The clip that is written anew: ``pts`` of each of its frames as pass 1 met them.

    None takes the times as they come. With a ``span`` only that is written, as a part that
    `concat.concat` puts together.
    """

    path: Path
    pts: Sequence[int] | None = None
    span: Segment | None = None


def rewrite(
    original: Original,
    target: Path,
    paint: Paint,
    options: VideoOptions,
    *,
    on_frame: OnFrame | None = None,
) -> Written:
    """Write a clip, or a span of it, to ``target`` with every frame passed through ``paint``.

    Args:
        original: the clip.
        target: where to write; its suffix is ignored, ``options.container`` counts.
        paint: gets the frame's index in the clip and its writable, upright 8-bit planes.
        options: codec, quality, container, sound, and what to do with damage.
        on_frame: called with the index and the painted luma plane of each frame.

    Raises:
        MediaError: the source is damaged, is not what pass 1 saw, or the target
            cannot be written. The target may then hold a part; do not keep it.
        SplitError: the span does not hold the pictures that it should.
    """
    span = original.span
    container = options.container if span is None else PART
    damaged = options.damaged if span is None else "fail"
    with (
        open_clip(original.path, damaged, span) as clip,
        output(target, container) as out,
    ):
        try:
            job = _Rewrite(clip, out, options, original)
            job.run(paint, on_frame)
        except (av.error.FFmpegError, ValueError) as error:
            msg = f"{clip.name} cannot be written as {options.codec} in {container}: {fault(error)}"
            raise MediaError(msg) from error
        return Written(frames=job.done, warnings=tuple(job.warnings()))


class _Rewrite:
    """State of one pass 2: the open files, the encoder once the first frame is known."""

    def __init__(
        self, clip: VideoReader, out: OutputContainer, options: VideoOptions, original: Original
    ) -> None:
        self.clip, self.out, self.options, self.original = clip, out, options, original
        self.done = 0
        self.video: Encoder | None = None
        self.later: int | None = None
        self.sound: dict[int, AudioStream] = {}
        self.waiting: list[AnyPacket] = []
        if original.span is not None:
            # all parts go together where each encoder is set up by the clip's first picture
            with open_clip(original.path) as head:
                self.video = Encoder(out, head, head.first_picture(), options)
        elif options.audio == "keep":
            self._add_sound()

    def _add_sound(self) -> None:
        for stream in self.clip.container.streams.audio:
            self.sound[stream.index] = self.out.add_stream_from_template(stream)
            self.sound[stream.index].metadata.clear()
        self.clip.on_sound = self._keep_sound if self.sound else None

    def _keep_sound(self, packet: AnyPacket) -> None:
        # The header is written with the first packet, so the picture's stream must exist by then.
        self.waiting.append(packet)
        if self.video is not None:
            self._send_sound()

    def _send_sound(self) -> None:
        for waiting in self.waiting:
            delay(waiting, (self.later or 0) * self.clip.time_base)
            waiting.stream = self.sound[waiting.stream.index]
            self.out.mux(waiting)
        self.waiting.clear()

    def run(self, paint: Paint, on_frame: OnFrame | None) -> None:
        clip, expected = self.clip, self.original.pts
        for index, (pts, picture) in enumerate(clip.pictures(), clip.first):
            if expected is not None and (index >= len(expected) or expected[index] != pts):
                self._changed(index)
            if self.later is None:
                # players leave out what is shown before the start
                self.later = max(0, -(pts if expected is None else expected[0]))
            if self.video is None:
                # The first picture is always whole, see Clip.pictures.
                self.video = Encoder(self.out, clip, cast("av.VideoFrame", picture), self.options)
            fresh = self.video.canvas.painted(clip, index, picture, paint)
            if on_frame is not None:
                on_frame(index, plane_pixels(fresh.planes[0]))
            self.video.write(fresh, pts + self.later)
            self.done += 1
        if self.video is None:
            raise no_picture(self.clip.name)
        whole = self.original.span is None and expected is not None
        if whole and self.done != len(expected or ()):
            self._changed(self.done)
        # all of it may have come before the first picture was decoded
        self._send_sound()
        self.video.end()

    def _changed(self, index: int) -> None:
        msg = f"{self.clip.name} changed between the two passes, at frame {index}; run it again"
        raise MediaError(msg)

    def warnings(self) -> list[str]:
        notes = [] if self.video is None else self.video.notes
        if self.original.span is not None:
            return notes
        return [*self.clip.warnings(), *notes, *dropped(self.clip, self.options)]
