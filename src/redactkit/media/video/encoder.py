"""The encoder of one clip, set up by its first picture."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, cast

from av.bitstream import BitStreamFilterContext
from av.codec.context import Flags
from av.video.reformatter import ColorRange

from redactkit.core import platform
from redactkit.media.video.output import CLEAN
from redactkit.media.video.output_frame import OutputFrame

if TYPE_CHECKING:
    from collections.abc import Sequence

    import av
    from av.container import OutputContainer
    from av.video.stream import VideoStream

    from redactkit.core.policy import VideoOptions
    from redactkit.media.video.reader import AnyPacket, VideoReader

__all__ = ["ENCODERS", "Encoder"]

X265 = "info=0:log-level=none:frame-threads=2"
"""Settings of x265. Its and x264's bytes depend on their threads, so the number of these does
not depend on the machine; VP9's and AV1's do not."""

X264 = "asm=avx2"
"""Where a machine has AVX-512: with it the x264 of PyAV 18 gave the same frames other bytes in
8 of 96 tries while the machine was busy, and other bytes than with AVX2 or SSE always; without
it in none of 192."""

ENCODERS = {
    # Quality a viewer does not tell from the source at twice the usual bit rate of CCTV.
    "h264": ("libx264", 21, {"preset": "veryfast", "threads": "4"}),
    "h265": ("libx265", 24, {"preset": "fast", "x265-params": X265}),
    "vp9": ("libvpx-vp9", 31, {"deadline": "realtime", "cpu-used": "5", "row-mt": "1", "b": "0"}),
    "av1": ("libsvtav1", 32, {"preset": "8"}),
}
"""Codec -> encoder, its crf, its other settings."""


class Encoder:
    """Encodes frames into an open clip.

    Args:
        out: what is written to.
        clip: what is read; its pace, shape and colors are kept.
        first: its first picture.
        options: codec and quality.
    """

    def __init__(
        self, out: OutputContainer, clip: VideoReader, first: av.VideoFrame, options: VideoOptions
    ) -> None:
        """Add the stream of pictures."""
        self.canvas = OutputFrame.of(clip, first, options.codec)
        self.notes: list[str] = []
        self._out, self._options = out, options
        # a closed clip tells no times
        self._tick = clip.time_base
        self._stream = self._start(clip, first)
        name = options.codec
        self._clean = (
            BitStreamFilterContext(CLEAN[name], in_stream=self._stream) if name in CLEAN else None
        )

    def write(self, frame: av.VideoFrame, pts: int) -> None:
        """Encode a frame of the canvas, shown at ``pts`` in the clip's ticks."""
        frame.pts, frame.time_base = pts, self._tick
        with platform.keep_scheduling():
            packets = self._stream.encode(frame)
        self._mux(packets)

    def end(self) -> None:
        """Write what the encoder holds back."""
        with platform.keep_scheduling():
            packets = self._stream.encode(None)
        self._mux(packets)
        if self._clean is not None:
            self._out.mux(self._clean.filter(None))

    def _start(self, clip: VideoReader, picture: av.VideoFrame) -> VideoStream:
        options = self._options
        encoder, crf, settings = ENCODERS[options.codec]
        crf = crf if options.crf is None else options.crf
        if options.preset is not None:
            settings = settings | {
                "deadline" if encoder == "libvpx-vp9" else "preset": options.preset
            }
        if encoder == "libx264" and platform.has_avx512():
            settings = settings | {"x264-params": X264}
        settings = {**settings, "crf": str(crf)}
        # SVT-AV1 prints its settings unless told not to, and takes this from nowhere else.
        os.environ.setdefault("SVT_LOG", "1")
        stream = cast("VideoStream", self._out.add_stream(encoder, options=settings))
        stream.width, stream.height = self.canvas.size
        stream.pix_fmt = self.canvas.layout
        stream.time_base = stream.codec_context.time_base = clip.time_base
        stream.codec_context.framerate = clip.rate
        aspect = clip.stream.sample_aspect_ratio
        if aspect:
            stream.codec_context.sample_aspect_ratio = 1 / aspect if clip.turn.swap else aspect
        _copy_color(picture, stream)
        self._note_layout(picture)
        if picture.interlaced_frame:
            self._keep_fields(stream)
        return stream

    def _keep_fields(self, stream: VideoStream) -> None:
        """Code the two fields of each frame as such where the encoder can."""
        if self._options.codec == "h264":
            stream.codec_context.flags |= Flags.interlaced_dct | Flags.interlaced_me
        else:
            self.notes.append("interlaced frames written as progressive ones, all lines kept")

    def _note_layout(self, picture: av.VideoFrame) -> None:
        if self.canvas.layout == "yuv444p":
            self.notes.append("odd frame size kept by writing 4:4:4 color")
        if picture.format.components[0].bits > 8:  # noqa: PLR2004 - bits a channel
            self.notes.append("more than 8 bits a channel reduced to 8")

    def _mux(self, packets: Sequence[AnyPacket]) -> None:
        for packet in packets:
            self._out.mux(packet if self._clean is None else self._clean.filter(packet))


def _copy_color(picture: av.VideoFrame, stream: VideoStream) -> None:
    context = stream.codec_context
    context.color_range = ColorRange.MPEG
    context.color_primaries = picture.color_primaries
    context.color_trc = picture.color_trc
    context.colorspace = picture.colorspace
