"""One piece of work, done in whatever process an executor has for it.

A piece never raises: what goes wrong with a file is its answer. So an exception that
comes out of an executor means that a process died.
"""

from __future__ import annotations

import faulthandler
import os
import shutil
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from redactkit.batch.worker_state import WorkerConfig, WorkerState, load
from redactkit.core import platform
from redactkit.core.errors import BackendError, RedactError
from redactkit.media import storage
from redactkit.media.medium import Medium
from redactkit.media.video import decoding
from redactkit.pipeline.clip_store import FolderStore
from redactkit.pipeline.video_job import STEPS, Next, VideoJob
from redactkit.records.chain import record_of
from redactkit.records.record import digest_file

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from redactkit.pipeline.redactor import Redacted, Redactor
    from redactkit.records.record import Record
    from redactkit.text.case import Case

__all__ = [
    "Task",
    "TaskResult",
    "collect_names",
    "folder_of",
    "late_of",
    "redact",
    "step",
    "whole_of",
]

FOOTAGE_S = 10.0
"""Seconds of a clip that may take as long as one picture."""

_HERE = threading.local()
"""The models of this thread, loaded once. The reader must not be shared between threads."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One file to collect names from, or to redact into ``staged``.

    ``people`` are those of the case; ``lines`` is the OCR result of that. A clip is
    cut into parts of ``span_s`` seconds, 0 is not at all; ``step`` of its job is then to be
    done for a ``part`` in a ``turn``.
    """

    kit: WorkerConfig | WorkerState
    source: Path = field(repr=False)
    staged: Path
    medium: Medium
    people: Case
    lines: bytes = field(repr=False, default=b"")
    span_s: float = 0.0
    step: str = ""
    part: int = 0
    turn: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskResult:
    """What became of a piece; ``error`` names the file, ``fault`` is the error's class.

    ``again``: the task may be retried. ``following``: what is to be done next of a clip
    that is cut. ``sha256``, ``bytes`` and ``record_sha256`` are of what lies in the staging folder.
    """

    people: Case | None = None
    lines: bytes = field(repr=False, default=b"")
    removed: int = 0
    kept: int = 0
    sha256: str = ""
    bytes: int = 0
    record_sha256: str = ""
    seconds: float = 0.0
    error: str = ""
    fault: str = ""
    again: bool = False
    following: Next | None = None


def collect_names(piece: Task) -> TaskResult:
    """Look at a picture or a statement and return the people it shows."""
    return run_task(piece, _meet)


def redact(piece: Task) -> TaskResult:
    """Redact a file; the finished one and its record lie in the staging folder."""
    return run_task(piece, _redact)


def step(piece: Task) -> TaskResult:
    """Do a step of a clip that is cut; the last one finishes it."""
    return run_task(piece, _step)


def whole_of(folder: Path, piece: Task) -> Path:
    """Return where a clip in parts is put together."""
    return folder / f"whole{piece.staged.suffix}"


def late_of(staged: Path) -> Path:
    """Return the file that appears where a piece ran out of time."""
    return staged.with_name(staged.name + ".late")


def folder_of(staged: Path) -> Path:
    """Return where the parts of a clip lie meanwhile."""
    return staged.with_name(staged.name + ".parts")


def run_task(piece: Task, work: Callable[[Task, WorkerState], TaskResult]) -> TaskResult:
    """Return what ``work`` answers, or what went wrong."""
    start = time.monotonic()
    try:
        kit = _kit(piece.kit)
        kit.ready(piece.medium)
        answer = work(piece, kit)
    except BackendError as error:
        answer = TaskResult(error=str(error), fault="BackendError", again=True)
    except RedactError as error:
        answer = TaskResult(error=str(error), fault=type(error).__name__)
    except OSError as error:
        msg = f"{piece.source.name}: {error.strerror or type(error).__name__}"
        answer = TaskResult(error=msg, fault="OSError", again=True)
    except Exception as error:  # noqa: BLE001 - one file must not stop the rest
        # the message of a foreign error may quote what was read
        fault = type(error).__name__
        answer = TaskResult(error=f"{piece.source.name}: {fault}", fault=fault, again=True)
    return replace(answer, seconds=time.monotonic() - start)


def _kit(given: WorkerConfig | WorkerState) -> WorkerState:
    if isinstance(given, WorkerState):
        return given
    elsewhere = given.parent != os.getpid()
    if elsewhere and getattr(_HERE, "memory", 0) != given.memory:
        # a pool may be lent to batches with other limits, and its workers outlast them
        platform.cap_memory(given.memory)
        _HERE.memory = given.memory
    if getattr(_HERE, "setup", None) != given.lasting:
        if elsewhere:
            platform.keep_freed()
        _HERE.kit, _HERE.setup = load(given), given.lasting
    kit: WorkerState = _HERE.kit
    return kit


def _meet(piece: Task, kit: WorkerState) -> TaskResult:
    people = piece.people.copy()
    redactor = kit.redactor.for_case(people)
    _remember(kit, b"")
    with with_time_limit(piece):
        redactor.collect_names(piece.source)
    lines = b"" if kit.reader is None else kit.reader.known()
    return TaskResult(people=people, lines=lines)


def _redact(piece: Task, kit: WorkerState) -> TaskResult:
    redactor = kit.redactor.for_case(piece.people.copy())
    if piece.medium is Medium.VIDEO and piece.span_s:
        following = _begun(redactor, piece)
        if following is not None:
            return TaskResult(following=following)
    _remember(kit, piece.lines)
    with with_time_limit(piece):
        done = _written(redactor, piece)
        answer = finished(piece.staged, done.record)
    _remember(kit, b"")
    return answer


def _begun(redactor: Redactor, piece: Task) -> Next | None:
    """Return the first step of a clip that is cut into parts; None for one that is not."""
    folder = folder_of(piece.staged)
    folder.mkdir(exist_ok=True)
    with with_time_limit(piece):
        job = _job(redactor, piece, folder)
        following = job.begin(piece.span_s, cut=True)
        if len(job.numbers) > 1:
            return following
    shutil.rmtree(folder, ignore_errors=True)
    return None


def _job(redactor: Redactor, piece: Task, folder: Path) -> VideoJob:
    store, whole = FolderStore(folder), whole_of(folder, piece)
    policy = redactor.policy.for_clips()
    return VideoJob(source=piece.source, whole=whole, store=store, policy=policy, turn=piece.turn)


def _step(piece: Task, kit: WorkerState) -> TaskResult:
    redactor = kit.redactor
    job = _job(redactor, piece, piece.staged.parent)
    with with_time_limit(piece, job.seconds(piece.step, piece.part)):
        following = STEPS[piece.step](job, piece.part, redactor.clip_tools())
        if following.step:
            return TaskResult(following=following)
        return finished(job.whole, redactor.clip_record(job.written(), piece.source, job.whole))


def finished(media: Path, record: Record) -> TaskResult:
    """Write the record of a finished file beside it, and tell what both are.

    Raises:
        MediaError: it cannot be written.
    """
    path = record_of(media)
    storage.write_text(path, record.to_json())
    digest, size = digest_file(media)
    return TaskResult(
        removed=len(record.removed),
        kept=len(record.kept),
        sha256=digest,
        bytes=size,
        record_sha256=digest_file(path)[0],
    )


def _written(redactor: Redactor, piece: Task) -> Redacted:
    if piece.medium is Medium.VIDEO:
        return redactor.video(piece.source, piece.staged)
    if piece.medium is Medium.IMAGE:
        return redactor.image(piece.source, piece.staged)
    return redactor.statement(piece.source, piece.staged)


def _remember(kit: WorkerState, lines: bytes) -> None:
    if kit.reader is not None:
        kit.reader.know(lines)


@contextmanager
def with_time_limit(piece: Task, seconds: float = 0.0) -> Iterator[None]:
    """End this process when the time is up, even in the midst of native code.

    ``seconds`` of a clip are worked on, where they are known.
    """
    setup = piece.kit
    if not isinstance(setup, WorkerConfig) or not setup.limit_s or setup.parent == os.getpid():
        yield
        return
    late = late_of(piece.staged)
    with late.open("w") as file:
        faulthandler.dump_traceback_later(setup.limit_s, exit=True, file=file)
        try:
            if piece.medium is Medium.VIDEO:
                if not seconds:
                    seconds = decoding.probe(piece.source, setup.policy.limits).duration_s
                limit = setup.limit_s * max(1.0, seconds / FOOTAGE_S)
                faulthandler.dump_traceback_later(limit, exit=True, file=file)
            yield
        finally:
            faulthandler.cancel_dump_traceback_later()
    late.unlink()
