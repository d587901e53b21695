"""A long clip on its way through its steps: parts at once where they can be, then the next step."""

from __future__ import annotations

import shutil
from collections import deque
from dataclasses import replace
from typing import TYPE_CHECKING

from redactkit.batch import clipwork
from redactkit.batch.worker import Answer, Piece, folder_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

__all__ = ["ClipRun"]

IN_ONE = "SplitError"
"""The fault of a clip whose parts are not what its packets promised: it is done in one."""


class ClipRun:
    """One long clip; hands out pieces of work and takes their answers.

    Args:
        piece: the clip as a whole.
        parts: the numbers of its parts.
    """

    def __init__(self, piece: Piece, parts: Sequence[int]) -> None:
        """Begin with looking at every part."""
        self._piece, self._folder, self._turn = piece, folder_of(piece.staged), 1
        self._waiting: deque[int] = deque()
        self._out, self._seconds = 0, 0.0
        self._end: Answer | None = None
        self._enter(clipwork.look, parts)

    @property
    def staged(self) -> Path:
        """Where the finished clip lies."""
        ending = self._piece.staged.suffix
        return self._folder / f"whole{ending}"

    @property
    def in_one(self) -> Piece:
        """The clip as one piece of work, where it cannot be done in parts."""
        return replace(self._piece, span_s=0.0)

    def next(self) -> tuple[Callable[[Piece], Answer], Piece] | None:
        """Return work that can be done now; None where there is none, or not yet."""
        if not self._waiting:
            return None
        self._out += 1
        part = self._waiting.popleft()
        name = f"{self._work.__name__}-{self._turn}-{part}"
        staged = self._folder / name
        return self._work, replace(self._piece, staged=staged, part=part, turn=self._turn)

    def take(self, answer: Answer) -> Answer | None:
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

    def _enter(self, work: Callable[[Piece], Answer], parts: Sequence[int] = (0,)) -> None:
        self._work = work
        self._waiting.extend(parts)

    def _step(self, answer: Answer) -> None:
        """Go on after the last piece of a step was answered."""
        if answer.sha256:
            self._end = answer
        elif self._work is clipwork.look:
            self._enter(clipwork.plan)
        elif self._work is clipwork.plan:
            self._enter(*((clipwork.paint, answer.parts) if answer.parts else (clipwork.in_one,)))
        elif self._work is clipwork.paint:
            self._enter(clipwork.join)
        elif self._work is clipwork.join:
            self._enter(clipwork.check, answer.parts)
        elif self._work is clipwork.check:
            self._enter(clipwork.settle)
        else:
            self._turn += 1
            self._enter(clipwork.paint, answer.parts)
