"""Does the finished clip show, in every frame, what was painted, under covers and beside them?

The source is decoded and painted once more and laid beside the finished clip. Averaged over a
few pixels, an encoder's noise stays far below what a missing or shifted cover changes.
"""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING, cast

import cv2
import numpy as np
import numpy.typing as npt

from redactkit.media.video.encoder import ENCODERS
from redactkit.media.video.output_frame import OutputFrame, plane_pixels
from redactkit.media.video.reader import open_clip
from redactkit.render.painter import Painter
from redactkit.render.warm_up import warm_up

if TYPE_CHECKING:
    from pathlib import Path

    import av

    from redactkit.core.policy import VideoOptions
    from redactkit.media.video.segments import Segment
    from redactkit.records.plan import Plan

__all__ = ["first_differing_frame"]

CELL = 8
"""Pixels to a side of the squares whose means are compared."""

STEP, STEP_A_CRF = 20.0, 3.0
"""Largest difference of such means in luma that an encoder leaves, and what each point of crf
beyond the codec's usual one adds. Measured on CCTV clips: at most 6 at the usual quality of
h264, 10 of h265; 56 at crf 40 of h264."""

Luma = npt.NDArray[np.uint8]


def first_differing_frame(
    source: Path,
    written: Path,
    plan: Plan,
    options: VideoOptions,
    spans: tuple[Segment, Segment] | None = None,
) -> int | None:
    """Return the first frame of ``written`` that is not as painted, or None.

    A frame that one file has and the other lacks counts too. With ``spans``, of the source and
    of the finished clip, only these are compared.

    Raises:
        MediaError: one of the files cannot be read to its end.
    """
    painter, step = Painter(plan.redactions), _allowed(options)
    before_, after_ = spans or (None, None)
    canvas: OutputFrame | None = None
    with (
        open_clip(source, options.damaged, before_) as old,
        open_clip(written, span=after_) as new,
    ):
        pairs = zip_longest(old.pictures(), new.pictures())
        for index, (before, after) in enumerate(pairs, old.first):
            if before is None or after is None or after[1] is None:
                return index
            if canvas is None:
                # The first picture is always whole, see Clip.pictures.
                canvas = OutputFrame.of(old, cast("av.VideoFrame", before[1]), options.codec)
                warm_up(painter, source, index, canvas, plan)
            painted = canvas.painted(old, index, before[1], painter.planes)
            shown = after[1].reformat(format=canvas.layout)
            if _differs(plane_pixels(painted.planes[0]), plane_pixels(shown.planes[0]), step):
                return index
    return None


def _allowed(options: VideoOptions) -> float:
    usual = ENCODERS[options.codec][1]
    return STEP + STEP_A_CRF * max(0, (usual if options.crf is None else options.crf) - usual)


def _differs(painted: Luma, shown: Luma, step: float) -> bool:
    """Return whether anything else is shown than was painted, wherever it is."""
    if painted.shape != shown.shape:
        return True
    size = max(1, painted.shape[1] // CELL), max(1, painted.shape[0] // CELL)
    means = [
        cv2.resize(luma.astype(np.float32), size, interpolation=cv2.INTER_AREA)
        for luma in (painted, shown)
    ]
    return float(np.abs(means[0] - means[1]).max()) > step
