"""Writing the redacted clip: decode again, conceal on the planes, encode at the same times.

The output is built from nothing: no metadata, subtitle, chapter, data stream or cover
of the source is ever handed to it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import av
import av.error

from redactkit.core.errors import MediaError
from redactkit.media.video.encoder import Encoder
from redactkit.media.video.output import Written, delay, dropped, fault, output
from redactkit.media.video.reader import no_picture, open_clip

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from av.audio.stream import AudioStream
    from av.container import OutputContainer

    from redactkit.core.policy import VideoOptions
    from redactkit.media.video.output_frame import Paint
    from redactkit.media.video.reader import AnyPacket, VideoReader

__all__ = ["rewrite"]


def rewrite(
    source: Path,
    target: Path,
    paint: Paint,
    options: VideoOptions,
    *,
    expected: Sequence[int] | None = None,
    on_frame: Callable[[int], None] | None = None,
) -> Written:
    """Write ``source`` to ``target`` with every frame passed through ``paint``.

    Args:
        source: the clip.
        target: where to write; its suffix is ignored, ``options.container`` counts.
        paint: gets the frame's index and its writable, upright 8-bit planes.
        options: codec, quality, container, sound, and what to do with damage.
        expected: pts of each frame as pass 1 met them.
        on_frame: called with the number of frames done.

    Raises:
        MediaError: the source is damaged, is not what pass 1 saw, or the target
            cannot be written. The target may then hold a part; do not keep it.
    """
    with open_clip(source, options.damaged) as clip, output(target, options.container) as out:
        try:
            job = _Rewrite(clip, out, options)
            job.run(paint, expected, on_frame)
        except (av.error.FFmpegError, ValueError) as error:
            msg = (
                f"{source.name} cannot be written as {options.codec} in {options.container}: "
                f"{fault(error)}"
            )
            raise MediaError(msg) from error
        return Written(frames=job.done, warnings=tuple(job.warnings()))


class _Rewrite:
    """State of one pass 2: the open files, the encoder once the first frame is known."""

    def __init__(self, clip: VideoReader, out: OutputContainer, options: VideoOptions) -> None:
        self.clip, self.out, self.options = clip, out, options
        self.done = 0
        self.video: Encoder | None = None
        self.later = 0
        self.sound: dict[int, AudioStream] = {}
        self.waiting: list[AnyPacket] = []
        if options.audio == "keep":
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
            delay(waiting, self.later * self.clip.time_base)
            waiting.stream = self.sound[waiting.stream.index]
            self.out.mux(waiting)
        self.waiting.clear()

    def run(
        self,
        paint: Paint,
        expected: Sequence[int] | None,
        on_frame: Callable[[int], None] | None,
    ) -> None:
        clip = self.clip
        for index, (pts, picture) in enumerate(clip.pictures()):
            if expected is not None and (index >= len(expected) or expected[index] != pts):
                self._changed(index)
            if self.video is None:
                # The first picture is always whole, see Clip.pictures.
                first = cast("av.VideoFrame", picture)
                self.video = Encoder(self.out, clip, first, self.options)
                # players leave out what is shown before the start
                self.later = max(0, -pts)
            fresh = self.video.canvas.painted(clip, index, picture, paint)
            self.video.write(fresh, pts + self.later)
            self.done = index + 1
            if on_frame is not None:
                on_frame(self.done)
        if self.video is None:
            raise no_picture(self.clip.name)
        if expected is not None and self.done != len(expected):
            self._changed(self.done)
        # all of it may have come before the first picture was decoded
        self._send_sound()
        self.video.end()

    def _changed(self, index: int) -> None:
        msg = f"{self.clip.name} changed between the two passes, at frame {index}; run it again"
        raise MediaError(msg)

    def warnings(self) -> list[str]:
        notes = [] if self.video is None else self.video.notes
        return [*self.clip.warnings(), *notes, *dropped(self.clip, self.options)]
