"""The steps of a long clip as pieces of work; each leaves files for the next one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from redactkit.batch.worker import Answer, Piece, answered, finished, limited
from redactkit.jobs.clipparts import ClipParts

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from redactkit.batch.setup import Kit
    from redactkit.redact import Redactor

__all__ = ["check", "in_one", "join", "look", "paint", "plan", "settle"]

PARTS = 2.0
"""So many parts long may be what one part takes: its frames, and those before its seams."""


def look(piece: Piece) -> Answer:
    """Look at one part."""
    return answered(piece, _look)


def plan(piece: Piece) -> Answer:
    """Track and decide; answers the parts to be painted, none where nothing is to be hidden."""
    return answered(piece, _plan)


def in_one(piece: Piece) -> Answer:
    """Carry the plan out in one go and finish."""
    return answered(piece, _in_one)


def paint(piece: Piece) -> Answer:
    """Paint and encode one part."""
    return answered(piece, _paint)


def join(piece: Piece) -> Answer:
    """Join the parts; answers those to be checked, or finishes where none is."""
    return answered(piece, _join)


def check(piece: Piece) -> Answer:
    """Look at one part of the joined clip again."""
    return answered(piece, _check)


def settle(piece: Piece) -> Answer:
    """Finish; or answer the parts that have to be painted anew."""
    return answered(piece, _settle)


def _clip(piece: Piece, kit: Kit) -> ClipParts:
    return ClipParts(piece.source, piece.staged.parent, kit.redactor.policy, piece.turn)


def _part_of(piece: Piece, clip: ClipParts) -> AbstractContextManager[None]:
    return limited(piece, PARTS * clip.seconds(piece.part))


def _look(piece: Piece, kit: Kit) -> Answer:
    clip = _clip(piece, kit)
    with _part_of(piece, clip):
        clip.look(piece.part, kit.redactor.models.faces)
    return Answer()


def _plan(piece: Piece, kit: Kit) -> Answer:
    clip, models = _clip(piece, kit), kit.redactor.models
    with limited(piece):
        hidden = clip.plan(models.faces, lambda: models.reader)
    return Answer(parts=clip.numbers if hidden else ())


def _in_one(piece: Piece, kit: Kit) -> Answer:
    clip, redactor = _clip(piece, kit), kit.redactor
    with limited(piece):
        done = clip.in_one(redactor.models.faces, verify=redactor.verifies)
        return finished(clip.whole, redactor.clip_record(done, piece.source, clip.whole))


def _paint(piece: Piece, kit: Kit) -> Answer:
    clip = _clip(piece, kit)
    with _part_of(piece, clip):
        clip.paint(piece.part)
    return Answer()


def _join(piece: Piece, kit: Kit) -> Answer:
    clip, redactor = _clip(piece, kit), kit.redactor
    with limited(piece):
        clip.join()
        if redactor.verifies:
            return Answer(parts=clip.numbers)
        return _finished(piece, clip, redactor)


def _check(piece: Piece, kit: Kit) -> Answer:
    clip = _clip(piece, kit)
    with _part_of(piece, clip):
        clip.check(piece.part, kit.redactor.models.faces)
    return Answer()


def _settle(piece: Piece, kit: Kit) -> Answer:
    clip, redactor = _clip(piece, kit), kit.redactor
    with limited(piece):
        again = clip.settle(redactor.models.faces)
        return Answer(parts=again) if again else _finished(piece, clip, redactor)


def _finished(piece: Piece, clip: ClipParts, redactor: Redactor) -> Answer:
    return finished(clip.whole, redactor.clip_record(clip.written(), piece.source, clip.whole))
