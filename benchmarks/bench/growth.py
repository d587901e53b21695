"""What a picture, a taller one, and a longer clip cost."""

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
from bench.goals import EMPTY
from bench.screens import Shot, chat_screen
from bench.tools import REDACTKIT_CLIPS, RUNNERS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from bench.sets import MediaSet

HEIGHTS = (2000, 4000, 8000, 16000)
SECONDS = (15, 60, 240)
EMPTY_S, EMPTY_RATE = (10, 60), 25
WAYS = ("read", "redactkit", "plain")
TIMES = 2
"""Runs over a picture of which the fastest counts."""


def heights(cache: Path, wanted: tuple[int, ...] = HEIGHTS) -> dict[str, object]:
    """Return wall and CPU seconds for each way and height, px; pictures are 1080 px wide."""
    folder = cache / "heights"
    folder.mkdir(parents=True, exist_ok=True)
    pictures = [tall(folder, height) for height in wanted]
    timed = {way: took(way, pictures, cache, 1) for way in WAYS}
    return {"heights": list(wanted), **timed}


def reading(media: MediaSet, cache: Path) -> dict[str, object]:
    """Return wall and CPU seconds of each picture of a set for each way, models loaded."""
    return {way: took(way, media.files(), cache, TIMES) for way in ("engine", *WAYS)}


def took(way: str, pictures: Sequence[Path], cache: Path, times: int) -> object:
    """Return rows of wall and CPU seconds, or why there are none."""
    try:
        python = envs.python_of(envs.RAPIDOCR, cache) if way == "plain" else sys.executable
        words = [python, RUNNERS / "time_pictures.py", way, times, *pictures]
        done = subprocess.run(list(map(str, words)), check=True, capture_output=True, text=True)
    except NotHereError as error:
        return {"skipped": str(error)}
    except subprocess.CalledProcessError as error:
        return {"skipped": (error.stderr or "failed").strip().splitlines()[-1]}
    rows: object = json.loads(done.stdout.splitlines()[-1])
    return rows


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

    Clips of an empty room come with them: the first look weighs most in a short one.
    """
    rooms = [cache / f"{EMPTY}{seconds}s.mp4" for seconds in EMPTY_S]
    for room, seconds in zip(rooms, EMPTY_S, strict=True):
        if not room.exists():
            empty_scene(room, seconds * EMPTY_RATE)
    words = [sys.executable, str(RUNNERS / "time_clips.py"), *map(str, [*media.files(), *rooms])]
    done = subprocess.run(words, check=False, capture_output=True, text=True)
    if done.returncode:
        return {"skipped": done.stderr.strip().splitlines()[-1]}
    found: dict[str, object] = json.loads(done.stdout.splitlines()[-1])
    return found


def empty_scene(path: Path, frames: int) -> None:
    """Write a room with nobody in it: a still picture with sensor noise."""
    rng = np.random.default_rng(0)
    room = np.full((360, 640, 3), 96, np.uint8)
    room[220:], room[60:160, 420:560], room[180:300, 60:240] = 70, 150, 110
    with av.open(str(path), "w") as target:
        stream = target.add_stream("libx264", rate=EMPTY_RATE, options={"crf": "23"})
        stream.width, stream.height, stream.pix_fmt = 640, 360, "yuv420p"
        for _ in range(frames):
            noise = rng.normal(0, 2, (360, 640, 1))
            pixels = np.clip(room + noise, 0, 255).astype(np.uint8)
            target.mux(stream.encode(av.VideoFrame.from_ndarray(pixels, format="rgb24")))
        target.mux(stream.encode(None))
