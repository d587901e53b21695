"""A drop folder: what is put into it is redacted as soon as it stands still."""

from __future__ import annotations

import os
import sqlite3
import time
from contextlib import closing
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from redactkit.batch.case_file import CASES_NAME
from redactkit.batch.case_file_watch import CaseFileWatch
from redactkit.batch.executors import executor_for
from redactkit.batch.open_batch import OutcomeCounter, open_batch
from redactkit.batch.options import Event
from redactkit.batch.scheduler import Scheduler
from redactkit.batch.work_list import WorkList, scan

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from redactkit.batch.options import OnEvent, Options, Summary
    from redactkit.batch.work_list import File
    from redactkit.batch.worker_state import WorkerConfig, WorkerState

__all__ = ["PollInterval", "SettleTracker", "watch_folder"]

TABLE = """
PRAGMA temp_store = FILE;
CREATE TABLE seen (
  name BLOB PRIMARY KEY, size INTEGER, changed INTEGER, grp BLOB, since REAL, look INTEGER,
  done INTEGER DEFAULT 0
);
CREATE INDEX by_group ON seen (grp);
"""
UPSERT = """
INSERT INTO seen (name, size, changed, grp, since, look) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
ON CONFLICT (name) DO UPDATE SET
  since = CASE WHEN size = ?2 AND changed = ?3 THEN since ELSE ?5 END,
  done = CASE WHEN size = ?2 AND changed = ?3 AND grp = ?4 THEN done ELSE 0 END,
  size = ?2, changed = ?3, grp = ?4, look = ?6
"""
READY = """
SELECT name, size, changed FROM seen WHERE since <= ?1 AND grp IN
  (SELECT grp FROM seen WHERE done = 0 AND since <= ?1)
"""
DONE = "UPDATE seen SET done = 1 WHERE since <= ?1"


@dataclass(frozen=True, slots=True, kw_only=True)
class PollInterval:
    """When a drop folder is listed.

    Args:
        settle_s: seconds for which size and time of a file must stay the same.
        pause: waits until the next listing; returns False to end.
        clock: seconds that only grow.
    """

    settle_s: float = 5.0
    pause: Callable[[], bool]
    clock: Callable[[], float] = time.monotonic


class SettleTracker:
    """Knows since when each file of a folder stands still; on disk, in a file without a name."""

    def __init__(self, settle_s: float) -> None:
        """Know nothing yet."""
        self._settle, self._look, self._now = settle_s, 0, 0.0
        self._base = sqlite3.connect("", isolation_level=None)
        self._base.executescript(TABLE)

    def close(self) -> None:
        """Forget everything."""
        self._base.close()

    def look(self, files: Iterator[File], group: Callable[[str], str], now: float) -> None:
        """Take note of all files of the folder at one time."""
        self._look, self._now = self._look + 1, now
        self._base.execute("BEGIN")
        for name, size, changed in files:
            key = os.fsencode(name), size, changed, os.fsencode(group(name)), now, self._look
            self._base.execute(UPSERT, key)
        self._base.execute("DELETE FROM seen WHERE look < ?", (self._look,))
        self._base.execute("COMMIT")

    def ready(self) -> Iterator[File]:
        """Yield the files that stand still, of cases in which one of them is new."""
        for name, size, changed in self._base.execute(READY, (self._now - self._settle,)):
            yield os.fsdecode(name), size, changed

    def done(self) -> None:
        """Mark what was ready at the last listing as done."""
        self._base.execute(DONE, (self._now - self._settle,))


def watch_folder(
    source: Path,
    target: Path,
    kit: WorkerConfig | WorkerState,
    options: Options,
    on_event: OnEvent,
    pace: PollInterval,
) -> Summary:
    """Redact what is in a folder and what comes into it, until ``pace.pause`` says to end.

    A file that is still being written is left alone until it stands still; while the case
    manifest is being written, or is wrong, all files are. A file that comes into a case is
    redacted with the names of the whole case; the others of the case are redone where it
    brought new names. All else is as in `redact_folder`.

    Raises:
        MediaError: the folders are unfit, or another run is at work on the target.
        PolicyError: the case manifest is wrong when the watch begins; later it is waited for.
    """
    tally = OutcomeCounter(on_event)
    manifest = CaseFileWatch(source, options, pace.settle_s, tally.emit)
    with (
        open_batch(source, target, kit, options, tally, complete=False) as shop,
        executor_for(options, kit, options.workers) as (hands, in_flight, fitted),
        closing(SettleTracker(pace.settle_s)) as settling,
    ):
        while True:
            now = pace.clock()
            cases = manifest.now(now)
            if cases is not None:
                settling.look(scan(source, CASES_NAME), cases.group, now)
                with closing(WorkList(settling.ready(), cases.group)) as worklist:
                    files, size = worklist.totals()
                    if files:
                        tally.emit(Event(kind="begin", files=files, bytes=size))
                        ready = replace(shop, kit=fitted, cases=cases, worklist=worklist)
                        Scheduler(replace(ready, emit=_news(tally)), hands, in_flight).go()
                settling.done()
            if not pace.pause():
                return tally.summary


def _news(tally: OutcomeCounter) -> OnEvent:
    """Pass events on, those of files finished before at most once."""

    def emit(event: Event) -> None:
        if event.outcome is None or not event.outcome.skipped:
            tally.emit(event)

    return emit
