"""Clips of people who walk before a fixed camera, composed frame by frame with exact truth."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import cv2
import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bench.brush import Color, Pixels
    from bench.portraits import Portrait
    from bench.stage import Stage

SHUTTER = 0.5
"""Share of the time between two frames in which the camera sees."""

VISIBLE = 0.6
"""Share of a face's ellipse from which it is surely a face."""

LEAST = 8
"""Height in px of the smallest face that counts."""

CONTRAST = 5.0
"""Standard deviation of a face's luma, finished frame, from which it can be seen at all."""


TROUSERS = (44, 46, 58)

Floats: TypeAlias = npt.NDArray[np.float32]
Owners: TypeAlias = npt.NDArray[np.int16]
"""Who is seen at each pixel: a walker's number, or -1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Walker:
    """Somebody on a way: the head's middle and the face's height in px, from start to end.

    ``narrow`` squeezes the head as a turn does (1: frontal), ``roll`` tilts it, degrees.
    ``away`` are the first and last moment (0 to 1) of showing the back of the head.
    """

    portrait: Portrait
    start: tuple[float, float, float]
    end: tuple[float, float, float]
    coat: Color
    narrow: float = 1.0
    roll: float = 0.0
    away: tuple[float, float] | None = None
    bob: float = 0.06

    def at(self, moment: float) -> tuple[float, float, float]:
        """Return middle and face height at a moment, 0 to 1; heads bob as people walk."""
        x, y, size = (a + (b - a) * moment for a, b in zip(self.start, self.end, strict=True))
        moving = abs(self.end[0] - self.start[0]) + abs(self.end[1] - self.start[1]) > size
        return x, y + self.bob * size * np.sin(moment * 40) * moving, size

    def turned(self, moment: float) -> bool:
        """Return whether the back of the head shows."""
        return self.away is not None and self.away[0] <= moment <= self.away[1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Camera:
    """What the camera does to the picture; ``noise`` is a standard deviation, 0 to 255."""

    noise: float = 2.0
    soft: float = 0.6
    light: float = 1.0
    infrared: bool = False


@dataclass(frozen=True, slots=True)
class Put:
    """A head in a frame: the turn from tile to frame, who, and how fast, px a frame."""

    turn: npt.NDArray[np.float64]
    number: int
    speed: tuple[float, float]
    size: float
    turned: bool


def frames(
    stage: Stage, walkers: Sequence[Walker], camera: Camera, count: int, seed: int
) -> Iterator[tuple[Pixels, dict[str, object]]]:
    """Yield each frame, RGB, with its entry of the truth."""
    rng = np.random.default_rng(seed)
    for index in range(count):
        picture = stage.ground.astype(np.float32)
        owner = np.full(picture.shape[:2], -1, np.int16)
        puts = [
            _place(walker, number, index / count, 1 / count)
            for number, walker in enumerate(walkers)
        ]
        for put in sorted(puts, key=lambda put: put.size):
            _body(picture, owner, put, walkers[put.number])
            _blend(picture, owner, put, walkers[put.number])
        for x0, y0, x1, y1 in stage.front:
            picture[y0:y1, x0:x1] = stage.ground[y0:y1, x0:x1]
            owner[y0:y1, x0:x1] = -1
        finished = _seen(picture, camera, rng)
        yield finished, truth(index, puts, walkers, (owner, finished))


def truth(
    index: int,
    puts: Sequence[Put],
    walkers: Sequence[Walker],
    shown: tuple[Owners, Pixels],
) -> dict[str, object]:
    """Return what a frame shows: faces with boxes, and heads that show no face."""
    faces: list[dict[str, object]] = []
    heads: list[dict[str, object]] = []
    owner, picture = shown
    high, wide = owner.shape
    for put in puts:
        walker = walkers[put.number]
        box = _turned(walker.portrait.face, put.turn)
        head = _turned((70, 36, 250, 262), put.turn)
        if head[2] <= 0 or head[0] >= wide or head[3] <= 0 or head[1] >= high:
            continue
        seen = _visible(owner, box, put.number)
        if put.turned or seen < 0.1:
            heads.append({"box": _inside(head, wide, high)})
            continue
        luma = _part(picture, box).mean(axis=-1)
        height = box[3] - box[1]
        sure = seen >= VISIBLE and height >= LEAST and luma.size > 0 and luma.std() >= CONTRAST
        faces.append(
            {
                "box": _inside(box, wide, high),
                "pose": "frontal" if walker.narrow > 0.8 else "three_quarter",
                "occluded": bool(seen < 0.95),
                "blurred": bool(np.hypot(*put.speed) * SHUTTER > 0.08 * height),
                "sure": bool(sure),
                "id": f"P{put.number}",
            }
        )
    return {"index": index, "faces": faces, "heads": heads}


def _place(walker: Walker, number: int, moment: float, step: float) -> Put:
    """Return how a head lies in the frame of a moment."""
    x, y, size = walker.at(moment)
    later = walker.at(moment + step)
    x0, y0, x1, y1 = walker.portrait.face
    scale, angle = size / (y1 - y0), np.deg2rad(walker.roll)
    across = np.array([np.cos(angle), np.sin(angle)]) * scale * walker.narrow
    down = np.array([-np.sin(angle), np.cos(angle)]) * scale
    middle = np.array([(x0 + x1) / 2, (y0 + y1) / 2])
    turn = np.stack([across, down], axis=1)
    shift = np.array([x, y]) - turn @ middle
    speed = (later[0] - x, later[1] - y)
    return Put(np.column_stack([turn, shift]), number, speed, size, walker.turned(moment))


def _body(picture: Floats, owner: Owners, put: Put, walker: Walker) -> None:
    """Paint shoulders, trunk and legs below the head."""
    x, y = put.turn @ np.array([160, 268, 1])
    half, shoulder = put.size * 1.15, y + put.size * 0.5
    mask = np.zeros(owner.shape, np.uint8)
    center, axes = (round(x), round(shoulder)), (round(half), round(put.size * 0.6))
    cv2.ellipse(mask, center, axes, 0, 180, 360, 1, -1)
    waist, feet = round(shoulder + put.size * 2.6), round(shoulder + put.size * 5.6)
    cv2.rectangle(mask, (round(x - half), round(shoulder)), (round(x + half), waist), 1, -1)
    cv2.rectangle(mask, (round(x - half * 0.8), waist), (round(x + half * 0.8), feet), 2, -1)
    for layer, coat in ((1, walker.coat), (2, TROUSERS)):
        rows, columns = np.nonzero(mask == layer)
        fold = 1 + 0.1 * np.sin(columns / max(2.0, put.size * 0.22))
        fold -= 0.15 * np.abs(columns - x) / half
        picture[rows, columns] = np.array(coat, np.float32) * fold[:, None]
    owner[mask > 0] = -1


def _blend(picture: Floats, owner: Owners, put: Put, walker: Walker) -> None:
    """Lay a head on the frame, smeared along its way while the shutter is open."""
    tile = walker.portrait.back if put.turned else walker.portrait.layer
    shrink = np.linalg.norm(put.turn[:, 1])
    if shrink < 1:
        # warping takes single points of the tile, so a small head needs a soft tile
        tile = cv2.GaussianBlur(tile, (0, 0), max(0.3, 0.45 / float(shrink)))
    x0, y0, x1, y1 = _around(put, picture.shape)
    if x1 <= x0 or y1 <= y0:
        return
    place = picture[y0:y1, x0:x1]
    steps = 1 + int(np.hypot(*put.speed) * SHUTTER)
    mean = np.zeros((*place.shape[:2], 4), np.float32)
    flat = np.dstack([tile[..., :3] * tile[..., 3:], tile[..., 3:]])
    for step in range(steps):
        turn = put.turn.copy()
        turn[:, 2] += np.array(put.speed) * SHUTTER * ((step + 0.5) / steps - 0.5) - (x0, y0)
        mean += cv2.warpAffine(flat, turn, (x1 - x0, y1 - y0), flags=cv2.INTER_LINEAR) / steps
    place[:] = place * (1 - mean[..., 3:]) + mean[..., :3]
    owner[y0:y1, x0:x1][mean[..., 3] > 0.5] = put.number


def _around(put: Put, shape: tuple[int, ...]) -> tuple[int, int, int, int]:
    """Return the part of the frame that a head's tile may touch."""
    corners = put.turn @ np.array([[0, 320, 0, 320], [0, 0, 320, 320], [1, 1, 1, 1]])
    away = np.abs(put.speed)
    x0, y0 = np.maximum(0, np.floor(corners.min(axis=1) - away - 1)).astype(int)
    x1, y1 = np.minimum(shape[1::-1], np.ceil(corners.max(axis=1) + away + 1)).astype(int)
    return int(x0), int(y0), int(x1), int(y1)


def _seen(picture: Floats, camera: Camera, rng: np.random.Generator) -> Pixels:
    """Return the picture as the camera delivers it."""
    soft = cv2.GaussianBlur(picture, (0, 0), camera.soft)
    if camera.infrared:
        high, wide = soft.shape[:2]
        rows, columns = np.mgrid[0:high, 0:wide].astype(np.float32)
        lamp = 1.15 - 0.55 * np.hypot((columns - wide / 2) / wide, (rows - high / 2) / high) * 1.6
        gray = soft @ np.array([0.5, 0.3, 0.2], np.float32) * lamp
        soft = np.repeat((40 + 0.75 * gray)[..., None], 3, axis=2)
    noise = rng.normal(0, camera.noise, (*soft.shape[:2], 1)).astype(np.float32)
    return np.clip(np.rint(soft * camera.light + noise), 0, 255).astype(np.uint8)


def _turned(
    box: tuple[float, float, float, float], turn: npt.NDArray[np.float64]
) -> tuple[float, ...]:
    """Return the box around a box of the tile in the frame."""
    x0, y0, x1, y1 = box
    # the ellipse in the box, not its corners: those are not face
    rim = np.linspace(0, 2 * np.pi, 32, endpoint=False)
    points = np.stack(
        [
            (x0 + x1) / 2 + (x1 - x0) / 2 * np.cos(rim),
            (y0 + y1) / 2 + (y1 - y0) / 2 * np.sin(rim),
            np.ones(32),
        ]
    )
    there = turn @ points
    return (*(float(v) for v in there.min(axis=1)), *(float(v) for v in there.max(axis=1)))


def _inside(box: tuple[float, ...], wide: int, high: int) -> list[float]:
    x0, y0, x1, y1 = box
    return [round(v, 1) for v in (max(0, x0), max(0, y0), min(wide, x1), min(high, y1))]


def _part(picture: Pixels, box: tuple[float, ...]) -> Pixels:
    x0, y0, x1, y1 = (max(0, round(v)) for v in box)
    return picture[y0:y1, x0:x1]


def _visible(owner: Owners, box: tuple[float, ...], number: int) -> float:
    """Return the share of a face's ellipse that nothing hides and that is in the frame."""
    x0, y0, x1, y1 = box
    rows, columns = np.mgrid[int(y0) : int(y1) + 1, int(x0) : int(x1) + 1]
    rx, ry = max(0.5, (x1 - x0) / 2), max(0.5, (y1 - y0) / 2)
    ellipse = np.hypot((columns - (x0 + x1) / 2) / rx, (rows - (y0 + y1) / 2) / ry) <= 1
    high, wide = owner.shape
    there = (rows >= 0) & (rows < high) & (columns >= 0) & (columns < wide) & ellipse
    own = owner[rows[there], columns[there]] == number
    return float(own.sum() / max(1, ellipse.sum()))
