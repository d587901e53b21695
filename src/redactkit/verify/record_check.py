"""Check of a finished file against its record: covers that are missing or not as recorded.

Nothing is believed of a record but where covers lie and how they were made. An opaque cover
has its color in every pixel, with its stand-in as it is drawn; a frozen one is judged by
`softcover`. No model and no source file is needed.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import cv2
import numpy as np
import numpy.typing as npt

from redactkit.core.errors import MediaError, PolicyError
from redactkit.core.findings import Finding, Kind, Sighting
from redactkit.core.geometry import Box
from redactkit.core.methods import Fill, Frozen, Pixelate, is_soft, method_from_mapping
from redactkit.core.policy import Redaction
from redactkit.records.record import NOWHERE
from redactkit.render.painter import Painter
from redactkit.verify.blur_residual import SIDE, blur_residual

if TYPE_CHECKING:
    from collections.abc import Sequence

    from redactkit.core.frames import Pixels
    from redactkit.records.record import Item
    from redactkit.verify.blur_residual import BlurStyle

__all__ = [
    "CLIP",
    "LOSSLESS",
    "LOSSY",
    "CoverChecker",
    "Tolerance",
    "UncoveredArea",
    "kind_of",
    "redaction_of",
]

UNKNOWN = "the record names a kind or method that this version does not know"

FREE = 0.99
"""Share of a reduced point's pixels that lie under no other cover for it to count as free."""

MOST_SIGHTINGS = 20_000_000
"""Places in frames of all items; a day's clip with one person always in it has 2 million, and
each takes some 70 bytes."""

Place: TypeAlias = tuple[int, int, int, int]
Mask: TypeAlias = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tolerance:
    """How far a finished file may be from what was painted, after decoding.

    ``step`` is the largest difference of an 8-bit channel, ``share`` how many pixels of a cover
    may exceed it, ``rim`` the pixels at its edge that count for nothing, ``soft`` the deviation
    in luma from frozen cells and ``spread`` how far these may lie apart. With ``planes`` whole
    chroma samples were painted, and no stand-ins.
    """

    step: int
    share: float
    rim: int
    soft: float
    spread: float
    planes: bool = False


LOSSLESS = Tolerance(step=0, share=0.0, rim=0, soft=3.0, spread=54.0)
"""PNG and its like. Cells keep a fifth of the contrast, so they lie 51 steps apart at most."""

LOSSY = Tolerance(step=40, share=0.01, rim=2, soft=3.0, spread=58.0)
"""JPEG of quality 95."""

CLIP = Tolerance(step=40, share=0.05, rim=3, soft=5.0, spread=60.0, planes=True)
"""A clip at the quality that is written by default."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UncoveredArea:
    """A cover that is not as recorded: its kind, first and last such frame, place in the first."""

    kind: Kind
    frames: tuple[int, int]
    box: Box


class CoverChecker:
    """Checks the covers of a record in the frames of a finished file, in order.

    Args:
        items: what the record says was removed.
        noise: what the file's format does to flat areas, and whether it is a clip's.

    Raises:
        MediaError: an item has a kind or a method that does not exist, or there are too many.
    """

    def __init__(self, items: Sequence[Item], noise: Tolerance) -> None:
        """Read places and methods; nothing was seen yet."""
        self._noise = noise
        if sum(map(_frames, items)) > MOST_SIGHTINGS:
            msg = f"the record tells of more than {MOST_SIGHTINGS} places in frames"
            raise MediaError(msg)
        self._all = [redaction_of(item, named=not noise.planes) for item in items if item.boxes]
        self._boxes = Painter(self._all)
        self._hard = Painter([one for one in self._all if not _soft(one)])
        self._looks: dict[int, list[tuple[int, BlurStyle]]] = defaultdict(list)
        self._off: dict[int, list[int]] = defaultdict(list)

    def see(self, index: int, pixels: Pixels) -> None:
        """Look at one finished frame, RGB."""
        due = self._boxes.boxes(index)
        if not due:
            return
        height, width = pixels.shape[:2]
        places = {number: self._place(box, width, height) for number, _, box in due}
        soft = [number for number, one, _ in due if _soft(one)]
        for number in soft:
            others = [other for name, other in places.items() if name != number]
            look = _look(pixels, places[number], others, self._noise.rim)
            if look is not None:
                self._looks[number].append((index, look))
        hard = [number for number in places if number not in soft]
        expected = self._hard.pixels(index, pixels) if hard else pixels
        above = [places[number] for number in soft]
        for number in hard:
            if self._is_off(pixels, expected, places[number], above):
                self._off[number].append(index)

    def bare(self) -> list[UncoveredArea]:
        """Return the covers that were not as recorded, after the last frame."""
        found = dict(self._off)
        for number, looks in self._looks.items():
            deviation, spread = blur_residual(
                [look for _, look in looks], _method(self._all[number])
            )
            if deviation > self._noise.soft or spread > self._noise.spread:
                found[number] = [index for index, _ in looks]
        return [self._told(number, found[number]) for number in sorted(found)]

    def _told(self, number: int, frames: list[int]) -> UncoveredArea:
        one = self._all[number]
        box = one.box_at(frames[0]) or one.finding.sightings[0].box
        return UncoveredArea(kind=one.finding.kind, frames=(frames[0], frames[-1]), box=box)

    def _place(self, box: Box, width: int, height: int) -> Place:
        x0, y0, x1, y1 = box.pixels(width, height)
        if not self._noise.planes:
            return x0, y0, x1, y1
        # planes are painted in whole chroma samples
        return x0 // 2 * 2, y0 // 2 * 2, min(width, x1 + x1 % 2), min(height, y1 + y1 % 2)

    def _is_off(
        self, pixels: Pixels, expected: Pixels, place: Place, above: Sequence[Place]
    ) -> bool:
        """Return whether a place is not as painted, but for what lies under soft covers."""
        x0, y0, x1, y1 = place
        rim = min(self._noise.rim, (x1 - x0) // 4, (y1 - y0) // 4)
        inner = x0 + rim, y0 + rim, x1 - rim, y1 - rim
        if inner[0] >= inner[2] or inner[1] >= inner[3]:
            return False
        part = cv2.absdiff(pixels[_slices(inner)], expected[_slices(inner)])
        off = (part.max(axis=2) > self._noise.step) & _free(inner, above)
        return float(off.mean()) > self._noise.share


def _look(pixels: Pixels, place: Place, others: Sequence[Place], rim: int) -> BlurStyle | None:
    """Return a softly covered place for `blur_residual`; None outside the picture."""
    x0, y0, x1, y1 = place
    if x0 >= x1 or y0 >= y1:
        return None
    gray = cv2.cvtColor(pixels[y0:y1, x0:x1], cv2.COLOR_RGB2GRAY)
    # edges of covers ring in lossy files
    inner: Mask = np.zeros(gray.shape, np.bool_)
    across, down = min(rim, (x1 - x0) // 8), min(rim, (y1 - y0) // 8)
    inner[down : y1 - y0 - down, across : x1 - x0 - across] = True
    free = _free(place, others) & inner
    size = SIDE, SIDE
    luma = cv2.resize(gray.astype(np.float32), size, interpolation=cv2.INTER_AREA)
    whole = cv2.resize(free.astype(np.float32), size, interpolation=cv2.INTER_AREA) > FREE
    return np.asarray(luma, np.float32), np.asarray(whole, np.bool_)


def _free(place: Place, others: Sequence[Place]) -> Mask:
    """Return which pixels of a place lie in none of the others."""
    x0, y0, x1, y1 = place
    free: Mask = np.ones((y1 - y0, x1 - x0), np.bool_)
    for a0, b0, a1, b1 in others:
        free[max(0, b0 - y0) : max(0, b1 - y0), max(0, a0 - x0) : max(0, a1 - x0)] = False
    return free


def redaction_of(item: Item, *, named: bool = True) -> Redaction:
    """Return what a record's item says was painted; boxes hold until the next row.

    The item has at least one box.

    Raises:
        MediaError: the item has a kind or a method that does not exist.
    """
    try:
        method = None if item.method is None else method_from_mapping(item.method, Fill())
    except PolicyError as error:
        raise MediaError(UNKNOWN) from error
    last = item.boxes[-1][0] if item.frames is None else item.frames[1]
    ends = [row[0] for row in item.boxes[1:]] + [last + 1]
    sightings = tuple(
        Sighting(frame=frame, box=Box(*map(float, row[1:])))
        for number, (row, end) in enumerate(zip(item.boxes, ends, strict=True))
        if number == 0 or row[1:] != NOWHERE
        for frame in range(row[0], end)
    )
    alias = item.alias if named else ""
    finding = Finding(kind=kind_of(item), detector=item.detector, sightings=sightings, alias=alias)
    return Redaction(finding=finding, method=method, margin=0.0, reason=item.reason)


def kind_of(item: Item) -> Kind:
    """Return the kind of a record's item.

    Raises:
        MediaError: it does not exist.
    """
    try:
        return Kind(item.kind)
    except ValueError as error:
        raise MediaError(UNKNOWN) from error


def _frames(item: Item) -> int:
    if not item.boxes:
        return 0
    last = item.boxes[-1][0] if item.frames is None else item.frames[1]
    return last - item.boxes[0][0] + 1


def _soft(redaction: Redaction) -> bool:
    return redaction.method is not None and is_soft(redaction.method)


def _method(redaction: Redaction) -> Frozen | Pixelate:
    method = redaction.method
    return method if isinstance(method, Frozen | Pixelate) else Frozen()


def _slices(place: Place) -> tuple[slice, slice]:
    x0, y0, x1, y1 = place
    return slice(y0, y1), slice(x0, x1)
