"""What redactkit would cover, with its scores: ``list_redactkit.py IN OUT`` writes OUT/boxes.json.

``{clip: [[frame, left, top, right, bottom, score], ...]}``, the policy's margin included; a
face has one score over all its frames. Tracks are those of the default threshold, which also
decides how they are linked; down to half of it they are listed.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from redactkit.core.policy import Policy, decide
from redactkit.detect.registry import face_detector
from redactkit.pipeline.clip_detection import find_in
from redactkit.render.face_margin import with_face_margin


def main() -> int:
    """List the covers of every clip, of unlikely faces too."""
    source, target = map(Path, sys.argv[1:3])
    policy = Policy()
    detector, found = face_detector(), {}
    for clip in sorted(source.iterdir()):
        rows = []
        faces = find_in(clip, [detector], policy).findings
        for redaction in map(with_face_margin, decide(faces, policy)):
            score = round(redaction.finding.score, 4)
            for sighting in redaction.finding.sightings:
                box = redaction.box_at(sighting.frame)
                rows.append([sighting.frame, *(round(side, 1) for side in box.xyxy), score])
        found[clip.name] = rows
    (target / "boxes.json").write_text(json.dumps(found), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
