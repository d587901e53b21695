"""Time to redact clips against a bare transcode with the same encoder settings, in one run.

    python benchmarks/speed.py ../shared/footage/clips [--only NAME ...]

Wall time and CPU time of decoding and encoding alone, of pass 1 (find) and of pass 2
(write). On a machine that others use too, the ratio of CPU times tells more.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from bench.runners.recoding import recode

from redactkit.core.policy import Policy, decide
from redactkit.detect.faces import FaceDetector
from redactkit.pipeline import clip_detection
from redactkit.pipeline.redactor import Redactor
from redactkit.records.plan import Plan
from redactkit.records.record import digest_file
from redactkit.render.face_margin import with_face_margin

Answer = TypeVar("Answer")

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True, slots=True)
class Took:
    """Seconds on the wall and of all cores together."""

    wall: float = 0.0
    cpu: float = 0.0

    def __add__(self, other: Took) -> Took:
        """Return both together."""
        return Took(self.wall + other.wall, self.cpu + other.cpu)


def timed(work: Callable[[], Answer]) -> tuple[Answer, Took]:
    """Return what ``work`` returns and what it took."""
    wall, cpu = time.perf_counter(), time.process_time()
    answer = work()
    return answer, Took(time.perf_counter() - wall, time.process_time() - cpu)


def find(source: Path, detector: FaceDetector, policy: Policy) -> Plan:
    """Return the plan for one clip: pass 1 and the decisions."""
    found = clip_detection.find_in(source, [detector], policy)
    return Plan(
        source_sha256=digest_file(source)[0],
        info=found.info,
        redactions=tuple(map(with_face_margin, decide(found.findings, policy))),
        pts=found.pts,
        detectors=(detector.name,),
        warnings=found.warnings,
    )


def one(source: Path, folder: Path, detector: FaceDetector) -> tuple[int, Took, Took, Took]:
    """Return frames, and what the bare transcode, pass 1 and pass 2 took."""
    policy = Policy()
    count, bare = timed(lambda: recode(source, folder / "bare.mp4"))
    plan, first = timed(lambda: find(source, detector, policy))
    # painted and encoded, without the checks
    writer = Redactor(policy=policy, verify=False, now=None)
    _, second = timed(lambda: writer.apply(plan, source, folder / "out.mp4"))
    return count, bare, first, second


def row(name: str, frames: int, bare: Took, first: Took, second: Took) -> str:
    """Return one line of the table."""
    both = first + second
    ms = [1000 * took.cpu / frames for took in (bare, first, second)]
    return (
        f"{name:12s} {frames:6d} {ms[0]:8.1f} {ms[1]:8.1f} {ms[2]:8.1f} "
        f"{both.cpu / bare.cpu:8.2f} {both.wall / bare.wall:8.2f} {frames / both.wall:8.1f}"
    )


def main() -> int:
    """Print a line for each clip and one for all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("clips", type=Path, help="folder of clips")
    parser.add_argument("--only", nargs="+", help="names without suffix")
    args = parser.parse_args()
    detector = FaceDetector()
    frames, total = 0, [Took(), Took(), Took()]
    print("clip         frames  CPU ms a frame: bare, pass 1, pass 2; ratio CPU, wall; frames/s")
    with tempfile.TemporaryDirectory() as folder:
        for clip in sorted(args.clips.iterdir()):
            if args.only and clip.stem not in args.only:
                continue
            count, *took = one(clip, Path(folder), detector)
            print(row(clip.stem, count, *took), flush=True)
            frames += count
            total = [old + new for old, new in zip(total, took, strict=True)]
    print(row("all", frames, *total))
    return 0


if __name__ == "__main__":
    sys.exit(main())
