"""Frames done of all passes over a clip, as one number that ends when the file is in place."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from redactkit.pipeline.video_job import Progress

__all__ = ["Meter"]


class Meter:
    """Counts the frames of several passes as steps of the whole.

    Args:
        on_progress: called with frames done and frames in all; None tells nobody.
        passes: the names of the passes, in order.
    """

    def __init__(self, on_progress: Progress | None, passes: Sequence[str]) -> None:
        """Start at nothing."""
        self._on_progress, self._passes = on_progress, list(passes)
        self._whole = self._done = 0

    def tell(self, name: str, turn: int, done: int, frames: int) -> None:
        """Take note of frames done in a pass; in a second turn all but the first come again."""
        if self._on_progress is None:
            return
        again = len([each for each in self._passes if each != "plan"]) * (turn - 1)
        self._whole = (len(self._passes) + again) * frames
        before = (self._passes.index(name) + again) * frames
        # a clip that came out too large is painted once more, and the bar waits for it
        self._done = max(self._done, before + done)
        # the last one is told when the file is in place
        self._on_progress(min(self._done, self._whole - 1), self._whole)

    def end(self) -> None:
        """Tell that all is done."""
        if self._on_progress is not None:
            self._on_progress(self._whole, self._whole)
