"""What the page model says about a screenshot, in the screenshot's own pixels."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

import cv2
import numpy as np
import numpy.typing as npt

from redactkit.core.geometry import Box
from redactkit.layout.word_map import STEP, page_scale, paint, words_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from redactkit.core.frames import Pixels
    from redactkit.core.protocols import TextLine

__all__ = ["AVATAR", "GROUND", "NAME", "PICTURE", "TEXT", "PageMap", "PageReader", "map_page"]

GROUND, NAME, TEXT, AVATAR, PICTURE = range(5)
"""The model's classes, in the order of its output."""

STRIDE = 2
"""Pixels of the scaled page for one place of the map."""

SEEN = 0.3
"""Probability from which a place has a say in where an avatar is."""

CENTRAL = 0.25
"""Least ratio, at a place with a say, of its distances to opposite edges (nearer to farther)."""

SAME = 0.45
"""IoU from which two places speak of one avatar."""

LEAST_INK = 0.15
"""Probability of text of any kind below which a box holds none."""

LEAST_SIDE = 8.0
"""Shorter side of an avatar, px of the scaled page, where lines are 14 high."""

MOST_AVATARS = 300

Floats = npt.NDArray[np.float32]


class PageReader(Protocol):
    """The page model: see `redactkit.models.page_model.PageModel`."""

    @property
    def name(self) -> str:
        """Name and version, for the record."""
        ...

    def see(self, picture: Pixels, words: Floats) -> tuple[Floats, Floats]:
        """Return probabilities of classes and distances to avatars' edges, at half resolution."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class PageMap:
    """Probabilities ``(5, rows, columns)`` and distances to edges ``(4, rows, columns)``.

    ``scale`` leads from the screenshot's pixels to those of the scaled page; one place of the
    map is two of these wide. ``width`` and ``height`` are the screenshot's, px.
    """

    classes: Floats = field(repr=False)
    edges: Floats = field(repr=False)
    scale: float
    width: int
    height: int

    def share(self, box: Box, label: int) -> float:
        """Return the mean probability of a class in a box, 0 to 1."""
        part = self._part(box)
        return float(part[label].mean()) if part.size else 0.0

    def named(self, box: Box) -> float:
        """Return how far a name outweighs other text in a box, 0 to 1; 0 where there is no text."""
        part = self._part(box)
        if not part.size:
            return 0.0
        name, text = float(part[NAME].mean()), float(part[TEXT].mean())
        return name / max(LEAST_INK, name + text)

    def avatars(self) -> list[tuple[Box, float]]:
        """Return where avatars are, px of the screenshot, and how probable, best first."""
        factor = self.scale / STRIDE
        chance = self.classes[AVATAR, : round(self.height * factor), : round(self.width * factor)]
        left, top, right, bottom = self.edges[:, : chance.shape[0], : chance.shape[1]]
        across = np.minimum(left, right) / np.maximum(np.maximum(left, right), 1e-3)
        along = np.minimum(top, bottom) / np.maximum(np.maximum(top, bottom), 1e-3)
        rows, columns = np.nonzero((chance > SEEN) & (across > CENTRAL) & (along > CENTRAL))
        x, y = columns * STRIDE + 1.0, rows * STRIDE + 1.0
        at = rows, columns
        boxes = np.stack([x - left[at], y - top[at], x + right[at], y + bottom[at]], axis=1)
        weights = chance[at] * across[at] * along[at]
        found = []
        for box in _grouped(boxes, weights):
            place = Box(*(float(side) for side in box / self.scale))
            inside = _clipped(place, self.width, self.height)
            if min(inside.width, inside.height) * self.scale >= LEAST_SIDE:
                found.append((inside, self.share(inside, AVATAR)))
        return sorted(found, key=lambda one: -one[1])

    def _part(self, box: Box) -> Floats:
        factor = self.scale / STRIDE
        rows, columns = self.classes.shape[1:]
        left, top = max(0, round(box.left * factor)), max(0, round(box.top * factor))
        right = min(columns, max(left + 1, round(box.right * factor)))
        bottom = min(rows, max(top + 1, round(box.bottom * factor)))
        return self.classes[:, top:bottom, left:right]


def map_page(model: PageReader, pixels: Pixels, lines: Sequence[TextLine]) -> PageMap:
    """Show the model an RGB screenshot and what was read in it.

    Raises:
        BackendError: the model failed.
    """
    height, width = pixels.shape[:2]
    scale = page_scale(lines, width, height)
    size = max(1, round(width * scale)), max(1, round(height * scale))
    way = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    small = cv2.resize(pixels, size, interpolation=way)
    below, beside = -size[1] % STEP, -size[0] % STEP
    padded = np.asarray(
        cv2.copyMakeBorder(small, 0, below, 0, beside, cv2.BORDER_REPLICATE), np.uint8
    )
    words = paint(words_of(lines), scale, padded.shape[0], padded.shape[1])
    classes, edges = model.see(padded, words)
    return PageMap(classes, edges, scale, width, height)


def _grouped(boxes: npt.NDArray[np.float64], weights: Floats) -> list[npt.NDArray[np.float64]]:
    """Return one box for each group that speaks of one thing: the mean of its members'."""
    areas = (boxes[:, 2] - boxes[:, 0]) * (boxes[:, 3] - boxes[:, 1])
    left = np.argsort(-weights, kind="stable")
    groups: list[npt.NDArray[np.float64]] = []
    while left.size and len(groups) < MOST_AVATARS:
        best = boxes[left[0]]
        others = boxes[left]
        shared = np.clip(
            np.minimum(others[:, 2:], best[2:]) - np.maximum(others[:, :2], best[:2]), 0, None
        ).prod(axis=1)
        iou = shared / (areas[left] + areas[left[0]] - shared)
        same = iou >= SAME
        members = left[same]
        groups.append(np.average(boxes[members], axis=0, weights=weights[members]))
        # what lies mostly in a found one is no other
        left = left[~same & (shared < 0.5 * areas[left])]
    return groups


def _clipped(box: Box, width: int, height: int) -> Box:
    left, right = sorted((min(max(box.left, 0.0), width), min(max(box.right, 0.0), width)))
    top, bottom = sorted((min(max(box.top, 0.0), height), min(max(box.bottom, 0.0), height)))
    return Box(left, top, right, bottom)
