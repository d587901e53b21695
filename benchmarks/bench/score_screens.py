"""What can still be read or seen in finished screenshots, judged from pixels alone.

An item that is to be hidden counts as covered when each of its boxes is: painted in one
color, or at least 95 % of its ink changed, no likeness left over the box, and hardly any
window in which the old strokes still show. Of what has to stay readable, 30 % of the area or
of the ink may change.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from bench.inks import Gray, Mask, ink, is_picture, luma, strokes, widened, window_spread

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from bench.brush import Pixels
    from bench.truth import Box

ENDINGS = (".png", ".jpg", ".jpeg", ".webp", ".PNG", ".JPG")
CHANGED = 20
"""Difference in a channel by which a pixel of a lossless file has changed."""

CHANGED_LUMA, CHANGED_CHANNEL = 26, 96
"""The same in a lossy file: by luma, or by one channel."""

INK_SHARE, ALIKE, WINDOW_ALIKE, STILL_SHOWN, TOO_MUCH = 0.95, 0.5, 0.8, 0.05, 0.3


@dataclass(frozen=True, slots=True)
class Verdict:
    """An item of the truth: covered, or over-redacted where it has to stay."""

    file: str
    item: dict
    hit: bool

    @property
    def keeps(self) -> bool:
        """Return whether it has to stay readable."""
        return bool(self.item["kind"] == "KEEP")

    @property
    def optional(self) -> bool:
        """Return whether it is listed only: marked so, uncertain, or a group's name."""
        attrs = self.item["attrs"]
        unsure = attrs.get("sure") is False
        return bool(attrs.get("optional")) or unsure or self.item["kind"] == "GROUP_NAME"


class Compared:
    """An original picture and the finished one, RGB of one size."""

    def __init__(self, original: Pixels, finished: Pixels, *, lossy: bool) -> None:
        """Compare every pixel."""
        self.original, self.finished = original, finished
        self.flat = 6 if lossy else 3.5
        apart = np.abs(original.astype(np.int16) - finished.astype(np.int16)).max(axis=2)
        self.changed = apart > CHANGED
        if lossy:
            old, new = luma(original.astype(np.float32)), luma(finished.astype(np.float32))
            self.changed = (np.abs(old - new) > CHANGED_LUMA) | (apart > CHANGED_CHANNEL)

    def covered(self, box: Box, item: dict) -> bool:
        """Return whether nothing of an item's box can be read or seen."""
        place = Place(self, box, item)
        if not place.ink.any() or place.one_color():
            return True
        reach = 1
        if not place.picture:
            reach = max(1, round(0.06 * min(place.high, 40)))
        gone = (widened(place.changed, reach) | place.erased)[place.ink].mean()
        whole = slice(None), slice(None)
        if gone < INK_SHARE or place.likeness(whole) >= ALIKE:
            return False
        return bool(place.shown() <= STILL_SHOWN * place.ink.sum())

    def overdone(self, boxes: Sequence[Box], item: dict) -> bool:
        """Return whether too much of what has to stay was changed."""
        places = [Place(self, box, item) for box in boxes]
        touched = [place.changed | place.erased for place in places]
        area = sum(int(mask.sum()) for mask in touched)
        inked = sum(int(mask[place.ink].sum()) for mask, place in zip(touched, places, strict=True))
        whole = sum(mask.size for mask in touched)
        strokes_there = sum(int(place.ink.sum()) for place in places)
        return area > TOO_MUCH * whole or inked > TOO_MUCH * max(1, strokes_there)


class Place:
    """One box of an item in both pictures."""

    def __init__(self, pair: Compared, box: Box, item: dict) -> None:
        """Cut the box out."""
        rows, columns = slice(box[1], box[3]), slice(box[0], box[2])
        self.flat, self.picture = pair.flat, is_picture(item)
        self.ink, self.even = ink(pair.original, box, item)
        self.changed = pair.changed[rows, columns]
        self._old, self._new = pair.original[rows, columns], pair.finished[rows, columns]
        self.was: Gray = luma(self._old.astype(np.float64))
        self.now: Gray = luma(self._new.astype(np.float64))
        self.high, self.wide = self.was.shape
        self.counted: Mask = self.ink if self.picture else np.ones_like(self.ink)

    def one_color(self) -> bool:
        """Return whether the box is of one shade now and was not, or was of another."""
        now, was = self.now[self.counted], self.was[self.counted]
        spread = np.percentile(now, 99) - np.percentile(now, 1)
        if now.std() >= self.flat or spread >= 4 * self.flat:
            return False
        return bool(was.std() > 2 * self.flat or abs(now.mean() - was.mean()) > 20)

    @cached_property
    def erased(self) -> Mask:
        """Return where something was and nothing is, and where one color has taken over."""
        reach = max(2, min(self.high, self.wide) // 6)
        now, was = window_spread(self.now, reach), window_spread(self.was, reach)
        gone = (now < self.flat) & (was > 3 * self.flat)
        coarse = (self._new >> 3).astype(np.int32)
        shades, counts = np.unique(coarse.reshape(-1, 3), axis=0, return_counts=True)
        color = shades[counts.argmax()] * 8 + 4
        filled = np.abs(self._new.astype(np.int16) - color).max(axis=2) <= 10
        before = (np.abs(self._old.astype(np.int16) - color).max(axis=2) <= 10).mean()
        if filled.mean() - before >= 0.5 * (1 - before) and before < 0.97:
            gone |= filled
        return np.asarray(gone)

    def likeness(self, part: tuple[slice, slice]) -> float:
        """Return how alike both are in a part of the box, 0 to 1."""
        found = correlation(self.was[part], self.now[part], self.counted[part])
        if self.even:
            return found
        # what is left of a wallpaper must not count, only the strokes and what is next to them
        near = self._near[part]
        return min(found, correlation(self._strokes[0][part], self._strokes[1][part], near))

    def shown(self) -> int:
        """Return how much ink lies in windows that still look as they did."""
        down, across = self.high, max(6, round(1.2 * self.high))
        if self.picture:
            down, across = max(1, self.high // 4), max(1, self.wide // 4)
        ink_there = 0
        for y in range(0, self.high, down):
            for x in range(0, self.wide, across):
                part = slice(y, y + down), slice(x, x + across)
                if self.now[part].std() > 2 * self.flat and self.likeness(part) > WINDOW_ALIKE:
                    ink_there += int(self.ink[part].sum())
        return ink_there

    @cached_property
    def _near(self) -> Mask:
        return widened(self.ink, 2)

    @cached_property
    def _strokes(self) -> tuple[Gray, Gray]:
        return strokes(self.was), strokes(self.now)


def correlation(was: Gray, now: Gray, mask: Mask) -> float:
    """Return the absolute correlation of masked values; 0 where there is nothing to compare."""
    old, new = was[mask], now[mask]
    if old.size < 4:
        return 0.0
    old, new = old - old.mean(), new - new.mean()
    spread_old, spread_new = np.sqrt((old * old).mean()), np.sqrt((new * new).mean())
    if spread_new < 3 or spread_old < 1e-6:
        return 0.0
    return float(abs((old * new).mean() / (spread_old * spread_new)))


def judge(truth: dict[str, list[dict]], originals: Path, finished: Path) -> list[Verdict]:
    """Judge every item of every picture; a missing picture covers nothing and harms nothing."""
    verdicts = []
    for entry in truth["images"]:
        pair = compared(originals / entry["file"], finished_of(finished, entry["file"]))
        for item in entry["items"]:
            boxes = [tuple(box) for box in item["attrs"].get("boxes", [item["box"]])]
            hit = False
            if pair and item["kind"] == "KEEP":
                hit = pair.overdone(boxes, item)
            elif pair:
                hit = all(pair.covered(box, item) for box in boxes)
            verdicts.append(Verdict(entry["file"], item, hit))
    return verdicts


def compared(original: Path, finished: Path | None) -> Compared | None:
    """Open both pictures; None where the finished one is missing or of another shape."""
    if finished is None:
        return None
    old = np.asarray(Image.open(original).convert("RGB"))
    picture = Image.open(finished)
    lossy = picture.format in ("JPEG", "WEBP")
    picture = picture.convert("RGB")
    high, wide = old.shape[:2]
    if picture.size != (wide, high):
        if abs(picture.width / picture.height - wide / high) >= 0.01 * wide / high:
            return None
        picture, lossy = picture.resize((wide, high), Image.Resampling.LANCZOS), True
    return Compared(old, np.asarray(picture), lossy=lossy)


def finished_of(folder: Path, name: str) -> Path | None:
    """Return the finished picture of a name, whatever its ending, or None."""
    stem = name.rpartition(".")[0]
    choices = (folder / name, *(folder / (stem + ending) for ending in ENDINGS))
    return next((path for path in choices if path.is_file()), None)


def summary(verdicts: Sequence[Verdict]) -> dict[str, object]:
    """Return recall by kind, over-redaction by type, and pictures with nothing left."""
    needed: dict[str, list[bool]] = defaultdict(list)
    kept: dict[str, list[bool]] = defaultdict(list)
    files: dict[str, bool] = {}
    for verdict in verdicts:
        if verdict.keeps:
            kept[verdict.item["attrs"].get("type") or "text"].append(verdict.hit)
        elif not verdict.optional:
            needed[verdict.item["kind"]].append(verdict.hit)
        fine = verdict.keeps or verdict.optional or verdict.hit
        files[verdict.file] = files.get(verdict.file, True) and fine
    return {
        "recall": _rate([hit for hits in needed.values() for hit in hits]),
        "per_kind": {kind: _rate(needed[kind]) for kind in sorted(needed)},
        "over_redaction": _rate([hit for hits in kept.values() for hit in hits]),
        "over_per_type": {kind: _rate(kept[kind]) for kind in sorted(kept)},
        "images": len(files),
        "images_fully_covered": sum(files.values()),
        "counts": counts(verdicts),
    }


def counts(verdicts: Sequence[Verdict]) -> dict[str, dict[str, list[int]]]:
    """Return hits and totals of each picture, for intervals: by kind, of all, over-redacted."""
    found: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(lambda: [0, 0]))
    for verdict in verdicts:
        if verdict.keeps:
            keys = ["over_redaction"]
        else:
            keys = [] if verdict.optional else ["recall", verdict.item["kind"]]
        for key in keys:
            cell = found[key][verdict.file]
            cell[0] += verdict.hit
            cell[1] += 1
    return {key: dict(files) for key, files in found.items()}


def _rate(hits: Sequence[bool]) -> dict[str, float]:
    share = round(sum(hits) / len(hits), 4) if hits else float("nan")
    return {"hit": sum(hits), "total": len(hits), "rate": share}
