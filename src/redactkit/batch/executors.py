"""Executors of a batch: this process, worker processes, or one that the caller brings."""

from __future__ import annotations

from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from redactkit.batch.memory import memory_each
from redactkit.batch.process_pool import ProcessPool, threads_each
from redactkit.batch.worker_state import WorkerConfig, WorkerState

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from redactkit.batch.options import Executor, Options

__all__ = ["EACH", "LIMIT_S", "InlineExecutor", "executor_for"]

LIMIT_S = 600.0
"""A worker's time for one picture, where nothing else is asked; a usual one takes seconds."""

EACH = 2
"""Tasks in flight for each worker: one that runs, one that waits."""


class InlineExecutor:
    """Does everything at once and in this process; needs no closing."""

    def submit(self, work: Callable[..., Any], /, *args: Any) -> Future[Any]:  # noqa: ANN401
        """Return a future that is done."""
        future: Future[Any] = Future()
        future.set_result(work(*args))
        return future


@contextmanager
def executor_for(
    options: Options, kit: WorkerConfig | WorkerState, files: int
) -> Iterator[tuple[Executor, int, WorkerConfig | WorkerState]]:
    """Yield what does the work, how much of it at once, and the settings to do it with."""
    if options.executor is not None and isinstance(kit, WorkerConfig):
        limits = replace(kit, limit_s=options.limit_s or 0, memory=options.memory or 0)
        yield options.executor, options.in_flight, limits
    elif options.workers and isinstance(kit, WorkerConfig):
        workers = max(1, min(options.workers, files))
        slots = ProcessPool(workers)
        limit, memory = options.limit_s or LIMIT_S, options.memory or memory_each(workers)
        threads = threads_each(workers)
        fitted = replace(kit, threads=threads, limit_s=limit, memory=memory)
        try:
            yield slots, EACH * workers, fitted
        finally:
            slots.shutdown()
    else:
        yield InlineExecutor(), 1, kit
