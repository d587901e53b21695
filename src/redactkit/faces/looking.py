"""Who looks at a clip's frames, and when: a watcher, a detector, or what was noted before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from redactkit.faces.evidence import Witness
from redactkit.faces.watch import PACES, Scanner, Watcher
from redactkit.frames import Frame

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Mapping, Sequence

    from redactkit.detect import Detector
    from redactkit.faces.lanes import Lanes
    from redactkit.faces.motion import Luma
    from redactkit.faces.watch import Pace
    from redactkit.findings import Detection
    from redactkit.frames import Picture

__all__ = ["Afresh", "Answer", "Every", "Looker", "Recalled", "looker_for"]


class Answer(Protocol):
    """What is seen in a frame, once somebody has looked."""

    def result(self) -> Sequence[Detection]:
        """Wait for it, and return it.

        Raises:
            BackendError: the model failed.
        """
        ...


@dataclass(frozen=True, slots=True)
class _Told:
    """An answer that is there."""

    seen: Sequence[Detection]

    def result(self) -> Sequence[Detection]:
        """Return it."""
        return self.seen


class Looker(Protocol):
    """Looks at the frames of one clip, in order."""

    def cut(self, frame: int) -> None:
        """Take note that ``frame`` is the first of another scene or time."""
        ...

    def wants(self, frame: int) -> bool:
        """Return whether ``frame`` is to be looked at."""
        ...

    def scan(self, frame: Picture, small: Luma) -> Answer:
        """Look at a frame; ``small`` is the frame as `motion.shrunk` gives it."""
        ...


class Every:
    """Asks a detector in every frame."""

    def __init__(self, detector: Detector) -> None:
        """Keep the detector."""
        self._detector = detector

    def cut(self, frame: int) -> None:
        """Do nothing: nothing is remembered."""

    def wants(self, frame: int) -> bool:  # noqa: ARG002 - as the protocol has it
        """Return True."""
        return True

    def scan(self, frame: Picture, small: Luma) -> Answer:  # noqa: ARG002
        """Ask the detector.

        Raises:
            BackendError: the model failed.
        """
        whole = Frame(index=frame.index, pts=frame.pts, pixels=frame.pixels)
        if isinstance(self._detector, Witness):
            return _Told(self._detector.scan(whole))
        return _Told(self._detector.detect([whole])[0])


class Afresh:
    """A looker that looks everywhere anew in some frames, as one does who begins there.

    Args:
        looker: who looks.
        frames: where.
    """

    def __init__(self, looker: Looker, frames: Container[int]) -> None:
        """Look at nothing yet."""
        self._looker, self._frames = looker, frames

    def cut(self, frame: int) -> None:
        """Pass it on."""
        self._looker.cut(frame)

    def wants(self, frame: int) -> bool:
        """Return whether ``frame`` is to be looked at."""
        if frame in self._frames:
            self._looker.cut(frame)
        return self._looker.wants(frame)

    def scan(self, frame: Picture, small: Luma) -> Answer:
        """Pass it on."""
        return self._looker.scan(frame, small)


class Recalled:
    """What others saw before; nobody looks again.

    Args:
        page: gives, for a frame, what was seen around it, by frame.
    """

    def __init__(self, page: Callable[[int], Mapping[int, Sequence[Detection]]]) -> None:
        """Read nothing yet."""
        self._page = page

    def cut(self, frame: int) -> None:
        """Do nothing: those who looked met the same cuts."""

    def wants(self, frame: int) -> bool:
        """Return whether somebody looked at ``frame``."""
        return frame in self._page(frame)

    def scan(self, frame: Picture, small: Luma) -> Answer:  # noqa: ARG002
        """Return what was seen."""
        return _Told(self._page(frame.index)[frame.index])


def looker_for(
    detector: Detector,
    rate: float,
    lanes: Lanes | None = None,
    *,
    paces: Sequence[Pace] = PACES,
) -> Looker:
    """Return who looks with ``detector``: at its own paces where it can, else always.

    Args:
        detector: any detector.
        rate: frames a second.
        lanes: the threads in which a detector that is a `Scanner` looks; None takes the caller's.
        paces: how often it looks.
    """
    if isinstance(detector, Scanner):
        return Watcher(detector, rate, paces, lanes)
    return Every(detector)
