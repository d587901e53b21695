"""Overlapping tracks of one thing are joined before they are judged.

A face that a detector hardly sees often makes several weak tracks side by side: at other scales,
of another size, one for each stretch of it. Alone each may fall short; together they say more.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from redactkit.detect.rescoring import agreeing_scales, probability

if TYPE_CHECKING:
    from collections.abc import Sequence

    from redactkit.tracking.trajectory import Track

__all__ = ["evidence_of", "overlapping"]

COMMON = 3
"""Frames that two tracks share at least."""

PART, LARGER = 0.5, 4.0
"""Share of the smaller box that lies in the other, and how many times its area that one has at
most, for both to be of one thing in a frame."""

MOSTLY = 0.5
"""Share of these frames in which they have to be."""

Boxes = npt.NDArray[np.float64]


def overlapping(tracks: Sequence[Track]) -> list[list[Track]]:
    """Return groups of tracks that overlap most of the time they share, also by way of others."""
    boxes = [track.boxes for track in tracks]
    parent = list(range(len(tracks)))

    def root(place: int) -> int:
        while parent[place] != place:
            parent[place] = parent[parent[place]]
            place = parent[place]
        return place

    for one, other in _candidates(tracks, boxes):
        if root(one) != root(other) and _same(tracks, boxes, one, other):
            parent[root(one)] = root(other)
    groups: dict[int, list[Track]] = {}
    for place, track in enumerate(tracks):
        groups.setdefault(root(place), []).append(track)
    return list(groups.values())


def evidence_of(group: Sequence[Track]) -> float:
    """Return how likely the one thing that a group of tracks shows is a face, 0 to 1.

    The best score, the scales that saw it, and the mean of all second looks count as those of
    one track. A track that is sure is no more looked at, and its best score stands in.
    """
    best = max(track.best for track in group)
    scales = agreeing_scales({scale for track in group for scale in track.scales})
    looks = [look for track in group for look in track.looks]
    share = max(track.share for track in group)
    return probability(best, scales, float(np.mean(looks)) if looks else None, share)


def _candidates(tracks: Sequence[Track], boxes: Sequence[Boxes]) -> list[tuple[int, int]]:
    """Return pairs of tracks that share frames and, over all of theirs, some area."""
    if len(tracks) < 2:  # noqa: PLR2004 - a pair
        return []
    first = np.array([track.first for track in tracks])
    end = first + np.array([len(each) for each in boxes])
    hulls = np.array([(*each[:, :2].min(axis=0), *each[:, 2:].max(axis=0)) for each in boxes])
    near = np.maximum(hulls[:, None, :2], hulls[None, :, :2])
    far = np.minimum(hulls[:, None, 2:], hulls[None, :, 2:])
    common = np.minimum(end[:, None], end) - np.maximum(first[:, None], first)
    may = (common >= COMMON) & (far > near).all(axis=2)
    return [(int(one), int(other)) for one, other in np.argwhere(np.triu(may, 1))]


def _same(tracks: Sequence[Track], boxes: Sequence[Boxes], one: int, other: int) -> bool:
    begin = max(tracks[one].first, tracks[other].first)
    end = min(tracks[one].first + len(boxes[one]), tracks[other].first + len(boxes[other]))
    these, those = (
        boxes[place][begin - tracks[place].first : end - tracks[place].first]
        for place in (one, other)
    )
    near, far = np.maximum(these[:, :2], those[:, :2]), np.minimum(these[:, 2:], those[:, 2:])
    shared = np.clip(far - near, 0, None).prod(axis=1)
    areas = np.sort([(each[:, 2:] - each[:, :2]).prod(axis=1) for each in (these, those)], axis=0)
    alike = (shared >= PART * areas[0]) & (areas[1] <= LARGER * areas[0])
    return bool(alike.mean() >= MOSTLY)
