"""Open a target folder for a batch: lock it, read its manifest, close both at the end."""

from __future__ import annotations

from contextlib import ExitStack, closing, contextmanager
from typing import TYPE_CHECKING

from redactkit.batch.case_file import CASES_NAME, CaseFile, load_cases
from redactkit.batch.context import BatchContext
from redactkit.batch.keyed_digest import default_key, open_keyed_digest
from redactkit.batch.manifest import Manifest
from redactkit.batch.options import SUMMARY_NAME, Event, Options, Summary
from redactkit.batch.placement import staging
from redactkit.batch.work_list import WorkList
from redactkit.batch.worker_state import WorkerConfig, WorkerState, load
from redactkit.core.errors import MediaError
from redactkit.media import storage

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from redactkit.batch.options import OnEvent

__all__ = ["OutcomeCounter", "cases_of", "check_folders", "manifest_of", "open_batch"]


class OutcomeCounter:
    """Counts the outcomes that it passes on."""

    def __init__(self, on_event: OnEvent) -> None:
        """Start from nothing."""
        self._on_event = on_event
        self.summary = Summary()

    def emit(self, event: Event) -> None:
        """Count an event and pass it on."""
        if event.outcome is not None:
            self.summary = self.summary.plus(event.outcome)
        self._on_event(event)


@contextmanager
def open_batch(
    source: Path,
    target: Path,
    kit: WorkerConfig | WorkerState,
    options: Options,
    tally: OutcomeCounter,
    *,
    complete: bool = True,
) -> Iterator[BatchContext]:
    """Yield what a batch works with, its work list empty; the summary is written at the end.

    Raises:
        MediaError: the folders are unfit, another run is at work on the target, or its key
            is missing.
        PolicyError: the case manifest is wrong.
    """
    check_folders(source, target)
    cases = cases_of(source, options, complete=complete)
    _make(target)
    with ExitStack() as stack:
        ledger = stack.enter_context(closing(Manifest(target)))
        seal = open_keyed_digest(options.key or default_key(target), new=not len(ledger))
        stack.enter_context(staging(target))
        redactor = (kit if isinstance(kit, WorkerState) else load(kit)).redactor
        yield BatchContext(
            source=source,
            target=target,
            kit=kit,
            redactor=redactor,
            signature=redactor.signature.encode(),
            seal=seal,
            cases=cases,
            worklist=stack.enter_context(closing(WorkList(iter(()), cases.group))),
            ledger=ledger,
            keep_names=options.keep_names,
            span_s=options.span_s,
            emit=tally.emit,
        )
        storage.write_text(target / SUMMARY_NAME, tally.summary.to_json())


def cases_of(source: Path, options: Options, *, complete: bool = True) -> CaseFile:
    """Return the case manifest; not ``complete``, it may name files that are yet to come.

    Raises:
        PolicyError: it is wrong.
    """
    path = manifest_of(source, options)
    # a broken link is reported too: it was meant to name a file
    if options.cases is None and not path.exists() and not path.is_symlink():
        return CaseFile()
    return load_cases(path, source if complete else None)


def manifest_of(source: Path, options: Options) -> Path:
    """Return where the case manifest lies, if there is one."""
    return source / CASES_NAME if options.cases is None else options.cases


def check_folders(source: Path, target: Path) -> None:
    """Refuse two folders of which one would be mixed into the other.

    Raises:
        MediaError: the source is no folder, the target a file, one lies inside the other, or a
            name cannot be.
    """
    try:
        _check_folders(source, target)
    except (OSError, ValueError, RuntimeError) as error:  # RuntimeError: links in a circle
        reason = error.strerror if isinstance(error, OSError) else "no name can be so"
        msg = f"one of the two folders cannot be used ({reason}); choose another"
        raise MediaError(msg) from error


def _check_folders(source: Path, target: Path) -> None:
    if not source.is_dir():
        msg = f"{source.name}: is not a folder; use redactkit image, video or text for one file"
        raise MediaError(msg)
    inside, outside = target.resolve(), source.resolve()
    if inside.is_relative_to(outside) or outside.is_relative_to(inside):
        msg = f"{target.name}: source and target must not lie inside each other"
        raise MediaError(msg)
    if target.exists() and not target.is_dir():
        msg = f"{target.name}: is a file; name a folder"
        raise MediaError(msg)


def _make(target: Path) -> None:
    try:
        target.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        msg = f"{target.name}: cannot be made ({error.strerror}); choose another folder"
        raise MediaError(msg) from error
