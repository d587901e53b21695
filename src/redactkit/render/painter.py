"""Paint over what was decided, on RGB pictures and on YUV planes.

Only this module, and `labels` for it, changes what a picture shows: of the one it was handed.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import cv2
import numpy as np
import numpy.typing as npt

from redactkit.core.methods import Fill, Frozen, Label, Pixelate
from redactkit.render.labels import draw_label

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Mapping, Sequence

    from redactkit.core.frames import Pixels, Planes
    from redactkit.core.geometry import Box
    from redactkit.core.methods import Color
    from redactkit.core.policy import Redaction

__all__ = ["Painter"]

CONTRAST = 0.2
"""Share of the cells' contrast that is kept. Whole, four cells across a still face follow its
bands of eyes, nose and mouth closely enough to be matched with it (correlation over 0.35)."""

SAME_PLACE = 0.3
"""Share of a cover that lies under a larger, named one, from which it gets no label of its own."""

CHROMA = 2.0
"""Pixels by which covers may be widened to whole chroma samples."""

BUCKET = 64
"""Frames to a slot of the index that finds what is due in a frame."""

Patch = npt.NDArray[np.uint8]


class Painter:
    """Conceals, frame by frame, what was decided to be hidden.

    Holds one small patch for each softly covered track, taken in the first frame it
    is painted in and reused in all others; so frames must come in order.
    """

    def __init__(
        self, redactions: Sequence[Redaction], patches: Mapping[int, Patch] | None = None
    ) -> None:
        """Index the redactions that have a method; the others stay visible.

        ``patches`` are those that another painter gave, to paint luma as that one did.
        """
        self._patches: dict[tuple[int, str], Patch] = {
            (number, "luma"): patch for number, patch in (patches or {}).items()
        }
        self._soft: dict[int, Redaction] = {}
        self._due: dict[int, list[tuple[int, Redaction]]] = defaultdict(list)
        for number, redaction in enumerate(redactions):
            if redaction.method is None:
                continue
            if isinstance(redaction.method, Frozen | Pixelate):
                self._soft[number] = redaction
            first, last = redaction.finding.first, redaction.finding.last
            for bucket in range(first // BUCKET, last // BUCKET + 1):
                self._due[bucket].append((number, redaction))

    def boxes(self, index: int) -> list[tuple[int, Redaction, Box]]:
        """Return ``(number, redaction, box)`` of all that is hidden in frame ``index``."""
        found = []
        for number, redaction in self._due.get(index // BUCKET, ()):
            box = redaction.box_at(index)
            if box is not None:
                found.append((number, redaction, box))
        return found

    def pixels(self, index: int, pixels: Pixels) -> Pixels:
        """Return a painted copy of an RGB picture; every other pixel is equal."""
        painted = pixels.copy()
        height, width = painted.shape[:2]
        due = self.boxes(index)
        for number, redaction, box in due:
            x0, y0, x1, y1 = box.pixels(width, height)
            if x0 < x1 and y0 < y1:
                self._cover(painted[y0:y1, x0:x1], (number, "rgb"), redaction)
        # labels last, or an overlapping cover would cut them
        for place, alias, color in _labels(due):
            draw_label(painted, place.pixels(width, height), alias, color)
        return painted

    def earlier(self, first: int, size: tuple[int, int]) -> dict[int, set[int]]:
        """Return what is to be painted before frame ``first`` to fill the blur cache.

        A soft cover that goes on from before gets the patch of its own first frame, with the
        covers below it as they were. The frames, in order, and the numbers for `planes`.
        """
        wanted: dict[int, set[int]] = defaultdict(set)
        todo = [n for n, r in self._soft.items() if r.finding.first < first <= r.finding.last]
        met = set(todo)
        while todo:
            number = todo.pop()
            frame, place = _begin(self._soft[number], size)
            if place is None or frame >= first:
                continue
            wanted[frame].add(number)
            for other, _, box in self.boxes(frame):
                if other < number and box.overlap(place.padded(CHROMA)) > 0:
                    wanted[frame].add(other)
                    if other in self._soft and other not in met:
                        met.add(other)
                        todo.append(other)
        return dict(sorted(wanted.items()))

    def planes(self, index: int, planes: Planes, only: Container[int] | None = None) -> None:
        """Paint a YUV frame in place, all three planes over the same area.

        Boxes are widened to whole chroma samples, so that no color is left at the rim.
        Aliases are not drawn in clips. ``only`` these redactions are painted, where given.
        """
        height, width = planes.luma.shape
        sub_y = -(-height // planes.blue.shape[0])
        sub_x = -(-width // planes.blue.shape[1])
        for number, redaction, place in self._places(index, (height, width), (sub_y, sub_x)):
            if only is not None and number not in only:
                continue
            rows, columns = place
            luma = planes.luma[
                rows.start * sub_y : rows.stop * sub_y, columns.start * sub_x : columns.stop * sub_x
            ]
            for name, plane in (
                ("luma", luma),
                ("blue", planes.blue[place]),
                ("red", planes.red[place]),
            ):
                self._cover(plane, (number, name), redaction)

    def luma(self, index: int, luma: Patch, sub: tuple[int, int]) -> set[int]:
        """Paint the luma plane of a YUV frame in place; return the numbers of what has no patch.

        Those were not painted by the painter whose patches these are.

        Args:
            index: the frame's.
            luma: shape ``(height, width)``.
            sub: rows and columns of luma to one of chroma.
        """
        missing: set[int] = set()
        for number, redaction, (rows, columns) in self._places(index, luma.shape[:2], sub):
            if number in self._soft and (number, "luma") not in self._patches:
                missing.add(number)
                continue
            region = luma[
                rows.start * sub[0] : rows.stop * sub[0],
                columns.start * sub[1] : columns.stop * sub[1],
            ]
            self._cover(region, (number, "luma"), redaction)
        return missing

    @property
    def patches(self) -> dict[int, Patch]:
        """The luma cells of each softly covered track that was painted, by its number."""
        return {number: patch for (number, name), patch in self._patches.items() if name == "luma"}

    def _places(
        self, index: int, shape: tuple[int, ...], sub: tuple[int, int]
    ) -> Iterator[tuple[int, Redaction, tuple[slice, slice]]]:
        """Yield what is due in a YUV frame, and where in samples of chroma, rows first."""
        height, width = shape
        for number, redaction, box in self.boxes(index):
            x0, y0, x1, y1 = box.pixels(width, height)
            if x0 < x1 and y0 < y1:
                rows = slice(y0 // sub[0], -(-y1 // sub[0]))
                yield number, redaction, (rows, slice(x0 // sub[1], -(-x1 // sub[1])))

    def _cover(self, region: Patch, key: tuple[int, str], redaction: Redaction) -> None:
        method = redaction.method
        match method:
            case Fill() | Label():
                region[...] = _in_plane(method.color, key[1])
            case Frozen() | Pixelate():
                if key not in self._patches:
                    self._patches[key] = _cells(region, method.cells)
                smooth = isinstance(method, Frozen)
                how = cv2.INTER_LINEAR if smooth else cv2.INTER_NEAREST
                size = region.shape[1], region.shape[0]
                region[...] = cv2.resize(self._patches[key], size, interpolation=how)


def _begin(redaction: Redaction, size: tuple[int, int]) -> tuple[int, Box | None]:
    """Return the first frame, and the place there, in which a cover lies in the picture."""
    for sighting in redaction.finding.sightings:
        box = redaction.box_at(sighting.frame)
        if box is not None:
            x0, y0, x1, y1 = box.pixels(*size)
            if x0 < x1 and y0 < y1:
                return sighting.frame, box
    return 0, None


def _labels(due: Sequence[tuple[int, Redaction, Box]]) -> list[tuple[Box, str, Color]]:
    """Return what to write where; of covers that lie on each other only the largest is named."""
    named: list[tuple[Box, str, Color]] = []
    for _, redaction, box in sorted(due, key=lambda item: -item[2].area):
        method, alias = redaction.method, redaction.finding.alias
        if not isinstance(method, Label) or not alias:
            continue
        if all(box.overlap(other) < SAME_PLACE * box.area for other, _, _ in named):
            named.append((box, alias, method.color))
    return named


def _cells(region: Patch, cells: int) -> Patch:
    """Return the means of at most ``cells`` x ``cells`` equal parts, drawn close together."""
    across, down = min(cells, region.shape[1]), min(cells, region.shape[0])
    means = cv2.resize(region.astype(np.float32), (across, down), interpolation=cv2.INTER_AREA)
    middle = means.mean(axis=(0, 1))
    return np.asarray(np.rint(middle + CONTRAST * (means - middle)), np.uint8)


def _in_plane(color: Color, plane: str) -> Color | int:
    """Return the color as it is in RGB or as one sample of a plane (BT.601, limited range)."""
    red, green, blue = color
    if plane == "luma":
        return round(16 + (65.481 * red + 128.553 * green + 24.966 * blue) / 255)
    if plane == "blue":
        return round(128 + (-37.797 * red - 74.203 * green + 112.0 * blue) / 255)
    if plane == "red":
        return round(128 + (112.0 * red - 93.786 * green - 18.214 * blue) / 255)
    return color
