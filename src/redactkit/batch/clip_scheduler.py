"""A clip that is cut, on its way through the steps of its job: parts at once where they can be."""

from __future__ import annotations

import shutil
from collections import deque
from dataclasses import replace
from typing import TYPE_CHECKING

from redactkit.batch.worker import Task, TaskResult, folder_of, redact, step, whole_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from redactkit.pipeline.video_job import Next

__all__ = ["ClipScheduler"]

UNCUT = "SplitError"
"""Fault of a clip whose segments differ from its packet count: it is redone as one."""


class ClipScheduler:
    """Scheduler of one clip: gives out tasks and takes their results.

    Args:
        piece: the clip as a whole.
        first: the first step of its job.
    """

    def __init__(self, piece: Task, first: Next) -> None:
        """Begin with the first step."""
        self._piece, self._folder = piece, folder_of(piece.staged)
        self._waiting: deque[tuple[Callable[[Task], TaskResult], Task]] = deque()
        self._out, self._seconds = 0, 0.0
        self._fault: TaskResult | None = None
        self._staged = whole_of(self._folder, piece)
        self._enter(first)

    def next(self) -> tuple[Callable[[Task], TaskResult], Task] | None:
        """Return work that can be done now; None where there is none, or not yet."""
        if not self._waiting:
            return None
        self._out += 1
        return self._waiting.popleft()

    def take(self, answer: TaskResult) -> tuple[TaskResult, Path] | None:
        """Take an answer; after the last one return it, and where the finished clip lies."""
        self._out -= 1
        self._seconds += answer.seconds
        if answer.error:
            self._waiting.clear()
            # the first fault is the one reported
            self._fault = self._fault or answer
        if self._out or self._waiting:
            return None
        end = self._fault or answer
        if end.fault == UNCUT and self._piece.span_s:
            self._fault, self._piece = None, replace(self._piece, span_s=0.0)
            self._staged = self._piece.staged
            self._waiting.append((redact, self._piece))
        elif not end.error and answer.following is not None:
            self._enter(answer.following)
        else:
            return replace(end, seconds=self._seconds), self._staged
        return None

    def close(self) -> None:
        """Take away what the steps left for each other."""
        shutil.rmtree(self._folder, ignore_errors=True)

    def _enter(self, following: Next) -> None:
        name, turn = following.step, following.turn
        for part in following.parts:
            staged = self._folder / f"{name}-{turn}-{part}{self._piece.staged.suffix}"
            piece = replace(self._piece, staged=staged, step=name, part=part, turn=turn)
            self._waiting.append((step, piece))
