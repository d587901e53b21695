"""The command ``redactkit check``."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from redactkit.cli.common import (
    LEFT_VISIBLE,
    AsJson,
    Faces,
    PeopleFile,
    PolicyFile,
    bar,
    case_of,
    parsed,
    policy_of,
    say,
)
from redactkit.core.errors import PolicyError
from redactkit.detect.registry import DEFAULT

if TYPE_CHECKING:
    from redactkit.pipeline.check import CheckReport

__all__ = ["register"]

Finished = Annotated[
    Path, typer.Argument(help="A finished picture, clip or text, or a folder of a case.")
]
RecordFile = Annotated[
    Path | None, typer.Option("--record", help="The record that was written with it.")
]
Original = Annotated[
    Path | None, typer.Option("--source", help="Compare with the original too; needs --record.")
]


def register(app: typer.Typer) -> None:
    """Add the command to the command line."""
    app.command()(check)


def check(  # noqa: PLR0913 - one for each option
    source: Finished,
    policy: PolicyFile = None,
    record: RecordFile = None,
    original: Original = None,
    people: PeopleFile = None,
    *,
    faces: Faces = DEFAULT,
    as_json: AsJson = False,
) -> None:
    """Check a finished file; exit code 3 where it still shows a person or a private value.

    Of a folder the records, their chain and the digests of the finished files are checked.
    """
    from redactkit.pipeline.check import CheckReport  # noqa: PLC0415
    from redactkit.pipeline.redactor import Redactor  # noqa: PLC0415
    from redactkit.records.record import Record  # noqa: PLC0415

    if original is not None and record is None:
        msg = "--source needs --record, which says where the covers are"
        raise PolicyError(msg)
    if os.path.isdir(source):  # noqa: PTH112 - Path's own raises for some names
        if record is not None:
            msg = "--record is for one file; a folder is held against the records in it"
            raise PolicyError(msg)
        from redactkit.records.chain import chain_faults  # noqa: PLC0415

        report = CheckReport(visible=(), faults=chain_faults(source))
    else:
        known = None if record is None else parsed(record, Record.from_json)
        kit = Redactor(policy=policy_of(policy), case=case_of(None, people), faces=faces)
        with bar("frames") as tell:
            report = kit.check(source, record=known, source=original, on_progress=tell)
    _show(report, as_json=as_json)
    if not report.clean:
        raise typer.Exit(LEFT_VISIBLE)


def _show(report: CheckReport, *, as_json: bool) -> None:
    """Print what a check found."""
    rows = [
        {
            "kind": str(item.kind),
            "frames": list(item.frames),
            "box": item.box and item.box.xyxy,
            "recorded_as_covered": item.recorded,
        }
        for item in report.visible
    ]
    if as_json:
        typer.echo(json.dumps({"visible": rows, "faults": report.faults}, sort_keys=True))
    for row in rows:
        what = "not covered as recorded" if row["recorded_as_covered"] else "still visible"
        say(f"{what}: {row['kind']} frames {row['frames']} at {row['box']}")
    for fault in report.faults:
        say(f"fault: {fault}")
    if report.clean:
        say("nothing found that is still visible or was changed")
