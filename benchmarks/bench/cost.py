"""What it costs to run another program: time on the clock, CPU time, memory."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

METER = Path(__file__).resolve().parent / "runners" / "metered.py"

TAIL = 2000
"""Characters kept of what a failing program said."""


class ToolFailedError(Exception):
    """A program ended with an error; the message is the end of what it said."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What a run took.

    ``wall_s``: seconds on the clock. ``cpu_s``: seconds of all its threads and children.
    ``peak_mib``: the most memory that one of its processes held. ``load``: how many others
    wanted to run, on average over the minute before the start.
    """

    wall_s: float = 0.0
    cpu_s: float = 0.0
    peak_mib: float = 0.0
    load: float = 0.0

    def __add__(self, other: Self) -> Cost:
        """Return both, one after the other."""
        return Cost(
            wall_s=self.wall_s + other.wall_s,
            cpu_s=self.cpu_s + other.cpu_s,
            peak_mib=max(self.peak_mib, other.peak_mib),
            load=max(self.load, other.load),
        )

    def as_json(self) -> dict[str, float]:
        """Return the values, rounded to what can be measured."""
        return {name: round(value, 3) for name, value in asdict(self).items()}


@dataclass(frozen=True, slots=True)
class Command:
    """A program with its arguments, and what it finds in its environment."""

    words: Sequence[str | Path]
    extra: Mapping[str, str] = field(default_factory=dict)


def measured(command: Command) -> Cost:
    """Run a program to its end and return what it took.

    Raises:
        ToolFailedError: it ended with an error.
    """
    load = os.getloadavg()[0]
    with tempfile.TemporaryDirectory() as folder:
        note = Path(folder) / "used.json"
        words = [str(word) for word in command.words]
        done = subprocess.run(
            [sys.executable, "-S", "-E", str(METER), str(note), *words],
            check=False,
            env={**os.environ, **command.extra},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
        )
        if done.returncode:
            said = done.stdout[-TAIL:].strip()
            msg = f"{Path(words[0]).name} ended with {done.returncode}: {said}"
            raise ToolFailedError(msg)
        return Cost(**json.loads(note.read_text(encoding="utf-8")), load=load)
