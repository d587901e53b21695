"""Pictures and clips made for tests, with nothing in them that is anybody's."""

from __future__ import annotations

from fractions import Fraction

import av
import numpy as np
from PIL import Image

import samples


def save_clip(path, pictures, *, form="mp4", codec="libx264", rate=25, options=None):
    """Encode RGB pictures at a constant rate."""
    with av.open(str(path), "w", format=form) as container:
        stream = container.add_stream(codec, rate=Fraction(rate))
        height, width = pictures[0].shape[:2]
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        stream.options = options or {}
        for picture in pictures:
            frame = av.VideoFrame.from_ndarray(picture, format="rgb24")
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


def two_people(frames=6):
    """Return frames with two drawn people."""
    return [samples.draw_counter(index, frames) for index in range(frames)]


def empty_room(frames=6):
    """Return frames of noise on a plain wall."""
    rng = np.random.default_rng(3)
    return [rng.integers(120, 126, (96, 128, 3), dtype=np.uint8) for _ in range(frames)]


STORED = {
    1: None,
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}
"""How an upright picture is laid into a file that has an EXIF orientation."""


def as_stored(picture, orientation):
    """Return a picture as it lies in a file of an EXIF orientation."""
    image = Image.fromarray(picture)
    turn = STORED[orientation]
    return image if turn is None else image.transpose(turn)
