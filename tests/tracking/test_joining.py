"""Overlapping weak tracks of one thing are judged together."""

from __future__ import annotations

import numpy as np
import pytest

from redactkit.core.findings import Detection, Kind
from redactkit.core.frames import Frame
from redactkit.core.geometry import Box
from redactkit.detect.rescoring import probability
from redactkit.tracking.joining import evidence_of, overlapping
from redactkit.tracking.tracker import Tracker, TrackerSettings
from redactkit.tracking.trajectory import Track

FRAME = Frame(index=0, pts=0, pixels=np.full((400, 600, 3), 90, np.uint8))


def seen(x, y=20.0, size=20.0, score=0.3, rule="320"):
    box = Box(x, y, x + size, y + size)
    return Detection(kind=Kind.FACE, box=box, score=score, detector="test-1", rule=rule)


def track(frames, x, step=0.0, **how):
    """Return a track of a box that moves ``step`` px a frame."""
    first, *rest = frames
    made = Track(first, seen(x, **how), None)
    for frame in rest:
        made.see(frame, seen(x + step * (frame - first), **how))
    return made


def names(groups, tracks):
    return {frozenset(tracks.index(one) for one in group) for group in groups}


def test_those_that_overlap_are_one_thing_also_by_way_of_others():
    tracks = [track(range(20), 10), track(range(20), 17), track(range(20), 24)]
    tracks += [track(range(20), 90), track(range(20), 92, size=60)]
    assert names(overlapping(tracks), tracks) == {
        frozenset({0, 1, 2}),
        frozenset({3}),
        frozenset({4}),
    }, "a box nine times as large is another thing"


def test_those_that_pass_each_other_or_come_one_after_the_other_are_two():
    tracks = [track(range(40), 0, step=3), track(range(40), 117, step=-3)]
    tracks += [track(range(50, 60), 10), track(range(59, 70), 10)]
    assert names(overlapping(tracks), tracks) == {frozenset({n}) for n in range(4)}


def test_what_they_are_worth_together():
    one, other = track(range(20), 10, score=0.2), track(range(20), 12, score=0.4, rule="720")
    one.looks, other.looks = (0.5, 0.7), (0.3,)
    one.share = 0.01
    assert evidence_of([one, other]) == pytest.approx(probability(0.4, 2, 0.5, 0.01))
    assert evidence_of([one, other]) > evidence_of([one])
    assert evidence_of([track(range(5), 10, score=0.35)]) == 0.35, "nobody could look again"


class Judge:
    """Says of every crop the same."""

    def __init__(self, word):
        self.word = word

    def scan(self, _frame):
        return []

    def rescore(self, crops):
        return [self.word for _ in crops]


def run(frames, settings, word=0.25, others=()):
    tracker = Tracker(settings, Judge(word))
    for index in range(frames):
        found = [seen(30, score=0.2, rule="320+720"), *(other(index) for other in others)]
        picture = Frame(index=index, pts=index, pixels=FRAME.pixels)
        tracker.step(index, found, picture)
    return tracker.finish(frames)


def beside(x, **how):
    return lambda _index: seen(x, **how)


AROUND = beside(22, y=12, size=38, score=0.2, rule="1080")
"""Another scale's box around the same face, too large to be taken for the same detection."""

SETTINGS = TrackerSettings(threshold=0.5, floor=0.0)


def test_two_that_fall_short_on_one_place_are_a_face():
    alone = run(30, SETTINGS)
    assert len(alone) == 1
    assert alone[0].score < 0.5
    together = run(30, SETTINGS, others=[AROUND])
    assert len(together) == 2
    assert all(finding.score >= 0.5 for finding in together)
    assert len({finding.score for finding in together}) == 1


def test_far_apart_they_stay_what_they_are():
    far = beside(90, y=12, size=38, score=0.2, rule="1080")
    assert all(finding.score < 0.5 for finding in run(30, SETTINGS, others=[far]))


@pytest.mark.parametrize("frames", [30, 700])
def test_memory_stays_bounded_and_long_clips_are_judged_alike(frames):
    settings = TrackerSettings(threshold=0.5, floor=0.0, span=50)
    tracker = Tracker(settings, Judge(0.25))
    most = 0
    for index in range(frames):
        found = [seen(30, score=0.2, rule="320+720"), AROUND(index)]
        tracker.step(index, found, Frame(index=index, pts=index, pixels=FRAME.pixels))
        most = max(most, len(tracker._ended) + len(tracker._open))
    findings = tracker.finish(frames)
    assert most <= 12
    hidden = {f for one in findings if one.score >= 0.5 for f in range(one.first, one.last + 1)}
    assert hidden >= set(range(frames))


def test_a_cut_parts_them():
    tracker = Tracker(SETTINGS, Judge(0.25))
    for index in range(40):
        if index == 20:
            tracker.cut()
        found = seen(30, score=0.2, rule="320+720") if index < 20 else AROUND(index)
        tracker.step(index, [found], Frame(index=index, pts=index, pixels=FRAME.pixels))
    assert all(finding.score < 0.5 for finding in tracker.finish(40))
