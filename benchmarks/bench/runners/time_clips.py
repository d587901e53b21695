"""A bare transcode, finding and writing, clip by clip in one process: ``time_clips.py CLIP...``.

Prints JSON: for each clip its frames, and wall and CPU seconds of the three. Models are
loaded before, so what is left is the cost of a frame.
"""

from __future__ import annotations

import json
import sys
import tempfile
from dataclasses import astuple
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import speed

from redactkit.detect.faces import FaceDetector


def main() -> int:
    """Time every clip."""
    clips, detector, rows = [Path(name) for name in sys.argv[1:]], FaceDetector(), {}
    with tempfile.TemporaryDirectory() as folder:
        # the first clip is done twice, and counts once: some of the loading happens at first use
        for clip in [clips[0], *clips]:
            frames, *took = speed.one(clip, Path(folder), detector)
            rows[clip.name] = [frames, *(astuple(one) for one in took)]
    print(json.dumps(rows))
    return 0


if __name__ == "__main__":
    sys.exit(main())
