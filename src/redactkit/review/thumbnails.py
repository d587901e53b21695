"""Small pictures of redacted files for the report."""

from __future__ import annotations

from base64 import b64encode
from typing import TYPE_CHECKING

from redactkit.core.errors import MediaError
from redactkit.core.policy import Limits
from redactkit.media import image
from redactkit.media.medium import Medium, medium_of
from redactkit.media.video import decoding
from redactkit.media.video.reader import open_clip
from redactkit.review.frame_access import downscaled, jpeg

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from redactkit.core.frames import Pixels

__all__ = ["small_pictures"]

WIDE, HIGH = 300, 420
"""Largest size in pixels."""

SHARES = (0.1, 0.5, 0.9)
"""Where in a clip its small pictures are taken."""


def small_pictures(media: Path) -> list[str]:
    """Return JPEG files in Base64: one of a picture (the top of a tall one), three of a clip.

    A statement has none.

    Raises:
        MediaError: the file cannot be read.
    """
    match medium_of(media):
        case Medium.IMAGE:
            pictures = [image.read(media, Limits())[0].pixels]
        case Medium.VIDEO:
            pictures = list(_from_clip(media))
        case _:
            pictures = []
    return [b64encode(jpeg(_small(pixels))).decode() for pixels in pictures]


def _from_clip(media: Path) -> Iterator[Pixels]:
    info = decoding.probe(media)
    for share in SHARES[: max(1, min(info.frames, len(SHARES)))]:
        with open_clip(media, "cover") as clip:
            # to the key frame before: near enough for a small picture, and quick
            start = clip.stream.start_time or 0
            length = clip.stream.duration or round(info.duration_s / clip.time_base)
            clip.container.seek(start + int(length * share), stream=clip.stream)
            found = next(decoding.lazy_frames(clip), None)
        if found is None:
            msg = f"{media.name}: holds no frame that can be shown"
            raise MediaError(msg)
        yield found.pixels


def _small(pixels: Pixels) -> Pixels:
    # a stitched screenshot would be a thread: show its top
    part = pixels[: round(pixels.shape[1] * HIGH / WIDE)]
    return downscaled(part, WIDE / part.shape[1])
