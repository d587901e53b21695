"""Worker processes that die alone: a crash costs the piece of work it happened in."""

from __future__ import annotations

import os
import signal
import threading
from collections import deque
from concurrent.futures import BrokenExecutor, Future, ProcessPoolExecutor
from contextlib import suppress
from functools import partial
from multiprocessing import get_context, parent_process
from multiprocessing.connection import wait
from typing import TYPE_CHECKING, Any

from redactkit.core import platform
from redactkit.core.errors import BackendError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

__all__ = ["ProcessPool", "threads_each"]

Job = tuple["Future[Any]", "Callable[..., Any]", tuple[Any, ...]]

SIZES = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


def threads_each(workers: int) -> int:
    """Return the threads of each worker, so that workers x threads = cores."""
    return max(1, len(platform.cores()) // workers)


class ProcessPool:
    """An executor of single processes, each replaced when it dies.

    A pool of the standard library breaks as a whole when one of its processes dies, and
    does not say which piece of work did it. Here every process has a pool of its own.

    Args:
        workers: number of processes; they start with the first piece of work.
    """

    def __init__(self, workers: int) -> None:
        """Start nothing yet."""
        self._lock = threading.RLock()
        self._waiting: deque[Job] = deque()
        self._closed = False
        self._workers = workers
        self._slots: list[_WorkerProcess] = []

    def start(self) -> None:
        """Start the processes, if they have not been started.

        Raises:
            BackendError: they do not start.
        """
        if self._slots:
            return
        self._slots = [_WorkerProcess(cores) for cores in _shares(self._workers)]
        try:
            for slot in self._slots:
                slot.pid.result()
        except BrokenExecutor as error:
            self.shutdown()
            msg = (
                "worker processes do not start; a script that starts a batch needs "
                'if __name__ == "__main__": around it'
            )
            raise BackendError(msg) from error

    def submit(self, work: Callable[..., Any], /, *args: Any) -> Future[Any]:  # noqa: ANN401
        """Start ``work(*args)`` in a free process, or when one is free.

        The future raises ``BrokenProcessPool`` where the process died on it.

        Raises:
            BackendError: the processes do not start.
        """
        self.start()
        future: Future[Any] = Future()
        with self._lock:
            self._waiting.append((future, work, args))
            self._hand_out()
        return future

    def shutdown(self, wait: bool = True) -> None:  # noqa: FBT001, FBT002 - as Executor has it
        """End the processes; what they are at is lost."""
        with self._lock:
            self._closed = True
            for future, _, _ in self._waiting:
                future.cancel()
            self._waiting.clear()
        for slot in self._slots:
            slot.end(wait=wait)

    def _hand_out(self) -> None:
        free = [slot for slot in self._slots if not slot.busy]
        while self._waiting and not self._closed and free:
            future, work, args = self._waiting.popleft()
            if future.set_running_or_notify_cancel():
                slot = free.pop(0)
                inner = slot.start(work, args)
                inner.add_done_callback(partial(self._done, slot, future))

    def _done(self, slot: _WorkerProcess, future: Future[Any], inner: Future[Any]) -> None:
        error = None if inner.cancelled() else inner.exception()
        with self._lock:
            slot.busy = False
            if isinstance(error, BrokenExecutor) and not self._closed:
                slot.renew()
            self._hand_out()
        if inner.cancelled():
            future.set_exception(BrokenExecutor("the batch was stopped"))
        elif error is not None:
            future.set_exception(error)
        else:
            future.set_result(inner.result())


class _WorkerProcess:
    """One process, with a pool to itself."""

    def __init__(self, cores: Sequence[int]) -> None:
        self._cores = tuple(cores)
        self.busy = False
        self.renew()

    def renew(self) -> None:
        self._pool = ProcessPoolExecutor(
            1, get_context("spawn"), initializer=_prepare, initargs=(self._cores,)
        )
        self.pid = self._pool.submit(os.getpid)

    def start(self, work: Callable[..., Any], args: tuple[Any, ...]) -> Future[Any]:
        self.busy = True
        try:
            return self._pool.submit(work, *args)
        except BrokenExecutor:
            # it died while it had nothing to do
            self.renew()
            return self._pool.submit(work, *args)

    def end(self, *, wait: bool) -> None:
        if self.busy:
            with suppress(BrokenExecutor):
                platform.stop(self.pid.result())
        self._pool.shutdown(wait=wait, cancel_futures=True)


def _shares(workers: int) -> list[list[int]]:
    """Deal the cores out, where they come out even; empty shares leave all to everyone."""
    cores = platform.cores()
    if len(cores) % workers:
        return [[] for _ in range(workers)]
    each = len(cores) // workers
    return [cores[n * each : (n + 1) * each] for n in range(workers)]


def _prepare(cores: Sequence[int]) -> None:
    """Set up a new worker: its cores, its signals, and the parent whose end ends it."""
    if cores:
        platform.take_cores(cores)
        # read by the libraries that are loaded later
        os.environ.update(dict.fromkeys(SIZES, str(len(cores))))
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    platform.end_first()
    threading.Thread(target=_follow_parent, daemon=True).start()


def _follow_parent() -> None:
    """End this process as soon as its parent is gone, however that went."""
    parent = parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)
