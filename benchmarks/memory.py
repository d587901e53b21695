"""Peak memory against the length of a clip, each length in a process of its own.

    python benchmarks/memory.py [--seconds 60 600]

The clip is drawn: two people before a counter, walking to and fro.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
from fractions import Fraction
from pathlib import Path

import av

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "examples"))

RATE = 12
LOOP = 60
"""Frames drawn; the clip shows them over and over."""


def draw(path: Path, seconds: int) -> None:
    """Encode a clip of so many seconds."""
    import samples  # noqa: PLC0415 - lies in examples/

    pictures = [samples.draw_counter(index, LOOP) for index in range(LOOP)]
    with av.open(str(path), "w", format="mp4") as container:
        stream = container.add_stream("libx264", rate=Fraction(RATE))
        stream.width, stream.height, stream.pix_fmt = 704, 480, "yuv420p"
        stream.options = {"crf": "28", "preset": "ultrafast"}
        for index in range(seconds * RATE):
            # forward and back again, so that nobody jumps
            step = index % (2 * LOOP)
            picture = pictures[min(step, 2 * LOOP - 1 - step)]
            container.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
        container.mux(stream.encode(None))


def one(path: Path) -> None:
    """Redact the clip in this process and print its peak memory in MiB."""
    import redactkit  # noqa: PLC0415 - only the child needs it

    redactkit.redact_video(path, path.with_suffix(".out.mp4"))
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)


def main() -> int:
    """Print the peak for each length and the ratio of the last to the first."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, nargs="+", default=[60, 600])
    parser.add_argument("--one", type=Path, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.one:
        one(args.one)
        return 0
    peaks = []
    with tempfile.TemporaryDirectory() as folder:
        for seconds in args.seconds:
            clip = Path(folder) / f"{seconds}.mp4"
            draw(clip, seconds)
            command = [sys.executable, __file__, "--one", str(clip)]
            done = subprocess.run(command, check=True, capture_output=True, text=True)
            peaks.append(int(done.stdout))
            print(f"{seconds:5d} s of clip: peak {peaks[-1]} MiB")
    print(f"ratio {peaks[-1] / peaks[0]:.3f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
