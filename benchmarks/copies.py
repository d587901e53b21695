"""How far the figures of annotated clips carry: the same clips mirrored, cut, smaller and darker.

    python benchmarks/copies.py [--shared ../shared]

A change of no meaning moves faces across thresholds, some to each side. What the copies say
together is worth more than the clips alone, and a difference smaller than theirs is none. Takes
six times as long as redacting the clips, without the second look.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import av
import cv2
import numpy as np
import numpy.typing as npt
from bench.score_clips import clip_of, judge, summary

from redactkit import Redactor

if TYPE_CHECKING:
    from collections.abc import Callable

HERE = Path(__file__).resolve().parent
SMALLER = 0.85

Pixels = npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """A way to copy a clip: what becomes of a picture and of a box, and the frames left out."""

    picture: Callable[[Pixels], Pixels] = np.asarray
    box: Callable[[list[float], int], list[float]] = lambda box, _: box
    without: int = 0


COPIES = {
    "as they are": None,
    "mirrored": Copy(
        picture=lambda pixels: pixels[:, ::-1],
        box=lambda box, width: [width - box[2], box[1], width - box[0], box[3]],
    ),
    "five frames later": Copy(without=5),
    "0.85 of the size": Copy(
        picture=lambda pixels: cv2.resize(
            pixels, None, fx=SMALLER, fy=SMALLER, interpolation=cv2.INTER_AREA
        ),
        box=lambda box, _: [SMALLER * side for side in box],
    ),
    "0.7 of the light": Copy(picture=lambda pixels: cv2.convertScaleAbs(pixels, alpha=0.7)),
}


def copy_clip(source: Path, target: Path, way: Copy) -> int:
    """Write a clip in another way, hardly compressed; return the old width."""
    with av.open(str(source)) as film, av.open(str(target), "w") as out:
        old = film.streams.video[0]
        new = out.add_stream("libx264", old.average_rate, {"crf": "12", "preset": "veryfast"})
        new.pix_fmt = "yuv420p"
        for index, frame in enumerate(film.decode(old)):
            if index < way.without:
                continue
            pixels = way.picture(frame.to_ndarray(format="rgb24"))
            # 4:2:0 wants even sides
            even = pixels[: pixels.shape[0] // 2 * 2, : pixels.shape[1] // 2 * 2]
            if not new.codec_context.is_open:
                new.height, new.width = even.shape[:2]
            copied = av.VideoFrame.from_ndarray(np.ascontiguousarray(even), format="rgb24")
            out.mux(new.encode(copied))
        out.mux(new.encode(None))
        return old.width


def copy_truth(clip: dict, width: int, way: Copy) -> dict:
    """Return a clip's truth with boxes and frames where they are in the copy."""
    frames = []
    for entry in clip["frames"]:
        if entry["index"] >= way.without:
            moved = {
                kind: [thing | {"box": way.box(thing["box"], width)} for thing in entry[kind]]
                for kind in ("faces", "heads")
                if kind in entry
            }
            frames.append(entry | moved | {"index": entry["index"] - way.without})
    return clip | {"frames": frames}


def copied(truth: dict, clips: Path, folder: Path, way: Copy) -> dict:
    """Copy all clips into a folder; return their truth."""
    moved = []
    for clip in truth["clips"]:
        source = clip_of(clips, clip["file"])
        if source is None:
            raise FileNotFoundError(clips / clip["file"])
        width = copy_clip(source, folder / f"{source.stem}.mp4", way)
        moved.append(copy_truth(clip, width, way))
    return {"clips": moved}


def judged(truth: dict, clips: Path, finished: Path) -> dict[str, object]:
    """Redact all clips of a folder; return their figures."""
    kit = Redactor(verify=False)
    for clip in sorted(clips.iterdir()):
        kit.video(clip, finished / f"{clip.stem}.mp4")
    return summary(judge(truth, clips, finished))


def row(name: str, figures: dict) -> str:
    """Return one line of the table."""
    recall = figures["recall"]["all"]
    people, spill = figures["people_never_exposed"], figures["over_blur"]
    return f"| {name} | {recall:.3f} | {people:.3f} | {100 * spill:.2f} % |"


def main() -> int:
    """Print a line for each way, and the mean."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=HERE.parent.parent / "shared")
    footage = parser.parse_args().shared / "footage"
    truth, clips = json.loads((footage / "truth.json").read_text()), footage / "clips"
    print("| clips | recall | people never exposed | over-blur |\n|---|---:|---:|---:|")
    found = []
    for name, way in COPIES.items():
        with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryDirectory() as finished:
            told = truth if way is None else copied(truth, clips, Path(folder), way)
            found.append(judged(told, clips if way is None else Path(folder), Path(finished)))
        print(row(name, found[-1]), flush=True)
    sums = ("people_never_exposed", "over_blur")
    mean = {key: float(np.mean([one[key] for one in found])) for key in sums}
    recall = {"all": float(np.mean([one["recall"]["all"] for one in found]))}
    print(row("mean", mean | {"recall": recall}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
