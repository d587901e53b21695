"""From annotated pictures to the ONNX file in one command, each step taken up where it stopped.

``python -m training.make --pictures TRUTH IMAGES [--pictures ...] --fonts DIR --work DIR --out FILE``

Learns only from pictures whose ``train`` is true; pictures of the split ``check`` are not opened.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from pathlib import Path


def main() -> None:
    """Read, sample, draw, train, export."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--pictures",
        nargs=2,
        action="append",
        required=True,
        type=Path,
        metavar=("TRUTH", "IMAGES"),
    )
    parser.add_argument("--fonts", type=Path, required=True, help="folder of fonts with Chinese")
    parser.add_argument(
        "--work", type=Path, required=True, help="folder for what is made on the way"
    )
    parser.add_argument("--out", type=Path, required=True, help="the ONNX file")
    parser.add_argument("--drawn", type=int, default=1500, help="pages to draw")
    parser.add_argument("--steps", type=int, default=2200)
    args = parser.parse_args()
    read, real, drawn, run = (args.work / name for name in ("read", "real", "drawn", "run"))
    allowed = []
    for truth, images in args.pictures:
        _step("read", truth, images, read)
        _step("annotated", truth, images, read, real, "--variants", 2)
        found = json.loads(truth.read_text(encoding="utf-8"))["images"]
        allowed += [
            one["file"] for one in found if one.get("train") and one.get("split") != "check"
        ]
    only = args.work / "only.json"
    only.write_text(json.dumps(allowed), encoding="utf-8")
    _step("drawn", "--fonts", args.fonts, "--out", drawn, "--count", args.drawn)
    _step(
        "train",
        "--real",
        real,
        "--drawn",
        drawn,
        "--only",
        only,
        "--share",
        0.7,
        "--out",
        run,
        "--steps",
        args.steps,
    )
    _step("export", run / "head.pt", args.out)


def _step(module: str, *given: object) -> None:
    command = [sys.executable, "-m", f"training.{module}", *map(str, given)]
    subprocess.run(command, check=True)  # noqa: S603 - our own modules


if __name__ == "__main__":
    main()
