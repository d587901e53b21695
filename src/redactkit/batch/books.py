"""What is written down of each file of a case, and told to whoever listens."""

from __future__ import annotations

import os
from dataclasses import replace
from typing import TYPE_CHECKING

from redactkit.batch.ledger import Entry
from redactkit.batch.place import put_in_place, withdraw
from redactkit.batch.values import Event, Outcome
from redactkit.files import atomic, textfile
from redactkit.jobs.chain import record_of
from redactkit.prove.record import Record

if TYPE_CHECKING:
    from pathlib import Path

    from redactkit.batch.shop import Shop
    from redactkit.batch.worker import Answer
    from redactkit.batch.worklist import Row

__all__ = ["Books"]


class Books:
    """Keeps manifest, work list and listeners in step for one case.

    Args:
        shop: what the batch works with.
        group: the case.
    """

    def __init__(self, shop: Shop, group: str) -> None:
        """Write nothing yet."""
        self._shop, self._group = shop, group
        self._case = shop.seal.of(b"case", os.fsencode(group))

    def finished(
        self, row: Row, staged: Path, answer: Answer, *, members: str, people: str
    ) -> None:
        """Put a finished file in place, then write its line.

        Raises:
            MediaError: the manifest cannot be written, or an older output not be removed.
        """
        shop, name = self._shop, self._shop.id_of(row.name)
        old = shop.ledger.get(name)
        entry = Entry(
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
            put_in_place(staged, shop.target / entry.output)
        except OSError as error:
            msg = f"{row.name.rpartition('/')[2]}: cannot be put in place ({error.strerror})"
            self.failed(row, replace(answer, error=msg, fault="OSError"))
            return
        shop.ledger.append(entry)
        if old is not None and old.output != entry.output:
            withdraw(shop.target, old)
        self._settle(row, "done", _outcome(row, entry), answer.seconds)

    def failed(self, row: Row, answer: Answer) -> None:
        """Leave no output: an older one was made of another source or under other rules.

        Raises:
            MediaError: as `finished`.
        """
        shop, name = self._shop, self._shop.id_of(row.name)
        old = shop.ledger.get(name)
        if old is not None:
            withdraw(shop.target, old)
        shop.ledger.append(Entry(id=name, state="failed", fault=answer.fault))
        outcome = Outcome(name=row.name, error=answer.error, fault=answer.fault)
        self._settle(row, "failed", outcome, answer.seconds)

    def skipped(self, row: Row, entry: Entry) -> None:
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
            record = Record.from_json(textfile.read(path))
            if record.previous != before:
                record = replace(record, previous=before)
                atomic.write_text(path, record.to_json())
            before = record.digest

    def _settle(self, row: Row, state: str, outcome: Outcome, seconds: float) -> None:
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


def _outcome(row: Row, entry: Entry) -> Outcome:
    return Outcome(name=row.name, output=entry.output, removed=entry.removed, kept=entry.kept)
