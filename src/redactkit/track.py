"""Detections of each frame become findings over time. Linking only ever adds boxes.

Detections are linked from frame to frame, the sure ones first (ByteTrack's second
association: weak ones then continue what is there). A track counts when its best score
does or when the evidence over time does; gaps inside it are bridged, and it is held for
some frames before its first and after its last sighting. Whatever is decided about a
track, each single detection at or above the threshold is covered.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from redactkit.evidence import WORTH_A_LOOK, Album, Witness, probability
from redactkit.findings import Detection, Finding, Sighting
from redactkit.pairing import Rows, pairs

if TYPE_CHECKING:
    from collections.abc import Sequence

    from redactkit.frames import Frame
    from redactkit.geometry import Box

__all__ = ["Linker", "Settings", "link", "still"]

FORESIGHT = 6
"""Frames over which a track is expected to keep its pace."""

INERTIA = 0.6
"""Share of the old pace in the new one."""

RECENT = 10
"""Sightings whose best score says how sure a track is now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How tracks are made.

    ``threshold`` is the score from which a detection or a track counts. ``gap`` is the
    number of frames bridged, ``pad`` the frames held at both ends, ``span`` the frames
    after which an unsure track is judged, so that memory stays bounded. Below ``floor``
    an unsure track is forgotten; from there it is reported, with its score.
    """

    threshold: float = 0.5
    floor: float = 0.25
    gap: int = 12
    pad: int = 3
    span: int = 100


@dataclass(slots=True, eq=False)
class Track:
    """One thing followed through frames."""

    sightings: list[tuple[int, Detection]]
    pace: tuple[float, float] = (0.0, 0.0)
    scales: set[str] = field(default_factory=set)
    album: Album = field(default_factory=Album)
    sure: bool = False
    evidence: float = 0.0
    share: float = 0.0

    @property
    def last(self) -> int:
        """Frame of the last sighting."""
        return self.sightings[-1][0]

    @property
    def best(self) -> float:
        """Best score of all sightings."""
        return max(detection.score for _, detection in self.sightings)

    def expected(self, frame: int) -> tuple[float, float, float, float]:
        """Return where the thing should be in ``frame``, xyxy."""
        steps = min(frame - self.last, FORESIGHT)
        box = self.sightings[-1][1].box
        return box.shifted(self.pace[0] * steps, self.pace[1] * steps).xyxy

    def see(self, frame: int, detection: Detection) -> None:
        """Add a sighting."""
        steps = frame - self.last
        (x0, y0), (x1, y1) = self.sightings[-1][1].box.center, detection.box.center
        self.pace = (
            INERTIA * self.pace[0] + (1 - INERTIA) * (x1 - x0) / steps,
            INERTIA * self.pace[1] + (1 - INERTIA) * (y1 - y0) / steps,
        )
        self.sightings.append((frame, detection))
        self.scales |= set(detection.rule.split("+"))


class Linker:
    """Links detections as frames come; keeps open tracks and finished findings only.

    Args:
        settings: thresholds and lengths.
        witness: who is asked about unsure tracks; None asks nobody.
    """

    def __init__(self, settings: Settings, witness: Witness | None = None) -> None:
        """Start with nothing."""
        self._settings = settings
        self._witness = witness
        self._open: list[Track] = []
        self._done: list[Track] = []

    def step(self, frame: int, detections: Sequence[Detection], picture: Frame | None) -> None:
        """Take the detections of ``frame``; frames rise. ``picture`` is for second looks.

        Raises:
            BackendError: the second look failed.
        """
        self._retire(frame)
        rows = np.array([(*d.box.xyxy, d.score) for d in detections]).reshape(-1, 5)
        taken = set()
        for number, place in self._pairs(frame, rows):
            self._open[number].see(frame, detections[place])
            self._picture(self._open[number], picture, detections[place])
            taken.add(place)
        for place, detection in enumerate(detections):
            if place not in taken and detection.score >= WORTH_A_LOOK:
                track = Track([(frame, detection)], scales=set(detection.rule.split("+")))
                self._picture(track, picture, detection)
                self._open.append(track)

    def cut(self) -> None:
        """End all open tracks: what follows is another scene or another time."""
        self._close(self._open)
        self._open = []

    def finish(self, frames: int) -> list[Finding]:
        """Return what was found, in order of first frame, in a clip of ``frames`` frames.

        Raises:
            BackendError: the second look failed.
        """
        self.cut()
        findings = [
            _finding(track, self._settings, frames) for track in self._done if track.sightings
        ]
        return sorted(findings, key=lambda f: (f.first, f.sightings[0].box.xyxy))

    def _picture(self, track: Track, picture: Frame | None, detection: Detection) -> None:
        track.sure = track.sure or detection.score >= self._settings.threshold
        if self._witness is not None and picture is not None and not track.sure:
            track.album.offer(picture, detection.box, detection.score)
            height, width = picture.pixels.shape[:2]
            track.share = max(track.share, min(1.0, detection.box.area / (height * width)))

    def _retire(self, frame: int) -> None:
        late = self._settings.gap
        lost = [track for track in self._open if frame - track.last > late]
        old = [
            track
            for track in self._open
            if frame - track.last <= late
            and not track.sure
            and frame - track.sightings[0][0] >= self._settings.span
        ]
        if not lost and not old:
            return
        self._close(lost)
        self._judge(old)
        gone = {id(track) for track in lost} | {id(track) for track in old if not track.sure}
        self._keep([track for track in old if not track.sure])
        self._open = [track for track in self._open if id(track) not in gone]

    def _close(self, tracks: list[Track]) -> None:
        self._judge([track for track in tracks if not track.sure])
        self._keep(tracks)

    def _keep(self, tracks: list[Track]) -> None:
        floor = self._settings.floor
        for track in tracks:
            track.album = Album()
            if track.sure or track.evidence >= floor or track.best >= floor:
                self._done.append(track)

    def _judge(self, tracks: list[Track]) -> None:
        pictures = [track.album.pictures for track in tracks]
        looks: Sequence[float] = ()
        if self._witness is not None and any(pictures):
            looks = self._witness.examine([crop for album in pictures for crop in album])
        start = 0
        for track, album in zip(tracks, pictures, strict=True):
            seen = looks[start : start + len(album)]
            start += len(album)
            look = float(np.mean(seen)) if len(seen) else None
            track.evidence = probability(track.best, len(track.scales), look, track.share)
            track.sure = track.evidence >= self._settings.threshold

    def _pairs(self, frame: int, rows: Rows) -> list[tuple[int, int]]:
        """Return pairs of open track and detection, best match first, each used once."""
        if not self._open or not len(rows):
            return []
        recent = [max(d.score for _, d in t.sightings[-RECENT:]) for t in self._open]
        return pairs(
            np.array([track.expected(frame) for track in self._open]),
            np.array([frame - track.last for track in self._open]),
            np.array(recent),
            rows,
        )


def link(frames: Sequence[Sequence[Detection]], settings: Settings | None = None) -> list[Finding]:
    """Link the detections of a whole clip, one sequence a frame, without second looks.

    In every frame each detection that reaches the threshold lies inside the box of a
    finding that reaches it.
    """
    linker = Linker(settings or Settings())
    for index, detections in enumerate(frames):
        linker.step(index, detections, None)
    return linker.finish(len(frames))


def still(detections: Sequence[Detection]) -> list[Finding]:
    """Return one finding for each detection of a still image, in frame 0."""
    return [
        Finding(
            kind=d.kind,
            detector=d.detector,
            sightings=(Sighting(frame=0, box=d.box, score=d.score),),
            rule=d.rule,
            alias=d.alias,
            seal=d.seal,
        )
        for d in detections
    ]


def _finding(track: Track, settings: Settings, frames: int) -> Finding:
    first = track.sightings[0][1]
    top = max(range(len(track.sightings)), key=lambda i: track.sightings[i][1].score)
    sightings: list[Sighting] = []
    for place, (frame, detection) in enumerate(track.sightings):
        if sightings:
            sightings += _bridge(sightings[-1], frame, detection.box)
        # The best sighting carries what the whole track says.
        score = max(detection.score, track.evidence) if place == top else detection.score
        sightings.append(Sighting(frame=frame, box=detection.box, score=score))
    start, end = sightings[0], sightings[-1]
    before = range(max(0, start.frame - settings.pad), start.frame)
    after = range(end.frame + 1, min(frames, end.frame + settings.pad + 1))
    sightings = [
        *(Sighting(frame=frame, box=start.box) for frame in before),
        *sightings,
        *(Sighting(frame=frame, box=end.box) for frame in after),
    ]
    rule = "+".join(sorted(track.scales, key=lambda scale: (len(scale), scale)))
    return Finding(kind=first.kind, detector=first.detector, sightings=tuple(sightings), rule=rule)


def _bridge(last: Sighting, frame: int, box: Box) -> list[Sighting]:
    steps = frame - last.frame
    return [
        Sighting(frame=last.frame + step, box=last.box.between(box, step / steps))
        for step in range(1, steps)
    ]
