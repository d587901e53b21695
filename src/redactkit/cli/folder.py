"""The command ``redactkit folder``."""

from __future__ import annotations

import signal
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from redactkit.cli.common import (
    LEFT_VISIBLE,
    NOT_DONE,
    Faces,
    PeopleFile,
    PolicyFile,
    people_of,
    policy_of,
)
from redactkit.detect.registry import DEFAULT, check_names

if TYPE_CHECKING:
    from collections.abc import Iterator

    from redactkit.batch.options import Options, Summary
    from redactkit.batch.worker_state import WorkerConfig

__all__ = [
    "AsJson",
    "Cases",
    "In",
    "KeepNames",
    "Key",
    "Limit",
    "Out",
    "Workers",
    "exit_code",
    "options_of",
    "register",
    "setup_of",
    "stops_on_sigterm",
    "usual_workers",
]

WORKER_BYTES = 2 << 30
"""Memory for one worker: 1.0 GiB of models were measured, the rest is for pictures."""

In = Annotated[Path, typer.Argument(help="A folder of screenshots, clips, statements.")]
Out = Annotated[Path, typer.Argument(help="The folder that will mirror it.")]
KeepNames = Annotated[
    bool, typer.Option("--keep-names", help="Call the finished files as their sources.")
]
Cases = Annotated[
    Path | None,
    typer.Option("--cases", help="Which files are one case; default: redactkit-cases.toml in IN."),
]
Key = Annotated[
    Path | None, typer.Option("--secret", help="Secret of OUT; default: a hidden file beside it.")
]
Workers = Annotated[
    int | None, typer.Option("--workers", min=0, help="Processes; 0: none but this one.")
]
Limit = Annotated[
    float | None, typer.Option("--limit", min=0.1, help="Seconds for a picture; default: 600.")
]
Dask = Annotated[
    str | None, typer.Option("--dask", help="Scheduler, as tcp://HOST:PORT, in place of workers.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print what happens as lines of JSON.")]


def register(app: typer.Typer) -> None:
    """Add the command to the command line."""
    app.command()(folder)


def folder(  # noqa: PLR0913, PLR0917 - one for each option
    source: In,
    target: Out,
    policy: PolicyFile = None,
    cases: Cases = None,
    key: Key = None,
    workers: Workers = None,
    limit: Limit = None,
    dask: Dask = None,
    faces: Faces = DEFAULT,
    people: PeopleFile = None,
    *,
    keep_names: KeepNames = False,
    as_json: AsJson = False,
) -> None:
    """Redact a whole folder tree; each finished file gets a record beside it.

    Stopped at any point, the same command goes on where it was.
    """
    options = options_of(cases, key, workers, limit, keep_names=keep_names)
    setup = setup_of(policy, faces, people)
    if dask:
        setup = replace(setup, threads=1)
    with _on_cluster(dask, options) as chosen:
        summary = work(source, target, setup, chosen, as_json=as_json)
    raise typer.Exit(exit_code(summary))


def work(
    source: Path, target: Path, setup: WorkerConfig, options: Options, *, as_json: bool
) -> Summary:
    """Redact a folder and show it on the terminal, or as JSON."""
    from redactkit.batch.folder import run_folder  # noqa: PLC0415
    from redactkit.cli.progress import Board  # noqa: PLC0415

    try:
        with stops_on_sigterm(), Board(as_json=as_json) as board:
            summary = run_folder(source, target, setup, options, board.tell)
    except KeyboardInterrupt as stop:
        typer.echo("stopped; the same command goes on from here", err=True)
        raise typer.Exit(NOT_DONE) from stop
    board.end(summary)
    return summary


def options_of(
    cases: Path | None,
    key: Path | None,
    workers: int | None,
    limit: float | None,
    *,
    keep_names: bool,
) -> Options:
    """Return what `folder` and `watch` were asked for."""
    from redactkit.batch.options import Options  # noqa: PLC0415 - slow to import, not for --help

    return Options(
        keep_names=keep_names,
        cases=cases,
        key=key,
        workers=usual_workers() if workers is None else workers,
        limit_s=limit,
    )


def setup_of(policy: Path | None, faces: str, people: Path | None = None) -> WorkerConfig:
    """Return the settings of a batch or a service.

    Raises:
        BackendError: there is no such face detector.
    """
    from redactkit.batch.worker_state import WorkerConfig  # noqa: PLC0415

    # now, and not with the first file, in a worker
    check_names(faces)
    return WorkerConfig(policy=policy_of(policy), faces=faces, people=people_of(people))


def usual_workers() -> int:
    """Return as many workers as there are cores, and memory for them."""
    from redactkit.core import platform  # noqa: PLC0415 - slow to import, not for --help

    return max(1, min(len(platform.cores()), platform.memory() // WORKER_BYTES))


def exit_code(summary: Summary) -> int:
    """Return 0 where all is done, 3 where something private is still visible, else 1."""
    if summary.leaks:
        return LEFT_VISIBLE
    return NOT_DONE if summary.failures else 0


@contextmanager
def _on_cluster(address: str | None, options: Options) -> Iterator[Options]:
    """Put the executor of a cluster into the options, where one is named."""
    if address is None:
        yield options
        return
    from redactkit.batch.dask_cluster import dask_executor  # noqa: PLC0415 - an extra
    from redactkit.batch.executors import LIMIT_S  # noqa: PLC0415

    with dask_executor(address) as (hands, in_flight):
        # as in worker processes here
        limit = options.limit_s or LIMIT_S
        yield replace(options, executor=hands, in_flight=in_flight, limit_s=limit)


@contextmanager
def stops_on_sigterm() -> Iterator[None]:
    """Take SIGTERM as Ctrl-C: workers end, temporary files go, the rest is for the next run."""
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
