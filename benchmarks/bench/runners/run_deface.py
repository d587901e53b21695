"""Let deface work on a folder of clips: ``run_deface.py DEFACE BACKEND THRESHOLD IN OUT``.

It writes beside its input, so the input is copied. Clips of different sizes go to processes
of their own, because OpenCV's engine answers wrongly when sizes change.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections import defaultdict
from pathlib import Path

import imageio.v2 as imageio

SUFFIX = "_anonymized"
"""What deface adds to a clip's name."""


def main() -> int:
    """Redact every clip."""
    deface, backend, threshold = sys.argv[1:4]
    source, target = map(Path, sys.argv[4:6])
    by_size: dict[tuple[int, int], list[Path]] = defaultdict(list)
    for clip in sorted(source.iterdir()):
        with imageio.get_reader(clip) as reader:
            by_size[reader.get_meta_data()["size"]].append(clip)
    options = ["--replacewith", "solid", "--backend", backend, "--thresh", threshold]
    with tempfile.TemporaryDirectory(dir=target.parent) as temporary:
        folder = Path(temporary)
        for group in by_size.values():
            copies = [str(shutil.copyfile(clip, folder / clip.name)) for clip in group]
            subprocess.run([deface, *options, *copies], check=True)
            for clip in group:
                made = folder / f"{clip.stem}{SUFFIX}{clip.suffix}"
                shutil.move(made, target / clip.name)
    return 0


if __name__ == "__main__":
    sys.exit(main())
