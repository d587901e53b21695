"""Draw the samples, redact them, and show what was removed.

    python examples/quickstart.py

writes out/samples (drawn), out/redacted (finished, with a record beside each file) and
out/before-after.png.
"""

from __future__ import annotations

import sys
from pathlib import Path

import cv2
import numpy as np

import redactkit
import samples
from redactkit.batch import Options, Outcome

OUT = Path("out")


def before_after(name: str) -> None:
    """Put a sample and its redacted form side by side."""
    pair = [cv2.imread(str(OUT / folder / name)) for folder in ("samples", "redacted")]
    rim = np.full((pair[0].shape[0], 40, 3), 255, np.uint8)
    joined = np.hstack([pair[0], rim, pair[1]])
    half = cv2.resize(joined, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    cv2.imwrite(str(OUT / "before-after.png"), half)


def tell(outcome: Outcome, total: int) -> None:
    """Print a line for each file as it is done."""
    result = outcome.error or f"{outcome.removed} removed, {outcome.kept} kept"
    print(f"{outcome.name} (of {total}): {result}")


def main() -> int:
    """Run the job on the samples."""
    samples.make(OUT / "samples")
    summary = redactkit.redact_folder(
        OUT / "samples", OUT / "redacted", options=Options(keep_names=True), on_outcome=tell
    )
    if summary.failed:
        return 1
    before_after("chat-light.png")
    print(f"look at {OUT}/before-after.png and {OUT}/redacted")
    return 0


if __name__ == "__main__":
    sys.exit(main())
