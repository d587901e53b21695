"""The parts of a clip put together again: coded pictures go over as they are, at exact times."""

from __future__ import annotations

import heapq
from array import array
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING, cast

import av
import av.error

from redactkit.core.errors import MediaError
from redactkit.media.video.output import delay, dropped, early, fault, output
from redactkit.media.video.reader import open_clip

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from av.container import InputContainer, OutputContainer
    from av.stream import Stream
    from av.video.stream import VideoStream

    from redactkit.core.policy import VideoOptions
    from redactkit.media.video.reader import AnyPacket, VideoReader

__all__ = ["concat"]


@dataclass(frozen=True, slots=True)
class _Timeline:
    """Where packets go: the joined clip's streams, its ticks, and times in ticks."""

    video: VideoStream
    sound: dict[int, Stream]
    tick: Fraction
    early: int
    later: int
    step: int


def concat(
    parts: Sequence[Path],
    source: Path,
    target: Path,
    options: VideoOptions,
    expected: Sequence[int],
) -> tuple[str, ...]:
    """Write the pictures of ``parts``, in this order, and the sound of ``source`` if asked.

    Returns what a reader of the record should know.

    Args:
        parts: as `videowrite.rewrite` wrote them, all of them.
        source: the clip they were made of.
        target: where to write; its suffix is ignored, ``options.container`` counts.
        options: as the parts were written.
        expected: pts of each frame of the clip.

    Raises:
        MediaError: the parts do not go together, or the target cannot be written.
    """
    with open_clip(source) as clip, output(target, options.container) as out:
        try:
            _check_alike(parts)
            way = _begin(parts[0], clip, out, options, expected)
            way = replace(way, early=max(_early(part, clip.time_base) for part in parts))
            pictures = _pictures(parts, way, expected)
            sound = _sound(clip, way) if way.sound else iter(())
            for _, packet in heapq.merge(pictures, sound, key=lambda item: item[0]):
                out.mux(packet)
        except (av.error.FFmpegError, ValueError) as error:
            msg = f"{source.name} cannot be joined in {options.container}: {fault(error)}"
            raise MediaError(msg) from error
        return tuple(dropped(clip, options))


def _begin(
    part: Path,
    clip: VideoReader,
    out: OutputContainer,
    options: VideoOptions,
    expected: Sequence[int],
) -> _Timeline:
    kept = clip.container.streams.audio if options.audio == "keep" else ()
    sound: dict[int, Stream] = {s.index: out.add_stream_from_template(s) for s in kept}
    with av.open(str(part)) as first:
        # opaque: decoders such as dav1d have no encoder of the same name
        video = out.add_stream_from_template(first.streams.video[0], opaque=True)
    video.time_base = clip.time_base
    for stream in (video, *sound.values()):
        stream.metadata.clear()
        stream.disposition = av.stream.Disposition(0)
    return _Timeline(video, sound, clip.time_base, 0, max(0, -expected[0]), clip.step)


def _check_alike(parts: Sequence[Path]) -> None:
    """Refuse parts whose header is not that of the first: their pictures would not decode."""
    headers = set()
    for part in parts:
        with av.open(str(part)) as container:
            headers.add(container.streams.video[0].codec_context.extradata)
    if len(headers) > 1:
        msg = "the encoder gave two parts of the clip different headers; run it again"
        raise MediaError(msg)


def _ticks(container: InputContainer, tick: Fraction) -> Iterator[tuple[int, AnyPacket]]:
    """Yield the packets of a part with the ticks at which they are shown."""
    for packet in container.demux(container.streams.video[0]):
        if packet.size:
            exact = cast("int", packet.pts) * Fraction(packet.time_base) / tick
            if exact.denominator != 1:
                msg = "a part of the clip lost its exact times"
                raise MediaError(msg)
            yield exact.numerator, cast("AnyPacket", packet)


def _early(part: Path, tick: Fraction) -> int:
    """Return by how many ticks decoding must begin before showing."""
    with av.open(str(part)) as container:
        shown = array("q", (pts for pts, _ in _ticks(container, tick)))
    return early(shown)


def _pictures(
    parts: Sequence[Path], way: _Timeline, expected: Sequence[int]
) -> Iterator[tuple[Fraction, AnyPacket]]:
    """Yield the coded pictures of all parts, each held against the time it is to be shown at."""
    done = 0
    for part in parts:
        with av.open(str(part)) as container:
            rising = sorted(pts for pts, _ in _ticks(container, way.tick))
        if rising != [pts + way.later for pts in expected[done : done + len(rising)]]:
            msg = "a part of the clip does not begin where the one before it ends"
            raise MediaError(msg)
        done += len(rising)
        with av.open(str(part)) as container:
            for at, (pts, packet) in zip(rising, _ticks(container, way.tick), strict=True):
                packet.time_base = way.tick
                packet.pts, packet.dts, packet.duration = pts, at - way.early, way.step
                packet.stream = way.video
                yield packet.dts * way.tick, packet
    if done != len(expected):
        msg = f"the parts of the clip have {done} of {len(expected)} pictures"
        raise MediaError(msg)


def _sound(clip: VideoReader, way: _Timeline) -> Iterator[tuple[Fraction, AnyPacket]]:
    at = Fraction(-1)
    for packet in clip.container.demux(*clip.container.streams.audio):
        if not packet.size:
            continue
        delay(packet, way.later * way.tick)
        at = at if packet.dts is None else packet.dts * Fraction(packet.time_base)
        packet.stream = way.sound[packet.stream.index]
        yield at, packet
