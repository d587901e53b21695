"""The command ``redactkit article``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from redactkit.cli.common import (
    Faces,
    KeyFile,
    PeopleFile,
    PolicyFile,
    case_of,
    policy_of,
)
from redactkit.detect.registry import DEFAULT

__all__ = ["register"]

Text = Annotated[Path, typer.Argument(help="HTML or Markdown; its pictures lie beside it.")]
Finished = Annotated[Path, typer.Argument(help="A new folder for the finished article.")]


def register(app: typer.Typer) -> None:
    """Add the command to the command line."""
    app.command()(article)


def article(
    source: Text,
    target: Finished,
    policy: PolicyFile = None,
    key: KeyFile = None,
    people: PeopleFile = None,
    *,
    faces: Faces = DEFAULT,
) -> None:
    """Redact an article and the pictures and clips beside it, as one case."""
    from redactkit.pipeline.articles import redact_article  # noqa: PLC0415 - slow to import
    from redactkit.pipeline.redactor import Redactor  # noqa: PLC0415

    kit = Redactor(policy=policy_of(policy), case=case_of(key, people), faces=faces)
    done = redact_article(kit, source, target)
    typer.echo(str(done.text))
