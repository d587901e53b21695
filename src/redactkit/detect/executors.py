"""Serial executors on a shared thread pool: each runs its calls in order.

What one lane does waits for nothing in another, so the answers do not depend on who is
faster. Nothing is queued without bound here: whoever hands in work waits for its answers.
"""

from __future__ import annotations

from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Lock
from typing import TYPE_CHECKING, Generic, Self, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["SerialExecutor", "ThreadPool"]

Result = TypeVar("Result")


class ThreadPool:
    """Threads that several lanes share. A context manager: leaving drops what has not begun.

    Args:
        count: threads; with one, work is done at once by whoever hands it in.
    """

    def __init__(self, count: int = 1) -> None:
        """Start no thread yet."""
        self._pool = ThreadPoolExecutor(count, "redactkit-look") if count > 1 else None
        self.closed = False

    @property
    def side_by_side(self) -> bool:
        """Whether work goes on while its answer is not waited for."""
        return self._pool is not None

    def start(self, work: Callable[[], None]) -> None:
        """Do ``work`` now or as soon as a thread is free."""
        if self._pool is None:
            work()
        else:
            self._pool.submit(work)

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Let what is running end, and drop the rest."""
        self.closed = True
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)


class SerialExecutor(Generic[Result]):
    """Work done one after the other, in the order it was handed in.

    Args:
        lanes: the thread pool that runs the calls.
    """

    def __init__(self, lanes: ThreadPool) -> None:
        """Start with nothing to do."""
        self._lanes = lanes
        self._lock = Lock()
        self._busy = False
        self._waiting: deque[tuple[Callable[[], Result], Future[Result]]] = deque()

    def submit(self, work: Callable[[], Result]) -> Future[Result]:
        """Hand in work; what it raises, the answer raises."""
        answer: Future[Result] = Future()
        with self._lock:
            self._waiting.append((work, answer))
            begin, self._busy = not self._busy, True
        if begin:
            self._lanes.start(self._drain)
        return answer

    def _drain(self) -> None:
        while True:
            with self._lock:
                self._busy = bool(self._waiting) and not self._lanes.closed
                if not self._busy:
                    return
                work, answer = self._waiting.popleft()
            try:
                answer.set_result(work())
            except BaseException as error:  # noqa: BLE001 - raised where the answer is asked for
                answer.set_exception(error)
