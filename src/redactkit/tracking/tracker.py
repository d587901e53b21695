"""Detections of each frame become findings over time. Linking only ever adds boxes.

Detections are linked from frame to frame, the sure ones first (ByteTrack's second
association: weak ones then continue what is there). A track counts when its best score
does or when the evidence does, of all tracks that overlap it together; gaps inside it are
bridged, and it is held for some frames before its first and after its last sighting. Whatever
is decided about a track, each single detection at or above the threshold is covered.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import inf
from typing import TYPE_CHECKING

import numpy as np

from redactkit.core.findings import Detection, Finding, Sighting
from redactkit.detect.rescoring import START_FLOOR, Rescorer
from redactkit.tracking.association import Rows, associate
from redactkit.tracking.joining import evidence_of, overlapping
from redactkit.tracking.trajectory import Track

if TYPE_CHECKING:
    from collections.abc import Sequence

    from redactkit.core.frames import Picture
    from redactkit.tracking.template_tracker import FrameBuffer

__all__ = ["Tracker", "TrackerSettings", "still_findings", "track_clip"]

SAME_FACE = 0.3
"""IoU with a face just seen from which a weak detection is no other."""

LONE = 0.2
"""Score below which a single sighting is not rescored."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackerSettings:
    """How tracks are made.

    ``threshold`` is the score from which a detection or a track counts. ``gap`` is the
    number of frames bridged, ``follow`` the number where the thing was followed through all of
    them, ``reach`` the frames it is followed beyond both ends, ``pad`` the frames held
    there, ``span`` the frames after which an unsure track is judged, so that memory stays
    bounded. Below ``floor`` an unsure track is forgotten; from there it is reported, with
    its score.
    """

    threshold: float = 0.5
    floor: float = 0.25
    gap: int = 12
    follow: int = 0
    reach: int = 0
    pad: int = 3
    span: int = 100


class Tracker:
    """Links detections as frames come; keeps open tracks and finished findings only.

    Args:
        settings: thresholds and lengths.
        witness: rescores crops of unsure tracks; None skips that.
        past: the pictures that tracks are followed in, filled by the caller up to the frame
            of each step; None follows nothing.
    """

    def __init__(
        self,
        settings: TrackerSettings,
        witness: Rescorer | None = None,
        past: FrameBuffer | None = None,
    ) -> None:
        """Start with nothing."""
        self._settings = settings
        self._witness = witness
        self._past = past
        self._open: list[Track] = []
        self._ended: list[Track] = []
        self._done: list[Track] = []

    def step(self, frame: int, detections: Sequence[Detection], picture: Picture | None) -> None:
        """Take the detections of ``frame``; frames rise. ``picture`` gives crops for rescoring.

        Raises:
            BackendError: rescoring failed.
        """
        for track in self._open:
            track.follow(frame)
        self._retire(frame)
        rows = np.array([(*d.box.xyxy, d.score) for d in detections]).reshape(-1, 5)
        taken = set()
        for number, place in self._pairs(frame, rows):
            self._open[number].see(frame, detections[place])
            self._picture(self._open[number], picture, detections[place])
            taken.add(place)
        back = self._settings.reach, self._settings.pad
        for place, detection in enumerate(detections):
            if place not in taken and self._is_new(frame, detection):
                track = Track(frame, detection, self._past, back)
                self._picture(track, picture, detection)
                self._open.append(track)

    def cut(self) -> None:
        """End all open tracks: what follows is another scene or another time."""
        if self._past is not None:
            for track in self._open:
                track.follow(self._past.last)
        ended, self._open = self._open, []
        self._close(ended)
        self._decide(inf)

    def finish(self, frames: int) -> list[Finding]:
        """Return what was found, in order of first frame, in a clip of ``frames`` frames.

        Raises:
            BackendError: rescoring failed.
        """
        self.cut()
        findings = [track.finding(frames) for track in self._done]
        return sorted(findings, key=lambda f: (f.first, f.sightings[0].box.xyxy))

    def _picture(self, track: Track, picture: Picture | None, detection: Detection) -> None:
        track.sure = track.sure or detection.score >= self._settings.threshold
        if self._witness is not None and picture is not None and not track.sure:
            track.album.offer(picture, detection.box, detection.score)
            height, width = picture.shape
            track.share = max(track.share, min(1.0, detection.box.area / (height * width)))

    def _retire(self, frame: int) -> None:
        lost = [track for track in self._open if self._is_lost(track, frame)]
        late = {id(track) for track in lost}
        old = [
            track
            for track in self._open
            if id(track) not in late
            and not track.sure
            and frame - track.seen_first >= self._settings.span
        ]
        self._look_again(old)
        for track in old:
            track.evidence = evidence_of([track])
            track.sure = track.evidence >= self._settings.threshold
        lost += [track for track in old if not track.sure]
        if lost:
            self._close(lost)
            gone = {id(track) for track in lost}
            self._open = [track for track in self._open if id(track) not in gone]
        # many at once, for all overlaps are computed each time
        span = self._settings.span
        if self._ended and self._ended[0].over < frame - 2 * span:
            self._decide(frame - span)

    def _is_new(self, frame: int, detection: Detection) -> bool:
        """Return whether a detection starts a track: a weak one not where one was just seen."""
        if detection.score >= self._settings.threshold:
            return True
        seen = (track.box for track in self._open if track.last == frame)
        return detection.score >= START_FLOOR and all(
            detection.box.iou(box) < SAME_FACE for box in seen
        )

    def _is_lost(self, track: Track, frame: int) -> bool:
        bridged = self._settings.follow if track.alive(frame) else self._settings.gap
        return frame - track.last > max(bridged, self._settings.gap)

    def _close(self, tracks: list[Track]) -> None:
        """End tracks; what is decided of them waits for those that may be of the same thing."""
        self._look_again([track for track in tracks if not track.sure])
        for track in tracks:
            track.end(self._settings.reach, self._settings.pad)
            if track.best >= self._settings.threshold:
                track.looks = (track.best,)
        floor = self._settings.floor
        self._ended += [track for track in tracks if not _hopeless(track) or track.best >= floor]

    def _decide(self, until: float) -> None:
        """Judge what ended before frame ``until``, with all that overlaps it."""
        floor = self._settings.floor
        joined = self._witness is not None
        tracks = [*self._ended, *self._open]
        groups = overlapping(tracks) if joined else [[track] for track in tracks]
        for group in groups:
            evidence = evidence_of(group)
            for track in group:
                if track.over <= until and not track.sure:
                    track.evidence = evidence
        due = [track for track in self._ended if track.over <= until]
        self._ended = [track for track in self._ended if track.over > until]
        self._done += [
            track for track in due if track.sure or track.evidence >= floor or track.best >= floor
        ]

    def _look_again(self, tracks: list[Track]) -> None:
        """Rescore the crops of unsure tracks."""
        pictures = [[] if _hopeless(track) else track.album.pictures for track in tracks]
        looks: Sequence[float] = ()
        if self._witness is not None and any(pictures):
            looks = self._witness.rescore([crop for album in pictures for crop in album])
        start = 0
        for track, album in zip(tracks, pictures, strict=True):
            track.looks = tuple(looks[start : start + len(album)])
            start += len(album)

    def _pairs(self, frame: int, rows: Rows) -> list[tuple[int, int]]:
        """Return pairs of open track and detection, best match first, each used once."""
        if not self._open or not len(rows):
            return []
        return associate(
            np.array([track.expected(frame) for track in self._open]),
            np.array([frame - track.last for track in self._open]),
            np.array([track.recent for track in self._open]),
            rows,
        )


def _hopeless(track: Track) -> bool:
    """Return whether a track is one weak sighting and no more, as most are."""
    return track.seen == 1 and track.best < LONE


def track_clip(
    frames: Sequence[Sequence[Detection]], settings: TrackerSettings | None = None
) -> list[Finding]:
    """Link the detections of a whole clip, one sequence a frame, without rescoring.

    In every frame each detection that reaches the threshold lies inside the box of a
    finding that reaches it.
    """
    linker = Tracker(settings or TrackerSettings())
    for index, detections in enumerate(frames):
        linker.step(index, detections, None)
    return linker.finish(len(frames))


def still_findings(detections: Sequence[Detection]) -> list[Finding]:
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
