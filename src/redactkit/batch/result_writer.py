"""Results of one case: manifest lines, work list states, and events."""

from __future__ import annotations

import os
from dataclasses import replace
from typing import TYPE_CHECKING

from redactkit.batch.manifest import ManifestEntry
from redactkit.batch.options import Event, Outcome
from redactkit.batch.placement import place_result, remove_result
from redactkit.media import storage, text
from redactkit.records.chain import record_of
from redactkit.records.record import Record

if TYPE_CHECKING:
    from pathlib import Path

    from redactkit.batch.context import BatchContext
    from redactkit.batch.work_list import WorkItem
    from redactkit.batch.worker import TaskResult

__all__ = ["ResultWriter"]


class ResultWriter:
    """Keeps manifest, work list and listeners in step for one case.

    Args:
        shop: what the batch works with.
        group: the case.
    """

    def __init__(self, shop: BatchContext, group: str) -> None:
        """Write nothing yet."""
        self._shop, self._group = shop, group
        self._case = shop.seal.of(b"case", os.fsencode(group))

    def finished(
        self, row: WorkItem, staged: Path, answer: TaskResult, *, members: str, people: str
    ) -> None:
        """Put a finished file in place, then write its line.

        Raises:
            MediaError: the manifest cannot be written, or an older output not be removed.
        """
        shop, name = self._shop, self._shop.id_of(row.name)
        old = shop.ledger.get(name)
        entry = ManifestEntry(
            id=name,
            state="done",
            case=self._case,
            base=shop.base_of(self._group, row),
            members=members,
            people=people,
            output=shop.output_of(row),
            sha256=answer.sha256,
            bytes=answer.bytes,
            record_sha256=answer.record_sha256,
            removed=answer.removed,
            kept=answer.kept,
        )
        try:
            place_result(staged, shop.target / entry.output)
        except OSError as error:
            msg = f"{row.name.rpartition('/')[2]}: cannot be put in place ({error.strerror})"
            self.failed(row, replace(answer, error=msg, fault="OSError"))
            return
        shop.ledger.append(entry)
        if old is not None and old.output != entry.output:
            remove_result(shop.target, old)
        self._settle(row, "done", _outcome(row, entry), answer.seconds)

    def failed(self, row: WorkItem, answer: TaskResult) -> None:
        """Leave no output: an older one was made of another source or under other rules.

        Raises:
            MediaError: as `finished`.
        """
        shop, name = self._shop, self._shop.id_of(row.name)
        old = shop.ledger.get(name)
        if old is not None:
            remove_result(shop.target, old)
        shop.ledger.append(ManifestEntry(id=name, state="failed", fault=answer.fault))
        outcome = Outcome(name=row.name, error=answer.error, fault=answer.fault)
        self._settle(row, "failed", outcome, answer.seconds)

    def skipped(self, row: WorkItem, entry: ManifestEntry) -> None:
        """Leave what an earlier run finished; its line is renewed where its case is.

        Raises:
            MediaError: the manifest cannot be written.
        """
        entry = replace(entry, case=self._case)
        if entry != self._shop.ledger.get(entry.id):
            self._shop.ledger.append(entry)
        self._settle(row, "done", replace(_outcome(row, entry), skipped=True), 0.0)

    def chain(self) -> None:
        """Let each record of the case name the one before it, in the order of the files.

        Raises:
            MediaError: a record is gone or cannot be written.
        """
        shop, before = self._shop, None
        for row in shop.worklist.rows(self._group, ("done",)):
            entry = shop.ledger.get(shop.id_of(row.name))
            if entry is None:
                continue
            path = record_of(shop.target / entry.output)
            record = Record.from_json(text.read(path))
            if record.previous != before:
                record = replace(record, previous=before)
                storage.write_text(path, record.to_json())
            before = record.digest

    def _settle(self, row: WorkItem, state: str, outcome: Outcome, seconds: float) -> None:
        self._shop.worklist.update(self._group, replace(row, state=state))
        self._shop.emit(
            Event(
                kind="finished",
                name=row.name,
                medium=row.medium,
                bytes=row.size,
                seconds=seconds,
                outcome=outcome,
            )
        )


def _outcome(row: WorkItem, entry: ManifestEntry) -> Outcome:
    return Outcome(name=row.name, output=entry.output, removed=entry.removed, kept=entry.kept)
