"""Frame scanners of a clip: scheduled scans, every frame, or a replay of earlier results."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from redactkit.core.frames import Frame
from redactkit.detect.rescoring import Rescorer
from redactkit.detect.scan_scheduler import (
    SCAN_INTERVALS,
    ParallelScaleDetector,
    ScanScheduler,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Sequence

    from redactkit.core.findings import Detection
    from redactkit.core.frames import Picture
    from redactkit.core.protocols import Detector
    from redactkit.detect.executors import ThreadPool
    from redactkit.detect.motion import Luma
    from redactkit.detect.scan_scheduler import ScanInterval

__all__ = ["EveryFrame", "ForcedRescan", "FrameScanner", "Replay", "ScanResult", "scanner_for"]


class ScanResult(Protocol):
    """The detections of a frame, once its scan is done."""

    def result(self) -> Sequence[Detection]:
        """Wait for it, and return it.

        Raises:
            BackendError: the model failed.
        """
        ...


@dataclass(frozen=True, slots=True)
class _KnownResult:
    """An answer that is there."""

    seen: Sequence[Detection]

    def result(self) -> Sequence[Detection]:
        """Return it."""
        return self.seen


class FrameScanner(Protocol):
    """Scans the frames of one clip, in order."""

    def cut(self, frame: int) -> None:
        """Take note that ``frame`` is the first of another scene or time."""
        ...

    def wants(self, frame: int) -> bool:
        """Return whether ``frame`` is to be scanned."""
        ...

    def scan(self, frame: Picture, small: Luma) -> ScanResult:
        """Look at a frame; ``small`` is the frame as `motion.downscaled` gives it."""
        ...


class EveryFrame:
    """Asks a detector in every frame."""

    def __init__(self, detector: Detector) -> None:
        """Keep the detector."""
        self._detector = detector

    def cut(self, frame: int) -> None:
        """Do nothing: there is no state."""

    def wants(self, frame: int) -> bool:  # noqa: ARG002 - as the protocol has it
        """Return True."""
        return True

    def scan(self, frame: Picture, small: Luma) -> ScanResult:  # noqa: ARG002
        """Ask the detector.

        Raises:
            BackendError: the model failed.
        """
        whole = Frame(index=frame.index, pts=frame.pts, pixels=frame.pixels)
        if isinstance(self._detector, Rescorer):
            return _KnownResult(self._detector.scan(whole))
        return _KnownResult(self._detector.detect([whole])[0])


class ForcedRescan:
    """A scanner that rescans the whole picture in some frames, as at the start of a segment.

    Args:
        looker: the scanner.
        frames: where.
    """

    def __init__(self, looker: FrameScanner, frames: Container[int]) -> None:
        """Scan nothing yet."""
        self._looker, self._frames = looker, frames

    def cut(self, frame: int) -> None:
        """Pass it on."""
        self._looker.cut(frame)

    def wants(self, frame: int) -> bool:
        """Return whether ``frame`` is to be scanned."""
        if frame in self._frames:
            self._looker.cut(frame)
        return self._looker.wants(frame)

    def scan(self, frame: Picture, small: Luma) -> ScanResult:
        """Pass it on."""
        return self._looker.scan(frame, small)


class Replay:
    """Replays the results of an earlier pass.

    Args:
        seen: gives the detections of a frame, None where it was not scanned.
    """

    def __init__(self, seen: Callable[[int], Sequence[Detection] | None]) -> None:
        """Read nothing yet."""
        self._seen = seen

    def cut(self, frame: int) -> None:
        """Do nothing: the earlier pass had the same cuts."""

    def wants(self, frame: int) -> bool:
        """Return whether ``frame`` was scanned."""
        return self._seen(frame) is not None

    def scan(self, frame: Picture, small: Luma) -> ScanResult:  # noqa: ARG002
        """Return what was seen."""
        return _KnownResult(self._seen(frame.index) or ())


def scanner_for(
    detector: Detector,
    rate: float,
    lanes: ThreadPool | None = None,
    *,
    paces: Sequence[ScanInterval] = SCAN_INTERVALS,
) -> FrameScanner:
    """Return who looks with ``detector``: at its own paces where it can, else always.

    Args:
        detector: any detector.
        rate: frames a second.
        lanes: threads for a `ParallelScaleDetector`; None runs in the caller's.
        paces: the scan intervals.
    """
    if isinstance(detector, ParallelScaleDetector):
        return ScanScheduler(detector, rate, paces, lanes)
    return EveryFrame(detector)
