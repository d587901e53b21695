"""redactkit as it comes: ``run_redactkit.py [--detector NAME] IN OUT``, clips or pictures.

Every picture is a case of its own.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import redactkit

CLIPS = frozenset({".mp4", ".mkv", ".mov", ".avi", ".webm", ".ts"})


def main() -> int:
    """Redact every file; one that is refused is named and is missing in OUT."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("source", type=Path)
    parser.add_argument("target", type=Path)
    parser.add_argument("--detector", default="centerface", help="of faces")
    args = parser.parse_args()
    kit = redactkit.Redactor(faces=args.detector, now=None)
    for path in sorted(args.source.iterdir()):
        try:
            if path.suffix.lower() in CLIPS:
                kit.video(path, args.target / f"{path.stem}.mp4")
            else:
                kit.for_case(redactkit.Case()).image(path, args.target / path.name)
        except redactkit.RedactError as error:
            print(f"{path.name} failed: {error}", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
