"""The process pool and a Dask cluster of two workers, on the same files; see `batch.py`."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from redactkit.batch import Options
from redactkit.batch.dask_cluster import dask_executor
from redactkit.batch.folder import run_folder
from redactkit.batch.process_pool import ProcessPool
from redactkit.batch.worker_state import WorkerConfig

if TYPE_CHECKING:
    from collections.abc import Iterator

    from redactkit.batch.options import Executor

__all__ = ["bench_dask"]

QUIET = {
    "DASK_DISTRIBUTED__WORKER__PROFILE__ENABLED": "False",
    "DASK_DISTRIBUTED__ADMIN__TICK__INTERVAL": "1s",
    "DASK_DISTRIBUTED__ADMIN__SYSTEM_MONITOR__INTERVAL": "10s",
}
"""A cluster as docs/batch.md says to start it."""

ROUNDS = 3
TICK = os.sysconf("SC_CLK_TCK")


@contextmanager
def cluster(room: Path, workers: int) -> Iterator[str]:
    """Start a scheduler and workers on this machine; yield the address."""
    where = room / "scheduler.json"
    usual = ["--scheduler-file", str(where), "--no-dashboard", "--host", "127.0.0.1"]
    commands = (
        ["dask_scheduler", *usual, "--port", "0"],
        ["dask_worker", *usual, "--nworkers", str(workers), "--nthreads", "1"],
    )
    running = [
        subprocess.Popen(
            [sys.executable, "-m", f"distributed.cli.{name}", *rest],
            cwd=room,
            env=os.environ | QUIET,
            stderr=subprocess.DEVNULL,
        )
        for name, *rest in commands
    ]
    try:
        while not where.exists() or not where.read_text().endswith("}"):
            time.sleep(0.1)
        yield json.loads(where.read_text())["address"]
    finally:
        for process in reversed(running):
            process.terminate()
            process.wait()


def bench_dask(source: Path, room: Path) -> None:
    """Work through the same files in turns, with models loaded; all processes are counted."""
    slots = ProcessPool(2)
    slots.start()
    pool = _tree(os.getpid())[1:]
    with cluster(room, 2) as address, dask_executor(address) as (hands, in_flight):
        _run(source, room / "warm-pool", slots, 4)
        _run(source, room / "warm-dask", hands, in_flight)
        dask = [pid for pid in _tree(os.getpid())[1:] if pid not in pool]
        costs: dict[str, list[float]] = {"process pool": [], "Dask": []}
        for number in range(ROUNDS):
            for name, who, most, pids in (
                ("process pool", slots, 4, pool),
                ("Dask", hands, in_flight, dask),
            ):
                before, start = _spent(pids), time.perf_counter()
                files = _run(source, room / f"{name}-{number}", who, most)
                spent, wall = _spent(pids) - before, time.perf_counter() - start
                costs[name].append(spent / files)
                print(
                    f"{name:<28}{files:>6} files {wall:8.1f} s wall {spent:8.1f} s CPU", flush=True
                )
    slots.shutdown()
    print(f"Dask / pool, least of each: {min(costs['Dask']) / min(costs['process pool']):.2f}")


def _run(source: Path, target: Path, hands: Executor, in_flight: int) -> int:
    options = Options(executor=hands, in_flight=in_flight)
    return run_folder(source, target, WorkerConfig(threads=1), options, lambda _: None).done


def _spent(pids: list[int]) -> float:
    """Return the CPU seconds of these processes and of this one."""
    total = time.process_time()
    for pid in pids:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        total += (int(fields[11]) + int(fields[12])) / TICK
    return total


def _tree(pid: int) -> list[int]:
    """Return a process and all below it."""
    found = [pid]
    for task in Path(f"/proc/{pid}/task").iterdir():
        for child in (task / "children").read_text(encoding="ascii").split():
            found += _tree(int(child))
    return found
