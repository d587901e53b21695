"""The command line: ``redactkit image | video | text | folder | check``."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from redactkit import __version__
from redactkit.cli import article, check, folder, models, plans, review, serve, watch
from redactkit.cli.common import (
    LEFT_VISIBLE,
    NOT_DONE,
    AsJson,
    Faces,
    KeyFile,
    PeopleFile,
    PolicyFile,
    RecordFile,
    bar,
    case_of,
    check_outputs,
    policy_of,
    say,
    write_record,
)
from redactkit.core import platform
from redactkit.core.errors import LeakError, PolicyError, RedactError
from redactkit.detect.registry import DEFAULT

if TYPE_CHECKING:
    from redactkit.records.record import Record

__all__ = ["app", "main"]

DONE, WRONG_USAGE = 0, 2
"""Exit codes, beside those of `common`."""

app = typer.Typer(
    name="redactkit",
    help="Hide who people are in chat screenshots, CCTV clips and statements, offline.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
Source = Annotated[Path, typer.Argument(help="The file to redact; it is never changed.")]
Target = Annotated[Path, typer.Argument(help="The finished file.")]


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
def image(  # noqa: PLR0913 - one for each option
    source: Source,
    target: Target,
    policy: PolicyFile = None,
    record: RecordFile = None,
    key: KeyFile = None,
    *,
    faces: Faces = DEFAULT,
    as_json: AsJson = False,
) -> None:
    """Redact one screenshot or photo."""
    from redactkit.pipeline.redactor import Redactor  # noqa: PLC0415 - slow to import, not for --help

    check_outputs((source, policy, key), (target, record))
    kit = Redactor(policy=policy_of(policy), case=case_of(key), faces=faces)
    done = kit.image(source, target)
    _tell(done.record, record, target, as_json=as_json)


@app.command()
def video(
    source: Source,
    target: Target,
    policy: PolicyFile = None,
    record: RecordFile = None,
    *,
    faces: Faces = DEFAULT,
    as_json: AsJson = False,
) -> None:
    """Redact one clip."""
    from redactkit.pipeline.redactor import Redactor  # noqa: PLC0415

    check_outputs((source, policy), (target, record))
    kit = Redactor(policy=policy_of(policy), faces=faces)
    with bar("frames") as tell:
        done = kit.video(source, target, on_progress=tell)
    _tell(done.record, record, target, as_json=as_json)


@app.command()
def text(  # noqa: PLR0913 - one for each option
    source: Annotated[Path, typer.Argument(help="The statement, or - for standard input.")],
    target: Annotated[
        Path | None, typer.Argument(help="The finished text; default: print.")
    ] = None,
    policy: PolicyFile = None,
    record: RecordFile = None,
    key: KeyFile = None,
    people: PeopleFile = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Redact one statement: text, Markdown, HTML, CSV, JSON or a Word document (docx)."""
    from redactkit.media import storage  # noqa: PLC0415
    from redactkit.media import text as media_text  # noqa: PLC0415
    from redactkit.pipeline.redactor import Redactor  # noqa: PLC0415

    piped = str(source) == "-"
    check_outputs((source, policy, key, people), (target, record))
    kit = Redactor(policy=policy_of(policy), case=case_of(key, people))
    if piped:
        done = kit.text(media_text.decode(sys.stdin.buffer.read(), "-"))
        if target is not None:
            storage.write_text(target, str(done.media))
    else:
        done = kit.statement(source, target)
    if target is None and not as_json:
        sys.stdout.write(str(done.media))
    _tell(done.record, record, target, as_json=as_json)


article.register(app)
check.register(app)
plans.register(app)
folder.register(app)
review.register(app)
serve.register(app)
watch.register(app)
models.register(app)


def main(arguments: list[str] | None = None) -> int:
    """Run the command line and return its exit code."""
    platform.utf8_streams()
    try:
        code = app(args=_whole(arguments), standalone_mode=False)
        sys.stdout.flush()
    except typer.Exit as stop:
        return stop.exit_code
    except RedactError as error:
        say(f"error: {error}", "red")
        return _exit_code(error)
    except (KeyboardInterrupt, typer.Abort):
        say("stopped", "red")
        return NOT_DONE
    except OSError as error:
        _tell_of_system(error)
        return NOT_DONE
    except Exception as error:
        # click's usage errors draw themselves; anything else is a fault of ours
        if not hasattr(error, "show"):
            raise
        error.show()
        return WRONG_USAGE
    return code if isinstance(code, int) else DONE


def _whole(arguments: list[str] | None) -> list[str]:
    """Return what was typed; as a path, an empty argument would be the folder that one is in."""
    typed = sys.argv[1:] if arguments is None else arguments
    if "" in typed:
        msg = "an argument is empty; is a variable of the shell not set?"
        raise PolicyError(msg)
    return typed


def _tell_of_system(error: OSError) -> None:
    """Name the file; where there is none it is standard output, whose errors name nothing."""
    if isinstance(error.filename, str):
        say(f"error: {Path(error.filename).name}: cannot be used ({error.strerror})", "red")
        return
    _silence()
    reason = f"({error.strerror}); send it elsewhere"
    say(f"error: standard output cannot be written {reason}", "red")


def _silence() -> None:
    """Send what is left to print nowhere, or Python would try again as it ends."""
    with suppress(OSError, ValueError):  # ValueError: standard output is no file
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)


def _exit_code(error: RedactError) -> int:
    if isinstance(error, LeakError):
        return LEFT_VISIBLE
    return WRONG_USAGE if isinstance(error, PolicyError) else NOT_DONE


def _tell(record: Record, path: Path | None, target: Path | None, *, as_json: bool) -> None:
    write_record(record, path, target)
    if as_json:
        typer.echo(record.to_json(), nl=False)
