"""Scheduling of one case: collect the names of all its files first, then redact each file.

A name met in one file is so hidden in all, and the stand-ins do not depend on which
worker was faster.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from redactkit.batch.clip_scheduler import ClipScheduler
from redactkit.batch.result_writer import ResultWriter
from redactkit.batch.work_list import ODD
from redactkit.batch.worker import Task, TaskResult, collect_names, redact
from redactkit.media.medium import Medium, medium_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from redactkit.batch.context import BatchContext
    from redactkit.batch.manifest import ManifestEntry
    from redactkit.batch.work_list import WorkItem
    from redactkit.text.case import Case

__all__ = ["CaseScheduler", "CaseTask"]

REMEMBERED = 64 << 20
"""Bytes of packed OCR results kept between the two passes; the rest is read twice."""

AHEAD = 1000
"""Files that may be scheduled past one that waits for its retry."""

LIVE = ("todo", "same", "done")
"""States of the files whose names are in the case."""


@dataclass(frozen=True, slots=True)
class CaseTask:
    """One piece of work: of which case and file, and the how-manieth of its case.

    ``inner``: it goes on with a clip that was begun, and nobody is told.
    """

    case: CaseScheduler
    row: WorkItem
    work: Callable[[Task], TaskResult]
    piece: Task
    number: int = 0
    again: bool = False
    inner: bool = False


class CaseScheduler:
    """Scheduler of one case: gives out tasks and takes their results.

    Args:
        shop: what the batch works with.
        group: the case.
    """

    def __init__(self, shop: BatchContext, group: str) -> None:
        """Find which files are finished already, and report them as skipped."""
        self._shop, self._group = shop, group
        self._books = ResultWriter(shop, group)
        self._people = shop.people(group)
        self._looks: dict[str, TaskResult] = {}
        self._room = REMEMBERED
        self._met: dict[int, Case | None] = {}
        self._merged = self._given_out = 0
        self._members = ""
        naming, wanted = self._examine()
        self._meeting = self._naming() if naming > 1 and wanted else None
        self._redacting = shop.worklist.rows(group, ("same", "todo"))
        self._clips: dict[str, tuple[WorkItem, ClipScheduler]] = {}

    def next(self) -> CaseTask | None:
        """Return a step that can be done now; None where there is none, or not yet."""
        return self._next_of_clips() or self._next_of_files()

    def _next_of_clips(self) -> CaseTask | None:
        """Go on with what was begun, so that few clips lie about half done."""
        for row, clip in self._clips.values():
            found = clip.next()
            if found is not None:
                return CaseTask(self, row, *found, inner=True)
        return None

    def _next_of_files(self) -> CaseTask | None:
        if self._meeting is not None:
            waiting = self._given_out - self._merged
            row = next(self._meeting, None) if waiting < AHEAD else None
            if row is not None:
                number, self._given_out = self._given_out, self._given_out + 1
                return self._step(row, collect_names, number)
            if waiting:
                return None
            self._meeting = None
        for row in self._redacting:
            # settled before any file fails: a file that was looked at has added its names
            self._members = self._members or self._token(self._naming())
            if not self._settled_by_names(row):
                return self._step(row, redact)
        return None

    def close(self) -> None:
        """Chain the case's records; nothing of it is out any more.

        Raises:
            MediaError: a record is gone or cannot be written.
        """
        self._books.chain()

    def take(self, step: CaseTask, answer: TaskResult) -> None:
        """Take the result of a task: names collected, or a file finished or failed."""
        if step.row.name in self._clips:
            self._take_part(step, answer)
            return
        if answer.following is not None:
            self._clips[step.row.name] = step.row, ClipScheduler(step.piece, answer.following)
            return
        if step.work is collect_names:
            self._met[step.number] = None if answer.error else answer.people
            if not answer.error and len(answer.lines) <= self._room:
                self._room -= len(answer.lines)
                self._looks[step.row.name] = replace(answer, people=None)
            self._merge()
        if answer.error:
            self._books.failed(step.row, answer)
        elif step.work is redact:
            names, look = _names(step.row), self._looks.pop(step.row.name, TaskResult())
            self._books.finished(
                step.row,
                step.piece.staged,
                replace(answer, seconds=answer.seconds + look.seconds),
                members=self._members if names else "",
                people=self._shop.people_of(self._people) if names else "",
            )

    def _take_part(self, step: CaseTask, answer: TaskResult) -> None:
        row, clip = self._clips[step.row.name]
        taken = clip.take(answer)
        if taken is None:
            return
        end, staged = taken
        del self._clips[row.name]
        if end.error:
            self._books.failed(row, end)
        else:
            self._books.finished(row, staged, end, members="", people="")
        clip.close()

    def _examine(self) -> tuple[int, bool]:
        """Find out what each file needs; return how many hold names and whether one is wanted."""
        shop, naming, wanted = self._shop, 0, False
        for row in shop.worklist.rows(self._group, ("",)):
            if row.size in ODD:
                self._books.failed(replace(row, size=0), _no_file(row))
                continue
            try:
                content = shop.seal.of_file(shop.source / row.name)
                found = replace(row, medium=medium_of(shop.source / row.name), content=content)
            except OSError as error:
                self._books.failed(row, _unread(row, error))
                continue
            shop.worklist.update(self._group, replace(found, state="todo"))
            naming += _names(found)
        members = self._token(self._naming())
        for row in shop.worklist.rows(self._group, ("todo",)):
            entry = self._finished(row)
            if entry is not None and (not _names(row) or entry.members == members):
                self._books.skipped(row, entry)
                continue
            wanted |= _names(row)
            if entry is not None:
                shop.worklist.update(self._group, replace(row, state="same"))
        return naming, wanted

    def _naming(self) -> Iterator[WorkItem]:
        return filter(_names, self._shop.worklist.rows(self._group, LIVE))

    def _token(self, rows: Iterable[WorkItem]) -> str:
        return self._shop.seal.of_all(row.content.encode() for row in rows)

    def _finished(self, row: WorkItem) -> ManifestEntry | None:
        """Return the manifest's line where the file alone would come out as it lies there."""
        entry = self._shop.ledger.get(self._shop.id_of(row.name))
        if entry is None or entry.state != "done":
            return None
        same = entry.base == self._shop.base_of(self._group, row)
        return entry if same and self._shop.is_there(entry) else None

    def _settled_by_names(self, row: WorkItem) -> bool:
        """Return whether a finished file stays as it is, for the case's names did not change."""
        if row.state != "same":
            return False
        entry = self._shop.ledger.get(self._shop.id_of(row.name))
        if entry is None or entry.people != self._shop.people_of(self._people):
            return False
        self._books.skipped(row, replace(entry, members=self._members))
        return True

    def _step(self, row: WorkItem, work: Callable[[Task], TaskResult], number: int = 0) -> CaseTask:
        shop, writes = self._shop, work is redact
        ending = shop.output_of(row).rpartition(".")[2]
        piece = Task(
            kit=shop.kit,
            source=shop.source / row.name,
            staged=shop.staging / f"{shop.id_of(row.name)}.{work.__name__}.{ending}",
            medium=Medium(row.medium),
            people=self._people if writes else shop.people(self._group),
            lines=self._looks.get(row.name, TaskResult()).lines if writes else b"",
            span_s=shop.span_s if row.medium == Medium.VIDEO else 0.0,
        )
        return CaseTask(self, row, work, piece, number)

    def _merge(self) -> None:
        """Add the names in the order of the files, whatever order the tasks ended in."""
        while self._merged in self._met:
            people = self._met.pop(self._merged)
            if people is not None:
                self._people.learn(people)
            self._merged += 1


def _names(row: WorkItem) -> bool:
    """Return whether files of this sort hold names."""
    return row.medium in (Medium.IMAGE, Medium.TEXT)


def _no_file(row: WorkItem) -> TaskResult:
    name = row.name.rpartition("/")[2]
    return TaskResult(error=f"{name}: {ODD[row.size]}", fault="OSError")


def _unread(row: WorkItem, error: OSError) -> TaskResult:
    name = row.name.rpartition("/")[2]
    return TaskResult(error=f"{name}: cannot be read ({error.strerror})", fault="OSError")
