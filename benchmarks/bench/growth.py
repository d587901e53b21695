"""What a taller picture and a longer clip cost."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

import av
import cv2
import numpy as np

from bench import envs, looks
from bench.cost import ToolFailedError, measured
from bench.envs import NotHereError
from bench.screens import Shot, chat_screen
from bench.tools import REDACTKIT_CLIPS, RUNNERS

if TYPE_CHECKING:
    from pathlib import Path

    from bench.sets import MediaSet

HEIGHTS = (2000, 4000, 8000, 16000)
SECONDS = (15, 60, 240)
EMPTY = 250
"""Frames of the empty scene, 25 a second."""

WAYS = ("read", "redactkit", "plain")


def heights(cache: Path, wanted: tuple[int, ...] = HEIGHTS) -> dict[str, object]:
    """Return wall and CPU seconds for each way and height, px; pictures are 1080 px wide."""
    folder = cache / "heights"
    folder.mkdir(parents=True, exist_ok=True)
    pictures = [tall(folder, height) for height in wanted]
    found: dict[str, object] = {"heights": list(wanted)}
    for way in WAYS:
        try:
            python = envs.python_of(envs.RAPIDOCR, cache) if way == "plain" else sys.executable
            words = [str(python), str(RUNNERS / "time_heights.py"), way, *map(str, pictures)]
            done = subprocess.run(words, check=True, capture_output=True, text=True)
            found[way] = json.loads(done.stdout.splitlines()[-1])
        except NotHereError as error:
            found[way] = {"skipped": str(error)}
        except subprocess.CalledProcessError as error:
            found[way] = {"skipped": (error.stderr or "failed").strip().splitlines()[-1]}
    return found


def tall(folder: Path, height: int) -> Path:
    """Draw a stitched chat and repeat it down to a height."""
    path = folder / f"{height}.png"
    if not path.exists():
        shot = Shot(looks.WECHAT_IOS, 7, 1080, tall=max(3, height / 1080 + 1))
        pixels = chat_screen(shot).sheet.pixels[300 : 300 + height]
        cv2.imwrite(str(path), np.ascontiguousarray(pixels[:, :, ::-1]))
    return path


def lengths(cache: Path, wanted: tuple[int, ...] = SECONDS) -> dict[str, object]:
    """Return the cost of clips of so many seconds, 12 frames a second, each in a new process."""
    from memory import RATE, draw  # noqa: PLC0415 - a script beside this package

    rows: list[dict[str, float]] = []
    for seconds in wanted:
        source, target = cache / "lengths" / str(seconds), cache / "lengths" / "out"
        source.mkdir(parents=True, exist_ok=True)
        target.mkdir(exist_ok=True)
        clip = source / "clip.mp4"
        if not clip.exists():
            draw(clip, seconds)
        try:
            cost = measured(REDACTKIT_CLIPS.command(source, target, cache))
        except ToolFailedError as error:
            return {"skipped": str(error)}
        rows.append({"seconds": seconds, "frames": seconds * RATE, **cost.as_json()})
    return {"rows": rows}


def pace(media: MediaSet, cache: Path) -> dict[str, object]:
    """Return frames, and wall and CPU seconds of transcode, pass 1 and pass 2, for each clip.

    Ten seconds of an empty room come with them.
    """
    room = cache / "empty-10s.mp4"
    if not room.exists():
        empty_scene(room)
    words = [sys.executable, str(RUNNERS / "time_clips.py"), *map(str, [*media.files(), room])]
    done = subprocess.run(words, check=False, capture_output=True, text=True)
    if done.returncode:
        return {"skipped": done.stderr.strip().splitlines()[-1]}
    found: dict[str, object] = json.loads(done.stdout.splitlines()[-1])
    return found


def empty_scene(path: Path) -> None:
    """Write ten seconds of a room with nobody in it: a still picture with sensor noise."""
    rng = np.random.default_rng(0)
    room = np.full((360, 640, 3), 96, np.uint8)
    room[220:], room[60:160, 420:560], room[180:300, 60:240] = 70, 150, 110
    with av.open(str(path), "w") as target:
        stream = target.add_stream("libx264", rate=25, options={"crf": "23"})
        stream.width, stream.height, stream.pix_fmt = 640, 360, "yuv420p"
        for _ in range(EMPTY):
            noise = rng.normal(0, 2, (360, 640, 1))
            pixels = np.clip(room + noise, 0, 255).astype(np.uint8)
            target.mux(stream.encode(av.VideoFrame.from_ndarray(pixels, format="rgb24")))
        target.mux(stream.encode(None))
