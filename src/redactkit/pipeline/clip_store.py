"""What the steps of one clip's job leave for each other: in memory, or in a folder.

A job done in one process keeps values as they are. One whose steps are done in several keeps
them in files, so that a step may be done again wherever its process died.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any, BinaryIO, Generic, Protocol, TypeVar

import numpy as np
import numpy.typing as npt

from redactkit.core.findings import Detection, Finding, Kind, Sighting
from redactkit.core.geometry import Box
from redactkit.media.framecells import flush, unnamed
from redactkit.media.video.segment_plan import Survey
from redactkit.media.video.segments import segments_from_json, segments_to_json
from redactkit.records.plan import Plan, info_from_mapping, info_to_mapping
from redactkit.records.record import SelfCheck

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager
    from pathlib import Path

    from redactkit.media.video.segments import Segment
    from redactkit.pipeline.clip_detection import Seen

__all__ = [
    "CHECK",
    "FINDINGS",
    "INFO",
    "NUMBER",
    "PATCHES",
    "PLAN",
    "SEEN",
    "SPANS",
    "SURVEY",
    "TEXTS",
    "Coded",
    "FolderStore",
    "MemoryStore",
    "Store",
]

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Coded(Generic[Value]):
    """How values of one sort are written as text, and read again."""

    write: Callable[[Value], str]
    read: Callable[[str], Value]


class Store(Protocol):
    """Keeps what the steps of one job leave for each other."""

    def put(self, name: str, value: Value, how: Coded[Value]) -> None:
        """Keep a value, in place of an older one of that name."""
        ...

    def get(self, name: str, how: Coded[Value]) -> Value:
        """Return a value that was kept."""
        ...

    def has(self, name: str) -> bool:
        """Return whether a value of that name was kept."""
        ...

    def writing(self, name: str) -> AbstractContextManager[BinaryIO]:
        """Give an empty file for bytes, in place of an older one of that name.

        Raises:
            MediaError: the disk takes no more.
        """
        ...

    def reading(self, name: str) -> AbstractContextManager[BinaryIO]:
        """Give the file that was written last under that name."""
        ...


@dataclass(slots=True)
class MemoryStore:
    """Keeps values as they are. Files lie beside ``near``, have no name and vanish when closed."""

    near: Path
    _values: dict[str, Any] = field(default_factory=dict)
    _files: dict[str, BinaryIO] = field(default_factory=dict)

    def put(self, name: str, value: Value, how: Coded[Value]) -> None:  # noqa: ARG002 - Store
        """Keep a value."""
        self._values[name] = value

    def get(self, name: str, how: Coded[Value]) -> Value:  # noqa: ARG002 - as `Store` has it
        """Return a value."""
        value: Value = self._values[name]
        return value

    def has(self, name: str) -> bool:
        """Return whether there is such a value."""
        return name in self._values

    @contextmanager
    def writing(self, name: str) -> Iterator[BinaryIO]:
        """Give an empty file without a name."""
        self.close()
        file = self._files[name] = unnamed(self.near.parent)
        yield file
        flush(file)

    @contextmanager
    def reading(self, name: str) -> Iterator[BinaryIO]:
        """Give the file."""
        file = self._files[name]
        file.seek(0)
        yield file

    def close(self) -> None:
        """Let the files go."""
        for file in self._files.values():
            # what could not be written is not needed any more
            with suppress(OSError):
                file.close()
        self._files.clear()


@dataclass(frozen=True, slots=True)
class FolderStore:
    """Keeps values in files of ``folder``."""

    folder: Path

    def put(self, name: str, value: Value, how: Coded[Value]) -> None:
        """Write a value."""
        (self.folder / f"{name}.json").write_text(how.write(value), encoding="utf-8")

    def get(self, name: str, how: Coded[Value]) -> Value:
        """Read a value; the plan last read is kept, for all parts ask for it."""
        path = self.folder / f"{name}.json"
        if how is PLAN:
            return _last_plan(path, path.stat().st_mtime_ns)  # type: ignore[return-value]
        return how.read(path.read_text(encoding="utf-8"))

    def has(self, name: str) -> bool:
        """Return whether there is such a file."""
        return (self.folder / f"{name}.json").exists()

    @contextmanager
    def writing(self, name: str) -> Iterator[BinaryIO]:
        """Give an empty file."""
        with (self.folder / name).open("wb") as file:
            yield file
            flush(file)

    @contextmanager
    def reading(self, name: str) -> Iterator[BinaryIO]:
        """Open the file."""
        with (self.folder / name).open("rb") as file:
            yield file


@lru_cache(maxsize=1)
def _last_plan(path: Path, changed: int) -> Plan:  # noqa: ARG001 - a changed plan is another
    return Plan.from_json(path.read_text(encoding="utf-8"))


def _seen_to_json(seen: Seen) -> str:
    return json.dumps([[frame, [_rows(each) for each in all_]] for frame, all_ in seen.items()])


def _rows(detections: Sequence[Detection] | None) -> list[list[Any]] | None:
    if detections is None:
        return None
    return [[*one.box.xyxy, one.score, one.kind, one.detector, one.rule] for one in detections]


def _seen_from_json(text: str) -> Seen:
    return {
        frame: [None if rows is None else [*map(_detection, rows)] for rows in each]
        for frame, each in json.loads(text)
    }


def _detection(row: Sequence[Any]) -> Detection:
    *xyxy, score, kind, detector, rule = row
    return Detection(kind=Kind(kind), box=Box(*xyxy), score=score, detector=detector, rule=rule)


def _findings_to_json(findings: Sequence[Finding]) -> str:
    return json.dumps(
        [
            [
                one.kind,
                one.detector,
                one.rule,
                [[s.frame, *s.box.xyxy, s.score] for s in one.sightings],
            ]
            for one in findings
        ]
    )


def _findings_from_json(text: str) -> Sequence[Finding]:
    return tuple(
        Finding(
            kind=Kind(kind),
            detector=detector,
            rule=rule,
            sightings=tuple(
                Sighting(frame=frame, box=Box(*xyxy), score=score) for frame, *xyxy, score in rows
            ),
        )
        for kind, detector, rule, rows in json.loads(text)
    )


def _survey_to_json(survey: Survey) -> str:
    return json.dumps([info_to_mapping(survey.info), segments_to_json(survey.spans)])


def _survey_from_json(text: str) -> Survey:
    info, spans = json.loads(text)
    return Survey(info=info_from_mapping(info), spans=segments_from_json(spans))


def _check_from_json(text: str) -> SelfCheck:
    ran, rounds, left = json.loads(text)
    return SelfCheck(ran=ran, rounds=rounds, residual_findings=left)


Patches = Mapping[int, npt.NDArray[np.uint8]]

SURVEY = Coded(_survey_to_json, _survey_from_json)
SPANS: Coded[tuple[Segment, ...]] = Coded(segments_to_json, segments_from_json)
SEEN = Coded(_seen_to_json, _seen_from_json)
PLAN = Coded(Plan.to_json, Plan.from_json)
FINDINGS = Coded(_findings_to_json, _findings_from_json)
INFO = Coded(
    lambda info: json.dumps(info_to_mapping(info)), lambda text: info_from_mapping(json.loads(text))
)
CHECK: Coded[SelfCheck] = Coded(
    lambda check: json.dumps([check.ran, check.rounds, check.residual_findings]), _check_from_json
)
NUMBER: Coded[int] = Coded(json.dumps, json.loads)
TEXTS: Coded[Sequence[str]] = Coded(
    lambda texts: json.dumps([*texts]), lambda text: tuple(json.loads(text))
)
PATCHES: Coded[Patches] = Coded(
    lambda patches: json.dumps([[number, patch.tolist()] for number, patch in patches.items()]),
    lambda text: {number: np.array(rows, np.uint8) for number, rows in json.loads(text)},
)
