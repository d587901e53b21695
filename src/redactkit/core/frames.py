"""Pictures in memory, and the properties of a media file."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol, TypeAlias

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from fractions import Fraction

    from redactkit.core.geometry import BlockGrid

__all__ = ["CodecBlocks", "Frame", "MediaInfo", "Picture", "Pixels", "Planes"]

Pixels: TypeAlias = npt.NDArray[np.uint8]
"""Upright RGB picture, shape ``(height, width, 3)``, 8 bits a channel."""


class Picture(Protocol):
    """One picture of a clip, perhaps not unpacked yet."""

    @property
    def index(self) -> int:
        """Its place in the clip, from 0."""
        ...

    @property
    def pts(self) -> int:
        """Its time, in ticks of the clip's time base."""
        ...

    @property
    def shape(self) -> tuple[int, int]:
        """Height and width, px."""
        ...

    @property
    def pixels(self) -> Pixels:
        """Upright RGB."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class CodecBlocks:
    """The blocks in which a lossy file kept a picture.

    What lay in one block left traces in all of it. ``grey`` holds where the picture has no
    color: its brightness is often kept in smaller blocks.
    """

    color: BlockGrid
    grey: BlockGrid


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Frame:
    """One picture of a clip; a still image is frame 0.

    ``pts`` counts ticks of the clip's time base. ``coding`` is None in a clip and where the
    file keeps every pixel by itself.
    """

    index: int
    pts: int
    pixels: Pixels = field(repr=False)
    codec_blocks: CodecBlocks | None = None

    @property
    def shape(self) -> tuple[int, int]:
        """Height and width, px."""
        return self.pixels.shape[0], self.pixels.shape[1]


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Planes:
    """The three writable planes of a YUV frame, 8 bits, limited range.

    ``luma`` is ``(height, width)``; ``blue`` and ``red`` are smaller by the
    chroma subsampling, rounded up (4:2:0 halves both sides).
    """

    luma: npt.NDArray[np.uint8] = field(repr=False)
    blue: npt.NDArray[np.uint8] = field(repr=False)
    red: npt.NDArray[np.uint8] = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaInfo:
    """What a file holds: upright size, and for a clip its frames and times.

    ``frames`` is 1 for a still; ``rate`` is frames a second and ``time_base``
    seconds a tick, both None for a still.
    """

    media_type: str
    width: int
    height: int
    frames: int = 1
    rate: Fraction | None = None
    time_base: Fraction | None = None
    duration_s: float = 0.0
