"""The whole job with the real models on small odd pictures and clips, damaged ones among them.

As in `fuzz_targets` each function takes bytes and an empty folder and says whether the input was
taken. Whatever is found in an odd picture, what the record calls covered has to be covered.
"""

from __future__ import annotations

import io
from functools import cache
from typing import TYPE_CHECKING

import cv2
import fuzz_seeds
import fuzz_targets
import numpy as np
from PIL import Image

import media
import samples
from redactkit.core.errors import RedactError
from redactkit.core.policy import Limits, Policy
from redactkit.media import image
from redactkit.media.video import decoding
from redactkit.pipeline.redactor import Redactor
from redactkit.records.record import Record
from redactkit.verify.outside_compare import source_faults
from redactkit.verify.record_check import CLIP, LOSSLESS, CoverChecker

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from redactkit.core.frames import Frame
    from redactkit.verify.record_check import Tolerance, UncoveredArea

LIMITS = Limits(pixels=400_000, side=4000, frames=200, seconds=600)
"""Small, so that a claim of millions of pixels is refused and does not cost minutes."""

SIDES = (1, 2, 3, 7, 16, 31, 64, 150, 333, 540)
"""Widths and heights of odd pictures, px."""


@cache
def kit() -> Redactor:
    """Return a Redactor with all models."""
    return Redactor(policy=Policy(limits=LIMITS), now=None)


@cache
def chat() -> np.ndarray:
    """Return the upper part of the drawn chat, half as large."""
    page = np.ascontiguousarray(samples.draw_chat(samples.LIGHT)[60:860])
    return cv2.resize(page, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)


def picture(data: bytes, folder: Path) -> bool:
    """Redact a picture; its covers are where the record says, and all else is as it was."""
    source, target = folder / "a.png", folder / "o.png"
    source.write_bytes(data)
    try:
        frame, _ = image.read(source, LIMITS)
        record = kit().image(source, target).record
    except RedactError as error:
        return fuzz_targets._refused(error, folder, {"a.png"})
    assert Record.from_json(record.to_json()) == record
    assert image.read(target, LIMITS)[0].pixels.shape == frame.pixels.shape
    assert not source_faults(target, source, record, LIMITS)
    assert not _bare(image.read(target, LIMITS)[:1], record, LOSSLESS)
    return True


def clip(data: bytes, folder: Path) -> bool:
    """Redact a clip; its covers are where the record says, its frames as many."""
    source, target = folder / "a.mp4", folder / "o.mp4"
    source.write_bytes(data)
    try:
        record = kit().video(source, target).record
    except RedactError as error:
        return fuzz_targets._refused(error, folder, {"a.mp4"})
    assert Record.from_json(record.to_json()) == record
    frames = list(decoding.read(target))
    assert len(frames) == record.output.frames
    assert not _bare(frames, record, CLIP)
    return True


def _bare(frames: Iterable[Frame], record: Record, noise: Tolerance) -> list[UncoveredArea]:
    covers = CoverChecker(record.removed, noise)
    for frame in frames:
        covers.see(frame.index, frame.pixels)
    return covers.bare()


def checked(data: bytes, folder: Path) -> bool:
    """Look at a file without a record."""
    path = folder / "a.bin"
    path.write_bytes(data)
    try:
        kit().check(path)
    except RedactError as error:
        return fuzz_targets._refused(error, folder, {"a.bin"})
    return True


def odd_pixels(rng: np.random.Generator) -> np.ndarray:
    """Return the chat cut, bent and spoiled, at any size from one pixel on."""
    pixels = chat()
    height, width = pixels.shape[:2]
    y, x = int(rng.integers(height - 1)), int(rng.integers(width - 1))
    pixels = pixels[y : y + int(rng.choice(SIDES)), x : x + int(rng.choice(SIDES))]
    match int(rng.integers(8)):
        case 0:
            pixels = 255 - pixels
        case 1:
            pixels = np.rot90(pixels, int(rng.integers(1, 4)))
        case 2:
            size = int(rng.choice(SIDES)), int(rng.choice(SIDES))
            pixels = cv2.resize(np.ascontiguousarray(pixels), size)
        case 3:
            pixels = rng.integers(0, 256, pixels.shape, np.uint8)
        case 4:
            pixels = np.full_like(pixels, int(rng.integers(256)))
        case 5:
            pixels = np.tile(pixels[: 1 + len(pixels) // 3], (3, 1, 1))
        case 6:
            noise = rng.normal(0, 60, pixels.shape)
            pixels = np.clip(pixels + noise, 0, 255).astype(np.uint8)
    return np.ascontiguousarray(pixels[:640, :640])


def odd_picture(rng: np.random.Generator) -> bytes:
    """Return such a picture as a whole file."""
    file = io.BytesIO()
    form = str(rng.choice(["PNG", "JPEG", "WEBP"]))
    Image.fromarray(odd_pixels(rng)).save(file, form)
    return file.getvalue()


def odd_clip(rng: np.random.Generator, folder: Path) -> bytes:
    """Return a short clip of the drawn shop, or of odd pictures, of an odd size."""
    size = int(rng.choice([2, 16, 66, 192])), int(rng.choice([2, 16, 50, 144]))
    frames = [samples.draw_counter(i, 6) for i in range(int(rng.integers(1, 7)))]
    if rng.random() < 0.3:
        frames = [odd_pixels(rng) for _ in frames]
    shown = [cv2.resize(frame, size, interpolation=cv2.INTER_AREA) for frame in frames]
    path = folder / "odd.mp4"
    data = media.save_clip(path, shown, options={"preset": "ultrafast"}).read_bytes()
    path.unlink()
    return data


def drawn(name: str, rng: np.random.Generator, folder: Path) -> bytes:
    """Return an input of a kind: odd and whole, or damaged."""
    seed = odd_clip(rng, folder) if name == "models clip" else odd_picture(rng)
    # most damage is refused before a model sees it
    return fuzz_targets.spoiled(seed, rng) if rng.random() < 0.4 else seed


def sources() -> dict[str, tuple[object, list[object]]]:
    """Return what takes each kind, and one whole input."""
    file = io.BytesIO()
    Image.fromarray(chat()).save(file, "PNG")
    seen = file.getvalue()
    return {
        "models picture": (picture, [seen]),
        "models clip": (clip, [fuzz_seeds.clip("mp4")]),
        "models check": (checked, [seen]),
    }
