"""Read the text of annotated pictures once, for all later runs: ``python -m training.read TRUTH IMAGES OUT``."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
from PIL import Image

from redactkit.models.rapidocr import RapidOcr


def main() -> None:
    """Read every picture that was not read yet, none of the split ``check``."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("truth", type=Path)
    parser.add_argument("images", type=Path)
    parser.add_argument("out", type=Path)
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    reader = RapidOcr(threads=1)
    truth = json.loads(args.truth.read_text(encoding="utf-8"))["images"]
    for picture in truth:
        target = args.out / f"{Path(picture['file']).name}.json"
        if picture.get("split", "tune") == "check" or target.exists():
            continue
        pixels = np.asarray(Image.open(args.images / picture["file"]).convert("RGB"))
        found = [
            (line.text, line.score, line.box.xyxy, [char.xyxy for char in line.chars])
            for line in reader.read(pixels)
        ]
        target.write_text(json.dumps(found, ensure_ascii=False), encoding="utf-8")


if __name__ == "__main__":
    main()
