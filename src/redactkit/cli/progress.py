"""How a batch shows on the terminal: a bar, a table at the end; or lines of JSON."""

from __future__ import annotations

import json
import time
from collections import Counter
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Self

import typer
from rich.filesize import decimal
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from redactkit.cli.common import err, say

if TYPE_CHECKING:
    from redactkit.batch.options import Event, Outcome, Summary

__all__ = ["Board", "line"]

COLUMNS = (
    TextColumn("files"),
    BarColumn(),
    MofNCompleteColumn(),
    TextColumn("{task.fields[size]}"),
    TimeRemainingColumn(),
    # a name may hold what rich takes for markup
    TextColumn("{task.fields[slowest]}", style="dim", markup=False),
)


class Board:
    """Hears of every event of a batch and shows it.

    Args:
        as_json: print each event as a line of JSON, and no bar.
    """

    def __init__(self, *, as_json: bool) -> None:
        """Show nothing yet."""
        self._json = as_json
        self._bar = Progress(
            *COLUMNS,
            console=err,
            transient=True,
            disable=as_json or not err.is_terminal,
        )
        self._task = self._bar.add_task("files", total=None, size="", slowest="")
        self._under_way: dict[str, float] = {}
        self._bytes = (0, 0)
        self._table: dict[str, Counter[str]] = {}

    def __enter__(self) -> Self:
        """Draw the bar."""
        self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Take the bar away."""
        self._bar.stop()

    def tell(self, event: Event) -> None:
        """Show one event."""
        if self._json:
            typer.echo(line(event))
        match event.kind:
            case "begin":
                self._bytes = 0, event.bytes
                self._bar.update(self._task, total=event.files)
            case "started":
                self._under_way[event.name] = time.monotonic()
            case "retry":
                self._under_way.pop(event.name, None)
                say(f"{event.name}: did not go well; it is tried once more, alone", "yellow")
            case "finished":
                self._finished(event)
        self._bar.update(self._task, size=" of ".join(map(decimal, self._bytes)))
        self._bar.update(self._task, slowest=self._slowest())

    def end(self, summary: Summary) -> None:
        """Show the numbers, and what was not done."""
        if self._json:
            typer.echo(json.dumps({"event": "end"} | json.loads(summary.to_json())))
        if self._table and not self._json:
            err.print(self._totals())
        say(f"{summary.done} of {summary.files} files done")
        for outcome in summary.failed:
            say(f"not done: {outcome.name}: {outcome.error}", "red")
        if summary.failures > len(summary.failed):
            say(f"and {summary.failures - len(summary.failed)} more", "red")

    def _finished(self, event: Event) -> None:
        outcome: Outcome | None = event.outcome
        if outcome is None:
            return
        self._under_way.pop(event.name, None)
        self._bytes = self._bytes[0] + event.bytes, self._bytes[1]
        row = self._table.setdefault(event.medium or "unread", Counter())
        row["failed" if outcome.error else "skipped" if outcome.skipped else "done"] += 1
        row["removed"] += outcome.removed
        row["bytes"] += event.bytes
        row["ms"] += round(1000 * event.seconds)
        self._bar.advance(self._task)

    def _slowest(self) -> str:
        if not self._under_way:
            return ""
        name, start = next(iter(self._under_way.items()))
        return f"{name} {time.monotonic() - start:.0f} s"

    def _totals(self) -> Table:
        heads = ("done", "finished before", "failed", "removed", "size", "seconds")
        table = Table("", *heads)
        for medium, row in sorted(self._table.items()):
            counts = [str(row[key]) for key in ("done", "skipped", "failed", "removed")]
            table.add_row(medium, *counts, decimal(row["bytes"]), f"{row['ms'] / 1000:.1f}")
        return table


def line(event: Event) -> str:
    """Return an event as a line of JSON, all ASCII; what is empty is left out."""
    table: dict[str, Any] = {"event": event.kind}
    rest = asdict(event)
    outcome = rest.pop("outcome") or {}
    del rest["kind"]
    rest["seconds"] = round(rest["seconds"], 3)
    state = {}
    if outcome:
        state["state"] = (
            "failed" if outcome["error"] else "skipped" if outcome["skipped"] else "done"
        )
    table |= {k: v for k, v in (rest | state | outcome).items() if v not in ("", 0, False)}
    return json.dumps(table)
