"""Cover all that is not of one color, the trivial way: ``run_cover_everything.py IN OUT``."""

from __future__ import annotations

import sys
from pathlib import Path

import cv2
import numpy as np

TILE = 8
FLAT = 6
"""Spread of luma in a tile up to which it is of one color."""


def main() -> int:
    """Paint over every tile that shows something, and its neighbors."""
    source, target = map(Path, sys.argv[1:3])
    for path in sorted(source.iterdir()):
        pixels = cv2.imread(str(path))
        gray = cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY)
        high, wide = (size // TILE * TILE for size in gray.shape)
        tiles = gray[:high, :wide].reshape(high // TILE, TILE, wide // TILE, TILE)
        busy = (tiles.max(axis=(1, 3)).astype(int) - tiles.min(axis=(1, 3))) > FLAT
        grown = cv2.dilate(busy.astype(np.uint8), np.ones((3, 3), np.uint8))
        mask = cv2.resize(grown, gray.shape[::-1], interpolation=cv2.INTER_NEAREST)
        pixels[mask > 0] = 128
        cv2.imwrite(str(target / path.name), pixels)
    return 0


if __name__ == "__main__":
    sys.exit(main())
