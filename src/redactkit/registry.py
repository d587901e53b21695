"""Face detectors by name, alone or joined: ``"centerface"``, ``"centerface+mediapipe"``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from redactkit.errors import BackendError

if TYPE_CHECKING:
    from collections.abc import Callable

    from redactkit.union import Member

__all__ = ["FACE_DETECTORS", "face_detector"]


def _centerface(threads: int) -> Member:
    from redactkit.faces import FaceDetector  # noqa: PLC0415 - loads a model

    return FaceDetector(threads=threads)


def _mediapipe(threads: int) -> Member:
    from redactkit.backends.mediapipe import MediaPipe  # noqa: PLC0415 - loads a model

    del threads  # MediaPipe Tasks has no such setting
    return MediaPipe("full")


def _mediapipe_short(threads: int) -> Member:
    from redactkit.backends.mediapipe import MediaPipe  # noqa: PLC0415 - loads a model

    del threads
    return MediaPipe("short")


def _yunet(threads: int) -> Member:
    from redactkit.backends.yunet import YuNet  # noqa: PLC0415 - loads a model

    del threads  # OpenCV's threads are one setting for the whole process
    return YuNet()


FACE_DETECTORS: dict[str, Callable[[int], Member]] = {
    "centerface": _centerface,
    "mediapipe": _mediapipe,
    "mediapipe-short": _mediapipe_short,
    "yunet": _yunet,
}
"""Name -> how to load it, given CPU threads (0: its own choice)."""


def face_detector(name: str = "centerface", *, threads: int = 0) -> Member:
    """Load the face detector of a name, or of several joined by ``+``.

    In a union with ``centerface`` that one leads, whatever the order: it confirms by a
    second look what the others add.

    Args:
        name: keys of `FACE_DETECTORS`, each at most once.
        threads: CPU threads, for those that take a number; 0 leaves the choice to them.

    Raises:
        BackendError: a name is unknown or said twice, or its package or model is missing.
    """
    names = check_names(name)
    members = [FACE_DETECTORS[part](threads) for part in names]
    if len(members) == 1:
        return members[0]
    from redactkit.union import Confirmed, Together  # noqa: PLC0415 - loads OpenCV

    return Confirmed(members[0], members[1:]) if names[0] == "centerface" else Together(members)


def check_names(name: str) -> list[str]:
    """Return the parts of a detector's name, ``centerface`` first, without loading any.

    Raises:
        BackendError: a name is unknown or said twice.
    """
    names = [part.strip() for part in name.split("+")]
    for part in names:
        if part not in FACE_DETECTORS:
            msg = f"no face detector is called {part!r}; there are {', '.join(FACE_DETECTORS)}"
            raise BackendError(msg)
    if len(set(names)) < len(names):
        msg = f"{name!r} names a face detector twice"
        raise BackendError(msg)
    return sorted(names, key=lambda part: part != "centerface")
