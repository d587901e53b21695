"""Review session: a person goes through the plans of a case before anything is written.

It holds the sources, their plans and every step back; it opens no port. Models are used
once for each source, by one worker; every edit after that is arithmetic on the plan.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import RLock
from typing import TYPE_CHECKING, TypeAlias

from redactkit.core.errors import MediaError, RedactError
from redactkit.media import storage
from redactkit.media.medium import Medium, finished_name, medium_of
from redactkit.records.chain import chained, record_of
from redactkit.review import edits
from redactkit.review.frame_access import FrameAccess
from redactkit.review.items import (
    Drawing,
    ReviewItem,
    StaleError,
    Status,
    plan_of,
    saved_plan,
    sightings_of,
)
from redactkit.review.report import ReportEntry, write_report
from redactkit.review.undo_history import UndoHistory

if TYPE_CHECKING:
    from pathlib import Path

    from redactkit.core.findings import Sighting
    from redactkit.pipeline.redactor import Redactor
    from redactkit.records.plan import Plan

__all__ = ["ReviewSession"]

Change: TypeAlias = Callable[["Plan", "Plan"], "Plan"]

REPORT_NAME = "report.html"
PLAN_ENDING = ".plan.json"


class _StopError(Exception):
    """The session is closed while a clip is analysed."""


class ReviewSession:
    """The sources of one case, under review.

    Args:
        kit: finds (with models, at first use) and writes (without).
        out: folder for what is finished; it must exist.
    """

    def __init__(self, kit: Redactor, out: Path) -> None:
        """Start with an empty desk."""
        self.kit, self.out = kit, out
        self.sheets: list[ReviewItem] = []
        self._history = UndoHistory()
        self._lock = RLock()
        self._worker = ThreadPoolExecutor(1, "redactkit-review")
        self._closing = False

    def add(self, source: Path, plan: Plan | None = None) -> None:
        """Add a picture or a clip to the session.

        Without a plan the one that `save` left in ``out`` is taken up again; where there is
        none of this very file, it is analysed in the background.

        Raises:
            MediaError: it is neither, or its finished file would take the place of a source.
        """
        medium = medium_of(source)
        if medium is Medium.TEXT:
            msg = f"{source.name}: statements have no page; use redactkit text"
            raise MediaError(msg)
        target = self._target(source, medium)
        storage.check_target(source, target)
        new = ReviewItem(source=source, target=target, medium=medium)
        self.sheets.append(new)
        plan = plan or saved_plan(_plan_of(new), source)
        if plan is not None:
            self._planned(new, plan)
        else:
            self._worker.submit(self._look, new)

    def apply(self, numbers: Sequence[int] | None = None) -> int:
        """Write the finished files of these items, by default of all that are ready.

        Returns at once with how many are to be written; see the sheets' ``status``.
        """
        with self._lock:
            wanted = self.sheets if numbers is None else [self.sheet(n) for n in numbers]
            chosen = [one for one in wanted if one.plan is not None and self._can_write(one)]
            for one in chosen:
                plan = plan_of(one)
                one.status, one.steps, one.error = "writing", (0, None), ""
                self._worker.submit(self._write, one, plan, one.edition)
        return len(chosen)

    def save(self) -> None:
        """Write the plans as they are now into ``out``, to go on from there another time.

        Raises:
            MediaError: they cannot be written.
        """
        with self._lock:
            for one in self.sheets:
                if one.plan is not None:
                    storage.write_text(_plan_of(one), one.plan.to_json())

    def wait(self) -> None:
        """Return when everything handed to the worker so far is done."""
        self._worker.submit(int).result()

    def close(self) -> None:
        """Stop the worker and close all files."""
        self._closing = True
        self._worker.shutdown(wait=True, cancel_futures=True)
        for one in self.sheets:
            if one.stills is not None:
                one.stills.close()

    def sheet(self, number: int) -> ReviewItem:
        """Return one item.

        Raises:
            MediaError: there is none.
        """
        if not 0 <= number < len(self.sheets):
            msg = "there is no such file on the desk"
            raise MediaError(msg)
        return self.sheets[number]

    def edit(self, number: int, edition: int, change: Change) -> None:
        """Change an item's plan; ``change`` gets the plan as it is and as it was made.

        Raises:
            StaleError: the item was changed since ``edition``.
            RedactError: what ``change`` raises.
        """
        with self._lock:
            one = self.sheet(number)
            if edition != one.edition or one.first is None:
                msg = "the page is out of date; it was loaded again"
                raise StaleError(msg)
            new = change(plan_of(one), one.first)
            self._history.remember(self.sheets)
            self._set(one, new)

    def draw(self, number: int, edition: int, drawing: Drawing) -> None:
        """Add a drawn box, in a clip over time; see `edits.drawn` for what is raised.

        Raises:
            MediaError: the clip cannot be read, or there is no such frame.
        """
        one = self.sheet(number)
        method = edits.method_named(drawing.method, drawing.kind, self.kit.policy)
        # outside the lock: following decodes many frames
        seen = sightings_of(one, drawing)
        self.edit(number, edition, lambda plan, _: edits.drawn(plan, seen, drawing.kind, method))

    def rename(self, old: str, new: str) -> None:
        """Change a stand-in in all files of the case, also in those still being analysed.

        Raises:
            PolicyError: ``new`` cannot be a stand-in.
        """
        edits.check_alias(new)
        with self._lock:
            self._history.remember(self.sheets)
            self._history.renamed(old, new)
            for one in self.sheets:
                if one.plan is not None and one.first is not None:
                    self._set(one, edits.renamed(one.plan, one.first, old, new))

    def undo(self) -> None:
        """Take the last edit back."""
        with self._lock:
            for one, plan in self._history.back().items():
                self._set(one, plan)

    @property
    def can_undo(self) -> bool:
        """Whether there is an edit to take back."""
        return bool(self._history)

    def _target(self, source: Path, medium: Medium) -> Path:
        name = finished_name(source.name, medium, self.kit.policy.video.container)
        # in any letters: some systems take `A.png` and `a.png` for one
        taken = {one.target.name.casefold() for one in self.sheets}
        path, number = self.out / name, 2
        while path.name.casefold() in taken:
            path = self.out / f"{number}-{name}"
            number += 1
        return path

    def _set(self, one: ReviewItem, plan: Plan) -> None:
        if one.plan == plan:
            return
        if one.plan is None or _seen(one.plan) != _seen(plan):
            one.geometry += 1
        one.plan = plan
        one.edition += 1
        if one.status in ("done", "failed"):
            one.status = "ready"

    def _can_write(self, one: ReviewItem) -> bool:
        return one.status in ("ready", "done", "failed")

    def _planned(self, one: ReviewItem, plan: Plan) -> None:
        with self._lock:
            one.first = edits.without_drawn(plan)
            one.stills = FrameAccess(one.source, plan, self.kit.policy.limits)
            self._set(one, self._history.joined(one, plan, one.first))
            one.status = "ready"

    def _look(self, one: ReviewItem) -> None:
        one.status = "looking"
        try:
            self._planned(one, self.kit.plan(one.source, on_progress=self._steps(one)))
        except _StopError:
            return
        except RedactError as error:
            one.status, one.error = "failed", str(error)
        except Exception as error:  # noqa: BLE001 - the page must say so; the text may be private
            one.status, one.error = "failed", type(error).__name__

    def _write(self, one: ReviewItem, plan: Plan, edition: int) -> None:
        try:
            done = self.kit.apply(plan, one.source, one.target, on_progress=self._steps(one))
            storage.write_beside(record_of(one.target), done.record.to_json(), one.target)
            one.entry = ReportEntry(record=done.record, media=one.target)
        except _StopError:
            return
        except RedactError as error:
            one.error = str(error)
        except Exception as error:  # noqa: BLE001 - as above
            one.error = type(error).__name__
        self._report(one)
        with self._lock:
            # edited while it was written: what lies in the folder is no longer what is shown
            fresh: Status = "done" if one.edition == edition else "ready"
            one.status = "failed" if one.error else fresh

    def _report(self, last: ReviewItem) -> None:
        """Write the report of all that was written, once no other item waits for the worker.

        Finished files that are gone meanwhile are left out of it and of the chain.
        """
        written = [
            (each, each.entry)
            for each in self.sheets
            if each.entry is not None and each.target.is_file()
        ]
        if not written or any(each.status == "writing" for each in self.sheets if each is not last):
            return
        try:
            records = chained([entry.record for _, entry in written])
            for (each, entry), record in zip(written, records, strict=True):
                each.entry = replace(entry, record=record)
                storage.write_text(record_of(each.target), record.to_json())
            write_report(self.out / REPORT_NAME, [e.entry for e, _ in written if e.entry])
        except RedactError as error:
            last.error = last.error or str(error)
        except Exception as error:  # noqa: BLE001 - as above
            last.error = last.error or type(error).__name__

    def _steps(self, one: ReviewItem) -> Callable[[int, int | None], None]:
        def tell(done: int, total: int | None) -> None:
            if self._closing:
                raise _StopError
            one.steps = done, total

        return tell


def _plan_of(one: ReviewItem) -> Path:
    return one.target.with_name(one.target.name + PLAN_ENDING)


def _seen(plan: Plan) -> list[tuple[Sighting, ...]]:
    return [redaction.finding.sightings for redaction in plan.redactions]
