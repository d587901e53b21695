"""A clip with nothing to hide: its coded pictures go over as they are, and nothing else does."""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING, cast

import av
import av.error
import numpy as np
from av.bitstream import BitStreamFilterContext

from redactkit.core.errors import MediaError
from redactkit.media.video.output import CLEAN, Written, dropped, early, output
from redactkit.media.video.reader import open_clip

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import numpy.typing as npt
    from av.container import OutputContainer
    from av.packet import Packet
    from av.stream import Stream

    from redactkit.core.policy import VideoOptions
    from redactkit.media.video.reader import VideoReader

    AnyPacket = Packet[Stream]

__all__ = ["copy"]

CODECS = {
    "h264": "h264",
    "hevc": "h265",
    "vp9": "vp9",
    "libvpx-vp9": "vp9",
    "av1": "av1",
    "libdav1d": "av1",
    "libaom-av1": "av1",
}
"""The decoders' names of the codecs that all players know -> the names used here."""

HOLDS = {
    "mp4": frozenset({"h264", "h265", "vp9", "av1"}),
    "mkv": frozenset({"h264", "h265", "vp9", "av1"}),
    "webm": frozenset({"vp9", "av1"}),
}

USUAL = "h264"
"""The default codec: who asks for it asks for no other, so any that fits may stay."""


def copy(
    source: Path,
    target: Path,
    options: VideoOptions,
    *,
    expected: Sequence[int] | npt.NDArray[np.int64],
) -> Written | None:
    """Copy the coded pictures of ``source`` without decoding them, and its sound if asked.

    Metadata, SEI, subtitles, chapters, data and cover pictures stay behind.

    Args:
        source: a clip that pass 1 read whole and found nothing to hide in.
        target: where to write; its suffix is ignored, ``options.container`` counts.
        options: copying keeps to them or is not done.
        expected: pts of each frame as pass 1 met them.

    Returns:
        What was done, or None where this clip has to be written anew: another codec or
        quality is asked for, or its packets are not one for each picture shown. The target
        may then hold a part; do not keep it.

    Raises:
        MediaError: the source cannot be opened or the target not be made.
    """
    with open_clip(source) as clip:
        if not _fits(CODECS.get(clip.stream.codec_context.name, ""), options):
            return None
        times = _times(clip)
    if times is None or sorted(times) != [int(pts) for pts in expected]:
        return None
    with open_clip(source) as clip, output(target, options.container) as out:
        try:
            _copied(clip, out, _decoding_times(times), options)
        except (av.error.FFmpegError, ValueError):
            return None
        written = Written(frames=len(times), warnings=tuple(dropped(clip, options)))
    return written if _same_pictures(source, target) else None


def _fits(codec: str, options: VideoOptions) -> bool:
    if options.damaged != "fail" or options.crf is not None or options.preset is not None:
        return False
    return codec in HOLDS[options.container] and options.codec in (USUAL, codec)


def _same_pictures(source: Path, target: Path) -> bool:
    """Return whether the copy shows what was looked at, picture by picture.

    The same packets may show others: where a header stands twice, where a container lacks
    durations, or where what was left out was needed.
    """
    try:
        with open_clip(source) as one, open_clip(target) as other:
            pairs = zip_longest(one.pictures(), other.pictures(), fillvalue=(0, None))
            return all(_equal(old, new) for (_, old), (_, new) in pairs)
    except (MediaError, ValueError):  # ValueError: a layout that cannot be compared
        return False


def _equal(one: av.VideoFrame | None, other: av.VideoFrame | None) -> bool:
    if one is None or other is None or one.format.name != other.format.name:
        return False
    return np.array_equal(one.to_ndarray(), other.to_ndarray())


def _times(clip: VideoReader) -> list[int] | None:
    """Return the pts of all packets in file order, or None where one cannot be copied."""
    times = []
    try:
        for packet in clip.container.demux(clip.stream):
            if not packet.size:
                continue
            if packet.pts is None or packet.is_corrupt or packet.is_discard:
                return None
            times.append(packet.pts)
    except av.error.FFmpegError:
        return None
    return times


def _decoding_times(shown: list[int]) -> dict[int, int]:
    """Return pts -> dts for packets, whose pts are given in file order.

    Matroska keeps no dts, and MP4 needs them: the same ticks in rising order, as much
    earlier as it takes for none to come after its picture is shown.
    """
    before = early(shown)
    return {pts: at - before for at, pts in zip(sorted(shown), shown, strict=True)}


def _copied(
    clip: VideoReader, out: OutputContainer, decoding: dict[int, int], options: VideoOptions
) -> None:
    codec = CODECS[clip.stream.codec_context.name]
    kept = clip.container.streams.audio if options.audio == "keep" else ()
    # opaque: decoders such as dav1d have no encoder of the same name
    video = out.add_stream_from_template(clip.stream, opaque=True)
    ways: dict[int, Stream] = {clip.stream.index: video}
    for sound in kept:
        ways[sound.index] = out.add_stream_from_template(sound)
    for stream in ways.values():
        stream.metadata.clear()
        stream.disposition = av.stream.Disposition(0)
    # The filter cleans the header too; it takes the new stream's, which has no old container's tag.
    clean = BitStreamFilterContext(CLEAN.get(codec, "null"), video, video)
    for packet in clip.container.demux(clip.stream, *kept):
        place = packet.stream.index
        if place != clip.stream.index:
            _mux(out, ways[place], [packet] if packet.size else [])
        elif packet.size:
            packet.dts = decoding[cast("int", packet.pts)]
            _mux(out, video, clean.filter(packet))
    _mux(out, video, clean.filter(None))


def _mux(out: OutputContainer, stream: Stream, packets: Sequence[AnyPacket]) -> None:
    for packet in packets:
        packet.stream = stream
        out.mux(packet)
