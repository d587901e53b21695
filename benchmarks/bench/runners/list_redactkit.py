"""What redactkit would cover, with its scores: ``list_redactkit.py IN OUT`` writes OUT/boxes.json.

``{clip: [[frame, left, top, right, bottom, score], ...]}``, the policy's margin included; a
face has one score over all its frames.
"""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from pathlib import Path

from redactkit.clips import find_faces
from redactkit.policy import Policy, decide
from redactkit.registry import face_detector


def main() -> int:
    """List the covers of every clip, of unlikely faces too."""
    source, target = map(Path, sys.argv[1:3])
    usual = Policy()
    policy = replace(usual, face=replace(usual.face, threshold=0.0))
    detector, found = face_detector(), {}
    for clip in sorted(source.iterdir()):
        rows = []
        for redaction in decide(find_faces(clip, detector, policy=policy).findings, policy):
            score = round(redaction.finding.score, 4)
            for sighting in redaction.finding.sightings:
                box = redaction.box_at(sighting.frame)
                rows.append([sighting.frame, *(round(side, 1) for side in box.xyxy), score])
        found[clip.name] = rows
    (target / "boxes.json").write_text(json.dumps(found), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
