"""Time of a whole screenshot against reading its text alone, and against its height.

    python benchmarks/pictures.py [PICTURE ...]

Without pictures it draws its own. All figures are ratios of processor time within one run,
all threads counted, best of three; so they hold on a machine with other work too.
Where the package onnxruntime is installed, plain RapidOCR with its default engine is
timed beside.
"""

from __future__ import annotations

import importlib.util
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import cv2
import numpy as np

import redactkit
from redactkit.models.rapidocr import RapidOcr

if TYPE_CHECKING:
    from collections.abc import Callable

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "examples"))

HEIGHTS = (2000, 4000, 8000, 16000)


def best(job: Callable[[], object], times: int = 3) -> float:
    """Return the least processor time of a job in seconds; a first run warms up."""
    job()
    taken = []
    for _ in range(times):
        start = time.process_time()
        job()
        taken.append(time.process_time() - start)
    return min(taken)


def draw(folder: Path, height: int) -> Path:
    """Draw a chat and repeat it down to a height."""
    import samples  # noqa: PLC0415 - lies in examples/

    chat = samples.draw_chat(samples.LIGHT)[200:1780]
    tall = np.concatenate([chat] * (height // len(chat) + 1))[:height]
    path = folder / f"{height}.png"
    cv2.imwrite(str(path), tall[:, :, ::-1])
    return path


def plain_rapidocr() -> Callable[[str], object] | None:
    """Return RapidOCR as it comes, or None where its default engine is not installed."""
    if importlib.util.find_spec("onnxruntime") is None:
        return None
    from rapidocr import RapidOCR  # noqa: PLC0415 - an optional rival

    return RapidOCR()


def main() -> int:
    """Print one row for each picture."""
    plain = plain_rapidocr()
    reader = RapidOcr()
    quick, careful = redactkit.Redactor(verify=False), redactkit.Redactor()
    print(
        "picture, px high: read s, whole/read, looked at again/read, plain RapidOCR/looked at again"
    )
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        pictures = [Path(name) for name in sys.argv[1:]] or [draw(folder, h) for h in HEIGHTS]
        for number, path in enumerate(pictures):
            pixels = cv2.imread(str(path))[:, :, ::-1].copy()
            out = folder / f"out{number}.png"

            def whole(kit: redactkit.Redactor, path: Path = path, out: Path = out) -> None:
                kit.for_case(redactkit.Case()).image(path, out)

            read = best(lambda pixels=pixels: reader.read(pixels))
            one, two = best(lambda: whole(quick)), best(lambda: whole(careful))
            rival = best(lambda path=path: plain(str(path))) / two if plain else float("nan")
            row = f"{read:.2f}, {one / read:.2f}, {two / read:.2f}, {rival:.2f}"
            print(f"{number}, {len(pixels)}: {row}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
