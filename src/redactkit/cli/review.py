"""The commands ``redactkit review`` and ``redactkit report``."""

from __future__ import annotations

import os
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
    say,
)
from redactkit.core.errors import MediaError
from redactkit.detect.registry import DEFAULT

__all__ = ["register"]

Sources = Annotated[list[Path], typer.Argument(help="Screenshots and clips, or folders of them.")]
Out = Annotated[Path, typer.Option("--out", help="Folder for the finished files and records.")]
Port = Annotated[int, typer.Option("--port", min=0, max=65535, help="0 takes a free one.")]
Browser = Annotated[
    bool, typer.Option("--browser/--no-browser", help="Open the page in the browser.")
]
Folder = Annotated[Path, typer.Argument(help="A folder written by redactkit folder or review.")]
Report = Annotated[
    Path | None, typer.Option("--out", help="The report; default: report.html in the folder.")
]


def register(app: typer.Typer) -> None:
    """Add both commands to the command line."""
    app.command()(review)
    app.command()(report)


def review(  # noqa: PLR0913 - one for each option
    sources: Sources,
    out: Out,
    policy: PolicyFile = None,
    port: Port = 0,
    key: KeyFile = None,
    people: PeopleFile = None,
    *,
    faces: Faces = DEFAULT,
    browser: Browser = True,
) -> None:
    """Go through what was found on a page of your own browser, then write."""
    import webbrowser  # noqa: PLC0415 - slow to import, not for --help

    from redactkit.pipeline.redactor import Redactor  # noqa: PLC0415
    from redactkit.review.server import ReviewServer  # noqa: PLC0415
    from redactkit.review.session import ReviewSession  # noqa: PLC0415

    kit = Redactor(policy=policy_of(policy), case=case_of(key, people), faces=faces)
    files = _files(sources, out)
    if not files:
        msg = f"{sources[0].name}: holds no picture or clip; statements go to redactkit text"
        raise MediaError(msg)
    _make(out)
    desk = ReviewSession(kit, out)
    server = ReviewServer(desk, port=port)
    try:
        for path in files:
            desk.add(path)
        typer.echo(server.url)
        say("open the address above; Ctrl-C ends the review")
        if browser:
            webbrowser.open(server.url)
        server.serve()
    except KeyboardInterrupt:
        say("review ended")
    finally:
        server.stop()


def report(
    folder: Folder,
    target: Report = None,
) -> None:
    """Write a report of a case that can be read and printed."""
    from redactkit.records.chain import record_of  # noqa: PLC0415 - slow to import, not for --help
    from redactkit.review.report import entries_of, write_report  # noqa: PLC0415

    target = folder / "report.html" if target is None else target
    if target.suffix.lower() not in (".html", ".htm"):
        msg = f"{target.name}: reports are written as .html; use that ending"
        raise MediaError(msg)
    if os.path.exists(record_of(target)):  # noqa: PTH110 - Path's own raises for some names
        msg = f"{target.name}: is a finished file of the case; choose another name"
        raise MediaError(msg)
    write_report(target, entries_of(folder))
    typer.echo(str(target))


def _make(out: Path) -> None:
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        msg = f"{out.name}: cannot be the folder for finished files ({error.strerror})"
        raise MediaError(msg + "; choose another with --out") from error


def _files(sources: list[Path], out: Path) -> list[Path]:
    """Return the files named and those in folders, but for statements, hidden and finished ones.

    Raises:
        MediaError: a file that is named cannot be read.
    """
    from redactkit.batch.work_list import ODD, scan  # noqa: PLC0415
    from redactkit.core import platform  # noqa: PLC0415
    from redactkit.media.medium import Medium, medium_of  # noqa: PLC0415
    from redactkit.media.source import check_source  # noqa: PLC0415

    found: list[Path] = []
    for path in sources:
        if not os.path.isdir(path):  # noqa: PTH112 - Path's own raises for some names
            check_source(path)
            found.append(path)
            continue
        inside = platform.inside(path, out)
        for name, size in sorted((name, size) for name, size, _ in scan(path)):
            if name.startswith(inside):
                # an earlier review wrote it
                continue
            if size in ODD:
                say(f"left out: {name}: {ODD[size]}")
            elif medium_of(path / name) is not Medium.TEXT:
                # statements have no page and are left for redactkit text
                found.append(path / name)
    return found
