"""The command line: ``redactkit image | video | text | folder | check``."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, TypeAlias

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from redactkit import __version__, cli_folder, cli_models, cli_review, cli_serve, cli_watch
from redactkit.errors import LeakError, PolicyError, RedactError
from redactkit.policy import Policy

__all__ = ["app", "main"]

DONE, NOT_DONE, WRONG_USAGE, LEFT_VISIBLE = 0, 1, 2, 3
"""Exit codes."""

app = typer.Typer(
    name="redactkit",
    help="Hide who people are in chat screenshots, CCTV clips and statements, offline.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
err = Console(stderr=True)

Source = Annotated[Path, typer.Argument(help="The file to redact; it is never changed.")]
Target = Annotated[Path, typer.Argument(help="The finished file.")]
PolicyFile = Annotated[Path | None, typer.Option("--policy", help="Settings, as TOML.")]
RecordFile = Annotated[
    Path | None, typer.Option("--record", help="Write the record of what was removed here.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print the record or report as JSON.")]
Tell: TypeAlias = Callable[[int, int | None], None]


def _version(wanted: bool) -> None:  # noqa: FBT001 - typer's callback
    if wanted:
        typer.echo(f"redactkit {__version__}")
        raise typer.Exit


@app.callback()
def common(
    *,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Hide who people are in chat screenshots, CCTV clips and statements, offline."""
    del version


@app.command()
def image(
    source: Source,
    target: Target,
    policy: PolicyFile = None,
    record: RecordFile = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Redact one screenshot or photo."""
    from redactkit.redact import Redactor  # noqa: PLC0415 - slow to import, not for --help

    kit = Redactor(policy=_policy(policy))
    done = kit.image(source, target)
    _tell(done.record.to_json(), record, as_json=as_json)


@app.command()
def video(
    source: Source,
    target: Target,
    policy: PolicyFile = None,
    record: RecordFile = None,
    *,
    faces: Annotated[
        str, typer.Option("--detector", help="centerface, mediapipe, yunet, or A+B.")
    ] = "centerface",
    as_json: AsJson = False,
) -> None:
    """Redact one clip."""
    from redactkit.redact import Redactor  # noqa: PLC0415

    kit = Redactor(policy=_policy(policy), faces=faces)
    with _bar("frames") as tell:
        done = kit.video(source, target, on_progress=tell)
    _tell(done.record.to_json(), record, as_json=as_json)


@app.command()
def text(
    source: Annotated[Path, typer.Argument(help="The statement, or - for standard input.")],
    target: Annotated[
        Path | None, typer.Argument(help="The finished text; default: print.")
    ] = None,
    policy: PolicyFile = None,
    record: RecordFile = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Redact one statement: plain text, Markdown or HTML."""
    from redactkit import atomic, textfile  # noqa: PLC0415
    from redactkit.redact import Redactor  # noqa: PLC0415

    piped = str(source) == "-"
    raw = textfile.decode(sys.stdin.buffer.read(), "-") if piped else textfile.read(source)
    if target is not None:
        atomic.check_target(source, target)
    done = Redactor(policy=_policy(policy)).text(raw)
    if target is not None:
        atomic.write_text(target, str(done.media))
    elif not as_json:
        sys.stdout.write(str(done.media))
    _tell(done.record.to_json(), record, as_json=as_json)


@app.command()
def check(
    source: Annotated[Path, typer.Argument(help="A finished picture, clip or text.")],
    policy: PolicyFile = None,
    record: Annotated[
        Path | None, typer.Option("--record", help="The record that was written with it.")
    ] = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Look at a finished file again; exit code 3 where it still shows somebody."""
    from redactkit.record import Record  # noqa: PLC0415
    from redactkit.redact import Redactor  # noqa: PLC0415
    from redactkit.textfile import read as read_text  # noqa: PLC0415

    known = None if record is None else Record.from_json(read_text(record))
    with _bar("frames") as tell:
        report = Redactor(policy=_policy(policy)).check(source, record=known, on_progress=tell)
    rows = [
        {"kind": str(item.kind), "frames": list(item.frames), "box": item.box and item.box.xyxy}
        for item in report.visible
    ]
    if as_json:
        typer.echo(json.dumps({"visible": rows, "faults": report.faults}, sort_keys=True))
    for row in rows:
        err.print(f"still visible: {row['kind']} frames {row['frames']} at {row['box']}")
    for fault in report.faults:
        err.print(f"fault: {fault}", markup=False)
    if not report.clean:
        raise typer.Exit(LEFT_VISIBLE)
    err.print("nothing found that is still visible")


cli_folder.register(app)
cli_review.register(app)
cli_serve.register(app)
cli_watch.register(app)
cli_models.register(app)


def main(arguments: list[str] | None = None) -> int:
    """Run the command line and return its exit code."""
    try:
        code = app(args=arguments, standalone_mode=False)
    except typer.Exit as stop:
        return stop.exit_code
    except RedactError as error:
        err.print(f"error: {error}", style="red", markup=False, highlight=False, soft_wrap=True)
        return _exit_code(error)
    except (KeyboardInterrupt, typer.Abort):
        err.print("stopped", style="red")
        return NOT_DONE
    except Exception as error:
        # click's usage errors draw themselves; anything else is a fault of ours
        if not hasattr(error, "show"):
            raise
        error.show()
        return WRONG_USAGE
    return code if isinstance(code, int) else DONE


def _exit_code(error: RedactError) -> int:
    if isinstance(error, LeakError):
        return LEFT_VISIBLE
    return WRONG_USAGE if isinstance(error, PolicyError) else NOT_DONE


def _policy(path: Path | None) -> Policy:
    from redactkit.settings import load_policy  # noqa: PLC0415

    return Policy() if path is None else load_policy(path)


def _tell(record: str, path: Path | None, *, as_json: bool) -> None:
    if path is not None:
        from redactkit.atomic import write_text  # noqa: PLC0415

        write_text(path, record)
    if as_json:
        typer.echo(record, nl=False)


@contextmanager
def _bar(unit: str) -> Iterator[Tell]:
    """Show a bar on a terminal; yields the function that moves it."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=err, transient=True, disable=not err.is_terminal) as progress:
        task = progress.add_task(unit, total=None)

        def tell(done: int, total: int | None) -> None:
            progress.update(task, completed=done, total=total)

        yield tell
