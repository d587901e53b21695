"""Detectors of your own: one for pictures, one for the faces of clips.

    python examples/own_detector.py PICTURE CLIP OUT

A detector has a ``name`` with a version and ``detect(frames)``; that is all
(`redactkit.core.protocols.Detector`). What it finds is covered, recorded and looked for again like
everything else. ``tests/conformance/test_detectors.py`` says what a good one does.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import cv2
import numpy as np

import redactkit
from redactkit.detect.faces import FaceDetector
from redactkit.detect.registry import FACE_DETECTORS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from redactkit.core.frames import Frame, Pixels

LEAST, ROUND = 60, 0.9
"""A stamp's least side in pixels, and how much of the circle around it it fills."""

LINES = 480
"""Length of the shorter side at which the network looks."""

SAME = 0.4
"""IoU from which two boxes are one face."""


class RedStamp:
    """Finds round red stamps, which carry a person's or a company's name."""

    name = "red-stamp-1"

    def detect(self, frames: Sequence[Frame]) -> list[list[redactkit.Detection]]:
        """Return the stamps of each frame; an empty list says: looked, nothing there."""
        return [self._stamps(frame) for frame in frames]

    def _stamps(self, frame: Frame) -> list[redactkit.Detection]:
        red, green, blue = np.moveaxis(frame.pixels.astype(int), 2, 0)
        ink = ((red > 150) & (red - green > 80) & (red - blue > 80)).astype(np.uint8)  # noqa: PLR2004
        shapes, _ = cv2.findContours(ink, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
        found = []
        for shape in shapes:
            x, y, width, height = cv2.boundingRect(shape)
            radius = cv2.minEnclosingCircle(shape)[1]
            full = cv2.contourArea(cv2.convexHull(shape)) / (np.pi * radius**2)
            if min(width, height) >= LEAST and full >= ROUND:
                box = redactkit.Box(x, y, x + width, y + height)
                found.append(
                    redactkit.Detection(
                        kind=redactkit.Kind.NAME,
                        box=box,
                        score=0.9,
                        detector=self.name,
                        rule="red-disc",
                        alias="[公章]",
                    )
                )
        return found


class Mirrored:
    """The packaged network at one scale, asked of each frame and of its mirror image.

    Faster than the packaged detector, which looks at five scales, and finds less.

    Args:
        threads: CPU threads; 0 leaves the choice to the engine.
    """

    name = "mirrored-1"

    def __init__(self, threads: int = 0) -> None:
        """Load the network."""
        self._faces = FaceDetector(threads=threads)

    def detect(self, frames: Sequence[Frame]) -> list[list[redactkit.Detection]]:
        """Return what is seen either way, once."""
        found = []
        for frame in frames:
            seen = self._seen(frame.pixels)
            width = frame.pixels.shape[1]
            for face in self._seen(np.ascontiguousarray(frame.pixels[:, ::-1])):
                left, top, right, bottom = face.box.xyxy
                box = redactkit.Box(width - right, top, width - left, bottom)
                if all(box.iou(other.box) < SAME for other in seen):
                    seen.append(replace(face, box=box, rule="mirror"))
            found.append(seen)
        return found

    def _seen(self, pixels: Pixels) -> list[redactkit.Detection]:
        height, width = pixels.shape[:2]
        rows = self._faces.detect_scale(pixels, LINES, [(0, 0, width, height)])
        return [replace(face, detector=self.name) for face in self._faces.merged([(LINES, rows)])]


def main(picture: Path, clip: Path, out: Path) -> int:
    """Redact a picture and a clip with both; return the exit code."""
    out.mkdir(parents=True, exist_ok=True)
    # an installed package brings its detector by an entry point instead, and then the
    # command line knows it too: redactkit video --detector mirrored (docs/howto/detector.md)
    FACE_DETECTORS["mirrored"] = Mirrored
    kit = redactkit.Redactor(detectors=[RedStamp()], faces="mirrored")
    done = kit.image(picture, out / picture.name)
    stamps = [item for item in done.record.removed if item.detector == RedStamp.name]
    print(f"{len(stamps)} stamps covered")
    done = kit.video(clip, out / clip.name)
    print(f"{len(done.record.removed)} faces covered, as seen by {done.record.tool['detectors']}")
    return 0


if __name__ == "__main__":
    sys.exit(main(*map(Path, sys.argv[1:4])))
