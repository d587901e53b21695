"""Plain RapidOCR, with redactkit's rules of text or with none: ``run_rapidocr.py HOW IN OUT``.

HOW ``rules``: each line that it reads goes through the rules, and the part of the line's box
that a value takes is painted black: what a day's work gives. No layout, so no names by place,
no avatars, no codes. HOW ``read``: redactkit's own engine only reads and the picture is written
as it was: the floor of the cost.
"""

from __future__ import annotations

import sys
from pathlib import Path

import cv2
import numpy as np


def read_only(source: Path, target: Path) -> None:
    """Read every picture with the engine that redactkit uses, and change nothing."""
    from redactkit.models.rapidocr import RapidOcr  # noqa: PLC0415 - the other way needs it not

    reader = RapidOcr()
    for path in sorted(source.iterdir()):
        pixels = cv2.imread(str(path))
        reader.read(np.ascontiguousarray(pixels[:, :, ::-1]))
        cv2.imwrite(str(target / path.name), pixels)


def rules_only(source: Path, target: Path) -> None:
    """Cover the values in every line that RapidOCR reads, each line alone."""
    from rapidocr import RapidOCR  # noqa: PLC0415 - the other way sets the engine up first

    from redactkit.text.identifiers import find_spans  # noqa: PLC0415

    engine = RapidOCR()
    for path in sorted(source.iterdir()):
        pixels, found = cv2.imread(str(path)), engine(str(path))
        lines = () if found.boxes is None else zip(found.boxes, found.txts, strict=True)
        for corners, text in lines:
            (left, top), (right, bottom) = corners.min(axis=0), corners.max(axis=0)
            for span in find_spans(text):
                x0, x1 = (left + (right - left) * end / len(text) for end in (span.start, span.end))
                pixels[round(top) : round(bottom), round(x0) : round(x1)] = 0
        cv2.imwrite(str(target / path.name), pixels)


if __name__ == "__main__":
    work = {"rules": rules_only, "read": read_only}[sys.argv[1]]
    work(Path(sys.argv[2]), Path(sys.argv[3]))
