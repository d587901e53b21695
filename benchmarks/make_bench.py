"""Draw redactkit-bench: screenshots and clips of made-up people, with exact truth.

    python benchmarks/make_bench.py OUT [--every 3]

OUT gets ``screens/images``, ``screens/truth.json``, ``footage/clips``, ``footage/truth.json``.
The same versions of OpenCV, NumPy and scikit-image draw the same files. Needs the extra ``dev``.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from bench.catalogue import draw_screens
from bench.clips import draw_clips


def main() -> int:
    """Draw both parts and say how much there is."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path, help="folder for the set")
    parser.add_argument("--every", type=int, default=1, help="draw only each n-th picture and clip")
    args = parser.parse_args()
    print(f"{draw_screens(args.out / 'screens', args.every)} screenshots")
    print(f"{draw_clips(args.out / 'footage', args.every)} frames of clips")
    return 0


if __name__ == "__main__":
    sys.exit(main())
