"""Heads to put into clips: one free portrait, drawn heads, and small free faces on them.

Large faces: scikit-image's astronaut (NASA, public domain) and drawn heads. Small ones: the
25 x 25 px faces that scikit-image brings, on drawn heads. Nobody else's face is needed.
"""

from __future__ import annotations

import random
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import cv2
import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from bench.brush import Color, Pixels

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "examples"))

Layer: TypeAlias = npt.NDArray[np.float32]
"""Red, green, blue and opacity, 0 to 255 and 0 to 1."""

SKINS: tuple[Color, ...] = (
    (226, 184, 154),
    (208, 164, 136),
    (178, 130, 100),
    (120, 84, 64),
    (238, 204, 180),
)
HAIRS: tuple[Color, ...] = ((30, 24, 22), (58, 42, 34), (110, 84, 60), (150, 148, 146))
SIDE = 320
"""Side of a head's tile, px."""


@dataclass(frozen=True, slots=True)
class Portrait:
    """A head on a clear ground; ``face`` is the box from brows' top to chin, xyxy in the tile."""

    layer: Layer
    back: Layer
    face: tuple[float, float, float, float]


@cache
def astronaut() -> Portrait:
    """Return the astronaut's head."""
    from skimage import data  # noqa: PLC0415 - a development dependency

    left, top, side = 118, 2, 214
    part = np.ascontiguousarray(data.astronaut()[top : top + side, left : left + side])
    rows, columns = np.mgrid[0:side, 0:side].astype(np.float32)
    narrow = 1 - 0.3 * np.clip((rows - 110) / 80, 0, 1)
    away = np.hypot((columns - 106) / (73 * narrow), (rows - 101) / 89)
    alpha = np.clip((1 - away) / 0.06 + 0.5, 0, 1)
    tile = cv2.resize(np.dstack([part.astype(np.float32), alpha]), (SIDE, SIDE))
    scale = SIDE / side
    face = tuple((v - o) * scale for v, o in zip((181, 59, 270, 178), (left, top) * 2, strict=True))
    return Portrait(tile, _back((112, 84, 52), SIDE), face)  # type: ignore[arg-type]


@cache
def drawn(seed: int) -> Portrait:
    """Return a drawn head: skin, hair, and perhaps glasses, a cap or a mask."""
    dice = random.Random(seed)
    tile = _head(dice.choice(SKINS))
    hair = dice.choice(HAIRS)
    dark = (tile[..., :3].sum(axis=2, keepdims=True) < 110) & (tile[..., 3:] > 0)
    dark[136:262, 100:220] = False
    tile[..., :3] = np.where(dark, np.array(hair, np.float32), tile[..., :3])
    picture = tile[..., :3].astype(np.uint8)
    extra = dice.choice(("", "", "glasses", "cap", "mask"))
    if extra == "glasses":
        for x in (-29, 29):
            cv2.ellipse(picture, (160 + x, 149), (24, 17), 0, 0, 360, (30, 30, 34), 4, cv2.LINE_AA)
        cv2.line(picture, (155, 147), (165, 147), (30, 30, 34), 4, cv2.LINE_AA)
    elif extra == "mask":
        shape = np.array(
            [[100, 166], [160, 158], [220, 166], [206, 222], [160, 246], [114, 222]], np.int32
        )
        cv2.fillPoly(picture, [shape], (196, 214, 226), cv2.LINE_AA)
    elif extra == "cap":
        cv2.ellipse(picture, (160, 112), (82, 66), 0, 180, 360, (40, 60, 96), -1, cv2.LINE_AA)
        cv2.ellipse(picture, (160, 114), (92, 14), 0, 0, 360, (30, 46, 76), -1, cv2.LINE_AA)
        tile[40:130, 68:252, 3] = np.maximum(tile[40:130, 68:252, 3], _cap())
    layer = np.dstack([picture.astype(np.float32), tile[..., 3]])
    return Portrait(layer, _back(hair, SIDE), (98, 112, 222, 250))


@cache
def small(number: int) -> Portrait:
    """Return a drawn head with one of a hundred small gray faces on it."""
    from skimage import data  # noqa: PLC0415 - a development dependency

    base = drawn(1000 + number % 7 * 3)
    face = (data.lfw_subset()[number % 100] * 255).astype(np.float32)
    large = cv2.resize(face, (132, 150), interpolation=cv2.INTER_CUBIC)[..., None]
    tint = np.array(SKINS[number % len(SKINS)], np.float32) / 190
    rows, columns = np.mgrid[0:150, 0:132].astype(np.float32)
    away = np.hypot((columns - 66) / 60, (rows - 75) / 74)[..., None]
    share = np.clip((1 - away) / 0.25, 0, 1)
    layer = base.layer.copy()
    place = layer[104:254, 94:226, :3]
    place[:] = place * (1 - share) + np.clip(large * tint, 0, 255) * share
    layer[104:254, 94:226, 3:] = np.maximum(layer[104:254, 94:226, 3:], share)
    return Portrait(layer, base.back, (98, 110, 222, 250))


def _head(skin: Color) -> Layer:
    """Return the sample head; its opacity is read off from two grounds."""
    import samples  # noqa: PLC0415 - lies in examples/

    grounds: list[Pixels] = [np.full((SIDE, SIDE, 3), value, np.uint8) for value in (0, 255)]
    for ground in grounds:
        samples.head(ground, 160, 162, 160, skin)
    black, white = (ground.astype(np.float32) for ground in grounds)
    alpha = 1 - (white - black).mean(axis=2, keepdims=True) / 255
    color = np.where(alpha > 0, black / np.maximum(alpha, 1e-3), 0)
    # the neck ends softly, so that it meets any collar
    fade = np.clip((292 - np.arange(SIDE, dtype=np.float32)) / 14, 0, 1)[:, None, None]
    return np.dstack([np.clip(color, 0, 255), alpha * fade]).astype(np.float32)


def _cap() -> npt.NDArray[np.float32]:
    """Return where the cap is, in its part of the tile."""
    mask = np.zeros((SIDE, SIDE), np.uint8)
    cv2.ellipse(mask, (160, 112), (82, 66), 0, 180, 360, 255, -1, cv2.LINE_AA)
    cv2.ellipse(mask, (160, 114), (92, 14), 0, 0, 360, 255, -1, cv2.LINE_AA)
    return (mask[40:130, 68:252] / 255).astype(np.float32)


def _back(hair: Color, side: int) -> Layer:
    """Return a head from behind: hair and a bit of neck."""
    rows, columns = np.mgrid[0:side, 0:side].astype(np.float32)
    away = np.hypot((columns - 160) / 78, (rows - 150) / 104)
    alpha = np.clip((1 - away) / 0.06 + 0.5, 0, 1)
    shade = 1.25 - 0.5 * away + 0.06 * np.sin(columns / 5)
    color = np.array(hair, np.float32) * shade[..., None]
    return np.dstack([np.clip(color, 0, 255), alpha]).astype(np.float32)
