"""Writing the redacted clip: decode again, conceal on the planes, encode at the same times.

The output is built from nothing: no metadata, subtitle, chapter, data stream or cover
of the source is ever handed to it.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, cast

import av
import av.error
from av.bitstream import BitStreamFilterContext
from av.codec.context import Flags
from av.video.reformatter import ColorRange

from redactkit.canvas import Canvas, Paint
from redactkit.clipstream import Clip, open_clip
from redactkit.errors import MediaError
from redactkit.videocopy import copy
from redactkit.videoout import CLEAN, Written, dropped, fault, output

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    import numpy as np
    import numpy.typing as npt
    from av.audio.stream import AudioStream
    from av.container import OutputContainer
    from av.packet import Packet
    from av.stream import Stream
    from av.video.stream import VideoStream

    from redactkit.policy import VideoOptions

    AnyPacket = Packet[Stream]

__all__ = ["Written", "copy", "rewrite"]

ENCODERS = {
    # Quality a viewer does not tell from the source at twice the usual bit rate of CCTV.
    "h264": ("libx264", 21, {"preset": "veryfast"}),
    "h265": ("libx265", 24, {"preset": "fast", "x265-params": "info=0:log-level=none"}),
    "vp9": ("libvpx-vp9", 31, {"deadline": "realtime", "cpu-used": "5", "row-mt": "1", "b": "0"}),
    "av1": ("libsvtav1", 32, {"preset": "8"}),
}
"""Codec -> encoder, its crf, its other settings."""


def rewrite(
    source: Path,
    target: Path,
    paint: Paint,
    options: VideoOptions,
    *,
    expected: Sequence[int] | npt.NDArray[np.int64] | None = None,
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
    with open_clip(source, options.damaged) as clip, output(target, options) as out:
        try:
            job = _Job(clip, out, options)
            job.run(paint, expected, on_frame)
        except (av.error.FFmpegError, ValueError) as error:
            msg = (
                f"{source.name} cannot be written as {options.codec} in {options.container}: "
                f"{fault(error)}"
            )
            raise MediaError(msg) from error
        return Written(frames=job.done, warnings=tuple(job.warnings()))


class _Job:
    """State of one pass 2: the open files, the encoder once the first frame is known."""

    def __init__(self, clip: Clip, out: OutputContainer, options: VideoOptions) -> None:
        self.clip, self.out, self.options = clip, out, options
        self.done = 0
        self.notes: list[str] = []
        self.video: VideoStream | None = None
        self.clean: BitStreamFilterContext | None = None
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
            if self.later and waiting.pts is not None and waiting.dts is not None:
                ticks = round(self.later * self.clip.time_base / waiting.time_base)
                waiting.pts, waiting.dts = waiting.pts + ticks, waiting.dts + ticks
            waiting.stream = self.sound[waiting.stream.index]
            self.out.mux(waiting)
        self.waiting.clear()

    def run(
        self,
        paint: Paint,
        expected: Sequence[int] | npt.NDArray[np.int64] | None,
        on_frame: Callable[[int], None] | None,
    ) -> None:
        clip, video, canvas = self.clip, None, None
        for index, (pts, picture) in enumerate(clip.pictures()):
            if expected is not None and (index >= len(expected) or expected[index] != pts):
                self._changed(index)
            if video is None or canvas is None:
                # The first picture is always whole, see Clip.pictures.
                first = cast("av.VideoFrame", picture)
                canvas = Canvas.of(clip, first, self.options.codec)
                video = self.video = self._start(first, canvas)
                # players leave out what is shown before the start
                self.later = max(0, -pts)
            fresh = canvas.painted(clip, index, picture, paint)
            fresh.pts, fresh.time_base = pts + self.later, clip.time_base
            self._mux(video.encode(fresh))
            self.done = index + 1
            if on_frame is not None:
                on_frame(self.done)
        if video is None:
            msg = f"{self.clip.name} holds no frame that can be shown; export it again"
            raise MediaError(msg)
        if expected is not None and self.done != len(expected):
            self._changed(self.done)
        # all of it may have come before the first picture was decoded
        self._send_sound()
        self._mux(video.encode(None))
        if self.clean is not None:
            self.out.mux(self.clean.filter(None))

    def _changed(self, index: int) -> None:
        msg = f"{self.clip.name} changed between the two passes, at frame {index}; run it again"
        raise MediaError(msg)

    def _start(self, picture: av.VideoFrame, canvas: Canvas) -> VideoStream:
        swap = self.clip.turn.swap
        encoder, crf, settings = ENCODERS[self.options.codec]
        crf = crf if self.options.crf is None else self.options.crf
        if self.options.preset is not None:
            settings = settings | {
                "deadline" if encoder == "libvpx-vp9" else "preset": self.options.preset
            }
        settings = {**settings, "crf": str(crf)}
        # SVT-AV1 prints its settings unless told not to, and takes this from nowhere else.
        os.environ.setdefault("SVT_LOG", "1")
        stream = cast("VideoStream", self.out.add_stream(encoder, options=settings))
        stream.width, stream.height = canvas.size
        stream.pix_fmt = canvas.layout
        stream.time_base = stream.codec_context.time_base = self.clip.time_base
        stream.codec_context.framerate = self.clip.rate
        aspect = self.clip.stream.sample_aspect_ratio
        if aspect:
            stream.codec_context.sample_aspect_ratio = 1 / aspect if swap else aspect
        _copy_color(picture, stream)
        self._note_layout(picture, canvas)
        if picture.interlaced_frame:
            self._keep_fields(stream)
        if self.options.codec in CLEAN:
            self.clean = BitStreamFilterContext(CLEAN[self.options.codec], in_stream=stream)
        return stream

    def _keep_fields(self, stream: VideoStream) -> None:
        """Code the two fields of each frame as such where the encoder can."""
        if self.options.codec == "h264":
            stream.codec_context.flags |= Flags.interlaced_dct | Flags.interlaced_me
        else:
            self.notes.append("interlaced frames written as progressive ones, all lines kept")

    def _note_layout(self, picture: av.VideoFrame, canvas: Canvas) -> None:
        if canvas.layout == "yuv444p":
            self.notes.append("odd frame size kept by writing 4:4:4 color")
        if picture.format.components[0].bits > 8:  # noqa: PLR2004 - bits a channel
            self.notes.append("more than 8 bits a channel reduced to 8")

    def _mux(self, packets: list[AnyPacket]) -> None:
        for packet in packets:
            self.out.mux(packet if self.clean is None else self.clean.filter(packet))

    def warnings(self) -> list[str]:
        return [*self.clip.warnings(), *self.notes, *dropped(self.clip, self.options)]


def _copy_color(picture: av.VideoFrame, stream: VideoStream) -> None:
    context = stream.codec_context
    context.color_range = ColorRange.MPEG
    context.color_primaries = picture.color_primaries
    context.color_trc = picture.color_trc
    context.colorspace = picture.colorspace
