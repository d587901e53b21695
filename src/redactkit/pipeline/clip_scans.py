"""Who looks at the frames of a clip in each step of its job."""

from __future__ import annotations

from typing import TYPE_CHECKING

from redactkit.detect.frame_scanner import ForcedRescan, Replay, scanner_for
from redactkit.detect.scan_scheduler import RESCAN_INTERVALS
from redactkit.pipeline.clip_store import SEEN

if TYPE_CHECKING:
    from collections.abc import Sequence

    from redactkit.core.findings import Detection
    from redactkit.core.protocols import Detector
    from redactkit.detect.executors import ThreadPool
    from redactkit.detect.frame_scanner import FrameScanner
    from redactkit.media.video.segment_plan import Survey
    from redactkit.media.video.segments import Segment
    from redactkit.pipeline.clip_detection import Looks, Seen
    from redactkit.pipeline.clip_store import Store

__all__ = ["afresh", "again", "recalled"]


def afresh(known: Survey, detectors: Sequence[Detector]) -> Looks:
    """Return who looks at a clip in one go as if it were cut into parts."""

    def looks(number: int, rate: float, lanes: ThreadPool) -> FrameScanner:
        return ForcedRescan(scanner_for(detectors[number], rate, lanes=lanes), known.firsts)

    return looks


def again(detectors: Sequence[Detector]) -> Looks:
    """Return who looks at a clip whose every frame is known to show what was painted."""
    return lambda number, rate, lanes: scanner_for(
        detectors[number], rate, lanes, paces=RESCAN_INTERVALS
    )


def recalled(store: Store, parts: Sequence[Segment]) -> Looks:
    """Return who remembers what was seen in the parts of a clip."""
    pages = _Pages(store, parts)
    return lambda number, *_: Replay(lambda frame: pages.seen(frame, number))


class _Pages:
    """What was seen in all parts, of which the one last asked for is in memory."""

    def __init__(self, store: Store, parts: Sequence[Segment]) -> None:
        self._store, self._parts = store, parts
        self._now: Segment | None = None
        self._seen: Seen = {}

    def seen(self, frame: int, number: int) -> Sequence[Detection] | None:
        if self._now is None or not self._now.holds(frame):
            self._now = next((span for span in self._parts if span.holds(frame)), None)
            if self._now is None:
                return None
            self._seen = self._store.get(f"look-{self._now.number}", SEEN)
        found = self._seen.get(frame)
        return None if found is None else found[number]
