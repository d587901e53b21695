"""What the page model says of a screenshot, as boxes of avatars and scores of texts as names."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from redactkit.core.geometry import Box
from redactkit.layout.word_map import page_scale, paint, words_of
from redactkit.models.page_model import AVATAR, NAME, TEXT, padded_size

if TYPE_CHECKING:
    from collections.abc import Sequence

    from redactkit.core.frames import Pixels
    from redactkit.core.protocols import TextLine
    from redactkit.models.page_model import PageMaps, PageModel

__all__ = ["LearnedAvatar", "NamePart", "PageEvidence", "page_evidence"]

SEED = 0.35
"""Probability from which a place tells where its avatar ends."""

SAME = 0.4
"""Boxes that share so much of their union are one avatar."""

LEAST_SIDE = 4.0
"""Side of the smallest avatar, in places of the maps: half a line of text."""

LONGEST = 2.2
"""Longer side over shorter side of what may be an avatar."""

RIM = 0.04
"""An avatar's box is grown by this share of its side, for places are two pixels wide."""

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class LearnedAvatar:
    """An avatar that the model sees; ``score`` is the mean probability inside its box."""

    box: Box
    score: float


@dataclass(frozen=True, slots=True)
class NamePart:
    """Characters ``start`` to ``end`` (exclusive) of a line that the model takes for a name."""

    line: TextLine = field(repr=False)
    start: int
    end: int
    score: float


@dataclass(frozen=True, slots=True)
class PageEvidence:
    """The model's maps, asked about boxes in the picture's pixels."""

    maps: PageMaps = field(repr=False)
    avatars: tuple[LearnedAvatar, ...]

    def name_score(self, box: Box) -> float:
        """Return how likely the text in a box is a name rather than other text, 0 to 1."""
        name, text = self._mean(NAME, box), self._mean(TEXT, box)
        return name / max(name + text, 1e-6)

    def avatar_score(self, box: Box) -> float:
        """Return the mean probability that places in a box belong to an avatar."""
        return self._mean(AVATAR, box)

    def name_parts(self, line: TextLine, threshold: float) -> list[NamePart]:
        """Return the runs of characters whose score as a name reaches ``threshold``.

        Characters are averaged with their neighbours, so that one that is misjudged parts no name.
        """
        if not line.chars:
            return []
        each = np.array([self.name_score(char) for char in line.chars], np.float32)
        padded = np.pad(each, 1, mode="edge")
        smooth = (padded[:-2] + 2 * each + padded[2:]) / 4
        parts, start = [], None
        for place, inside in enumerate([*(smooth >= threshold), False]):
            if inside and start is None:
                start = place
            elif not inside and start is not None:
                parts.append(NamePart(line, start, place, float(each[start:place].mean())))
                start = None
        return parts

    def _mean(self, plane: int, box: Box) -> float:
        part = self.maps.classes[plane][_window(self.maps, box)]
        return float(part.mean()) if part.size else 0.0


def page_evidence(model: PageModel, pixels: Pixels, lines: Sequence[TextLine]) -> PageEvidence:
    """Ask the model about a picture whose text was read.

    Raises:
        BackendError: the model failed.
    """
    height, width = pixels.shape[:2]
    scale = page_scale(lines, width, height)
    wide, high = padded_size(width, height, scale)
    maps = model.run(pixels, paint(words_of(lines), scale, high, wide), scale)
    return PageEvidence(maps, tuple(_avatars(maps, width, height)))


def _window(maps: PageMaps, box: Box) -> tuple[slice, slice]:
    """Return the rows and columns of the maps that a box reaches, at least one of each."""
    rows, columns = maps.classes.shape[1:]
    left, right = round(box.left * maps.scale), round(box.right * maps.scale)
    top, bottom = round(box.top * maps.scale), round(box.bottom * maps.scale)
    left, top = min(max(left, 0), columns - 1), min(max(top, 0), rows - 1)
    return slice(top, max(top + 1, bottom)), slice(left, max(left + 1, right))


def _avatars(maps: PageMaps, width: int, height: int) -> list[LearnedAvatar]:
    """Return the avatars that places agree on, the surest first."""
    found = []
    picture = Box(0, 0, width, height)
    for left, top, right, bottom in _clusters(maps):
        sides = right - left, bottom - top
        if min(sides) < LEAST_SIDE or max(sides) > LONGEST * min(sides):
            continue
        box = Box(left, top, right, bottom).scaled(1 / maps.scale)
        box = box.padded(RIM * min(box.width, box.height))
        part = maps.classes[AVATAR][_window(maps, box)]
        inside = Box(
            max(0.0, box.left), max(0.0, box.top), min(box.right, width), min(box.bottom, height)
        )
        if box.overlap(picture) > 0:
            found.append(LearnedAvatar(inside, float(part.mean())))
    return found


def _clusters(maps: PageMaps) -> list[tuple[float, float, float, float]]:
    """Merge the boxes that single places tell into one for each avatar, in places."""
    chance = maps.classes[AVATAR]
    rows, columns = np.nonzero(chance >= SEED)
    if not len(rows):
        return []
    sure = chance[rows, columns]
    left, top, right, bottom = (maps.edges[side][rows, columns] for side in range(4))
    x, y = columns + 0.5, rows + 0.5
    boxes = np.stack([x - left, y - top, x + right, y + bottom], axis=1)
    # places in the middle know best where their avatar ends
    middle = np.minimum(left, right) * np.minimum(top, bottom)
    order = np.argsort(-sure * middle / np.maximum((left + right) * (top + bottom), 1e-3))
    boxes, sure = boxes[order], sure[order]
    merged = []
    while len(boxes):
        same = _union_share(boxes[0], boxes) > SAME
        weights = sure[same] ** 2
        merged.append(tuple(float(v) for v in weights @ boxes[same] / weights.sum()))
        near = _inside_share(merged[-1], boxes) > SAME
        rest = ~(same | near)
        boxes, sure = boxes[rest], sure[rest]
    return merged  # type: ignore[return-value]


def _union_share(one: Floats, boxes: Floats) -> Floats:
    """Return the intersection over union of a box and others, xyxy."""
    both = _shared(one, boxes)
    area = (one[2] - one[0]) * (one[3] - one[1])
    areas = (boxes[:, 2] - boxes[:, 0]) * (boxes[:, 3] - boxes[:, 1])
    share: Floats = both / np.maximum(area + areas - both, 1e-6)
    return share


def _inside_share(one: tuple[float, ...], boxes: Floats) -> Floats:
    """Return how much of each box lies in one."""
    areas = (boxes[:, 2] - boxes[:, 0]) * (boxes[:, 3] - boxes[:, 1])
    share: Floats = _shared(np.array(one, np.float32), boxes) / np.maximum(areas, 1e-6)
    return share


def _shared(one: Floats, boxes: Floats) -> Floats:
    wide = np.minimum(one[2], boxes[:, 2]) - np.maximum(one[0], boxes[:, 0])
    high = np.minimum(one[3], boxes[:, 3]) - np.maximum(one[1], boxes[:, 1])
    both: Floats = np.maximum(wide, 0) * np.maximum(high, 0)
    return both
