"""The commands ``redactkit plan``, ``apply``, ``prove``, ``key`` and ``schema``."""

from __future__ import annotations

import json
import sys
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Literal

import typer

from redactkit.cli.common import (
    NOT_DONE,
    Faces,
    PolicyFile,
    RecordFile,
    check_outputs,
    parsed,
    policy_of,
    say,
    write_record,
)
from redactkit.detect.registry import DEFAULT

__all__ = ["register"]

KeyFile = Annotated[Path, typer.Option("--key", help="The case's key file.")]
PlanFile = Annotated[Path, typer.Argument(help="The plan, JSON; may be edited before apply.")]


def register(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    for command in (plan, apply, prove, key, schema):
        app.command()(command)


def plan(
    source: Annotated[Path, typer.Argument(help="A screenshot or a clip.")],
    target: PlanFile,
    policy: PolicyFile = None,
    faces: Faces = DEFAULT,
) -> None:
    """Find and decide without redacting; writes the plan that apply carries out."""
    from redactkit.media import storage  # noqa: PLC0415 - slow to import, not for --help
    from redactkit.pipeline.redactor import Redactor  # noqa: PLC0415

    check_outputs((source, policy), (target,))
    kit = Redactor(policy=policy_of(policy), faces=faces)
    storage.write_text(target, kit.plan(source).to_json())


def apply(
    plan_file: PlanFile,
    source: Annotated[Path, typer.Argument(help="The file that the plan was made of.")],
    target: Annotated[Path, typer.Argument(help="The finished file.")],
    policy: PolicyFile = None,
    record: RecordFile = None,
) -> None:
    """Carry a plan out; needs no model."""
    from redactkit.pipeline.redactor import Redactor  # noqa: PLC0415
    from redactkit.records.plan import Plan  # noqa: PLC0415

    check_outputs((source, plan_file, policy), (target, record))
    kit = Redactor(policy=policy_of(policy))
    done = kit.apply(parsed(plan_file, Plan.from_json), source, target)
    write_record(done.record, record, target)


def prove(
    record: Annotated[Path, typer.Argument(help="A record written with the case's key.")],
    key_file: KeyFile,
    value: Annotated[
        str, typer.Option("--value", help="The value in question; - reads standard input.")
    ],
) -> None:
    """Tell whether a value was among those removed; exit code 1 where it was not."""
    from redactkit.media import text  # noqa: PLC0415
    from redactkit.media.key_file import read_key  # noqa: PLC0415
    from redactkit.records.record import Record  # noqa: PLC0415
    from redactkit.text.value_digests import ValueDigests  # noqa: PLC0415

    piped = value == "-"
    asked = text.decode(sys.stdin.buffer.read(), "-").strip() if piped else value
    seals = ValueDigests(read_key(key_file))
    removed = parsed(record, Record.from_json).removed
    proved = [item for item in removed if item.hmac and seals.kinds_of(item.hmac, asked)]
    for item in proved:
        typer.echo(f"{item.id} {item.kind}: the value was removed here")
    if not proved:
        # OCR may have read it otherwise, so this proves nothing in the other direction
        say("not proved: no removed item has the seal of this value under this key")
        raise typer.Exit(NOT_DONE)


def key(target: Annotated[Path, typer.Argument(help="The new key file.")]) -> None:
    """Make the key of a case, readable by its owner only; keep it apart from the records."""
    from redactkit.media.key_file import make_key  # noqa: PLC0415

    make_key(target)


def schema(
    name: Annotated[
        Literal["record", "plan", "policy", "cases"],
        typer.Argument(help="record, plan, policy or cases."),
    ],
) -> None:
    """Print the JSON Schema of records, plans, policies or case files."""
    if name in ("record", "plan"):
        path = files("redactkit") / "schemas" / f"{name}-1.schema.json"
        typer.echo(path.read_text(encoding="utf-8"), nl=False)
        return
    from redactkit.batch.case_file import CasesDocument  # noqa: PLC0415 - not for --help
    from redactkit.core.settings import PolicyDocument  # noqa: PLC0415

    model = PolicyDocument if name == "policy" else CasesDocument
    typer.echo(json.dumps(model.model_json_schema(), ensure_ascii=False, indent=1))
