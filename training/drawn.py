"""Samples of drawn pages: ``python -m training.drawn --fonts DIR --out DIR --count N``.

Each page is drawn from its own seed: kind of page, colors, sizes, shapes, fonts and texts by chance.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from training.chats import chat, transcript
from training.samples import Page, write
from training.sheet import Sheet
from training.surfaces import article, bills, desktop, feed, grid, listing, profile, settings, shop
from training.taps import Taps
from training.texts import Texts

if TYPE_CHECKING:
    from collections.abc import Callable

KINDS: tuple[tuple[Callable[[Sheet], None], float], ...] = (
    (chat, 0.34), (listing, 0.15), (feed, 0.16), (desktop, 0.1), (grid, 0.05), (profile, 0.05),
    (settings, 0.04), (article, 0.04), (bills, 0.02), (transcript, 0.03), (shop, 0.02),
)  # fmt: skip
"""What draws a page, and its share of the pages."""

SUFFIXES = (".ttf", ".ttc", ".otf")


def draw(seed: int, fonts: list[Path]) -> Page:
    """Draw one page."""
    rng = np.random.default_rng([seed, 77])
    texts = Texts(rng)
    shares = np.array([share for _, share in KINDS])
    kind = KINDS[int(rng.choice(len(KINDS), p=shares / shares.sum()))][0]
    wide = kind is desktop
    size = (
        (texts.number(700, 1250), texts.number(480, 800))
        if wide
        else (texts.number(400, 640), texts.number(420, 1150))
    )
    dark = texts.chance(0.25)
    low, high = (5, 50) if dark else (225, 256)
    base = int(rng.integers(low, high))
    ground = tuple(int(np.clip(base + d, 0, 255)) for d in rng.integers(-6, 7, 3))
    sheet = Sheet(size, ground, texts, fonts)
    kind(sheet)
    name = f"drawn{seed:06d}"
    return Page(name, "drawn", np.asarray(sheet.image), sheet.lines, sheet.items)


def main() -> None:
    """Draw pages and write one varied sample of each."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--fonts", type=Path, required=True, help="folder of fonts with Chinese")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--count", type=int, default=3000)
    parser.add_argument("--threads", type=int, default=1)
    args = parser.parse_args()
    fonts = sorted(path for path in args.fonts.rglob("*") if path.suffix in SUFFIXES)
    args.out.mkdir(parents=True, exist_ok=True)
    taps = Taps(args.threads)
    for seed in range(args.first, args.first + args.count):
        path = args.out / f"drawn~drawn{seed:06d}~1.npz"
        if not path.exists():
            write(path, draw(seed, fonts), taps, np.random.default_rng([seed, 3]), jitter=True)


if __name__ == "__main__":
    main()
