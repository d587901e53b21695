"""Reading clips: what a file holds, and its pictures upright, in RGB, at their exact times."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from threading import Lock
from typing import TYPE_CHECKING, Literal

import av
import cv2
import numpy as np
import numpy.typing as npt
from av.video.reformatter import ColorRange

from redactkit.core.errors import MediaError
from redactkit.core.frames import Frame, MediaInfo
from redactkit.core.policy import Limits
from redactkit.core.scaling import scaled
from redactkit.media.orientation import upright
from redactkit.media.source import check_source
from redactkit.media.video.output_frame import plane_pixels
from redactkit.media.video.reader import open_clip

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from redactkit.core.frames import Pixels
    from redactkit.media.orientation import Orientation
    from redactkit.media.video.reader import VideoReader

__all__ = ["LazyFrame", "examined", "info_of", "lazy_frames", "probe", "read"]

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

LINES = 360
"""Height of the gray pictures; faces of 30 px in HD are 10 px there."""

PLANAR = frozenset({"yuv420p", "yuvj420p", "yuv422p", "yuvj422p", "yuv444p", "yuvj444p", "nv12"})
"""Layouts whose first plane is 8-bit luma."""

FULL = frozenset({"yuvj420p", "yuvj422p", "yuvj444p"})
"""Of these, those whose luma runs from 0 to 255 by their name."""

STRETCH = np.clip(np.rint((np.arange(256) - 16) * 255 / 219), 0, 255).astype(np.uint8)
"""Luma of 16 to 235 drawn out to 0 to 255, so that levels mean the same in every clip."""

HEAD = 64
"""Bytes of a Matroska file that hold its kind."""


def probe(path: Path, limits: Limits | None = None) -> MediaInfo:
    """Return what ``path`` holds, after decoding its first frame.

    ``frames`` is the container's count where it has one, else the number of packets.

    Raises:
        MediaError: the file is no clip, holds no frame, or exceeds ``limits``.
    """
    with open_clip(path) as clip:
        return examined(clip, path, limits or Limits())


def examined(clip: VideoReader, path: Path, limits: Limits) -> MediaInfo:
    """Return what an open clip holds, as `probe`; pictures can no longer be read from it.

    Raises:
        MediaError: it holds no frame, or exceeds ``limits``.
    """
    check_source(path, limits.bytes)
    _check_size(clip, limits)
    first = clip.first_picture()
    height, width = clip.turn.sides((first.height, first.width))
    info = info_of(clip, (height, width), clip.stream.frames or clip.count_packets())
    if info.frames > limits.frames:
        msg = f"{path.name} has {info.frames} frames, over the limit of {limits.frames}; cut it"
        raise MediaError(msg)
    return info


def _check_size(clip: VideoReader, limits: Limits) -> None:
    """Refuse what the container claims to be too much, before a frame is decoded."""
    size = clip.stream.codec_context
    span = clip.container.duration or 0
    for what, number, most in (
        ("tracks", len(clip.container.streams), limits.tracks),
        ("pixels on its longer side", max(size.width, size.height), limits.side),
        ("pixels a frame", size.width * size.height, limits.pixels),
        ("frames", clip.stream.frames, limits.frames),
        ("seconds", math.ceil(span / av.time_base), limits.seconds),
    ):
        if number > most:
            msg = f"{clip.name} has {number} {what}, over the limit of {most}; cut or shrink it"
            raise MediaError(msg)


def info_of(clip: VideoReader, shape: tuple[int, int], frames: int) -> MediaInfo:
    """Return what an open clip holds, given its height and width, upright, and its frames."""
    seconds = float(clip.stream.duration * clip.time_base) if clip.stream.duration else 0.0
    return MediaInfo(
        media_type=_media_type(clip),
        width=shape[1],
        height=shape[0],
        frames=frames,
        rate=clip.rate,
        time_base=clip.time_base,
        duration_s=seconds or float(frames / clip.rate),
    )


def _media_type(clip: VideoReader) -> str:
    name = clip.container.format.name.split(",")[0]
    if name == "mov":
        brand = clip.container.metadata.get("major_brand", "")
        return "video/quicktime" if brand.strip() == "qt" else "video/mp4"
    if name == "matroska":
        with open(clip.container.name, "rb") as file:  # noqa: PTH123 - the name that was opened
            return "video/webm" if b"webm" in file.read(HEAD) else "video/x-matroska"
    return MEDIA_TYPES.get(name, f"video/{name}")


def read(path: Path, damaged: Literal["fail", "cover"] = "fail") -> Iterator[Frame]:
    """Yield the upright RGB pictures of a clip in the order shown.

    A damaged picture, where those are to be covered, comes out black.

    Raises:
        MediaError: the file cannot be read to its end.
    """
    with open_clip(path, damaged) as clip:
        for shot in lazy_frames(clip):
            yield Frame(index=shot.index, pts=shot.pts, pixels=shot.pixels)


@dataclass(slots=True, eq=False, kw_only=True)
class LazyFrame:
    """One picture of an open clip, as little unpacked as it needs to be.

    ``gray`` is the upright luma, 0 to 255, `LINES` high or less, ``scale`` times the size.
    Several threads may ask for its pixels.
    """

    index: int
    pts: int
    gray: npt.NDArray[np.uint8] = field(repr=False)
    scale: float
    shape: tuple[int, int]
    turn: Orientation
    picture: av.VideoFrame | None = field(repr=False)
    _pixels: Pixels | None = field(default=None, repr=False)
    _lock: Lock = field(default_factory=Lock, repr=False)

    @property
    def whole(self) -> bool:
        """Whether it could be decoded."""
        return self.picture is not None

    @property
    def pixels(self) -> Pixels:
        """The upright RGB picture, black where it could not be decoded."""
        with self._lock:
            if self._pixels is None:
                self._pixels = self._unpacked()
            return self._pixels

    def _unpacked(self) -> Pixels:
        if self.picture is None:
            return np.zeros((*self.shape, 3), np.uint8)
        pixels = np.asarray(self.picture.to_ndarray(format="rgb24"), np.uint8)
        return upright(pixels, self.turn)


def lazy_frames(clip: VideoReader) -> Iterator[LazyFrame]:
    """Yield the pictures of an open clip in the order shown.

    Raises:
        MediaError: the clip is damaged or changes its size midway.
    """
    shape: tuple[int, int] | None = None
    for index, (pts, picture) in enumerate(clip.pictures(), clip.first):
        if picture is not None:
            size = clip.turn.sides((picture.height, picture.width))
            shape = shape or size
            if size != shape:
                msg = f"{clip.name} changes its size midway; split it where it does"
                raise MediaError(msg)
        # The first picture is always whole, see Clip.pictures.
        height, width = shape or (1, 1)
        scale = min(1.0, LINES / min(height, width))
        small = max(1, round(height * scale)), max(1, round(width * scale))
        gray = np.zeros(small, np.uint8) if picture is None else _gray(picture, small, clip.turn)
        yield LazyFrame(
            index=index,
            pts=pts,
            gray=gray,
            scale=scale,
            shape=(height, width),
            turn=clip.turn,
            picture=picture,
        )


def _gray(
    picture: av.VideoFrame, size: tuple[int, int], turn: Orientation
) -> npt.NDArray[np.uint8]:
    """Return the luma of a picture, 0 to 255, upright, at this height and width."""
    name = picture.format.name
    full = name not in PLANAR or name in FULL or picture.color_range == ColorRange.JPEG
    if name in PLANAR:
        luma = plane_pixels(picture.planes[0])
    else:
        # converted, it is drawn out already
        luma = np.asarray(picture.to_ndarray(format="gray"), np.uint8)
    height, width = turn.sides(size)
    luma = scaled(luma, height, width)
    return upright(luma if full else np.asarray(cv2.LUT(luma, STRETCH), np.uint8), turn)
