"""Replay the multi-frame attack on mosaics and blurs against our own covers.

    python benchmarks/attack.py [--frames 250] [--picture attack.png]

A still face is covered anew in every frame, at a box that jitters as detectors' boxes do.
The attacker knows the boxes (they can be read off the cells' edges) and averages what every
frame gives away about each pixel. A cover made from fresh pixels gives a little more away
with every frame; one that is made once does not. The table says how near the attacker's
picture comes to the face: peak signal to noise ratio in dB and normalised correlation.
"""

from __future__ import annotations

import argparse
import io
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

import cv2
import numpy as np
import numpy.typing as npt

from redactkit.core.findings import Finding, Kind, Sighting
from redactkit.core.geometry import Box
from redactkit.core.methods import Fill, Frozen, Pixelate
from redactkit.core.policy import Redaction
from redactkit.render.painter import Painter

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from redactkit.core.methods import Method

Picture: TypeAlias = npt.NDArray[np.uint8]
Luma: TypeAlias = npt.NDArray[np.float64]
Cover: TypeAlias = "Callable[[Picture, Sequence[Box]], list[Picture]]"

FACE = Box(181, 59, 270, 178)
"""Where the face of scikit-image's astronaut is."""

SCENE = (96, 0, 352, 256)
"""The part of the picture that is filmed, half-open xyxy."""

CELL = 20
"""Side of a mosaic's cells in px, as deface has it."""

JITTER = 10
"""A box moves by up to this many px each way from frame to frame."""

SIGMA = 9.0
"""Of the Gaussian blur in px: a tenth of the face's width, between two peers' defaults."""

NOISE = 2.0
"""Standard deviation of the camera's noise, 0 to 255."""


@dataclass(frozen=True, slots=True)
class Result:
    """How near one frame and how near the attack comes to the face: dB and correlation."""

    frame_db: float
    attack_db: float
    frame_like: float
    attack_like: float
    picture: Picture


def portrait() -> Picture:
    """Return the scene: scikit-image's astronaut, RGB, 256 x 256."""
    from skimage import data  # noqa: PLC0415 - a development dependency

    left, top, right, bottom = SCENE
    return np.ascontiguousarray(data.astronaut()[top:bottom, left:right])


def jittered(frames: int, seed: int = 0) -> list[Box]:
    """Return where the cover lies in each frame: around the face, never twice quite the same."""
    rng = np.random.default_rng(seed)
    box = FACE.shifted(-SCENE[0], -SCENE[1]).grown(0.15)
    moves = rng.integers(-JITTER, JITTER + 1, (frames, 2))
    whole = Box(*(float(round(side)) for side in box.xyxy))
    return [whole.shifted(float(x), float(y)) for x, y in moves]


def filmed(scene: Picture, frames: int, seed: int = 1) -> list[Picture]:
    """Return frames of a still scene with sensor noise."""
    rng = np.random.default_rng(seed)
    noisy = (scene + rng.normal(0, NOISE, scene.shape) for _ in range(frames))
    return [np.clip(np.rint(picture), 0, 255).astype(np.uint8) for picture in noisy]


def mosaic(pictures: Sequence[Picture], boxes: Sequence[Box], *, point: bool) -> list[Picture]:
    """Cover each frame with cells of its own pixels: one of them (deface) or their mean."""
    covered = []
    for picture, box in zip(pictures, boxes, strict=True):
        out = picture.copy()
        for y0, y1, x0, x1 in cells(box, out.shape[:2]):
            part = picture[y0:y1, x0:x1]
            out[y0:y1, x0:x1] = part[0, 0] if point else part.mean(axis=(0, 1)).round()
        covered.append(out)
    return covered


def cells(box: Box, size: tuple[int, ...]) -> list[tuple[int, int, int, int]]:
    """Return ``(top, bottom, left, right)`` of the cells, anchored at the box's corner."""
    x0, y0, x1, y1 = box.pixels(size[1], size[0])
    return [
        (y, min(y + CELL, y1), x, min(x + CELL, x1))
        for y in range(y0, y1, CELL)
        for x in range(x0, x1, CELL)
    ]


def blurred(pictures: Sequence[Picture], boxes: Sequence[Box]) -> list[Picture]:
    """Cover each frame with a Gaussian blur of its own pixels."""
    covered = []
    for picture, box in zip(pictures, boxes, strict=True):
        out = picture.copy()
        x0, y0, x1, y1 = box.pixels(out.shape[1], out.shape[0])
        out[y0:y1, x0:x1] = cv2.GaussianBlur(picture, (0, 0), SIGMA)[y0:y1, x0:x1]
        covered.append(out)
    return covered


def ours(method: Method) -> Cover:
    """Return our own cover, painted as `redactkit.pipeline.redactor` paints a track."""

    def cover(pictures: Sequence[Picture], boxes: Sequence[Box]) -> list[Picture]:
        sightings = tuple(Sighting(frame=i, box=box, score=0.9) for i, box in enumerate(boxes))
        finding = Finding(kind=Kind.FACE, detector="drawn-1", sightings=sightings)
        redaction = Redaction(finding=finding, method=method, margin=0.0, reason="policy")
        painter = Painter([redaction])
        return [painter.pixels(index, picture) for index, picture in enumerate(pictures)]

    return cover


COVERS: dict[str, tuple[Cover, Literal["point", "area", "blur"]]] = {
    "mosaic, one pixel a cell, every frame": (lambda p, b: mosaic(p, b, point=True), "point"),
    "mosaic, mean of a cell, every frame": (lambda p, b: mosaic(p, b, point=False), "area"),
    "Gaussian blur, every frame": (blurred, "blur"),
    "redactkit fill": (ours(Fill()), "area"),
    "redactkit frozen": (ours(Frozen()), "area"),
    "redactkit pixelate": (ours(Pixelate()), "area"),
}
"""Name -> the cover, and the attack that suits it best."""


def encoded(pictures: Sequence[Picture], crf: int = 23) -> list[Picture]:
    """Return the frames after H.264 (x264), as a viewer of the finished clip has them."""
    import av  # noqa: PLC0415 - the attack runs without it too

    buffer = io.BytesIO()
    with av.open(buffer, "w", format="mp4") as target:
        stream = target.add_stream("libx264", rate=25, options={"crf": str(crf)})
        stream.height, stream.width = pictures[0].shape[:2]
        stream.pix_fmt = "yuv420p"
        for picture in pictures:
            target.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
        target.mux(stream.encode(None))
    buffer.seek(0)
    with av.open(buffer) as source:
        return [frame.to_ndarray(format="rgb24") for frame in source.decode(video=0)]


def attack(pictures: Sequence[Picture], boxes: Sequence[Box], how: str) -> Picture:
    """Return what the frames together give away.

    ``point`` puts each cell's value where it was taken, ``area`` averages the cells over a
    pixel and corrects until the cells would be those seen, ``blur`` undoes the blur.
    """
    seen = [picture.astype(np.float64) for picture in pictures]
    if how == "blur":
        return as_picture(deblurred(seen, boxes))
    total, count = np.zeros_like(seen[0]), np.zeros((*seen[0].shape[:2], 1))
    for picture, box in zip(seen, boxes, strict=True):
        for y0, y1, x0, x1 in cells(box, picture.shape[:2]):
            value = picture[y0:y1, x0:x1].mean(axis=(0, 1))
            spot = (slice(y0, y0 + 1), slice(x0, x0 + 1)) if how == "point" else None
            place = spot or (slice(y0, y1), slice(x0, x1))
            total[place] += value
            count[place] += 1
    guess = filled(total, count, np.median(seen, axis=0))
    return as_picture(guess if how == "point" else sharpened(guess, seen, boxes))


def filled(total: Luma, count: Luma, around: Luma) -> Luma:
    """Return means where something was seen, and what is near in between."""
    smooth = 1.0
    near = cv2.GaussianBlur(total, (0, 0), smooth)
    weight = cv2.GaussianBlur(count[..., 0], (0, 0), smooth)[..., None]
    between = np.where(weight > 1e-3, near / np.maximum(weight, 1e-9), around)  # noqa: PLR2004
    return np.asarray(np.where(count > 0, total / np.maximum(count, 1), between))


def sharpened(guess: Luma, seen: Sequence[Luma], boxes: Sequence[Box], rounds: int = 8) -> Luma:
    """Correct a picture until its cells are those seen (iterative back-projection)."""
    for _ in range(rounds):
        total, count = np.zeros_like(guess), np.full((*guess.shape[:2], 1), 1e-9)
        for picture, box in zip(seen, boxes, strict=True):
            for y0, y1, x0, x1 in cells(box, guess.shape[:2]):
                place = slice(y0, y1), slice(x0, x1)
                middle = picture[place].mean(axis=(0, 1))
                total[place] += middle - guess[place].mean(axis=(0, 1))
                count[place] += 1
        guess = np.clip(guess + 1.5 * total / count, 0, 255)
    return guess


def deblurred(seen: Sequence[Luma], boxes: Sequence[Box], rounds: int = 120) -> Luma:
    """Undo a known Gaussian where every frame was blurred (accelerated Landweber)."""
    total, count = np.zeros_like(seen[0]), np.zeros((*seen[0].shape[:2], 1))
    for picture, box in zip(seen, boxes, strict=True):
        x0, y0, x1, y1 = box.pixels(picture.shape[1], picture.shape[0])
        total[y0:y1, x0:x1] += picture[y0:y1, x0:x1]
        count[y0:y1, x0:x1] += 1
    hidden = count == len(boxes)
    mean = np.where(hidden, total / np.maximum(count, 1), np.median(seen, axis=0))
    guess, before = mean, mean
    for step in range(rounds):
        ahead = guess + step / (step + 3) * (guess - before)
        error = np.where(hidden, mean - cv2.GaussianBlur(ahead, (0, 0), SIGMA), 0)
        before, guess = guess, ahead + np.where(hidden, cv2.GaussianBlur(error, (0, 0), SIGMA), 0)
    return np.clip(guess, 0, 255)


def as_picture(values: Luma) -> Picture:
    """Return values as 8-bit samples."""
    return np.clip(np.rint(values), 0, 255).astype(np.uint8)


def face_of(picture: Picture) -> Luma:
    """Return the face's luma."""
    x0, y0, x1, y1 = FACE.shifted(-SCENE[0], -SCENE[1]).pixels(*picture.shape[1::-1])
    gray = cv2.cvtColor(picture[y0:y1, x0:x1], cv2.COLOR_RGB2GRAY)
    return np.asarray(gray, np.float64)


def decibels(truth: Picture, other: Picture) -> float:
    """Return the peak signal to noise ratio over the face, dB."""
    error = float(np.mean((face_of(truth) - face_of(other)) ** 2))
    return 10 * float(np.log10(255**2 / max(error, 1e-9)))


def likeness(truth: Picture, other: Picture) -> float:
    """Return the normalised correlation of the features of two faces, -1 to 1.

    Slow changes of brightness, which every cover shares with the face, are taken out; what
    is left are brows, eyes, nose and mouth.
    """
    parts = []
    for face in (face_of(truth), face_of(other)):
        band = cv2.GaussianBlur(face, (0, 0), 2.0) - cv2.GaussianBlur(face, (0, 0), 10.0)
        parts.append(band - band.mean())
    a, b = parts
    norm = float(np.sqrt((a * a).sum() * (b * b).sum()))
    # A flat cover has no features at all.
    return float((a * b).sum()) / norm if norm > a.size * 0.05 else 0.0


def replay(name: str, frames: int, *, codec: bool = True) -> Result:
    """Cover, encode, attack and compare."""
    cover, how = COVERS[name]
    scene, boxes = portrait(), jittered(frames)
    shown = cover(filmed(scene, frames), boxes)
    shown = encoded(shown) if codec else shown
    rebuilt = attack(shown, boxes, how)
    return Result(
        frame_db=decibels(scene, shown[0]),
        attack_db=decibels(scene, rebuilt),
        frame_like=likeness(scene, shown[0]),
        attack_like=likeness(scene, rebuilt),
        picture=np.hstack([scene, shown[0], rebuilt]),
    )


def main() -> int:
    """Print the table and, if asked, write the pictures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--frames", type=int, default=250)
    parser.add_argument("--no-codec", action="store_true", help="attack the raw frames")
    parser.add_argument("--picture", help="write original, one frame and rebuilt side by side")
    args = parser.parse_args()
    print(f"{args.frames} frames of a still face, cover jittering by {JITTER} px")
    print("| cover | one frame dB | rebuilt dB | one frame like | rebuilt like |")
    print("|---|---|---|---|---|")
    pictures = []
    for name in COVERS:
        found = replay(name, args.frames, codec=not args.no_codec)
        pictures.append(found.picture)
        print(
            f"| {name} | {found.frame_db:.1f} | {found.attack_db:.1f} "
            f"| {found.frame_like:.2f} | {found.attack_like:.2f} |",
            flush=True,
        )
    if args.picture:
        cv2.imwrite(args.picture, cv2.cvtColor(np.vstack(pictures), cv2.COLOR_RGB2BGR))
    return 0


if __name__ == "__main__":
    sys.exit(main())
