"""A long clip in a batch: in one go and in parts; see `batch.py`."""

from __future__ import annotations

import resource
import time
from collections import Counter
from fractions import Fraction
from functools import partial
from typing import TYPE_CHECKING

import av

import samples
from redactkit.batch import Options, redact_folder
from redactkit.batch.process_pool import ProcessPool

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Future
    from pathlib import Path

    from redactkit.batch.worker import Task, TaskResult

__all__ = ["bench_parts"]

STEPS = 50
"""Pictures that are drawn; drawing costs more than redacting."""


def bench_parts(room: Path, seconds: int) -> None:
    """One long clip in one go and in four parts, by one worker and by two."""
    source = room / "long"
    source.mkdir()
    _draw(source / "counter.mp4", 25 * seconds)
    costs: dict[str, float] = {}
    for name, span, workers in (("in one", 1e6, 1), ("in parts", seconds / 4, 1), ("", 0, 2)):
        span_s = span or seconds / 4
        before, start = _spent(), time.perf_counter()
        steps = _worked(source, room / f"long-{span_s:g}-{workers}", span_s, workers)
        wall, cpu = time.perf_counter() - start, _spent() - before
        costs[name] = cpu
        words = f"{name or 'in parts'}, {workers} workers"
        print(
            f"{words:<28}{seconds} s of footage {wall:8.1f} s wall {cpu:8.1f} s CPU  {steps}",
            flush=True,
        )
    print(f"in parts / in one: {costs['in parts'] / costs['in one']:.2f}")


def _draw(path: Path, frames: int) -> None:
    """Encode two people of whom one walks to and fro; a key frame every two seconds."""
    once = [samples.draw_counter(place, STEPS) for place in range(STEPS)]
    walk = [*once, *reversed(once)]
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=Fraction(25), options={"g": "50"})
        stream.height, stream.width = once[0].shape[:2]
        stream.pix_fmt = "yuv420p"
        for index in range(frames):
            shown = av.VideoFrame.from_ndarray(walk[index % len(walk)], format="rgb24")
            container.mux(stream.encode(shown))
        container.mux(stream.encode(None))


def _worked(source: Path, target: Path, span_s: float, workers: int) -> str:
    """Redact a folder; return the seconds that each step took, all its parts together."""
    slots, spent = ProcessPool(workers), Counter[str]()

    class Noted:
        """Passes work on and notes how long each step took."""

        def submit(self, work: Callable[[Task], TaskResult], piece: Task) -> Future[TaskResult]:
            future = slots.submit(work, piece)
            future.add_done_callback(partial(note, work.__name__))
            return future

    def note(name: str, future: Future[TaskResult]) -> None:
        spent[name] += future.result().seconds

    try:
        options = Options(executor=Noted(), in_flight=2 * workers, span_s=span_s)
        redact_folder(source, target, options=options)
    finally:
        slots.shutdown()
    return ", ".join(f"{name} {took:.1f} s" for name, took in spent.items())


def _spent() -> float:
    """Return the CPU seconds of this process and of its children that ended."""
    total = 0.0
    for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN):
        usage = resource.getrusage(who)
        total += usage.ru_utime + usage.ru_stime
    return total
