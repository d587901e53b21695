"""What deface would cover, with its scores: ``list_deface.py IN OUT`` writes OUT/boxes.json.

Its own detector and its own growing of boxes; the form is that of list_redactkit.py.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import imageio.v2 as imageio
from deface.centerface import CenterFace
from deface.deface import scale_bb

LOWEST = 0.03
MASK_SCALE = 1.3
"""deface's default."""


def main() -> int:
    """List the covers of every clip, of unlikely faces too."""
    source, target = map(Path, sys.argv[1:3])
    found = {}
    for clip in sorted(source.iterdir()):
        # one for each clip: its input size is that of the first frame it sees
        detector = CenterFace(backend="onnxrt")
        rows = []
        with imageio.get_reader(clip) as reader:
            for index, frame in enumerate(reader):
                faces, _ = detector(frame, threshold=LOWEST)
                for face in faces:
                    box = scale_bb(*face[:4].astype(int), MASK_SCALE)
                    rows.append([index, *(int(side) for side in box), round(float(face[4]), 4)])
        found[clip.name] = rows
    (target / "boxes.json").write_text(json.dumps(found), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
