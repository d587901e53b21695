"""The command line: ``redactkit image | video | text | folder | check``."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import Annotated

import typer

from redactkit import (
    __version__,
    cli_check,
    cli_folder,
    cli_models,
    cli_proof,
    cli_review,
    cli_serve,
    cli_watch,
)
from redactkit.cli_parts import (
    LEFT_VISIBLE,
    NOT_DONE,
    AsJson,
    KeyFile,
    PolicyFile,
    case_of,
    check_outputs,
    err,
)
from redactkit.cli_parts import bar as _bar
from redactkit.cli_parts import policy_of as _policy
from redactkit.errors import LeakError, PolicyError, RedactError

__all__ = ["app", "main"]

DONE, WRONG_USAGE = 0, 2
"""Exit codes, beside those of `cli_parts`."""

app = typer.Typer(
    name="redactkit",
    help="Hide who people are in chat screenshots, CCTV clips and statements, offline.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
Source = Annotated[Path, typer.Argument(help="The file to redact; it is never changed.")]
Target = Annotated[Path, typer.Argument(help="The finished file.")]
RecordFile = Annotated[
    Path | None, typer.Option("--record", help="Write the record of what was removed here.")
]


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
    key: KeyFile = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Redact one screenshot or photo."""
    from redactkit.redact import Redactor  # noqa: PLC0415 - slow to import, not for --help

    check_outputs((source, policy, key), (target, record))
    kit = Redactor(policy=_policy(policy), case=case_of(key))
    done = kit.image(source, target)
    _tell(done.record.to_json(), record, target, as_json=as_json)


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

    check_outputs((source, policy), (target, record))
    kit = Redactor(policy=_policy(policy), faces=faces)
    with _bar("frames") as tell:
        done = kit.video(source, target, on_progress=tell)
    _tell(done.record.to_json(), record, target, as_json=as_json)


@app.command()
def text(
    source: Annotated[Path, typer.Argument(help="The statement, or - for standard input.")],
    target: Annotated[
        Path | None, typer.Argument(help="The finished text; default: print.")
    ] = None,
    policy: PolicyFile = None,
    record: RecordFile = None,
    key: KeyFile = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Redact one statement: plain text, Markdown or HTML."""
    from redactkit import atomic, textfile  # noqa: PLC0415
    from redactkit.redact import Redactor  # noqa: PLC0415

    piped = str(source) == "-"
    check_outputs((source, policy, key), (target, record))
    raw = textfile.decode(sys.stdin.buffer.read(), "-") if piped else textfile.read(source)
    done = Redactor(policy=_policy(policy), case=case_of(key)).text(raw)
    if target is not None:
        atomic.write_text(target, str(done.media))
    elif not as_json:
        sys.stdout.write(str(done.media))
    _tell(done.record.to_json(), record, target, as_json=as_json)


cli_check.register(app)
cli_proof.register(app)
cli_folder.register(app)
cli_review.register(app)
cli_serve.register(app)
cli_watch.register(app)
cli_models.register(app)


def main(arguments: list[str] | None = None) -> int:
    """Run the command line and return its exit code."""
    try:
        code = app(args=arguments, standalone_mode=False)
        sys.stdout.flush()
    except typer.Exit as stop:
        return stop.exit_code
    except RedactError as error:
        _say(f"error: {error}")
        return _exit_code(error)
    except (KeyboardInterrupt, typer.Abort):
        err.print("stopped", style="red")
        return NOT_DONE
    except OSError as error:
        # the library tells of files itself: what is left is what is printed
        _silence()
        _say(f"error: standard output cannot be written ({error.strerror}); send it elsewhere")
        return NOT_DONE
    except Exception as error:
        # click's usage errors draw themselves; anything else is a fault of ours
        if not hasattr(error, "show"):
            raise
        error.show()
        return WRONG_USAGE
    return code if isinstance(code, int) else DONE


def _say(message: str) -> None:
    err.print(message, style="red", markup=False, highlight=False, soft_wrap=True)


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


def _tell(record: str, path: Path | None, target: Path | None, *, as_json: bool) -> None:
    if path is not None:
        from redactkit.atomic import write_text  # noqa: PLC0415

        try:
            write_text(path, record)
        except RedactError:
            # No finished file lies beside an error.
            if target is not None:
                target.unlink(missing_ok=True)
            raise
    if as_json:
        typer.echo(record, nl=False)
