"""One frame as pass 2 paints it: decoded planes upright in a fresh frame, covers on top."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import av
import numpy as np
import numpy.typing as npt
from av.video.reformatter import ColorRange

from redactkit.core.errors import MediaError
from redactkit.core.frames import Planes
from redactkit.media.orientation import Orientation, upright

if TYPE_CHECKING:
    from av.video.plane import VideoPlane

    from redactkit.media.video.reader import VideoReader

__all__ = ["OutputFrame", "Paint", "plane_pixels"]

Paint = Callable[[int, Planes], None]
"""Gets a frame's index and its writable, upright 8-bit planes."""

EVEN_ONLY = frozenset({"h264", "h265"})
"""Codecs whose 4:2:0 frames cannot have odd sides; 4:4:4 keeps such a size."""

BLACK_LUMA, NO_CHROMA = 16, 128


@dataclass(frozen=True, slots=True)
class OutputFrame:
    """Size, width first, and pixel layout of the frames that one clip is written in."""

    size: tuple[int, int]
    layout: str

    @classmethod
    def of(cls, clip: VideoReader, picture: av.VideoFrame, codec: str) -> OutputFrame:
        """Return the canvas for a clip whose first picture this is."""
        size = clip.turn.sides((picture.width, picture.height))
        odd = any(side % 2 for side in size)
        return cls(size, "yuv444p" if odd and codec in EVEN_ONLY else "yuv420p")

    def painted(
        self, clip: VideoReader, index: int, picture: av.VideoFrame | None, paint: Paint
    ) -> av.VideoFrame:
        """Return a fresh frame with the picture last given by ``clip``, painted; None is black.

        Raises:
            MediaError: the picture has another size than the first.
        """
        fresh = av.VideoFrame(*self.size, self.layout)
        planes = [plane_pixels(plane) for plane in fresh.planes]
        if picture is None:
            for plane, value in zip(planes, (BLACK_LUMA, NO_CHROMA, NO_CHROMA), strict=True):
                plane[:] = value
        else:
            self._copy(clip, picture, planes)
            paint(index, Planes(luma=planes[0], blue=planes[1], red=planes[2]))
        return fresh

    def _copy(
        self, clip: VideoReader, picture: av.VideoFrame, planes: list[npt.NDArray[np.uint8]]
    ) -> None:
        if picture.color_range == ColorRange.JPEG or picture.format.name.startswith("yuvj"):
            full, limited = ColorRange.JPEG, ColorRange.MPEG
            same = picture.reformat(
                format=self.layout, src_color_range=full, dst_color_range=limited
            )
        else:
            same = picture.reformat(format=self.layout)
        for plane, new in zip(same.planes, planes, strict=True):
            old = plane_pixels(plane)
            old = old if clip.turn == Orientation() else upright(old, clip.turn)
            if old.shape != new.shape:
                msg = f"{clip.name} changes its size midway; split it where it does"
                raise MediaError(msg)
            new[:] = old


def plane_pixels(plane: VideoPlane) -> npt.NDArray[np.uint8]:
    """Return a plane's pixels, shape ``(height, width)``, as a view."""
    rows = np.frombuffer(memoryview(plane), np.uint8).reshape(plane.height, plane.line_size)
    return rows[:, : plane.width]
