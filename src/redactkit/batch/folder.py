"""A folder in, a mirrored folder of redacted files and records out."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from redactkit.batch.case_file import CASES_NAME
from redactkit.batch.executors import executor_for
from redactkit.batch.open_batch import OutcomeCounter, open_batch
from redactkit.batch.options import Event, Options, Summary
from redactkit.batch.scheduler import Scheduler
from redactkit.batch.work_list import WorkList, scan
from redactkit.batch.worker_state import WorkerConfig, WorkerState
from redactkit.core import platform
from redactkit.core.policy import Policy

if TYPE_CHECKING:
    from redactkit.batch.options import OnEvent, OnOutcome
    from redactkit.pipeline.redactor import Redactor

__all__ = ["redact_folder", "run_folder"]


def redact_folder(
    source: str | Path,
    target: str | Path,
    *,
    policy: Policy | None = None,
    redactor: Redactor | None = None,
    options: Options | None = None,
    on_outcome: OnOutcome | None = None,
) -> Summary:
    """Redact every screenshot, clip and statement of a folder tree.

    The target mirrors the source; beside each finished file lies its record. Files of one
    folder are one case, unless a case manifest says otherwise: the same person has the same
    stand-in in all of them, and another one in other cases. A file that fails leaves no
    output and does not stop the rest. What an earlier run finished is left alone unless
    source, policy or version changed. A ``redactor`` of your own works in this process.

    Raises:
        MediaError: the source is no folder, one of the two lies inside the other, or
            another run is at work on the target.
        PolicyError: the case manifest is wrong.
    """
    kit = (
        WorkerConfig(policy=policy or Policy())
        if redactor is None
        else WorkerState(redactor=redactor)
    )
    total = 0

    def tell(event: Event) -> None:
        nonlocal total
        if event.kind == "begin":
            total = event.files
        if on_outcome and event.outcome is not None:
            on_outcome(event.outcome, total)

    return run_folder(Path(source), Path(target), kit, options or Options(), tell)


def run_folder(
    source: Path, target: Path, kit: WorkerConfig | WorkerState, options: Options, on_event: OnEvent
) -> Summary:
    """Do the work of `redact_folder`; ``on_event`` hears of every step.

    Raises:
        MediaError: as `redact_folder`.
        PolicyError: as `redact_folder`.
    """
    source, target = platform.long_path(source), platform.long_path(target)
    tally = OutcomeCounter(on_event)
    with (
        open_batch(source, target, kit, options, tally) as shop,
        closing(WorkList(scan(source, CASES_NAME), shop.cases.group)) as worklist,
    ):
        files, size = worklist.totals()
        tally.emit(Event(kind="begin", files=files, bytes=size))
        with executor_for(options, kit, files) as (hands, in_flight, fitted):
            Scheduler(replace(shop, kit=fitted, worklist=worklist), hands, in_flight).go()
    return tally.summary
