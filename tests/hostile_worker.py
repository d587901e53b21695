"""Does one job over and over until it is killed: started by test_hostile_crash.py.

The modules are imported once; each line on standard input forks a child that does its job
in a loop and is killed by the test. Faces are looked for by a stub: what is tested is how files
are written, and a model's threads do not outlive a fork.
"""

from __future__ import annotations

import os
import sys
import time
import traceback
from pathlib import Path
from typing import TYPE_CHECKING

from redactkit.core.geometry import Box
from redactkit.core.policy import Policy
from redactkit.core.zones import Zone
from redactkit.pipeline.redactor import Redactor
from redactkit.records.plan import Plan

if TYPE_CHECKING:
    from collections.abc import Sequence

    from redactkit.core.findings import Detection
    from redactkit.core.frames import Frame

COVERED = Policy(zones=(Zone(shape=Box(0, 0, 40, 30)),))
"""Something to hide in every clip, so that it is written anew."""


class Nobody:
    """A face detector that has looked and found nothing."""

    name = "nobody-1"

    def detect(self, frames: Sequence[Frame]) -> list[list[Detection]]:
        """Return nothing for each frame."""
        return [[] for _ in frames]


def writer(policy: Policy = COVERED) -> Redactor:
    """Return a Redactor that finds no face; by default it has a zone to cover."""
    kit = Redactor(now=None, policy=policy)
    kit._detectors.models.faces = Nobody()
    return kit


def work(kind: str, folder: Path, ready: int) -> None:
    """Write finished files under new names until the end of this process."""
    kit = writer()
    plan = Plan.from_json((folder / "plan.json").read_text(encoding="utf-8"))

    def job(target: Path) -> None:
        if kind == "image":
            kit.apply(plan, folder / "a.png", target.with_suffix(".png"))
        else:
            kit.video(folder / "a.mp4", target.with_suffix(".mp4"))

    # the first loads what is loaded at first use, the second says how long a job takes
    job(folder / "warm")
    begin = time.monotonic()
    job(folder / "warm")
    os.write(ready, str(time.monotonic() - begin).encode())
    for number in range(10_000):
        job(folder / "out" / str(number))


def main() -> None:
    """Fork a child for each line ``kind folder``; answer with its id and a job's seconds."""
    for line in sys.stdin:
        kind, folder = line.split()
        reading, ready = os.pipe()
        child = os.fork()
        if child == 0:
            try:
                work(kind, Path(folder), ready)
            except Exception:  # noqa: BLE001 - shown, and the child ends
                traceback.print_exc()
            finally:
                os._exit(1)
        os.close(ready)
        seconds = os.read(reading, 99).decode()
        os.close(reading)
        print(child, seconds, flush=True)  # noqa: T201 - the answer
        os.waitpid(child, 0)
        print("gone", flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
