"""Options, events and outcomes of a batch."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from math import inf
from typing import TYPE_CHECKING, Any, Literal, Protocol, TypeAlias

from redactkit.core.errors import PolicyError
from redactkit.media.video.segments import SPAN_S

if TYPE_CHECKING:
    from concurrent.futures import Future
    from pathlib import Path

__all__ = [
    "SUMMARY_NAME",
    "Event",
    "Executor",
    "OnEvent",
    "OnOutcome",
    "Options",
    "Outcome",
    "Summary",
]

SUMMARY_NAME = "redactkit-summary.json"

NAMED = 1000
"""So many failed files a summary names; the manifest and the events have them all."""


class Executor(Protocol):
    """What does the work: any ``concurrent.futures.Executor``."""

    def submit(self, work: Callable[..., Any], /, *args: Any) -> Future[Any]:  # noqa: ANN401
        """Start ``work(*args)``, or put it in a queue."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How a folder is worked through.

    Args:
        keep_names: whether output files are called as their sources. By default their names
            tell nothing, for source names often hold a person's name or number.
        cases: the case manifest (docs/batch.md); by default ``redactkit-cases.toml`` of the
            source folder where there is one. Files it does not name: a folder is a case.
        key: file of the secret that names and manifest are made with; by default a hidden
            file beside the target folder. Keep it apart from what is handed over.
        workers: processes; 0 works in this one, without a time limit.
        executor: an executor of your own in place of ``workers``.
        in_flight: pieces of work that ``executor`` gets at once.
        limit_s: seconds for a picture or a statement, and for every 10 s of a clip, after
            which its process is ended; None is 600 with ``workers`` and no limit otherwise.
        memory: bytes of data that a worker may have, beyond which a file fails; None is the
            machine's memory shared out with ``workers`` and no limit otherwise.
        span_s: seconds of the parts that clips of one and a half times that length are split
            into, at key frames. The bytes depend on it, and not on the number of workers.

    Raises:
        PolicyError: a number is out of range.
    """

    keep_names: bool = False
    cases: Path | None = None
    key: Path | None = None
    workers: int = 0
    executor: Executor | None = None
    in_flight: int = 64
    limit_s: float | None = None
    memory: int | None = None
    span_s: float = SPAN_S

    def __post_init__(self) -> None:
        """Refuse numbers that mean nothing."""
        if self.workers < 0 or self.in_flight < 1:
            msg = f"workers must be at least 0, in_flight at least 1, not {self.workers}, "
            raise PolicyError(msg + str(self.in_flight))
        if not 0 < self.span_s < inf:
            msg = f"parts of clips must be longer than 0 s, not {self.span_s:g}"
            raise PolicyError(msg)
        if self.limit_s is not None and not 0 < self.limit_s < inf:
            msg = f"the time limit must be a number of seconds above 0, not {self.limit_s:g}"
            raise PolicyError(msg)
        if self.memory is not None and self.memory < 1:
            msg = f"the memory of a worker must be more than 0 bytes, not {self.memory}"
            raise PolicyError(msg)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of one file; ``error`` is empty where it was done.

    ``name`` is the path inside the source folder and ``output`` the one inside the target
    folder, with forward slashes. ``skipped``: it was finished by an earlier run.
    ``fault`` is the class of the error.
    """

    name: str
    output: str = ""
    removed: int = 0
    kept: int = 0
    skipped: bool = False
    error: str = ""
    fault: str = ""


OnOutcome: TypeAlias = Callable[[Outcome, int], None]
"""Called after each file with its outcome and the number of files in all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that happened in a batch.

    ``begin`` has the number of files and bytes in all. ``started``, ``retry`` and
    ``finished`` are about one file: its ``name``, its ``medium`` and its size in
    bytes; ``finished`` has the outcome and the seconds of work it took. ``waiting`` is about
    a case manifest that is wrong or half written, and ``why``: a watch works on nothing until
    it is mended.
    """

    kind: Literal["begin", "started", "retry", "finished", "waiting"]
    name: str = ""
    medium: str = ""
    files: int = 0
    bytes: int = 0
    seconds: float = 0.0
    outcome: Outcome | None = None
    why: str = ""


OnEvent: TypeAlias = Callable[[Event], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What became of a folder: numbers, and the first 1000 files that were not done.

    ``skipped`` of the ``done`` files were finished by an earlier run; ``leaks`` of the
    ``failures`` would have shown somebody. There is no output for the failures.
    """

    done: int = 0
    skipped: int = 0
    failures: int = 0
    leaks: int = 0
    removed: int = 0
    kept: int = 0
    failed: tuple[Outcome, ...] = ()

    @property
    def files(self) -> int:
        """The number of files in all."""
        return self.done + self.failures

    def plus(self, outcome: Outcome) -> Summary:
        """Return the summary with one file more."""
        bad = bool(outcome.error)
        return Summary(
            done=self.done + (not bad),
            skipped=self.skipped + outcome.skipped,
            failures=self.failures + bad,
            leaks=self.leaks + (outcome.fault == "LeakError"),
            removed=self.removed + outcome.removed,
            kept=self.kept + outcome.kept,
            failed=(*self.failed, outcome) if bad and len(self.failed) < NAMED else self.failed,
        )

    def to_json(self) -> str:
        """Return the numbers as JSON, without the names of the sources."""
        table = {
            "schema": 2,
            "files": self.files,
            "done": self.done,
            "skipped": self.skipped,
            "failed": self.failures,
            "leaks": self.leaks,
            "removed": self.removed,
            "kept": self.kept,
        }
        return json.dumps(table, indent=1) + "\n"
