"""In which blocks a picture file keeps its pixels, seen from the upright picture."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from redactkit.core.frames import CodecBlocks
from redactkit.core.geometry import BlockGrid

if TYPE_CHECKING:
    from pathlib import Path

    from PIL import Image

__all__ = ["codec_blocks_of"]

BLOCK = 8
"""Side in pixels of what a JPEG transforms at a time (ITU-T T.81, A.1.1)."""

SMOOTHED = 1
"""Pixels by which decoders blend halved color over the edges of blocks (libjpeg's triangle)."""

TRANSPOSED = range(5, 9)
FROM_RIGHT = (2, 3, 6, 7)
FROM_BELOW = (3, 4, 7, 8)
"""EXIF orientations (TIFF 6.0 tag 274) whose upright picture lies on its side in the file, has
the file's first block at its right edge, or at its lower one."""

IN_TIFF = ("jpeg", "tiff_jpeg")

FILTERED = BlockGrid((1, 1), reach=(8, 8))
"""Lossy WebP and HEIC smooth over the edges of blocks and predict each from the one before. Drawn
numbers changed pixels up to 8 px away by 1 to 8 levels on average, farther ones by under 0.6."""

Pair: TypeAlias = tuple[int, int]


def codec_blocks_of(path: Path, image: Image.Image, orientation: int) -> CodecBlocks | None:
    """Return the blocks of an opened picture; None where the format keeps every pixel.

    Args:
        path: the picture's file.
        image: as Pillow opened it, not turned yet.
        orientation: 1 to 8; another counts as 1, as Pillow turns it.
    """
    picture = image.size
    if image.format == "TIFF" and image.info.get("compression") in IN_TIFF:
        # color halved both ways is usual; strips and tiles begin where blocks do
        sampling = [(2, 2), (1, 1)]
        # Pillow tells the size of a TIFF as it will lie
        picture = picture[::-1] if orientation in TRANSPOSED else picture
    elif image.format in ("JPEG", "MPO"):
        sampling = [(across, down) for _, across, down, _ in getattr(image, "layer", ())]
    elif image.format == "HEIF" or (image.format == "WEBP" and _is_lossy(path)):
        return CodecBlocks(color=FILTERED, grey=FILTERED)
    else:
        return None
    most = max(across for across, _ in sampling), max(down for _, down in sampling)
    least = min(across for across, _ in sampling), min(down for _, down in sampling)
    reach = [SMOOTHED if few < many else 0 for few, many in zip(least, most, strict=True)]
    size = BLOCK * most[0], BLOCK * most[1]
    color = _upright(size, (reach[0], reach[1]), picture, orientation)
    # four layers are inks, of which any may have traces where the others have none
    fine = sampling[0] == most and len(sampling) < 4  # noqa: PLR2004
    grey = _upright((BLOCK, BLOCK), (0, 0), picture, orientation) if fine else color
    return CodecBlocks(color=color, grey=grey)


def _upright(size: Pair, reach: Pair, picture: Pair, orientation: int) -> BlockGrid:
    if orientation in TRANSPOSED:
        size, reach, picture = size[::-1], reach[::-1], picture[::-1]
    first = (
        picture[0] % size[0] if orientation in FROM_RIGHT else 0,
        picture[1] % size[1] if orientation in FROM_BELOW else 0,
    )
    return BlockGrid(size=size, first=first, reach=reach)


def _is_lossy(path: Path) -> bool:
    """Return whether a WebP has a chunk of lossy pixels, or of frames (RFC 9649, 2.5)."""
    with path.open("rb") as file:
        file.seek(12)
        while len(head := file.read(8)) == 8:  # noqa: PLR2004 - a name and a size
            name, size = head[:4], int.from_bytes(head[4:], "little")
            if name in (b"VP8 ", b"ANMF"):
                return True
            file.seek(size + size % 2, 1)
    return False
