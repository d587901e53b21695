"""Write clips anew and hide nothing, the floor of the cost: ``run_transcode.py IN OUT``."""

from __future__ import annotations

import sys
from pathlib import Path

from recoding import recode


def main() -> int:
    """Decode and encode every clip."""
    source, target = map(Path, sys.argv[1:3])
    for clip in sorted(source.iterdir()):
        recode(clip, target / clip.name)
    return 0


if __name__ == "__main__":
    sys.exit(main())
