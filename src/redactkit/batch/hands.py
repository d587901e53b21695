"""Who does the work: this process, worker processes, or an executor of the caller's."""

from __future__ import annotations

from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from redactkit.batch.heap import memory_each
from redactkit.batch.setup import Kit, Setup
from redactkit.batch.slots import ProcessSlots, threads_each

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from redactkit.batch.values import Hands, Options

__all__ = ["EACH", "LIMIT_S", "Here", "hands_for"]

LIMIT_S = 600.0
"""A worker's time for one picture, where nothing else is asked; a usual one takes seconds."""

EACH = 2
"""Pieces out for each worker: one it is at, one at hand."""


class Here:
    """Does everything at once and in this process; needs no closing."""

    def submit(self, work: Callable[..., Any], /, *args: Any) -> Future[Any]:  # noqa: ANN401
        """Return a future that is done."""
        future: Future[Any] = Future()
        future.set_result(work(*args))
        return future


@contextmanager
def hands_for(
    options: Options, kit: Setup | Kit, files: int
) -> Iterator[tuple[Hands, int, Setup | Kit]]:
    """Yield what does the work, how much of it at once, and the settings to do it with."""
    if options.executor is not None and isinstance(kit, Setup):
        limits = replace(kit, limit_s=options.limit_s or 0, memory=options.memory or 0)
        yield options.executor, options.in_flight, limits
    elif options.workers and isinstance(kit, Setup):
        workers = max(1, min(options.workers, files))
        slots = ProcessSlots(workers)
        limit, memory = options.limit_s or LIMIT_S, options.memory or memory_each(workers)
        threads = threads_each(workers)
        fitted = replace(kit, threads=threads, limit_s=limit, memory=memory)
        try:
            yield slots, EACH * workers, fitted
        finally:
            slots.shutdown()
    else:
        yield Here(), 1, kit
