"""Redact the footage and screens of a folder and print what the scorers there say.

    python benchmarks/score.py ../shared [--keep OUT]

The scorers look only at pixels, so any tool's output can be judged by them alike.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import redactkit


def redact_clips(kit: redactkit.Redactor, source: Path, target: Path) -> None:
    """Redact every clip and say how long it took against its own length."""
    target.mkdir(parents=True, exist_ok=True)
    frames, start = 0, time.perf_counter()
    for clip in sorted(source.iterdir()):
        done = kit.video(clip, target / f"{clip.stem}.mp4")
        frames += done.record.output.frames or 0
    seconds = time.perf_counter() - start
    print(f"{frames} frames in {seconds:.1f} s: {frames / seconds:.1f} frames a second")


def redact_screens(kit: redactkit.Redactor, source: Path, target: Path) -> None:
    """Redact every screenshot; one that fails is named and counts as missing."""
    target.mkdir(parents=True, exist_ok=True)
    count, start = 0, time.perf_counter()
    for number, picture in enumerate(sorted(source.iterdir())):
        # every picture is a case of its own, as in the truth
        try:
            kit.for_case(redactkit.Case()).image(picture, target / picture.name)
        except redactkit.RedactError as error:
            print(f"picture {number} failed: {error}")
        count += 1
    seconds = time.perf_counter() - start
    print(f"{count} pictures in {seconds:.1f} s: {seconds / count:.2f} s each")


def score(script: Path, *arguments: str) -> None:
    """Run a scorer and let it print its table."""
    subprocess.run([sys.executable, str(script), *arguments], check=True)


def main() -> int:
    """Redact, score, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("shared", type=Path, help="folder with footage/, screens/ and score/")
    parser.add_argument("--keep", type=Path, help="leave the redacted media here")
    parser.add_argument("--only", choices=["footage", "screens", "real"])
    parser.add_argument("--no-verify", action="store_true", help="leave the second look out")
    args = parser.parse_args()
    shared, scorers = args.shared.resolve(), args.shared.resolve() / "score"
    kit = redactkit.Redactor(verify=not args.no_verify)
    with tempfile.TemporaryDirectory() as temporary:
        out = args.keep or Path(temporary)
        if args.only in (None, "footage"):
            print("\n== footage")
            footage = shared / "footage"
            redact_clips(kit, footage / "clips", out / "footage")
            common = "--truth", str(footage / "truth.json"), "--original", str(footage / "clips")
            score(scorers / "score_video.py", *common, "--redacted", str(out / "footage"))
        for name, folder in (("screens", shared / "screens"), ("real", shared / "screens/real")):
            if args.only in (None, name):
                print(f"\n== {name}")
                redact_screens(kit, folder / "images", out / name)
                truth = "--truth", str(folder / "truth.json")
                score(
                    scorers / "score_screens.py", *truth, "--redacted", str(out / name), "--misses"
                )
    print(json.dumps({"version": redactkit.__version__}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
