"""Single pictures of a file, asked for in any order, for a person to look at.

Nothing is kept beside the last picture: no copy of an original is written anywhere.
"""

from __future__ import annotations

from threading import RLock
from typing import TYPE_CHECKING

import cv2
import numpy as np

from redactkit.core.errors import MediaError
from redactkit.media import image
from redactkit.media.video import decoding
from redactkit.media.video.reader import open_clip

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator
    from pathlib import Path

    from redactkit.core.frames import Pixels
    from redactkit.core.geometry import Box
    from redactkit.core.policy import Limits
    from redactkit.records.plan import Plan

__all__ = ["STRIP", "FrameAccess", "cropped", "downscaled", "jpeg"]

STRIP = 4096
"""Height in pixels of the parts in which a tall screenshot is shown; browsers refuse the whole."""

AHEAD = 60
"""Frames that are sooner decoded in passing than found by a jump to a key frame."""

QUALITY = 90
AROUND = 0.35
"""Share of a box's longer side that is shown around it."""


class FrameAccess:
    """The pictures of one source.

    Args:
        source: a picture or a clip.
        plan: its plan, which holds the time of each frame.
        limits: where a picture is refused.
    """

    def __init__(self, source: Path, plan: Plan, limits: Limits) -> None:
        """Open nothing yet."""
        self._source, self._limits = source, limits
        self._clip = plan.info.time_base is not None
        self._pts = plan.pts
        self._places = {tick: number for number, tick in enumerate(plan.pts)}
        self._lock = RLock()
        self._last: tuple[int, Pixels] | None = None
        self._stream: Generator[tuple[int, Pixels]] | None = None
        self._jumps = True

    def picture(self, frame: int) -> Pixels:
        """Return one picture, upright, RGB.

        Raises:
            MediaError: there is no such frame, or the file cannot be read.
        """
        with self._lock:
            if self._last is None or self._last[0] != frame:
                self._last = frame, self._fetch(frame)
            return self._last[1]

    def run(self, first: int, last: int) -> Iterator[tuple[int, Pixels]]:
        """Yield ``(frame, picture)`` from ``first`` to ``last``, both included.

        Raises:
            MediaError: there is no such frame, or the file cannot be read.
        """
        for frame in range(first, last + 1):
            yield frame, self.picture(frame)

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            if self._stream is not None:
                self._stream.close()
            self._stream = self._last = None

    def _fetch(self, frame: int) -> Pixels:
        if not 0 <= frame < len(self._pts):
            msg = "there is no such frame"
            raise MediaError(msg)
        if not self._clip:
            return image.read(self._source, self._limits)[0].pixels
        here = -1 if self._last is None else self._last[0]
        if self._stream is None or not here < frame <= here + AHEAD:
            self._restart(frame)
        found = self._read_on(frame)
        if found is None and self._jumps:
            # a file whose time stamps cannot be trusted is read from its start
            self._jumps = False
            self._restart(frame)
            found = self._read_on(frame)
        if found is None:
            msg = f"{self._source.name}: frame {frame} cannot be read"
            raise MediaError(msg)
        return found

    def _restart(self, frame: int) -> None:
        if self._stream is not None:
            self._stream.close()
        self._stream = self._pictures(frame if self._jumps else 0)

    def _read_on(self, frame: int) -> Pixels | None:
        for number, pixels in self._stream or ():
            if number == frame:
                return pixels
            if number > frame:
                break
        return None

    def _pictures(self, start: int) -> Generator[tuple[int, Pixels]]:
        with open_clip(self._source, "cover") as clip:
            if start:
                clip.container.seek(self._pts[start], stream=clip.stream)
            for shot in decoding.lazy_frames(clip):
                if start and clip.counts["rebuilt"]:
                    return
                if shot.pts in self._places:
                    yield self._places[shot.pts], shot.pixels


def cropped(pixels: Pixels, box: Box, side: int) -> Pixels:
    """Return the box with something around it, at most ``side`` pixels wide and high."""
    height, width = pixels.shape[:2]
    x0, y0, x1, y1 = box.padded(AROUND * max(box.width, box.height)).pixels(width, height)
    if x0 >= x1 or y0 >= y1:
        x0, y0, x1, y1 = 0, 0, width, height
    part = pixels[y0:y1, x0:x1]
    return downscaled(part, side / max(part.shape[:2]))


def downscaled(pixels: Pixels, scale: float) -> Pixels:
    """Return a picture ``scale`` times as wide and high, never larger than it is."""
    height, width = pixels.shape[:2]
    scale = min(1.0, scale)
    size = max(1, round(width * scale)), max(1, round(height * scale))
    return np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), np.uint8)


def jpeg(pixels: Pixels) -> bytes:
    """Return a picture as the bytes of a JPEG file.

    Raises:
        MediaError: it is larger than JPEG can be.
    """
    done, data = cv2.imencode(
        ".jpg", cv2.cvtColor(pixels, cv2.COLOR_RGB2BGR), [cv2.IMWRITE_JPEG_QUALITY, QUALITY]
    )
    if not done:
        msg = "the picture cannot be shown"
        raise MediaError(msg)
    return data.tobytes()
