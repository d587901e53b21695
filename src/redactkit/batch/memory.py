"""The memory of a worker: no more than it may have, so that all have room."""

from __future__ import annotations

from redactkit.core import platform

__all__ = ["memory_each"]

LEAST = 2 << 30
"""Bytes for a worker at least: its models and a picture ask for 1.1 GiB."""


def memory_each(workers: int) -> int:
    """Return the bytes that each of so many workers may have, so that all have room."""
    return max(LEAST, platform.memory() // workers)
