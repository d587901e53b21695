"""Which clips the set has, and how they are encoded."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

import av
import cv2
import numpy as np

from bench import film, stage
from bench.film import Camera, Walker
from bench.portraits import astronaut, drawn, small
from bench.truth import write

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from bench.stage import Stage

TICKS = 90_000
"""Time stamps are multiples of 1/90000 s, as in MPEG."""

PRIVATE = {
    "title": "前台 3 号摄像机",
    "comment": "张三 13800138000",
    "location": "+30.2741+120.1551/",
}
"""Tags of every clip that tell who filmed and where."""

COATS = ((60, 74, 120), (130, 60, 56), (70, 96, 70), (180, 170, 150), (40, 40, 46), (150, 120, 60))


@dataclass(frozen=True, slots=True, kw_only=True)
class Take:
    """A clip to make. ``uneven`` makes the time between frames vary, as cameras at night do."""

    scene: str
    size: tuple[int, int]
    stage: Callable[[tuple[int, int]], Stage]
    walkers: Callable[[], list[Walker]]
    camera: Camera
    rate: Fraction = Fraction(25)
    crf: int = 26
    frames: int = 48
    uneven: bool = False
    seed: int = 0


def _shop() -> list[Walker]:
    return [
        Walker(portrait=astronaut(), start=(150, 260, 88), end=(980, 300, 96), coat=COATS[0]),
        Walker(
            portrait=drawn(3), start=(1180, 210, 62), end=(420, 230, 70), coat=COATS[1], narrow=0.72
        ),
        Walker(
            portrait=drawn(6),
            start=(820, 180, 44),
            end=(800, 176, 44),
            coat=COATS[2],
            roll=14,
            away=(0.55, 0.75),
        ),
        Walker(portrait=small(12), start=(420, 150, 30), end=(600, 156, 32), coat=COATS[3]),
    ]


def _street() -> list[Walker]:
    return [
        Walker(
            portrait=small(20 + number) if number % 2 else drawn(number),
            start=(120.0 + 190 * number, 330.0 + 9 * number, 9.0 + 3 * number),
            end=(330.0 + 140 * number, 336.0 + 9 * number, 10.0 + 3 * number),
            coat=COATS[number],
            narrow=1.0 if number % 3 else 0.75,
        )
        for number in range(6)
    ]


def _night() -> list[Walker]:
    return [
        Walker(portrait=drawn(8), start=(120, 150, 40), end=(420, 160, 62), coat=COATS[4]),
        Walker(
            portrait=astronaut(), start=(520, 140, 34), end=(300, 150, 46), coat=COATS[2], roll=-8
        ),
    ]


def _desk() -> list[Walker]:
    return [
        Walker(portrait=astronaut(), start=(250, 150, 44), end=(330, 300, 190), coat=COATS[1]),
        Walker(
            portrait=drawn(2),
            start=(560, 230, 130),
            end=(580, 236, 136),
            coat=COATS[0],
            away=(0.3, 0.5),
        ),
    ]


def _corridor() -> list[Walker]:
    return [
        Walker(portrait=drawn(4), start=(30, 130, 32), end=(450, 150, 34), coat=COATS[5]),
        Walker(portrait=small(40), start=(420, 120, 24), end=(60, 116, 22), coat=COATS[3]),
        Walker(portrait=small(55), start=(240, 96, 16), end=(250, 98, 17), coat=COATS[0], roll=10),
    ]


def _crowd() -> list[Walker]:
    return [
        Walker(
            portrait=(drawn(number + 4), astronaut(), small(number + 60))[number % 3],
            start=(60.0 + 125 * number, 190.0 - 14 * (number % 3), 30.0 + 7 * (number % 3)),
            end=(860.0 - 110 * number, 196.0 - 14 * (number % 3), 32.0 + 7 * (number % 3)),
            coat=COATS[number % len(COATS)],
            narrow=(1.0, 0.85, 0.7)[number % 3],
            roll=(-10, 0, 12)[number % 3],
        )
        for number in range(7)
    ]


TAKES: dict[str, Take] = {
    "c1_shop": Take(
        scene="shop, a pillar before it, faces of 30 to 96 px", size=(1280, 720), walkers=_shop,
        stage=lambda size: stage.room(size, 1, front=((600, 0, 668, 720),)),
        camera=Camera(noise=2.5),
        rate=Fraction(30000, 1001),
    ),
    "c2_street": Take(
        scene="street, faces of 9 to 26 px", size=(1280, 720), walkers=_street,
        stage=lambda size: stage.street(size, 2), camera=Camera(noise=2, soft=0.7), crf=24,
    ),
    "c3_night": Take(
        scene="entrance at night, infrared, uneven frame times", size=(640, 360), walkers=_night,
        stage=lambda size: stage.room(size, 3, shelves=2), uneven=True,
        camera=Camera(noise=7, soft=0.9, light=0.8, infrared=True), rate=Fraction(15), crf=28,
    ),
    "c4_desk": Take(
        scene="reception, faces of 44 to 190 px", size=(704, 576), walkers=_desk,
        stage=lambda size: stage.room(size, 4, shelves=2), camera=Camera(noise=3), crf=27,
    ),
    "c5_corridor": Take(
        scene="corridor, dark, fast, strongly compressed, faces of 16 to 34 px", size=(480, 360),
        walkers=_corridor, stage=lambda size: stage.room(size, 5, shelves=1),
        camera=Camera(noise=5, soft=0.8, light=0.6), rate=Fraction(25, 2), crf=32, frames=36,
    ),
    "c6_crowd": Take(
        scene="counter, seven people who hide each other", size=(960, 540), walkers=_crowd,
        stage=lambda size: stage.room(size, 6, front=((0, 330, 960, 540),)), camera=Camera(noise=3),
    ),
    "c7_empty": Take(
        scene="shop with nobody in it", size=(640, 360), walkers=list,
        stage=lambda size: stage.room(size, 7), camera=Camera(noise=2), frames=60,
    ),
}  # fmt: skip


def draw_clips(folder: Path, every: int = 1) -> int:
    """Make each (or each n-th) clip and the truth; return how many frames there are."""
    (folder / "clips").mkdir(parents=True, exist_ok=True)
    entries = [make(name, take, folder / "clips") for name, take in list(TAKES.items())[::every]]
    write(folder / "truth.json", {"source": "drawn by redactkit-bench", "clips": entries})
    return sum(TAKES[str(entry["file"])[:-4]].frames for entry in entries)


def make(name: str, take: Take, folder: Path) -> dict[str, object]:
    """Compose and encode a clip; return its entry of the truth."""
    path, labels = folder / f"{name}.mp4", []
    shown = film.frames(take.stage(take.size), take.walkers(), take.camera, take.frames, take.seed)
    rng, ticks = np.random.default_rng(take.seed), 0
    with av.open(str(path), "w") as container:
        container.metadata.update(PRIVATE)
        stream = container.add_stream("libx264", rate=take.rate)
        stream.width, stream.height = take.size
        stream.pix_fmt = "yuv420p"
        stream.options = {"crf": str(take.crf), "preset": "veryfast"}
        stream.time_base = stream.codec_context.time_base = Fraction(1, TICKS)
        for picture, label in shown:
            labels.append(label)
            stamp(picture, len(labels))
            frame = av.VideoFrame.from_ndarray(picture, format="rgb24")
            frame.pts, frame.time_base = ticks, Fraction(1, TICKS)
            container.mux(stream.encode(frame))
            step = TICKS / take.rate
            ticks += round(step * rng.uniform(0.6, 1.8) if take.uneven else step)
        container.mux(stream.encode(None))
    return {
        "file": path.name,
        "width": take.size[0],
        "height": take.size[1],
        "frames_total": take.frames,
        "scene": take.scene,
        "frames": labels,
    }


def stamp(picture: np.ndarray, number: int) -> None:
    """Write date and time into a corner, as cameras do."""
    text = f"2024-05-18 21:07:{number // 25:02d}"
    font = cv2.FONT_HERSHEY_PLAIN
    cv2.putText(picture, text, (8, 16), font, 1.0, (240, 240, 240), 1, cv2.LINE_AA)
