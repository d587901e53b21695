"""Where the characters of a line stand, from the columns that they were read in."""

from __future__ import annotations

import unicodedata
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from redactkit.core.geometry import Box
from redactkit.core.protocols import TextLine
from redactkit.models.tiling import box_of

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["text_line"]

Quads = npt.NDArray[np.float32]


def text_line(
    quad: Quads, text: str, score: float, centers: Sequence[float], *, turned: bool
) -> TextLine:
    """Return the line read in four corners; ``centers`` are its glyphs' middles along it, 0 to 1.

    Of a line that was turned upright no glyph has a place of its own.
    """
    box = box_of(quad)
    if turned or not text:
        return TextLine(text=text, box=box, score=score, chars=(box,) * len(text))
    edges = [(a + b) / 2 for a, b in pairwise(centers)]
    near, far = [0.0, *edges], [*edges, 1.0]
    # Glyphs are narrower than their line is high; wide gaps (a missed emoji) belong to no glyph.
    halves = [_half(char) * box.height / max(box.width, 1.0) for char in text]
    chars = tuple(
        Box(
            box.left + max(a, middle - half, 0.0) * box.width,
            box.top,
            box.left + min(max(b, middle), middle + half, 1.0) * box.width,
            box.bottom,
        )
        for a, b, middle, half in zip(near, far, centers, halves, strict=True)
    )
    return TextLine(text=text, box=box, score=score, chars=chars)


def _half(char: str) -> float:
    """Half the width a glyph can have, in line heights (lines are located a quarter too high)."""
    return 0.46 if unicodedata.east_asian_width(char) in "WF" else 0.36
