"""How much of the faces in finished clips can still be seen, judged from pixels alone.

Any tool's output can be judged: the finished frame is compared with the original one. A face
counts as hidden when the inside of its box was painted over, or when the finer structure of
the face is gone. Only faces that the truth is sure of count.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import av
import cv2
import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

Luma: TypeAlias = npt.NDArray[np.float32]
FaceBox: TypeAlias = "Sequence[float]"

STEP = 18
"""Change of luma, averaged over a few pixels, that no re-encoding makes."""

NIGHT = 24
"""Luma up to which nothing can be seen."""

PAINTED = 0.85
"""Share of a face's inner ellipse that has to be changed."""

LIKE = 0.35
"""Correlation of the features from which the face is still there."""

FLAT = 0.25
"""Share of the features' contrast below which they are gone."""

AROUND = 1.8
"""Covers within a face's box, grown by this, are not too much."""

ENDINGS = frozenset({".mp4", ".mkv", ".mov", ".avi", ".webm", ".ts"})


@dataclass(frozen=True, slots=True)
class Seen:
    """A sure face in a frame: whose, how high in px, its traits, and whether it is hidden."""

    clip: str
    frame: int
    person: str
    height: float
    traits: tuple[str, ...]
    hidden: bool


@dataclass(frozen=True, slots=True)
class Judged:
    """All sure faces of all clips, the share covered in vain in each frame, and faults."""

    faces: tuple[Seen, ...]
    spill: tuple[tuple[str, float], ...]
    faults: tuple[str, ...]


def judge(truth: dict[str, list[dict]], originals: Path, finished: Path) -> Judged:
    """Compare every labelled frame of every clip.

    Raises:
        FileNotFoundError: an original is missing. A missing finished clip hides nothing.
    """
    faces: list[Seen] = []
    spill: list[tuple[str, float]] = []
    faults: set[str] = set()
    for clip in truth["clips"]:
        name, entries = clip["file"], clip["frames"]
        wanted = {entry["index"] for entry in entries}
        source, target = clip_of(originals, name), clip_of(finished, name)
        if source is None:
            raise FileNotFoundError(originals / name)
        before, there = luma_of(source, wanted)
        after, left = luma_of(target, wanted) if target else ({}, 0)
        if there != left:
            faults.add(f"{name}: {there} frames in, {left} out")
        for entry in entries:
            old, new = before[entry["index"]], after.get(entry["index"])
            if new is not None and new.shape != old.shape:
                faults.add(f"{name}: size {old.shape[::-1]} became {new.shape[::-1]}")
                new = cv2.resize(new, old.shape[::-1], interpolation=cv2.INTER_AREA)
            faces += look(name, entry, old, new)
            if new is not None:
                spill.append((name, in_vain(old, new, known(entry))))
    return Judged(tuple(faces), tuple(spill), tuple(sorted(faults)))


def look(clip: str, entry: dict, old: Luma, new: Luma | None) -> list[Seen]:
    """Return the sure faces of one frame; without a finished frame none is hidden."""
    found = []
    for face in entry["faces"]:
        if not face.get("sure", True):
            continue
        height = face["box"][3] - face["box"][1]
        traits = [face["pose"], size_class(height)]
        traits += ["occluded"] if face.get("occluded") else []
        traits += ["motion-blurred"] if face.get("blurred") else []
        gone = new is not None and hidden(old, new, face["box"])
        person = face.get("id", "?")
        found.append(Seen(clip, entry["index"], person, height, tuple(traits), gone))
    return found


def known(entry: dict) -> list[FaceBox]:
    """Return the boxes of all faces and heads of a frame, sure or not."""
    return [thing["box"] for thing in [*entry["faces"], *entry.get("heads", [])]]


def size_class(height: float) -> str:
    """Return the class of a face by its height in px."""
    if height < 16:
        return "<16px"
    return "16-32px" if height < 32 else ">=32px"


def hidden(old: Luma, new: Luma, box: FaceBox) -> bool:
    """Return whether a face can no longer be seen: painted over, or without features."""
    rows, columns = inside(box, old.shape)
    was, now = old[rows, columns], new[rows, columns]
    # less than 16 pixels show nobody
    return was.size < 16 or _painted(was, now) or _featureless(was, now)


def _painted(was: Luma, now: Luma) -> bool:
    high, wide = was.shape
    y, x = np.ogrid[0.5:high, 0.5:wide]
    across, down = (x - wide / 2) / (0.45 * wide), (y - high / 2) / (0.45 * high)
    inner = across**2 + down**2 <= 1
    moved = np.abs(cv2.blur(was, (3, 3)) - cv2.blur(now, (3, 3))) > STEP
    dark = now <= NIGHT
    return bool((moved | dark)[inner].mean() >= PAINTED and np.abs(was - now).mean() > 3)


def _featureless(was: Luma, now: Luma) -> bool:
    before, after = _features(was), _features(now)
    contrast, left = np.sqrt((before * before).sum()), np.sqrt((after * after).sum())
    if left < FLAT * contrast:
        return True
    return float((before * after).sum() / (contrast * left + 1e-6)) < LIKE


def _features(face: Luma) -> Luma:
    """Return what is finer than the head's shading and coarser than noise, at one size."""
    same = cv2.resize(face, (48, 48), interpolation=cv2.INTER_AREA)
    band = cv2.GaussianBlur(same, (0, 0), 1.2) - cv2.GaussianBlur(same, (0, 0), 6)
    return np.asarray(band - band.mean())


def inside(box: FaceBox, shape: tuple[int, ...]) -> tuple[slice, slice]:
    """Return rows and columns of a box, rounded outward and cut at the frame."""
    high, wide = shape
    left, top = max(0, int(np.floor(box[0]))), max(0, int(np.floor(box[1])))
    right, bottom = min(wide, int(np.ceil(box[2]))), min(high, int(np.ceil(box[3])))
    return slice(top, bottom), slice(left, right)


def in_vain(old: Luma, new: Luma, boxes: Iterable[FaceBox]) -> float:
    """Return the share of a frame that was covered far from every face and head."""
    moved = np.abs(cv2.blur(old, (5, 5)) - cv2.blur(new, (5, 5))) > STEP
    for left, top, right, bottom in boxes:
        middle, half = ((left + right) / 2, (top + bottom) / 2), AROUND / 2
        wide, high = (right - left) * half, (bottom - top) * half
        x0, x1 = round(middle[0] - wide), round(middle[0] + wide)
        y0, y1 = round(middle[1] - high), round(middle[1] + high)
        moved[max(0, y0) : max(0, y1), max(0, x0) : max(0, x1)] = False
    return float(moved.mean())


def summary(judged: Judged) -> dict[str, object]:
    """Return the figures: recall by trait, people, the longest exposed run, covers in vain."""
    by_trait: dict[str, list[bool]] = defaultdict(list)
    people: dict[tuple[str, str], list[Seen]] = defaultdict(list)
    for face in judged.faces:
        for trait in ("all", *face.traits):
            by_trait[trait].append(face.hidden)
        people[face.clip, face.person].append(face)
    shares = [vain for _, vain in judged.spill]
    never = [all(face.hidden for face in seen) for seen in people.values()]
    return {
        "recall": {trait: _mean(hits) for trait, hits in by_trait.items()},
        "faces": {trait: len(hits) for trait, hits in by_trait.items()},
        "people_never_exposed": _mean(never),
        "people": len(people),
        "longest_exposed_run": max((longest_run(seen) for seen in people.values()), default=0),
        "over_blur": round(float(np.mean(shares)), 5) if shares else None,
        "frame_faults": list(judged.faults),
        "counts": counts(judged, people),
    }


def counts(
    judged: Judged, people: dict[tuple[str, str], list[Seen]]
) -> dict[str, dict[str, list[float]]]:
    """Return hits and totals of each clip, for intervals: faces, people, covered shares."""
    rows = [("recall", face.clip, float(face.hidden)) for face in judged.faces]
    rows += [
        ("people_never_exposed", clip, float(all(face.hidden for face in seen)))
        for (clip, _), seen in people.items()
    ]
    rows += [("over_blur", clip, vain) for clip, vain in judged.spill]
    found: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(lambda: [0, 0]))
    for key, clip, value in rows:
        cell = found[key][clip]
        cell[0] += value
        cell[1] += 1
    return {key: dict(clips) for key, clips in found.items()}


def longest_run(seen: Iterable[Seen]) -> int:
    """Return how many labelled frames in a row one person's face is exposed at most."""
    longest = run = 0
    for face in sorted(seen, key=lambda face: face.frame):
        run = 0 if face.hidden else run + 1
        longest = max(longest, run)
    return longest


def _mean(hits: Sequence[bool]) -> float:
    return round(float(np.mean(hits)), 4) if hits else float("nan")


def luma_of(path: Path, wanted: set[int]) -> tuple[dict[int, Luma], int]:
    """Return the luma of some frames, 0 to 255, and how many frames there are."""
    kept: dict[int, Luma] = {}
    count = 0
    with av.open(str(path)) as container:
        for frame in container.decode(video=0):
            if count in wanted:
                kept[count] = frame.to_ndarray(format="gray").astype(np.float32)
            count += 1
    return kept, count


def clip_of(folder: Path, name: str) -> Path | None:
    """Return the clip of a name, whatever its container, or None."""
    stem = name.rpartition(".")[0]
    alike = (path for path in folder.iterdir() if stem == path.stem or path.name == name)
    return min((path for path in alike if path.suffix.lower() in ENDINGS), default=None)
