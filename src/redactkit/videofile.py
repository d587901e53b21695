"""Reading clips: what a file holds, and its pictures upright, in RGB, at their exact times."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Literal

import numpy as np

from redactkit.clipstream import open_clip, turn_of, turned
from redactkit.errors import MediaError
from redactkit.frames import Frame, MediaInfo
from redactkit.policy import Limits

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import av

    from redactkit.clipstream import Clip
    from redactkit.frames import Pixels

__all__ = ["open_clip", "probe", "read", "read_open"]

MEDIA_TYPES = {
    "avi": "video/x-msvideo",
    "mpegts": "video/mp2t",
    "mpeg": "video/mpeg",
    "asf": "video/x-ms-wmv",
    "flv": "video/x-flv",
    "h264": "video/h264",
    "hevc": "video/h265",
    "mjpeg": "video/x-motion-jpeg",
}
"""FFmpeg's name of a container -> its media type; MP4 and Matroska are told by their heads."""

HEAD = 64
"""Bytes of a Matroska file that hold its kind."""


def probe(path: Path, limits: Limits | None = None) -> MediaInfo:
    """Return what ``path`` holds, after decoding its first frame.

    ``frames`` is the container's count where it has one, else the number of packets.

    Raises:
        MediaError: the file is no clip, holds no frame, or exceeds ``limits``.
    """
    limits = limits or Limits()
    with open_clip(path) as clip:
        _check_size(clip, limits)
        first = next(clip.pictures(), None)
        if first is None or first[1] is None:
            msg = f"{path.name} holds no frame that can be shown; export it again"
            raise MediaError(msg)
        info = _info(clip, first[1])
    frames = info.frames or _count_packets(path)
    if frames > limits.frames:
        msg = f"{path.name} has {frames} frames, over the limit of {limits.frames}; cut it"
        raise MediaError(msg)
    # of `info`: a closed clip's rate reads freed memory
    seconds = info.duration_s or float(frames / (info.rate or 1))
    return replace(info, frames=frames, duration_s=seconds)


def _check_size(clip: Clip, limits: Limits) -> None:
    size = clip.stream.codec_context
    if size.width * size.height > limits.pixels:
        msg = f"{clip.name} is {size.width} x {size.height}, over the limit of {limits.pixels} px"
        raise MediaError(msg)


def _info(clip: Clip, first: av.VideoFrame) -> MediaInfo:
    swap = turn_of(first).swap
    size = (first.height, first.width) if swap else (first.width, first.height)
    seconds = float(clip.stream.duration * clip.time_base) if clip.stream.duration else 0.0
    return MediaInfo(
        media_type=_media_type(clip),
        width=size[0],
        height=size[1],
        frames=clip.stream.frames,
        rate=clip.rate,
        time_base=clip.time_base,
        duration_s=seconds,
    )


def _media_type(clip: Clip) -> str:
    name = clip.container.format.name.split(",")[0]
    if name == "mov":
        brand = clip.container.metadata.get("major_brand", "")
        return "video/quicktime" if brand.strip() == "qt" else "video/mp4"
    if name == "matroska":
        with open(clip.container.name, "rb") as file:  # noqa: PTH123 - the name that was opened
            return "video/webm" if b"webm" in file.read(HEAD) else "video/x-matroska"
    return MEDIA_TYPES.get(name, f"video/{name}")


def _count_packets(path: Path) -> int:
    with open_clip(path) as clip:
        return sum(packet.size > 0 for packet in clip.container.demux(clip.stream))


def read(path: Path, damaged: Literal["fail", "cover"] = "fail") -> Iterator[Frame]:
    """Yield the upright RGB pictures of a clip in the order shown.

    A damaged picture, where those are to be covered, comes out black.

    Raises:
        MediaError: the file cannot be read to its end.
    """
    with open_clip(path, damaged) as clip:
        for index, (pts, pixels, _) in enumerate(read_open(clip)):
            yield Frame(index=index, pts=pts, pixels=pixels)


def read_open(clip: Clip) -> Iterator[tuple[int, Pixels, bool]]:
    """Yield ``(pts, upright RGB picture, whole)`` of an open clip; black where not whole."""
    shape: tuple[int, ...] = ()
    for pts, picture in clip.pictures():
        if picture is None:
            yield pts, np.zeros(shape, np.uint8), False
            continue
        pixels = turned(np.asarray(picture.to_ndarray(format="rgb24"), np.uint8), turn_of(picture))
        shape = shape or pixels.shape
        if pixels.shape != shape:
            msg = f"{clip.name} changes its size midway; split it where it does"
            raise MediaError(msg)
        yield pts, pixels, True
