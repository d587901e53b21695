"""The steps of a long clip as pieces of work; each leaves files for the next one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from redactkit.batch.worker import Task, TaskResult, finished, run_task, with_time_limit
from redactkit.pipeline.clip_segments import SegmentedClip

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from redactkit.batch.worker_state import WorkerState
    from redactkit.pipeline.redactor import Redactor

__all__ = ["check", "in_one", "join", "look", "paint", "plan", "settle"]

PARTS = 2.0
"""So many parts long may be what one part takes: its frames, and those before its seams."""


def look(piece: Task) -> TaskResult:
    """Look at one part."""
    return run_task(piece, _look)


def plan(piece: Task) -> TaskResult:
    """Track and decide; answers the parts to be painted, none where nothing is to be hidden."""
    return run_task(piece, _plan)


def in_one(piece: Task) -> TaskResult:
    """Carry the plan out in one go and finish."""
    return run_task(piece, _in_one)


def paint(piece: Task) -> TaskResult:
    """Paint and encode one part."""
    return run_task(piece, _paint)


def join(piece: Task) -> TaskResult:
    """Join the parts; answers those to be checked, or finishes where none is."""
    return run_task(piece, _join)


def check(piece: Task) -> TaskResult:
    """Look at one part of the joined clip again."""
    return run_task(piece, _check)


def settle(piece: Task) -> TaskResult:
    """Finish; or answer the parts that have to be painted anew."""
    return run_task(piece, _settle)


def _clip(piece: Task, kit: WorkerState) -> SegmentedClip:
    return SegmentedClip(piece.source, piece.staged.parent, kit.redactor.policy, piece.turn)


def _part_of(piece: Task, clip: SegmentedClip) -> AbstractContextManager[None]:
    return with_time_limit(piece, PARTS * clip.seconds(piece.part))


def _look(piece: Task, kit: WorkerState) -> TaskResult:
    clip = _clip(piece, kit)
    with _part_of(piece, clip):
        clip.look(piece.part, kit.redactor.models.faces)
    return TaskResult()


def _plan(piece: Task, kit: WorkerState) -> TaskResult:
    clip, models = _clip(piece, kit), kit.redactor.models
    with with_time_limit(piece):
        hidden = clip.plan(models.faces, lambda: models.reader)
    return TaskResult(parts=clip.numbers if hidden else ())


def _in_one(piece: Task, kit: WorkerState) -> TaskResult:
    clip, redactor = _clip(piece, kit), kit.redactor
    with with_time_limit(piece):
        done = clip.in_one(redactor.models.faces, verify=redactor.verifies)
        return finished(clip.whole, redactor.clip_record(done, piece.source, clip.whole))


def _paint(piece: Task, kit: WorkerState) -> TaskResult:
    clip = _clip(piece, kit)
    with _part_of(piece, clip):
        clip.paint(piece.part)
    return TaskResult()


def _join(piece: Task, kit: WorkerState) -> TaskResult:
    clip, redactor = _clip(piece, kit), kit.redactor
    with with_time_limit(piece):
        clip.join()
        if redactor.verifies:
            return TaskResult(parts=clip.numbers)
        return _finished(piece, clip, redactor)


def _check(piece: Task, kit: WorkerState) -> TaskResult:
    clip = _clip(piece, kit)
    with _part_of(piece, clip):
        clip.check(piece.part, kit.redactor.models.faces)
    return TaskResult()


def _settle(piece: Task, kit: WorkerState) -> TaskResult:
    clip, redactor = _clip(piece, kit), kit.redactor
    with with_time_limit(piece):
        again = clip.settle(redactor.models.faces)
        return TaskResult(parts=again) if again else _finished(piece, clip, redactor)


def _finished(piece: Task, clip: SegmentedClip, redactor: Redactor) -> TaskResult:
    return finished(clip.whole, redactor.clip_record(clip.written(), piece.source, clip.whole))
