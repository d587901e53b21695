"""The commands ``redactkit models get`` and ``redactkit models list``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn

from redactkit.cli.common import err

__all__ = ["register"]

Names = Annotated[list[str], typer.Argument(help="Names, as `redactkit models list` has them.")]
Folder = Annotated[
    Path | None, typer.Option("--folder", help="Where to; default: your model folder.")
]
Mirror = Annotated[
    str | None, typer.Option("--from", help="Address of a mirror of raw.githubusercontent.com.")
]

models = typer.Typer(
    name="models", help="Model files that do not come with the package.", no_args_is_help=True
)


def register(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    app.add_typer(models)


@models.command("list")
def list_() -> None:
    """Say which model files there are, and where they lie."""
    from redactkit.core.errors import BackendError  # noqa: PLC0415 - not for --help
    from redactkit.models.model_files import MODELS, find_model  # noqa: PLC0415

    for model in MODELS:
        try:
            place = str(find_model(model))
        except BackendError:
            place = "not here"
        size = f"{model.size / 1024:.0f} KiB"
        typer.echo(f"{model.name}\t{model.about}\t{size}\t{model.licence}\t{place}")


@models.command()
def get(names: Names, folder: Folder = None, base: Mirror = None) -> None:
    """Download model files and check them; a download that broke off goes on."""
    from redactkit.models.downloads import download  # noqa: PLC0415 - not for --help
    from redactkit.models.model_files import folders, model_file  # noqa: PLC0415

    wanted = [model_file(name) for name in names]
    columns = TextColumn("{task.description}"), BarColumn(), DownloadColumn()
    with Progress(*columns, console=err, transient=True, disable=not err.is_terminal) as bar:
        for model in wanted:
            task = bar.add_task(model.name, total=model.size)
            path = download(
                model,
                folder or folders()[0],
                base=base,
                on_bytes=lambda done, total, task=task: bar.update(  # type: ignore[misc]
                    task, completed=done, total=total
                ),
            )
            typer.echo(str(path))
