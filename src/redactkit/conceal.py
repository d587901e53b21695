"""Methods of concealment, and painting them on RGB pictures and YUV planes.

Only this module changes pixels, and only those of the picture it was handed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

__all__ = ["Fill", "Frozen", "Label", "Method"]

Color: TypeAlias = tuple[int, int, int]

BLACK: Color = (0, 0, 0)


@dataclass(frozen=True, slots=True)
class Fill:
    """Cover with one opaque color, RGB."""

    color: Color = BLACK


@dataclass(frozen=True, slots=True)
class Label:
    """Cover with one opaque color and draw the finding's alias on top, where it has one."""

    color: Color = BLACK


@dataclass(frozen=True, slots=True)
class Frozen:
    """A blur that cannot be undone: ``cells`` x ``cells`` averages, at most 4 x 4, taken once.

    The cells are averaged in the first frame a track is painted in and reused in every
    later one. A blur or mosaic made anew from each frame gives the face back after some
    seconds of video (250 frames through x264 rebuilt a recognisable face).
    """

    cells: int = 4


Method: TypeAlias = Fill | Label | Frozen
