"""A folder in, a mirrored folder of redacted files and records out."""

from __future__ import annotations

from contextlib import ExitStack, closing
from pathlib import Path
from typing import TYPE_CHECKING

from redactkit import atomic
from redactkit.batch.casefile import CASES_NAME, CaseFile, load_cases
from redactkit.batch.hands import hands_for
from redactkit.batch.ledger import Ledger
from redactkit.batch.place import staging
from redactkit.batch.run import Run
from redactkit.batch.seal import default_key, open_seal
from redactkit.batch.setup import Kit, Setup, load
from redactkit.batch.shop import Shop
from redactkit.batch.values import SUMMARY_NAME, Event, Options, Summary
from redactkit.batch.worklist import Worklist, scan
from redactkit.errors import MediaError
from redactkit.policy import Policy

if TYPE_CHECKING:
    from redactkit.batch.values import OnEvent, OnOutcome
    from redactkit.redact import Redactor

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
    kit = Setup(policy=policy or Policy()) if redactor is None else Kit(redactor=redactor)
    total = 0

    def tell(event: Event) -> None:
        nonlocal total
        if event.kind == "begin":
            total = event.files
        if on_outcome and event.outcome is not None:
            on_outcome(event.outcome, total)

    return run_folder(Path(source), Path(target), kit, options or Options(), tell)


def run_folder(
    source: Path, target: Path, kit: Setup | Kit, options: Options, on_event: OnEvent
) -> Summary:
    """Do the work of `redact_folder`; ``on_event`` hears of every step.

    Raises:
        MediaError: as `redact_folder`.
        PolicyError: as `redact_folder`.
    """
    check_folders(source, target)
    cases = _cases(source, options)
    tally = _Tally(on_event)
    target.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        ledger = stack.enter_context(closing(Ledger(target)))
        seal = open_seal(options.key or default_key(target), new=not len(ledger))
        stack.enter_context(staging(target))
        worklist = stack.enter_context(closing(Worklist(scan(source, CASES_NAME), cases.group)))
        files, size = worklist.totals()
        tally.emit(Event(kind="begin", files=files, bytes=size))
        hands, in_flight, kit = stack.enter_context(hands_for(options, kit, files))
        redactor = (kit if isinstance(kit, Kit) else load(kit)).redactor
        shop = Shop(
            source=source,
            target=target,
            kit=kit,
            redactor=redactor,
            signature=redactor.signature.encode(),
            seal=seal,
            cases=cases,
            worklist=worklist,
            ledger=ledger,
            keep_names=options.keep_names,
            emit=tally.emit,
        )
        Run(shop, hands, in_flight).go()
        atomic.write_text(target / SUMMARY_NAME, tally.summary.to_json())
    return tally.summary


class _Tally:
    """Counts what it passes on."""

    def __init__(self, on_event: OnEvent) -> None:
        self._on_event = on_event
        self.summary = Summary()

    def emit(self, event: Event) -> None:
        if event.outcome is not None:
            self.summary = self.summary.plus(event.outcome)
        self._on_event(event)


def check_folders(source: Path, target: Path) -> None:
    """Refuse two folders of which one would be mixed into the other.

    Raises:
        MediaError: the source is no folder, the target a file, or one lies inside the other.
    """
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


def _cases(source: Path, options: Options) -> CaseFile:
    if options.cases is not None:
        return load_cases(options.cases, source)
    usual = source / CASES_NAME
    return load_cases(usual, source) if usual.exists() else CaseFile()
