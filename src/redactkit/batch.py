"""A folder in, a mirrored folder of redacted files and records out."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from redactkit import atomic, textfile
from redactkit.aliases import Aliases
from redactkit.errors import MediaError, RedactError
from redactkit.media import Medium, medium_of
from redactkit.redact import Redacted, Redactor

if TYPE_CHECKING:
    from redactkit.plan import Plan
    from redactkit.policy import Policy

__all__ = ["Outcome", "Summary", "redact_folder"]

RECORD_ENDING = ".record.json"
SUMMARY_NAME = "redactkit-summary.json"

IGNORED = ("thumbs.db", "desktop.ini")
"""Left behind by file managers; hold nothing that would be published."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of one file; ``error`` is empty where it was done.

    ``name`` is the path inside the source folder, with forward slashes.
    """

    name: str
    removed: int = 0
    kept: int = 0
    error: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What became of a folder."""

    outcomes: tuple[Outcome, ...]

    @property
    def failed(self) -> tuple[Outcome, ...]:
        """The files that were not done; there is no output for these."""
        return tuple(outcome for outcome in self.outcomes if outcome.error)

    def to_json(self) -> str:
        """Return counts and outcomes as JSON, without the names of the sources."""
        rows = [
            {"number": number, "done": not o.error, "removed": o.removed, "kept": o.kept}
            for number, o in enumerate(self.outcomes, 1)
        ]
        table = {"schema": 1, "files": len(rows), "failed": len(self.failed), "outcomes": rows}
        return json.dumps(table, ensure_ascii=False, sort_keys=True, indent=1) + "\n"


OnOutcome: TypeAlias = Callable[[Outcome, int], None]
"""Called after each file with its outcome and the number of files in all."""


def redact_folder(
    source: str | Path,
    target: str | Path,
    *,
    policy: Policy | None = None,
    redactor: Redactor | None = None,
    on_outcome: OnOutcome | None = None,
) -> Summary:
    """Redact every screenshot, clip and statement of a folder tree.

    The target mirrors the source; beside each finished file lies its record. Files of one
    folder are one case: the same person has the same stand-in in all of them, and another
    one in other folders. A file that fails leaves no output and does not stop the rest.

    Raises:
        MediaError: the source is no folder, or one of the two lies inside the other.
    """
    source, target = Path(source), Path(target)
    _check_folders(source, target)
    kit = redactor or Redactor(policy=policy)
    names = sorted(_files(source))
    outcomes: list[Outcome] = []
    for _, case in groupby(names, key=lambda name: name.parent):
        for outcome in _case(kit.for_case(Aliases()), list(case), source, target):
            outcomes.append(outcome)
            if on_outcome:
                on_outcome(outcome, len(names))
    summary = Summary(outcomes=tuple(outcomes))
    target.mkdir(parents=True, exist_ok=True)
    atomic.write_text(target / SUMMARY_NAME, summary.to_json())
    return summary


def _case(kit: Redactor, names: list[Path], source: Path, target: Path) -> Iterator[Outcome]:
    """Redact the files of one case, so that a name met in one is hidden in all.

    Pictures are planned first. One that was planned before a name became known is
    planned again, for it may mention the name.
    """
    plans: dict[Path, Plan] = {}
    known_at: dict[Path, int] = {}
    failed: dict[Path, str] = {}
    pictures = [name for name in names if medium_of(source / name) is Medium.IMAGE]
    for _ in range(2):
        for name in pictures:
            if name in failed or known_at.get(name, -1) == len(kit.case.names()):
                continue
            try:
                plans[name] = kit.plan(source / name)
            except RedactError as error:
                failed[name] = str(error)
            known_at[name] = len(kit.case.names())
    for name in names:
        if name in failed:
            yield Outcome(name=name.as_posix(), error=failed[name])
        else:
            yield _one(kit, source / name, target / name, name.as_posix(), plans.get(name))


def _check_folders(source: Path, target: Path) -> None:
    if not source.is_dir():
        msg = f"{source.name}: is not a folder; use redactkit image, video or text for one file"
        raise MediaError(msg)
    inside, outside = target.resolve(), source.resolve()
    if inside.is_relative_to(outside) or outside.is_relative_to(inside):
        msg = f"{target.name}: source and target must not lie inside each other"
        raise MediaError(msg)
    if target.exists() and not target.is_dir():
        msg = f"{target.name}: is a file; name a folder"
        raise MediaError(msg)


def _files(folder: Path) -> Iterator[Path]:
    """Yield the files of the tree as paths inside it; hidden ones are left out."""
    for path in folder.rglob("*"):
        name = path.relative_to(folder)
        hidden = any(part.startswith(".") for part in name.parts)
        if path.is_file() and not hidden and path.name.lower() not in IGNORED:
            yield name


def _one(kit: Redactor, source: Path, target: Path, name: str, plan: Plan | None) -> Outcome:
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        done, media = _redact(kit, source, target, plan)
        atomic.write_text(media.with_name(media.name + RECORD_ENDING), done.record.to_json())
    except RedactError as error:
        return Outcome(name=name, error=str(error))
    except OSError as error:
        return Outcome(name=name, error=f"{source.name}: {error.strerror}")
    return Outcome(name=name, removed=len(done.record.removed), kept=len(done.record.kept))


def _redact(kit: Redactor, source: Path, target: Path, plan: Plan | None) -> tuple[Redacted, Path]:
    if plan is not None:
        return kit.apply(plan, source, target), target
    if medium_of(source) is Medium.TEXT:
        done = kit.text(textfile.read(source))
        atomic.write_text(target, str(done.media))
        return done, target
    ending = "." + kit.policy.video.container
    # a.mov and a.mp4 must not end as one file
    same = source.suffix.lower() == ending
    media = target if same else target.with_name(target.name + ending)
    return kit.video(source, media), media
