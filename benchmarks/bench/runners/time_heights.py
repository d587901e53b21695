"""Seconds for pictures of rising height: ``time_heights.py HOW PICTURE...`` prints JSON.

HOW: ``redactkit`` redacts, ``read`` lets its engine only read, ``plain`` is RapidOCR as it
comes. The first picture is done once before, so that no model is loaded while time is taken.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import cv2
import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable


def worker(how: str, folder: Path) -> Callable[[Path], object]:
    """Return what is done with a picture."""
    if how == "redactkit":
        import redactkit  # noqa: PLC0415 - each way needs its own

        kit = redactkit.Redactor(now=None)
        return lambda path: kit.for_case(redactkit.Case()).image(path, folder / path.name)
    if how == "read":
        from redactkit.backends.rapidocr import RapidOcr  # noqa: PLC0415

        reader = RapidOcr()
        return lambda path: reader.read(np.ascontiguousarray(cv2.imread(str(path))[:, :, ::-1]))
    from rapidocr import RapidOCR  # noqa: PLC0415

    engine = RapidOCR()
    return lambda path: engine(str(path))


def main() -> int:
    """Print wall and CPU seconds for each picture."""
    pictures = [Path(name) for name in sys.argv[2:]]
    with tempfile.TemporaryDirectory() as folder:
        work = worker(sys.argv[1], Path(folder))
        work(pictures[0])
        rows = []
        for path in pictures:
            wall, cpu = time.perf_counter(), time.process_time()
            work(path)
            rows.append([time.perf_counter() - wall, time.process_time() - cpu])
    print(json.dumps(rows))
    return 0


if __name__ == "__main__":
    sys.exit(main())
