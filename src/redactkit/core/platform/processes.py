"""What systems differ in about processes: CPUs, scheduling, memory, their end."""

from __future__ import annotations

import ctypes
import os
import sys
from contextlib import contextmanager, suppress
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import psutil

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

__all__ = [
    "cap_memory",
    "cores",
    "end_first",
    "has_avx512",
    "keep_freed",
    "keep_scheduling",
    "memory",
    "stop",
    "take_cores",
]

VICTIM = "500"
"""Where memory runs out, Linux ends a worker and not the process that keeps the books."""

CONTAINER = Path("/sys/fs/cgroup/memory.max")
"""Where Linux says what a container may have."""

M_TRIM_THRESHOLD, M_MMAP_THRESHOLD = -1, -3
"""malloc.h of glibc."""

KEPT, MAPPED = 256 << 20, 32 << 20
"""Free bytes kept at most, and size from which memory is mapped anew each time. Dask's nannies
set the first to 64 KiB, which also ends glibc's own adjustment of the second: every picture
then cost 82,000 page faults and 1.4 times the CPU. 32 MiB is the most that glibc allows."""


def cores() -> list[int]:
    """Return the numbers of the CPUs that this process may use."""
    process = psutil.Process()
    if hasattr(process, "cpu_affinity"):
        return sorted(process.cpu_affinity())
    # macOS ties no process to CPUs
    return list(range(psutil.cpu_count() or 1))


def take_cores(numbers: Sequence[int]) -> None:
    """Keep this process to some CPUs, where the system can."""
    process = psutil.Process()
    if hasattr(process, "cpu_affinity"):
        process.cpu_affinity(list(numbers))


@contextmanager
def keep_scheduling() -> Iterator[None]:
    """Put the thread's scheduling back: SVT-AV1, run by root, makes its caller a real-time one.

    All that the thread starts later would be real-time too, and keep the machine from others.
    """
    if sys.platform != "linux" or not hasattr(os, "sched_getscheduler"):
        yield
        return
    policy, share = os.sched_getscheduler(0), os.sched_getparam(0)
    try:
        yield
    finally:
        if os.sched_getscheduler(0) != policy:
            os.sched_setscheduler(0, policy, share)


@cache
def has_avx512() -> bool:
    """Return whether the processor has the AVX-512 that encoders use (F, CD, BW, DQ, VL)."""
    import numpy as np  # noqa: PLC0415 - slow to import, not for --help

    found = (np.show_config(mode="dicts") or {}).get("SIMD Extensions", {}).get("found", [])
    return any(name == "X86_V4" or name.startswith("AVX512_") for name in found)


def memory() -> int:
    """Return the bytes of memory of this machine, or of the container that this runs in."""
    whole = int(psutil.virtual_memory().total)
    try:
        return min(whole, int(CONTAINER.read_text(encoding="ascii")))
    except (OSError, ValueError):
        return whole


def cap_memory(most: int) -> bool:
    """Let this process have ``most`` bytes of data, 0: as many as it was started with.

    What asks for more gets a MemoryError. Linux counts them (since 4.7 mapped ones too).
    Returns False elsewhere: macOS counts no mapped memory, and Windows limits jobs only, so
    there nothing holds a worker back.
    """
    if sys.platform != "linux" or find_spec("resource") is None:
        return False
    import resource  # noqa: PLC0415 - not everywhere

    soft, hard = _data_limits()
    most = min(limit for limit in (most, soft, hard, sys.maxsize) if limit > 0)
    resource.setrlimit(resource.RLIMIT_DATA, (most, hard))
    return True


@cache
def _data_limits() -> tuple[int, int]:
    """Return the soft and the hard limit that this process was started with; -1 is none."""
    if sys.platform == "win32":
        return -1, -1
    import resource  # noqa: PLC0415 - not everywhere

    return resource.getrlimit(resource.RLIMIT_DATA)


def keep_freed() -> None:
    """Let the C library keep what a picture freed for the next one; nothing where it is no glibc.

    For a process that works on many pictures, whatever its environment says.
    """
    try:
        mallopt = ctypes.CDLL(None).mallopt
    except (AttributeError, OSError, TypeError):
        return
    mallopt(M_MMAP_THRESHOLD, MAPPED)
    mallopt(M_TRIM_THRESHOLD, KEPT)


def end_first() -> None:
    """Let Linux end this process before others where memory runs out."""
    with suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text(VICTIM, encoding="ascii")


def stop(pid: int) -> None:
    """End a process at once; nothing where it is gone already."""
    with suppress(psutil.Error):
        psutil.Process(pid).kill()
