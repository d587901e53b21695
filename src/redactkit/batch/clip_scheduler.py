"""A long clip on its way through its steps: parts at once where they can be, then the next step."""

from __future__ import annotations

import shutil
from collections import deque
from dataclasses import replace
from typing import TYPE_CHECKING

from redactkit.batch import clip_tasks
from redactkit.batch.worker import Task, TaskResult, folder_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

__all__ = ["ClipScheduler"]

IN_ONE = "SplitError"
"""The fault of a clip whose parts are not what its packets promised: it is done in one."""


class ClipScheduler:
    """One long clip; hands out pieces of work and takes their answers.

    Args:
        piece: the clip as a whole.
        parts: the numbers of its parts.
    """

    def __init__(self, piece: Task, parts: Sequence[int]) -> None:
        """Begin with looking at every part."""
        self._piece, self._folder, self._turn = piece, folder_of(piece.staged), 1
        self._waiting: deque[int] = deque()
        self._out, self._seconds = 0, 0.0
        self._end: TaskResult | None = None
        self._enter(clip_tasks.look, parts)

    @property
    def staged(self) -> Path:
        """Where the finished clip lies."""
        ending = self._piece.staged.suffix
        return self._folder / f"whole{ending}"

    @property
    def in_one(self) -> Task:
        """The clip as one piece of work, where it cannot be done in parts."""
        return replace(self._piece, span_s=0.0)

    def next(self) -> tuple[Callable[[Task], TaskResult], Task] | None:
        """Return work that can be done now; None where there is none, or not yet."""
        if not self._waiting:
            return None
        self._out += 1
        part = self._waiting.popleft()
        name = f"{self._work.__name__}-{self._turn}-{part}"
        staged = self._folder / name
        return self._work, replace(self._piece, staged=staged, part=part, turn=self._turn)

    def take(self, answer: TaskResult) -> TaskResult | None:
        """Take an answer; return the last one when nothing of the clip is out any more.

        Its fault is `IN_ONE` where the clip has to be done in one piece.
        """
        self._out -= 1
        self._seconds += answer.seconds
        if answer.error:
            self._waiting.clear()
            # the first misfortune is what is told
            self._end = self._end or answer
        if self._out or self._waiting:
            return None
        if self._end is None:
            self._step(answer)
        if self._waiting or self._end is None:
            return None
        return replace(self._end, seconds=self._seconds)

    def close(self) -> None:
        """Take away what the steps left for each other."""
        shutil.rmtree(self._folder, ignore_errors=True)

    def _enter(self, work: Callable[[Task], TaskResult], parts: Sequence[int] = (0,)) -> None:
        self._work = work
        self._waiting.extend(parts)

    def _step(self, answer: TaskResult) -> None:
        """Go on after the last piece of a step was answered."""
        if answer.sha256:
            self._end = answer
        elif self._work is clip_tasks.look:
            self._enter(clip_tasks.plan)
        elif self._work is clip_tasks.plan:
            self._enter(
                *((clip_tasks.paint, answer.parts) if answer.parts else (clip_tasks.in_one,))
            )
        elif self._work is clip_tasks.paint:
            self._enter(clip_tasks.join)
        elif self._work is clip_tasks.join:
            self._enter(clip_tasks.check, answer.parts)
        elif self._work is clip_tasks.check:
            self._enter(clip_tasks.settle)
        else:
            self._turn += 1
            self._enter(clip_tasks.paint, answer.parts)
