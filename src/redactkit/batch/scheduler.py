"""The scheduler of a batch: bounded tasks in flight; failed tasks are retried once, serially."""

from __future__ import annotations

from collections import deque
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Future, wait
from dataclasses import replace
from typing import TYPE_CHECKING

from redactkit.batch.case_scheduler import CaseScheduler, CaseTask
from redactkit.batch.options import Event
from redactkit.batch.worker import TaskResult, late_of
from redactkit.core.errors import BackendError

if TYPE_CHECKING:
    from redactkit.batch.context import BatchContext
    from redactkit.batch.options import Executor

__all__ = ["Scheduler"]

PARKED = 32
"""So many pieces wait for their second try before it is made."""


class Scheduler:
    """Works through all cases of a work list.

    Args:
        shop: what the batch works with.
        hands: what does the work.
        in_flight: pieces handed to it at once.
    """

    def __init__(self, shop: BatchContext, hands: Executor, in_flight: int) -> None:
        """Open no case yet."""
        self._shop, self._hands, self._most = shop, hands, in_flight
        self._groups = shop.worklist.groups()
        self._open: list[CaseScheduler] = []
        self._out: dict[Future[TaskResult], CaseTask] = {}
        self._parked: deque[CaseTask] = deque()

    def go(self) -> None:
        """Return when every file was finished, failed or skipped."""
        while True:
            self._fill()
            if not self._out:
                return
            done, _ = wait(self._out, return_when=FIRST_COMPLETED)
            for future in done:
                self._settle(self._out.pop(future), future)

    def _fill(self) -> None:
        """Hand out pieces; a second try only when nothing else is out."""
        while len(self._out) < self._most and len(self._parked) < PARKED:
            step = self._next()
            if step is None:
                break
            self._hand_out(step)
        if self._parked and not self._out:
            self._hand_out(self._parked.popleft())

    def _next(self) -> CaseTask | None:
        busy = {step.case for step in (*self._out.values(), *self._parked)}
        while True:
            for case in tuple(self._open):
                step = case.next()
                if step is not None:
                    return step
                if case not in busy:
                    case.close()
                    self._open.remove(case)
            group = next(self._groups, None)
            if group is None:
                return None
            self._open.append(CaseScheduler(self._shop, group))

    def _hand_out(self, step: CaseTask) -> None:
        row = step.row
        if not step.inner:
            about = Event(kind="started", name=row.name, medium=row.medium, bytes=row.size)
            self._shop.emit(about)
        try:
            future = self._hands.submit(step.work, step.piece)
        except BrokenExecutor as error:
            msg = "the executor broke; run again with one that works, to go on from here"
            raise BackendError(msg) from error
        self._out[future] = step

    def _settle(self, step: CaseTask, future: Future[TaskResult]) -> None:
        answer = self._answer(step, future)
        if answer.again and not step.again:
            row = step.row
            self._shop.emit(Event(kind="retry", name=row.name, medium=row.medium, bytes=row.size))
            self._parked.append(replace(step, again=True))
        else:
            step.case.take(step, answer)

    def _answer(self, step: CaseTask, future: Future[TaskResult]) -> TaskResult:
        """Return the answer; an exception means that the process is gone."""
        if future.cancelled():
            msg = "the executor was shut down meanwhile; run again to go on from here"
            raise BackendError(msg)
        error = future.exception()
        if error is None:
            return future.result()
        late = late_of(step.piece.staged)
        # the file is empty until the time is up
        slow = late.exists() and late.stat().st_size > 0
        late.unlink(missing_ok=True)
        reason = "did not finish within its time" if slow else "its worker process died"
        name = step.row.name.rpartition("/")[2]
        fault = "TimeoutError" if slow else type(error).__name__
        return TaskResult(error=f"{name}: {reason}", fault=fault, again=True)
