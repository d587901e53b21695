"""Seconds for pictures, models loaded: ``time_pictures.py HOW TIMES PICTURE...`` prints JSON.

HOW: ``redactkit`` redacts, ``read`` lets its reader only read, ``engine`` is RapidOCR's own call
on the same engine (OpenVINO), ``plain`` is RapidOCR as it comes, on onnxruntime. The first picture
is done once before, so that no model is loaded while time is taken. Of TIMES the least counts.
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
        from redactkit.models.rapidocr import RapidOcr  # noqa: PLC0415

        reader = RapidOcr()
        return lambda path: reader.read(np.ascontiguousarray(cv2.imread(str(path))[:, :, ::-1]))
    if how == "engine":
        from redactkit.models.runtime import openvino  # noqa: PLC0415

        openvino()  # before rapidocr loads it, which lets it send usage data
    from rapidocr import RapidOCR  # noqa: PLC0415
    from rapidocr.utils.typings import EngineType  # noqa: PLC0415

    kinds = ("Det", "Cls", "Rec") if how == "engine" else ()
    engine = RapidOCR(params={f"{kind}.engine_type": EngineType.OPENVINO for kind in kinds})
    return lambda path: engine(str(path))


def took(work: Callable[[Path], object], path: Path) -> tuple[float, float]:
    """Return wall and CPU seconds."""
    wall, cpu = time.perf_counter(), time.process_time()
    work(path)
    return time.perf_counter() - wall, time.process_time() - cpu


def main() -> int:
    """Print wall and CPU seconds for each picture."""
    times, pictures = int(sys.argv[2]), [Path(name) for name in sys.argv[3:]]
    with tempfile.TemporaryDirectory() as folder:
        work = worker(sys.argv[1], Path(folder))
        work(pictures[0])
        rows = [min(took(work, path) for _ in range(times)) for path in pictures]
    print(json.dumps(rows))
    return 0


if __name__ == "__main__":
    sys.exit(main())
