"""The record of a statement's finished file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from redactkit.pipeline.papers import is_document
from redactkit.pipeline.statement_job import DETECTOR
from redactkit.records.record import Media, Record, digest_file, text_media
from redactkit.records.versions import tool_versions

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from redactkit.core.policy import Policy
    from redactkit.records.record import Item

__all__ = ["statement_record"]

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
"""Media type of a Word document."""


def statement_record(
    path: Path,
    found: tuple[Sequence[Item], Sequence[Item]],
    risks: Sequence[str],
    policy: Policy,
    created: str | None,
) -> Record:
    """Return the record of a finished text or document.

    It holds no digest of the input: of a short text it could be undone by trying every number.

    Args:
        path: the finished file, or the private one that will take its place.
        found: the items removed, and those kept.
        risks: what no tool can remove.
        policy: what was to be hidden.
        created: when, or None.
    """
    digest, size = digest_file(path)
    kind = WORD if is_document(path) or path.suffix == ".part" else "text/plain"
    return Record(
        input=text_media(None),
        output=Media(media_type=kind, sha256=digest, bytes=size),
        removed=tuple(found[0]),
        kept=tuple(found[1]),
        tool=tool_versions(policy, (DETECTOR,)),
        created=created,
        residual_risks=tuple(risks),
    )
