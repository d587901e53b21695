"""redactkit as it comes: ``run_redactkit.py IN OUT [FACE_THRESHOLD]``, clips or pictures.

A threshold that is given stands in for the policy's own. Every picture is a case of its own.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import redactkit

CLIPS = frozenset({".mp4", ".mkv", ".mov", ".avi", ".webm", ".ts"})


def main() -> int:
    """Redact every file; one that is refused is named and is missing in OUT."""
    source, target = map(Path, sys.argv[1:3])
    policy = redactkit.Policy()
    if len(sys.argv) > 3:
        policy = replace(policy, face=replace(policy.face, threshold=float(sys.argv[3])))
    kit = redactkit.Redactor(policy=policy, now=None)
    for path in sorted(source.iterdir()):
        try:
            if path.suffix.lower() in CLIPS:
                kit.video(path, target / f"{path.stem}.mp4")
            else:
                kit.for_case(redactkit.Case()).image(path, target / path.name)
        except redactkit.RedactError as error:
            print(f"{path.name} failed: {error}", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
