"""Face detectors by name, alone or joined: ``"centerface"``, ``"centerface+mediapipe"``.

A package may bring one of its own: an entry point of the group ``redactkit.face_detectors``
that leads to a function from CPU threads (0: its own choice) to a `core.protocols.Detector`.
"""

from __future__ import annotations

from importlib.metadata import entry_points
from typing import TYPE_CHECKING

from redactkit.core.errors import BackendError

if TYPE_CHECKING:
    from collections.abc import Callable

    from redactkit.core.policy import Precision
    from redactkit.core.protocols import Detector
    from redactkit.detect.ensemble import EnsembleMember

__all__ = ["DEFAULT", "FACE_DETECTORS", "GROUP", "check_names", "face_detector"]

DEFAULT = "centerface"
"""The face detector that works right after installation."""

GROUP = "redactkit.face_detectors"
"""Entry points by which packages bring detectors; a name of ours cannot be taken."""


def _centerface(threads: int, precision: Precision = "auto") -> EnsembleMember:
    from redactkit.detect.faces import FaceDetector  # noqa: PLC0415 - loads a model

    return FaceDetector(threads=threads, precision=precision)


def _mediapipe(threads: int) -> EnsembleMember:
    from redactkit.models.mediapipe import MediaPipe  # noqa: PLC0415 - loads a model

    del threads  # MediaPipe Tasks has no such setting
    return MediaPipe("full")


def _mediapipe_short(threads: int) -> EnsembleMember:
    from redactkit.models.mediapipe import MediaPipe  # noqa: PLC0415 - loads a model

    del threads
    return MediaPipe("short")


def _yunet(threads: int) -> EnsembleMember:
    from redactkit.models.yunet import YuNet  # noqa: PLC0415 - loads a model

    del threads  # OpenCV's threads are one setting for the whole process
    return YuNet()


FACE_DETECTORS: dict[str, Callable[[int], Detector]] = {
    "centerface": _centerface,
    "mediapipe": _mediapipe,
    "mediapipe-short": _mediapipe_short,
    "yunet": _yunet,
}
"""Name -> how to load it, given CPU threads (0: its own choice). A script may add its own."""

WITH_PRECISION = (_centerface,)
"""Those that OpenVINO runs, and that are told what to compute in."""


def face_detector(
    name: str = DEFAULT, *, threads: int = 0, precision: Precision = "auto"
) -> Detector:
    """Load the face detector of a name, or of several joined by ``+``.

    In a union with ``centerface`` that one leads, whatever the order: it confirms by a
    second look what the others add.

    Args:
        name: keys of `FACE_DETECTORS` or names of entry points, each at most once.
        threads: CPU threads, for those that take a number; 0 leaves the choice to them.
        precision: what those of OpenVINO compute in (see `runtime.precision_of`).

    Raises:
        BackendError: a name is unknown or given twice, or its package or model is missing.
    """
    names = check_names(name)
    loaded = [_load(part, threads, precision) for part in names]
    if len(loaded) == 1:
        return loaded[0]
    from redactkit.detect.ensemble import CascadeEnsemble, DetectorEnsemble  # noqa: PLC0415 - loads OpenCV

    members = [_member(part, one) for part, one in zip(names, loaded, strict=True)]
    return (
        CascadeEnsemble(members[0], members[1:])
        if names[0] == "centerface"
        else DetectorEnsemble(members)
    )


def check_names(name: str) -> list[str]:
    """Return the parts of a detector's name, ``centerface`` first, without loading any.

    Raises:
        BackendError: a name is unknown or given twice.
    """
    names = [part.strip() for part in name.split("+")]
    for part in names:
        if part not in FACE_DETECTORS and part not in _brought():
            known = ", ".join([*FACE_DETECTORS, *sorted(_brought())])
            msg = f"no face detector is called {part!r}; there are {known}"
            raise BackendError(msg)
    if len(set(names)) < len(names):
        msg = f"{name!r} names a face detector twice"
        raise BackendError(msg)
    return sorted(names, key=lambda part: part != "centerface")


def _brought() -> set[str]:
    """Return the names that installed packages bring."""
    return {point.name for point in entry_points(group=GROUP)} - set(FACE_DETECTORS)


def _load(name: str, threads: int, precision: Precision) -> Detector:
    """Load one detector; what a third-party package raises becomes a `BackendError`."""
    if name in FACE_DETECTORS:
        load = FACE_DETECTORS[name]
        told = next((own for own in WITH_PRECISION if own is load), None)
        return load(threads) if told is None else told(threads, precision)
    (point, *_) = entry_points(group=GROUP, name=name)
    try:
        return point.load()(threads)  # type: ignore[no-any-return]  # its package says so
    except BackendError:
        raise
    except Exception as error:
        msg = f"the face detector {name!r} of {point.value} does not load ({type(error).__name__})"
        raise BackendError(msg) from error


def _member(name: str, detector: Detector) -> EnsembleMember:
    """Hold that a detector can be part of a union."""
    from redactkit.detect.scan_scheduler import ParallelScaleDetector  # noqa: PLC0415 - loads OpenCV

    if not isinstance(detector, ParallelScaleDetector):
        msg = f"{name!r} cannot look at parts of a picture (watch.Scanner), so it works alone only"
        raise BackendError(msg)
    return detector
