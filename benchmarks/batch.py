"""Batches: more workers, more files, long clips, twenty kill -9, and Dask against a process pool.

    python benchmarks/batch.py [workers] [files] [parts] [kills] [dask] [--pictures N] ...

Without arguments it does all of it at full size, which takes hours: 500 screenshots and 20 clips,
100 and 2,000 statements, 20 blows. Draws its samples (examples/many_samples.py). On a machine that
others use too, wall times say little: beside them stand CPU times of all processes, and how busy
the workers were. The speed-up that they allow is workers x their busy share / that of one x CPU
of one / CPU of all.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import random
import resource
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "examples"))
from dask_pool import bench_dask
from long_clip import bench_parts

import many_samples
from redactkit.batch import Options, redact_folder
from redactkit.batch.folder import run_folder
from redactkit.batch.worker_state import WorkerConfig, load

RUNS = 5
MANIFEST = "redactkit-manifest.jsonl"
STATEMENT = (
    "顾客王女士（微信号：momo_{0:05d}，电话 138 0013 {0:04d}）在平台发布的评价与事实不符。\n"
)


@dataclass(frozen=True, slots=True)
class Took:
    """One run: seconds on the wall, CPU seconds of all its processes, and of work on files."""

    wall: float
    cpu: float
    work: float
    files: int

    def busy(self, workers: int) -> float:
        """Return the share of the time that the workers were at a file."""
        return self.work / (workers * self.wall)

    def show(self, name: str, workers: int) -> str:
        """Return a line of the table."""
        busy = self.busy(workers)
        return (
            f"{name:<28}{self.files:>6} files {self.wall:8.1f} s wall {self.cpu:8.1f} s CPU "
            f"{1000 * self.cpu / self.files:8.1f} ms CPU/file   workers busy {busy:.0%}"
        )


def command(source: Path, target: Path, *more: str) -> list[str]:
    """Return the command that redacts a folder."""
    return [sys.executable, "-m", "redactkit", "folder", str(source), str(target), *more]


def measured(source: Path, target: Path, *more: str, cores: set[int] | None = None) -> Took:
    """Run a batch to its end on these cores, and return what it took."""
    usual = os.sched_getaffinity(0)
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    os.sched_setaffinity(0, cores or usual)
    try:
        done = subprocess.run(
            command(source, target, "--json", *more), capture_output=True, text=True, check=True
        )
    finally:
        os.sched_setaffinity(0, usual)
    wall, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    events = [json.loads(line) for line in done.stdout.splitlines()]
    work = sum(event.get("seconds", 0.0) for event in events if event["event"] == "finished")
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Took(wall, cpu, work, events[-1]["files"])


def statements(folder: Path, count: int, each: int) -> Path:
    """Write statements, ``each`` to a case; files that cost next to nothing but the books."""
    for number in range(count):
        case = folder / f"case-{number // each:05d}"
        case.mkdir(parents=True, exist_ok=True)
        (case / f"{number}.md").write_text(STATEMENT.format(number % 10_000), encoding="utf-8")
    return folder


def bench_workers(source: Path, room: Path) -> None:
    """One worker on one core, one on all cores, and one worker for each core."""
    cores = sorted(os.sched_getaffinity(0))
    count = len(cores)
    single = measured(source, room / "w1", "--workers", "1", cores={cores[0]})
    print(single.show("1 worker, 1 core", 1), flush=True)
    print(measured(source, room / "wa", "--workers", "1").show("1 worker, all cores", 1))
    many = measured(source, room / "wn", "--workers", str(count))
    print(many.show(f"{count} workers, {count} cores", count))
    allowed = count * many.busy(count) / single.busy(1) * single.cpu / many.cpu
    print(
        f"speed-up on the wall {single.wall / many.wall:.2f}, by CPU and busy share {allowed:.2f}"
    )


def bench_files(room: Path, counts: list[int], each: int) -> None:
    """The cost of a file among few and among many, in one process with its models loaded.

    Of five runs in turn the least counts: the machine's other work only ever adds.
    """
    kit = load(WorkerConfig())
    folders = [statements(room / f"texts-{count}", count, each) for count in counts]
    least = [math.inf] * len(counts)
    for turn in range(RUNS + 1):
        for place, folder in enumerate(folders):
            start = time.process_time()
            done = redact_folder(folder, room / f"{folder.name}-{turn}", redactor=kit.redactor)
            if turn:  # the first one warms up
                least[place] = min(least[place], (time.process_time() - start) / done.done)
    for count, cost in zip(counts, least, strict=True):
        print(f"{count} statements: {1000 * cost:.2f} ms CPU/file")
    print(f"most to least: {max(least) / min(least):.3f}", flush=True)


def bench_again(source: Path, room: Path) -> None:
    """A second run over what is finished."""
    again = measured(source, room / "again", "--workers", "2")
    print(again.show("chats, first run", 2))
    print(measured(source, room / "again", "--workers", "2").show("chats, nothing to do", 2))


def bench_books(room: Path, counts: list[int], each: int) -> None:
    """What the process that keeps the books takes for a file, and its memory."""
    for count in counts:
        folder = statements(room / f"books-{count}", count, each)
        before = resource.getrusage(resource.RUSAGE_SELF)
        run_folder(
            folder, room / f"books-out-{count}", WorkerConfig(), Options(workers=2), lambda _: None
        )
        after = resource.getrusage(resource.RUSAGE_SELF)
        cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        memory = after.ru_maxrss / 1024
        print(
            f"books of {count} statements: {1000 * cpu / count:.1f} ms CPU/file, {memory:.0f} MiB"
        )


def bench_kills(source: Path, room: Path, kills: int, seed: int) -> None:
    """Kill the batch or one of its workers again and again, then hold it against a calm run."""
    measured(source, room / "calm", "--workers", "2", "--keep-names")
    dice, left, number = random.Random(seed), kills, 0  # noqa: S311 - the same blows every time
    while left:
        target = room / f"struck-{number}"
        struck: Counter[str] = Counter()
        while not _finished(source, target, dice, left, struck):
            pass
        left, number = left - struck.total(), number + 1
        print(f"folder {number}: struck {dict(struck)}; {_differences(room / 'calm', target)}")


def _finished(
    source: Path, target: Path, dice: random.Random, kills: int, struck: Counter[str]
) -> bool:
    """Run the batch under blows, ``kills`` in all; return whether it came to its end."""
    run = subprocess.Popen(
        command(source, target, "--workers", "2", "--keep-names"),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    while run.poll() is None and struck.total() < kills:
        time.sleep(dice.uniform(0.2, 8))
        victim = dice.choice([run.pid, *_children(run.pid)])
        if run.poll() is None:
            os.kill(victim, signal.SIGKILL)
            struck["the batch" if victim == run.pid else "a worker"] += 1
    return run.wait() == 0


def _differences(calm: Path, struck: Path) -> str:
    """Return what is not as in the calm run."""
    left, right = _files(calm), _files(struck)
    rows = [json.loads(line) for line in (struck / MANIFEST).read_text().splitlines()]
    times = Counter(row["id"] for row in rows if row["state"] == "done")
    differ = sum(left[name] != right.get(name) for name in left if _is_media(name))
    twice = sum(count > 1 for count in times.values())
    return (
        f"{len(times)} files done, {twice} of them twice, {differ} media differ, "
        f"{len(set(left) - set(right))} missing, {len(set(right) - set(left))} too many"
    )


def _is_media(name: str) -> bool:
    return not name.endswith(".record.json") and "redactkit-" not in name


def _files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def _children(pid: int) -> list[int]:
    """Return the workers of a batch; its first child only keeps count of shared resources."""
    try:
        text = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii")
    except FileNotFoundError:
        return []
    return [int(child) for child in text.split()[1:]]


def main() -> int:
    """Run the parts asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("parts", nargs="*", help="workers, files, parts, kills, dask; or all")
    parser.add_argument("--pictures", type=int, default=500)
    parser.add_argument("--clips", type=int, default=20)
    parser.add_argument("--seconds", type=int, default=60, help="length of the long clip")
    parser.add_argument("--each", type=int, default=5, help="pictures in a case")
    parser.add_argument("--counts", type=int, nargs="+", default=[100, 2000])
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    wanted = parser.parse_args()
    parts = wanted.parts or ["workers", "files", "parts", "kills", "dask"]
    with tempfile.TemporaryDirectory() as name:
        room = Path(name)
        source = room / "in"
        many_samples.make(source, wanted.pictures, wanted.clips, wanted.each)
        if "workers" in parts:
            bench_workers(source, room)
        if "files" in parts:
            bench_files(room, wanted.counts, wanted.each)
            bench_again(source, room)
            bench_books(room, wanted.counts, wanted.each)
        if "parts" in parts:
            bench_parts(room, wanted.seconds)
        if "kills" in parts:
            statements(source / "texts", 5 * wanted.pictures, wanted.each)
            bench_kills(source, room, wanted.kills, wanted.seed)
        if "dask" in parts:
            bench_dask(source, room)
    return 0


if __name__ == "__main__":
    sys.exit(main())
