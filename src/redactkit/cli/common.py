"""What several commands share: options, exit codes, the policy's file, the record, the bar."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeAlias, TypeVar

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

if TYPE_CHECKING:
    from redactkit.core.policy import Policy
    from redactkit.media.peoplefile import Person
    from redactkit.records.record import Record
    from redactkit.text.case import Case

__all__ = [
    "LEFT_VISIBLE",
    "NOT_DONE",
    "AsJson",
    "Faces",
    "KeyFile",
    "PeopleFile",
    "PolicyFile",
    "RecordFile",
    "Tell",
    "bar",
    "case_of",
    "check_outputs",
    "err",
    "parsed",
    "people_of",
    "policy_of",
    "say",
    "write_record",
]

NOT_DONE, LEFT_VISIBLE = 1, 3
"""Exit codes: something was not done, something can still be seen."""

err = Console(stderr=True)

PolicyFile = Annotated[Path | None, typer.Option("--policy", help="Settings, as TOML.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print the record or report as JSON.")]
KeyFile = Annotated[
    Path | None, typer.Option("--key", help="Seal removed values under this key; see prove.")
]
PeopleFile = Annotated[
    Path | None,
    typer.Option(
        "--people", help="Names and accounts to hide wherever they stand, a person a line."
    ),
]
RecordFile = Annotated[
    Path | None, typer.Option("--record", help="Write the record of what was removed here.")
]
Faces = Annotated[
    str, typer.Option("--detector", help="Of faces: centerface, mediapipe, yunet, or A+B.")
]
Parsed = TypeVar("Parsed")
Tell: TypeAlias = Callable[[int, int | None], None]


def say(text: str, style: str = "") -> None:
    """Print a line on standard error as it is, whatever brackets a name in it holds."""
    err.print(text, style=style, markup=False, highlight=False, soft_wrap=True)


def policy_of(path: Path | None) -> Policy:
    """Return the policy of a file, the default one where none is named."""
    from redactkit.core.policy import Policy  # noqa: PLC0415 - slow to import, not for --help
    from redactkit.core.settings import load_policy  # noqa: PLC0415

    return Policy() if path is None else load_policy(path)


def people_of(path: Path | None) -> tuple[Person, ...]:
    """Return the people of a list, nobody where none is named."""
    from redactkit.media.peoplefile import read_people  # noqa: PLC0415

    return () if path is None else read_people(path)


def case_of(key: Path | None, people: Path | None = None) -> Case:
    """Return a new case, with the key and the people of files where such are named."""
    from redactkit.media.key_file import read_key  # noqa: PLC0415
    from redactkit.text.case import Case  # noqa: PLC0415
    from redactkit.text.value_digests import ValueDigests  # noqa: PLC0415

    case = Case() if key is None else Case(sealed=ValueDigests(read_key(key)).of)
    for person in people_of(people):
        case.tell(person.names, person.stand_in)
    return case


def parsed(path: Path, parse: Callable[[str], Parsed]) -> Parsed:
    """Return the record or the plan that a file holds.

    Raises:
        MediaError: it cannot be read, or holds no such thing; the message names the file.
    """
    from redactkit.core.errors import MediaError  # noqa: PLC0415
    from redactkit.media.text import read  # noqa: PLC0415 - slow to import, not for --help

    text = read(path)
    try:
        return parse(text)
    except MediaError as error:
        msg = f"{path.name}: {error}"
        raise MediaError(msg) from error


def check_outputs(inputs: Sequence[Path | None], outputs: Sequence[Path | None]) -> None:
    """Refuse files to write that are read as well, are the same, or cannot be written.

    Called before the work, so that no finished file lies beside an error about its record.

    Raises:
        MediaError: one of them is; the message names it.
    """
    from redactkit.core.errors import MediaError  # noqa: PLC0415
    from redactkit.media.storage import check_target  # noqa: PLC0415 - slow to import, not for --help

    read = [path for path in inputs if path is not None]
    written: list[Path] = []
    for path in outputs:
        if path is None:
            continue
        check_target(read[0], path)
        if any(_same(path, other) for other in (*read, *written)):
            msg = f"{path.name}: this name is given twice; choose another for what is written"
            raise MediaError(msg)
        written.append(path)


def _same(one: Path, other: Path) -> bool:
    both = one.exists() and other.exists()
    return one.samefile(other) if both else one.resolve() == other.resolve()


def write_record(record: Record, path: Path | None, target: Path | None) -> None:
    """Write the record where one is asked for, and say its warnings.

    The finished file goes where the record cannot be written.

    Raises:
        MediaError: it cannot be written.
    """
    from redactkit.media.storage import write_beside  # noqa: PLC0415 - slow to import, not for --help

    if path is not None:
        write_beside(path, record.to_json(), target)
    for warning in record.warnings:
        say(f"note: {warning}", "yellow")


@contextmanager
def bar(unit: str) -> Iterator[Tell]:
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
