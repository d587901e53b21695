"""Does the finished clip show, in every frame, what was painted, under covers and beside them?

Each frame is held against the cell means kept when it was painted: averaged over a few pixels,
an encoder's noise stays far below what a missing or shifted cover changes. Then the covers of
the plan are painted over the finished frame once more: where they are there already, that
changes nothing. So a frame that was painted by another plan shows too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np
import numpy.typing as npt

from redactkit.core.errors import LeakError
from redactkit.media.framecells import LEVELS, cells_of
from redactkit.media.video.encoder import ENCODERS
from redactkit.media.video.output_frame import plane_pixels

if TYPE_CHECKING:
    from collections.abc import Iterator

    import av

    from redactkit.core.policy import VideoOptions
    from redactkit.media.framecells import Cells
    from redactkit.media.video.decoding import LazyFrame
    from redactkit.render.painter import Painter

__all__ = ["Comparison"]

STEP, STEP_A_CRF = 20.0, 3.0
"""Largest difference of such means in luma that an encoder leaves, and what each point of crf
beyond the codec's usual one adds. Measured on CCTV clips: at most 6 at the usual quality of
h264, 10 of h265; 56 at crf 40 of h264."""

FULL_COLOR = frozenset({"yuv444p"})
"""Layouts of finished clips whose color is not halved."""

Luma = npt.NDArray[np.uint8]


class Comparison:
    """Holds the frames of a finished clip, in order, against what was painted.

    Args:
        painted: the cells of the painted frames.
        painter: paints by the plan, with the patches of the painter who wrote the clip.
        options: how the clip was written.
        frames: the first index and the one behind the last.
    """

    def __init__(
        self,
        painted: Iterator[Cells],
        painter: Painter,
        options: VideoOptions,
        frames: tuple[int, int],
    ) -> None:
        """Compare nothing yet."""
        self._painted, self._painter = painted, painter
        self._step = _allowed(options) + LEVELS / 2
        self._next, self._end = frames

    def see(self, shot: LazyFrame) -> None:
        """Compare the next frame.

        Raises:
            LeakError: it is not as painted, or one too many.
        """
        cells = next(self._painted, None)
        if cells is None or shot.picture is None or shot.index >= self._end:
            raise _not_as_painted(shot.index)
        luma = _luma(shot.picture)
        shown = cells_of(luma)
        if self._differ(shown, cells):
            raise _not_as_painted(shot.index)
        again = luma.copy()
        sub = (1, 1) if shot.picture.format.name in FULL_COLOR else (2, 2)
        if self._painter.luma(shot.index, again, sub) or self._differ(shown, cells_of(again)):
            raise _not_as_painted(shot.index)
        self._next = shot.index + 1

    def finish(self) -> None:
        """Take note that there are no more frames.

        Raises:
            LeakError: some are missing.
        """
        if self._next != self._end or next(self._painted, None) is not None:
            raise _not_as_painted(self._next)

    def _differ(self, one: Cells, other: Cells) -> bool:
        return one.shape != other.shape or float(cv2.absdiff(one, other).max()) > self._step


def _not_as_painted(frame: int) -> LeakError:
    return LeakError(
        f"frame {frame} of the finished clip does not show what was painted; "
        "run it again, or choose a higher quality (a lower crf)"
    )


def _allowed(options: VideoOptions) -> float:
    usual = ENCODERS[options.codec][1]
    return STEP + STEP_A_CRF * max(0, (usual if options.crf is None else options.crf) - usual)


def _luma(picture: av.VideoFrame) -> Luma:
    if picture.format.name in ("yuv420p", "yuv444p"):
        return plane_pixels(picture.planes[0])
    return np.asarray(picture.to_ndarray(format="gray"), np.uint8)
