"""The memory of a worker: kept for the next picture, and no more than it may have."""

from __future__ import annotations

import ctypes
import os
import resource
from pathlib import Path

__all__ = ["cap_memory", "keep_freed", "memory_each", "memory_of_machine"]

M_TRIM_THRESHOLD, M_MMAP_THRESHOLD = -1, -3
"""malloc.h of glibc."""

KEPT, MAPPED = 256 << 20, 32 << 20
"""Free bytes kept at most, and size from which memory is mapped anew each time. Dask's nannies
set the first to 64 KiB, which also ends glibc's own adjustment of the second: every picture
then cost 82,000 page faults and 1.4 times the CPU. 32 MiB is the most that glibc allows."""

LEAST = 2 << 30
"""Bytes for a worker at least: its models and a picture ask for 1.1 GiB."""

CONTAINER = Path("/sys/fs/cgroup/memory.max")
"""Where Linux says what a container may have."""


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


def memory_of_machine() -> int:
    """Return the bytes of memory of this machine, or of the container that this runs in."""
    whole = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    try:
        return min(whole, int(CONTAINER.read_text(encoding="ascii")))
    except (OSError, ValueError):
        return whole


def memory_each(workers: int) -> int:
    """Return the bytes that each of so many workers may have, so that all have room."""
    return max(LEAST, memory_of_machine() // workers)


def cap_memory(most: int) -> None:
    """Let this process have ``most`` bytes of data; what asks for more gets a MemoryError.

    Linux counts them (since 4.7 mapped ones too); elsewhere this may do nothing.
    """
    soft, hard = resource.getrlimit(resource.RLIMIT_DATA)
    limits = [limit for limit in (most, soft, hard) if limit != resource.RLIM_INFINITY]
    resource.setrlimit(resource.RLIMIT_DATA, (min(limits), hard))
