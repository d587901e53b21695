"""What the parts of one batch share: folders, settings, work list, manifest."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from redactkit.batch.naming import kept_name, output_name
from redactkit.batch.placement import STAGING_NAME
from redactkit.core.errors import MediaError
from redactkit.media.medium import Medium
from redactkit.records.chain import record_of, unchained_digest
from redactkit.records.record import digest_file

if TYPE_CHECKING:
    from pathlib import Path

    from redactkit.batch.case_file import CaseFile
    from redactkit.batch.keyed_digest import KeyedDigest
    from redactkit.batch.manifest import Manifest, ManifestEntry
    from redactkit.batch.options import OnEvent
    from redactkit.batch.work_list import WorkItem, WorkList
    from redactkit.batch.worker_state import WorkerConfig, WorkerState
    from redactkit.pipeline.redactor import Redactor
    from redactkit.text.case import Case

__all__ = ["BatchContext"]


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchContext:
    """What the parts of one batch share.

    ``kit`` goes to the workers; ``redactor`` has the same settings and loads no model,
    ``signature`` is what it says of itself.
    """

    source: Path
    target: Path
    kit: WorkerConfig | WorkerState
    redactor: Redactor
    signature: bytes
    seal: KeyedDigest
    cases: CaseFile
    worklist: WorkList
    ledger: Manifest
    keep_names: bool
    span_s: float
    emit: OnEvent

    @property
    def staging(self) -> Path:
        """Where files are finished before they are put in place; gone when the batch ends."""
        return self.target / STAGING_NAME

    def people(self, group: str) -> Case:
        """Return the people of a case as the case file names them."""
        return self.cases.people(group, self.redactor.case)

    def id_of(self, name: str) -> str:
        """Return the keyed digest of a file's path."""
        return self.seal.of(b"id", os.fsencode(name))

    def output_of(self, row: WorkItem) -> str:
        """Return the path of the finished file inside the target folder."""
        container = self.redactor.policy.video.container
        if self.keep_names:
            return kept_name(row.name, Medium(row.medium), container, self.source)
        return output_name(row.name, Medium(row.medium), container, self.seal)

    def base_of(self, group: str, row: WorkItem) -> str:
        """Return the keyed digest of all that decides a file's output, but the case's names."""
        return self.seal.of(
            b"base",
            self.signature,
            self.people(group).identity(),
            os.fsencode(self.output_of(row)),
            row.content.encode(),
            *((f"{self.span_s:g}".encode(),) if row.medium == Medium.VIDEO else ()),
        )

    def people_of(self, people: Case) -> str:
        """Return the keyed digest of a case's names."""
        return self.seal.of(b"people", people.identity())

    def is_there(self, entry: ManifestEntry) -> bool:
        """Return whether the finished file and its record lie where the manifest says, whole."""
        media = self.target / entry.output
        try:
            return (
                digest_file(media) == (entry.sha256, entry.bytes)
                and unchained_digest(record_of(media)) == entry.record_sha256
            )
        except (OSError, MediaError):
            return False
