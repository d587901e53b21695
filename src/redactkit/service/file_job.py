"""One request's file: written down, redacted by a worker, packed, and forgotten."""

from __future__ import annotations

import asyncio
import shutil
import zipfile
from concurrent.futures import BrokenExecutor
from dataclasses import dataclass
from pathlib import PurePosixPath
from tempfile import TemporaryFile
from typing import IO, TYPE_CHECKING

from redactkit.batch.worker import Task, TaskResult, late_of, redact
from redactkit.media.medium import finished_ending, medium_of
from redactkit.records.chain import record_of
from redactkit.service.scratch_folder import job_folder

if TYPE_CHECKING:
    from pathlib import Path

    from redactkit.batch.options import Executor
    from redactkit.batch.worker_state import WorkerConfig

__all__ = ["FinishedJob", "run_job"]

LONGEST_ENDING = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class FinishedJob:
    """The end of a job: the worker's answer, and a nameless file with the zip where it went well.

    ``medium`` is what the file was taken for.
    """

    answer: TaskResult
    medium: str
    packed: IO[bytes] | None = None


async def run_job(
    upload: IO[bytes], name: str, *, setup: WorkerConfig, hands: Executor, scratch: Path
) -> FinishedJob:
    """Redact what was sent; when this returns nothing of it is left on the disk.

    Args:
        upload: the file's bytes.
        name: the file's name, of which only the ending counts.
        setup: settings of the worker.
        hands: the workers.
        scratch: a private folder.
    """
    with job_folder(scratch) as folder:
        source = folder / f"file{_ending(name)}"
        await asyncio.to_thread(_write, upload, source)
        medium = medium_of(source)
        media = "media" + finished_ending(source.name, medium, setup.policy.video.container)
        piece = Task(
            kit=setup, source=source, staged=folder / media, medium=medium, people=setup.case()
        )
        try:
            answer = await asyncio.wrap_future(hands.submit(redact, piece))
        except BrokenExecutor:
            answer = _died(piece)
        if answer.error:
            return FinishedJob(answer=answer, medium=medium)
        packed = await asyncio.to_thread(_pack, piece.staged, scratch)
        return FinishedJob(answer=answer, medium=medium, packed=packed)


def _ending(name: str) -> str:
    """Return the ending of a name where it looks like one; the rest may be anybody's name."""
    own = PurePosixPath(name).suffix.lower()
    return own if own[1:].isalnum() and own.isascii() and len(own) <= LONGEST_ENDING else ""


def _write(upload: IO[bytes], path: Path) -> None:
    with path.open("wb") as file:
        shutil.copyfileobj(upload, file)


def _pack(media: Path, folder: Path) -> IO[bytes]:
    """Return a zip of the file and its record, in a file that goes when it is closed.

    It lies outside the request's folder, which could not be removed on Windows with it open.
    """
    packed = TemporaryFile(dir=folder)  # noqa: SIM115 - closed by the response
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        archive.write(media, media.name)
        archive.write(record_of(media), "record.json")
    packed.seek(0)
    return packed


def _died(piece: Task) -> TaskResult:
    late = late_of(piece.staged)
    if late.exists() and late.stat().st_size:
        return TaskResult(error="the file did not finish within its time", fault="TimeoutError")
    return TaskResult(error="the file ended its worker process", fault="CrashError")
