"""Compare a finished file with its source everywhere but under the covers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np
import numpy.typing as npt

from redactkit.media import image
from redactkit.media.medium import Medium, medium_of
from redactkit.media.source import check_source
from redactkit.media.video import decoding
from redactkit.records.record import digest_file
from redactkit.render.painter import Painter
from redactkit.verify.record_check import redaction_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from redactkit.core.frames import Frame, Pixels
    from redactkit.core.policy import Limits
    from redactkit.records.record import Record

__all__ = ["source_faults"]

BLOCK = 8
"""Pixels to a side over which differences are averaged: that of a codec's transform."""

NEAR = 8
"""Pixels around a cover in a lossy file that its codec smooths together with it."""

JPEG_STEP, CLIP_STEP = 12.0, 20.0
"""Mean difference of a block in luma from which it counts as changed. Clips written at the
default quality had 10 at most in their worst blocks."""


def source_faults(path: Path, source: Path, record: Record, limits: Limits) -> tuple[str, ...]:
    """Return a sentence for what differs between a finished file and its source.

    A lossless picture has to be equal outside the covers bit for bit, other files within
    their codec's noise. Statements are not compared: their record has no digest of the input.

    Raises:
        MediaError: a file cannot be read.
    """
    if medium_of(path) is Medium.TEXT:
        return ()
    check_source(source)
    if digest_file(source)[0] != record.input.sha256:
        return ("the source is not the one that the record describes (SHA-256 differs)",)
    clip = medium_of(path) is Medium.VIDEO
    lossless = not clip and record.output.media_type != "image/jpeg"
    step = 0.0 if lossless else CLIP_STEP if clip else JPEG_STEP
    painter = Painter([redaction_of(item) for item in record.removed if item.boxes])
    try:
        for before, after in zip(_frames(source, limits), _frames(path, limits), strict=True):
            if _differs(before, after, painter, step):
                return (f"frame {before.index} differs from the source outside the covers",)
    except ValueError:
        return ("the source has another number of frames",)
    return ()


def _frames(path: Path, limits: Limits) -> Iterator[Frame]:
    if medium_of(path) is Medium.VIDEO:
        decoding.probe(path, limits)
        return decoding.read(path, "cover")
    return iter([image.read(path, limits)[0]])


def _off(before: Pixels, after: Pixels, *, luma: bool) -> npt.NDArray[np.float32]:
    if luma:
        one, other = (cv2.cvtColor(each, cv2.COLOR_RGB2GRAY) for each in (before, after))
        return np.asarray(cv2.absdiff(one, other), np.float32)
    return np.asarray(cv2.absdiff(before, after).max(axis=2), np.float32)


def _differs(before: Frame, after: Frame, painter: Painter, step: float) -> bool:
    if before.pixels.shape != after.pixels.shape:
        return True
    height, width = before.pixels.shape[:2]
    # color is coarser than luma in lossy files, so it counts in lossless ones alone
    off = _off(before.pixels, after.pixels, luma=step > 0)
    for _, _, box in painter.boxes(before.index):
        x0, y0, x1, y1 = (box if step == 0 else box.padded(NEAR)).pixels(width, height)
        off[y0:y1, x0:x1] = 0
    if step == 0:
        return bool(off.any())
    size = max(1, width // BLOCK), max(1, height // BLOCK)
    return bool(cv2.resize(off, size, interpolation=cv2.INTER_AREA).max() > step)
