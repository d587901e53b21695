"""One piece of work, done in whatever process an executor has for it.

A piece never raises: what goes wrong with a file is its answer. So an exception that
comes out of an executor means that a process died.
"""

from __future__ import annotations

import faulthandler
import os
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from redactkit.batch.heap import cap_memory, keep_freed
from redactkit.batch.setup import Kit, Setup, load
from redactkit.errors import BackendError, RedactError
from redactkit.files import atomic, textfile, videofile
from redactkit.files.media import Medium
from redactkit.jobs.chain import record_of
from redactkit.jobs.clipparts import ClipParts
from redactkit.prove.record import digest_file

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from redactkit.prove.record import Record
    from redactkit.redact import Redacted, Redactor
    from redactkit.text.aliases import Aliases

__all__ = [
    "Answer",
    "Piece",
    "answered",
    "finished",
    "folder_of",
    "late_of",
    "limited",
    "meet",
    "redact",
]

FOOTAGE_S = 10.0
"""Seconds of a clip that may take as long as one picture."""

_HERE = threading.local()
"""The models of this thread, loaded once. The reader must not be shared between threads."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One file to look at, or to redact into ``staged``.

    ``people`` are those of the case; ``lines`` is what was read at the first look. A clip is
    split into parts of ``span_s`` seconds, 0 is not at all; ``part`` is the one to work on, and
    ``turn`` how many times it was painted then.
    """

    kit: Setup | Kit
    source: Path = field(repr=False)
    staged: Path
    medium: Medium
    people: Aliases
    lines: bytes = field(repr=False, default=b"")
    span_s: float = 0.0
    part: int = 0
    turn: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What became of a piece; ``error`` names the file, ``fault`` is the error's class.

    ``again``: it may have been bad luck. ``parts``: those of a clip to work on next.
    ``sha256``, ``bytes`` and ``record_sha256`` are of what lies in the staging folder.
    """

    people: Aliases | None = None
    lines: bytes = field(repr=False, default=b"")
    removed: int = 0
    kept: int = 0
    sha256: str = ""
    bytes: int = 0
    record_sha256: str = ""
    seconds: float = 0.0
    error: str = ""
    fault: str = ""
    again: bool = False
    parts: tuple[int, ...] = ()


def meet(piece: Piece) -> Answer:
    """Look at a picture or a statement and return the people it shows."""
    return answered(piece, _meet)


def redact(piece: Piece) -> Answer:
    """Redact a file; the finished one and its record lie in the staging folder."""
    return answered(piece, _redact)


def late_of(staged: Path) -> Path:
    """Return the file that appears where a piece ran out of time."""
    return staged.with_name(staged.name + ".late")


def folder_of(staged: Path) -> Path:
    """Return where the parts of a clip lie meanwhile."""
    return staged.with_name(staged.name + ".parts")


def answered(piece: Piece, work: Callable[[Piece, Kit], Answer]) -> Answer:
    """Return what ``work`` answers, or what went wrong."""
    start = time.monotonic()
    try:
        kit = _kit(piece.kit)
        kit.ready(piece.medium)
        answer = work(piece, kit)
    except BackendError as error:
        answer = Answer(error=str(error), fault="BackendError", again=True)
    except RedactError as error:
        answer = Answer(error=str(error), fault=type(error).__name__)
    except OSError as error:
        msg = f"{piece.source.name}: {error.strerror or type(error).__name__}"
        answer = Answer(error=msg, fault="OSError", again=True)
    except Exception as error:  # noqa: BLE001 - one file must not stop the rest
        # the message of a foreign error may quote what was read
        fault = type(error).__name__
        answer = Answer(error=f"{piece.source.name}: {fault}", fault=fault, again=True)
    return replace(answer, seconds=time.monotonic() - start)


def _kit(given: Setup | Kit) -> Kit:
    if isinstance(given, Kit):
        return given
    if getattr(_HERE, "setup", None) != given.lasting:
        if given.parent != os.getpid():
            keep_freed()
            if given.memory:
                cap_memory(given.memory)
        _HERE.kit, _HERE.setup = load(given), given.lasting
    kit: Kit = _HERE.kit
    return kit


def _meet(piece: Piece, kit: Kit) -> Answer:
    people = piece.people.copy()
    redactor = kit.redactor.for_case(people)
    _remember(kit, b"")
    with limited(piece):
        if piece.medium is Medium.TEXT:
            redactor.text(textfile.read(piece.source))
        else:
            redactor.meet(piece.source)
    lines = b"" if kit.reader is None else kit.reader.known()
    return Answer(people=people, lines=lines)


def _redact(piece: Piece, kit: Kit) -> Answer:
    redactor = kit.redactor.for_case(piece.people.copy())
    if piece.medium is Medium.VIDEO and piece.span_s:
        with limited(piece):
            clip = ClipParts(piece.source, folder_of(piece.staged), redactor.policy)
            parts = clip.survey(piece.span_s)
        if parts:
            return Answer(parts=tuple(range(parts)))
    _remember(kit, piece.lines)
    with limited(piece):
        done = _written(redactor, piece)
        answer = finished(piece.staged, done.record)
    _remember(kit, b"")
    return answer


def finished(media: Path, record: Record) -> Answer:
    """Write the record of a finished file beside it, and tell what both are.

    Raises:
        MediaError: it cannot be written.
    """
    path = record_of(media)
    atomic.write_text(path, record.to_json())
    digest, size = digest_file(media)
    return Answer(
        removed=len(record.removed),
        kept=len(record.kept),
        sha256=digest,
        bytes=size,
        record_sha256=digest_file(path)[0],
    )


def _written(redactor: Redactor, piece: Piece) -> Redacted:
    if piece.medium is Medium.VIDEO:
        return redactor.video(piece.source, piece.staged)
    if piece.medium is Medium.IMAGE:
        return redactor.image(piece.source, piece.staged)
    done = redactor.text(textfile.read(piece.source))
    atomic.write_text(piece.staged, str(done.media))
    return done


def _remember(kit: Kit, lines: bytes) -> None:
    if kit.reader is not None:
        kit.reader.know(lines)


@contextmanager
def limited(piece: Piece, seconds: float = 0.0) -> Iterator[None]:
    """End this process when the time is up, even in the midst of native code.

    ``seconds`` of a clip are worked on, where they are known.
    """
    setup = piece.kit
    if not isinstance(setup, Setup) or not setup.limit_s or setup.parent == os.getpid():
        yield
        return
    late = late_of(piece.staged)
    with late.open("w") as file:
        faulthandler.dump_traceback_later(setup.limit_s, exit=True, file=file)
        try:
            if piece.medium is Medium.VIDEO:
                if not seconds:
                    seconds = videofile.probe(piece.source, setup.policy.limits).duration_s
                limit = setup.limit_s * max(1.0, seconds / FOOTAGE_S)
                faulthandler.dump_traceback_later(limit, exit=True, file=file)
            yield
        finally:
            faulthandler.cancel_dump_traceback_later()
    late.unlink()
