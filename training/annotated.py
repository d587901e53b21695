"""Samples of annotated pictures: ``python -m training.annotated TRUTH IMAGES READ OUT``.

TRUTH holds ``images`` with ``file``, ``source`` (its first word is the repository), ``items``
and perhaps ``split`` and ``train``; pictures of the split ``check`` are never opened.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from PIL import Image

from training.samples import Page, labels_of, lines_from, write
from training.taps import Taps

if TYPE_CHECKING:
    from collections.abc import Iterator


def tuned(truth: Path) -> list[dict[str, Any]]:
    """Return the pictures that may be learned from and looked at."""
    found = json.loads(truth.read_text(encoding="utf-8"))["images"]
    return [picture for picture in found if picture.get("split", "tune") != "check"]


def pages(truth: Path, images: Path, read: Path) -> Iterator[tuple[dict[str, Any], Page]]:
    """Open each picture that was read."""
    for picture in tuned(truth):
        name = picture["file"]
        found = read / f"{name}.json"
        if not found.exists():
            continue
        pixels = np.asarray(Image.open(images / name).convert("RGB"))
        group = picture["source"].split()[0].replace("/", "+")
        yield picture, Page(name, group, pixels, lines_from(found), labels_of(picture))


def main() -> None:
    """Write a plain sample and some varied ones of each picture."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("truth", "images", "read", "out"):
        parser.add_argument(name, type=Path)
    parser.add_argument("--variants", type=int, default=3)
    parser.add_argument("--threads", type=int, default=1)
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    taps = Taps(args.threads)
    for _, page in pages(args.truth, args.images, args.read):
        for variant in range(args.variants + 1):
            path = args.out / f"{page.group}~{page.name}~{variant}.npz"
            if not path.exists():
                rng = np.random.default_rng([variant, *page.name.encode()])
                write(path, page, taps, rng, jitter=variant > 0)


if __name__ == "__main__":
    main()
