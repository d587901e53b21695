"""The command ``redactkit watch``."""

from __future__ import annotations

import time
from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from redactkit.cli.common import Faces, PeopleFile, PolicyFile  # noqa: TC001 - typer reads them
from redactkit.cli.folder import (
    AsJson,
    Cases,
    In,
    KeepNames,
    Key,
    Limit,
    Out,
    Workers,
    options_of,
    setup_of,
    stops_on_sigterm,
)
from redactkit.cli.progress import line
from redactkit.core import platform
from redactkit.detect.registry import DEFAULT

if TYPE_CHECKING:
    from redactkit.batch.options import Event

__all__ = ["register"]

Settle = Annotated[
    float, typer.Option("--settle", min=0, help="Seconds for which a file must stand still.")
]

LEAST_S = 0.2
"""Least seconds between two listings of the folder."""


def register(app: typer.Typer) -> None:
    """Add the command to the command line."""
    app.command()(watch)


def watch(  # noqa: PLR0913, PLR0917 - one for each option
    source: In,
    target: Out,
    policy: PolicyFile = None,
    cases: Cases = None,
    key: Key = None,
    workers: Workers = None,
    limit: Limit = None,
    settle: Settle = 5.0,
    faces: Faces = DEFAULT,
    people: PeopleFile = None,
    *,
    keep_names: KeepNames = False,
    as_json: AsJson = False,
) -> None:
    """Redact what is in a folder and what comes into it, until Ctrl-C.

    All else is as with `redactkit folder`.
    """
    from redactkit.batch.drop_folder import PollInterval, watch_folder  # noqa: PLC0415 - not for --help

    options = options_of(cases, key, workers, limit, keep_names=keep_names)
    setup = setup_of(policy, faces, people)
    try:
        with stops_on_sigterm():
            pace = PollInterval(settle_s=settle, pause=partial(_pause, settle))
            tell = partial(_tell, as_json)
            watch_folder(platform.long_path(source), target, setup, options, tell, pace)
    except KeyboardInterrupt:
        typer.echo("watch ended", err=True)


def _pause(settle: float) -> bool:
    time.sleep(max(LEAST_S, settle / 2))
    return True


def _tell(as_json: bool, event: Event) -> None:  # noqa: FBT001 - bound once
    if as_json:
        typer.echo(line(event))
    elif event.kind == "waiting":
        typer.echo(f"{event.why}; nothing is done until it is mended", err=True)
    elif event.outcome is not None:
        state = f"not done: {event.outcome.error}" if event.outcome.error else "done"
        typer.echo(f"{event.name}: {state}", err=True)
