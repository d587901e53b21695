"""What a worker needs to know to do its work: settings, and how many threads it may use."""

from __future__ import annotations

import os
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from redactkit.core.policy import Policy
from redactkit.detect.registry import DEFAULT
from redactkit.media.medium import Medium
from redactkit.pipeline.detectors import Models
from redactkit.pipeline.redactor import Redactor
from redactkit.text.case import Case

if TYPE_CHECKING:
    from redactkit.batch.ocr_cache import OcrCache
    from redactkit.media.peoplefile import Person

__all__ = ["WorkerConfig", "WorkerState", "load"]


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkerConfig:
    """Settings of a batch, small enough to travel with every piece of work.

    Args:
        policy: what to hide and how.
        faces: name of the face detector, or of several joined by ``+``.
        people: names and accounts that are hidden wherever they stand.
        threads: CPU threads for each worker; 0 leaves the choice to the libraries.
        limit_s: seconds after which the worker's process is ended; 0 is no limit.
        memory: bytes of data that a worker's process may have; 0 is no limit.
        parent: process that is never ended or kept short, whatever the limits.
    """

    policy: Policy = field(default_factory=Policy)
    faces: str = DEFAULT
    people: tuple[Person, ...] = field(default=(), repr=False)
    threads: int = 0
    limit_s: float = 0.0
    memory: int = 0
    parent: int = field(default_factory=os.getpid)

    def case(self) -> Case:
        """Return a new case, in which the given people are known."""
        case = Case()
        for person in self.people:
            case.tell(person.names, person.stand_in)
        return case

    @property
    def lasting(self) -> WorkerConfig:
        """What decides which models are loaded: the next batch on a cluster finds them there."""
        return replace(self, limit_s=0.0, memory=0, parent=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkerState:
    """A redactor; its reader's memory and its models, where they are ours to hold."""

    redactor: Redactor
    reader: OcrCache | None = None
    models: Models | None = None

    def ready(self, medium: Medium) -> None:
        """Load what a file of this sort needs, so that its time limit does not pay for it.

        Raises:
            BackendError: a model is missing or does not load.
        """
        if self.models is None:
            return
        if medium is Medium.VIDEO:
            _ = self.models.faces
            return
        _ = self.models.identifiers
        if medium is Medium.IMAGE:
            _ = self.models.reader.name


def load(setup: WorkerConfig) -> WorkerState:
    """Return a redactor that works as ``setup`` says; models are loaded at first use.

    Raises:
        BackendError: there is no such face detector.
    """
    import cv2  # noqa: PLC0415 - slow to import

    from redactkit.batch.ocr_cache import OcrCache  # noqa: PLC0415

    if setup.threads:
        cv2.setNumThreads(setup.threads)
    precision = setup.policy.precision
    reader = OcrCache(Models(setup.threads, precision=precision))
    models = Models(setup.threads, setup.faces, precision)
    models.reader = reader
    redactor = Redactor(policy=setup.policy, case=setup.case())
    return WorkerState(
        redactor=redactor.for_case(redactor.case, models), reader=reader, models=models
    )
