"""Linking only adds: what was seen stays covered, and more beside it."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from redactkit.core.findings import Detection, Kind
from redactkit.core.frames import Frame
from redactkit.core.geometry import Box
from redactkit.detect.rescoring import (
    CROP,
    CROPS,
    FACE_IN_CROP,
    CropBuffer,
    crop_around,
    probability,
)
from redactkit.tracking.tracker import (
    Tracker,
    TrackerSettings,
    still_findings,
    track_clip,
)

SURE = TrackerSettings().threshold


def face(x, y=50.0, size=20.0, score=0.9, rule="320+720"):
    box = Box(x, y, x + size, y + size)
    return Detection(kind=Kind.FACE, box=box, score=score, detector="test-1", rule=rule)


def covered(findings, frame, box):
    return any(
        finding.score >= SURE and (place := finding.at(frame)) is not None and place.covers(box)
        for finding in findings
    )


detections = st.builds(
    face,
    st.floats(-50, 600),
    st.floats(-50, 400),
    st.floats(4, 200),
    st.floats(0, 1),
    st.sampled_from(["320", "720", "320+720+1080", ""]),
)
clips = st.lists(st.lists(detections, max_size=5), max_size=30)


class TestOnlyAdds:
    @given(clips)
    def test_every_detection_that_counts_is_covered(self, clip):
        findings = track_clip(clip)
        for frame, seen in enumerate(clip):
            for detection in seen:
                if detection.score >= SURE:
                    assert covered(findings, frame, detection.box)

    @given(clips, detections, st.integers(0, 29))
    def test_one_more_detection_uncovers_none_that_counts(self, clip, extra, place):
        more = [list(seen) for seen in clip] + [[] for _ in range(place + 1 - len(clip))]
        more[place].append(extra)
        findings = track_clip(more)
        for frame, seen in enumerate(clip):
            for detection in seen:
                if detection.score >= SURE:
                    assert covered(findings, frame, detection.box)

    @given(clips)
    def test_findings_are_in_order_and_inside_the_clip(self, clip):
        findings = track_clip(clip)
        assert [f.first for f in findings] == sorted(f.first for f in findings)
        for finding in findings:
            frames = [sighting.frame for sighting in finding.sightings]
            assert frames == list(range(finding.first, finding.last + 1))
            assert finding.first >= 0
            assert finding.last < len(clip)

    @settings(max_examples=30)
    @given(clips)
    def test_the_same_detections_give_the_same_findings(self, clip):
        assert track_clip(clip) == track_clip(clip)

    @given(st.lists(detections, max_size=8))
    def test_a_still_keeps_all_it_was_given(self, seen):
        findings = still_findings(seen)
        assert [f.at(0) for f in findings] == [d.box for d in seen]
        assert [f.score for f in findings] == [d.score for d in seen]


class TestTime:
    def test_a_gap_is_bridged_along_the_way(self):
        clip = [[face(100 + 2 * i)] if i not in range(5, 12) else [] for i in range(20)]
        (finding,) = track_clip(clip)
        for i in range(20):
            x, _ = finding.at(i).center
            assert x == pytest.approx(110 + 2 * i)

    def test_a_gap_too_long_is_not(self):
        clip = [[face(100)] if i < 3 or i > 40 else [] for i in range(45)]
        assert len(track_clip(clip)) == 2

    def test_ends_are_held(self):
        clip = [[face(100)] if 10 <= i <= 12 else [] for i in range(30)]
        (finding,) = track_clip(clip, TrackerSettings(pad=4))
        assert (finding.first, finding.last) == (6, 16)
        assert finding.at(6) == finding.at(16) == face(100).box

    def test_a_weak_sighting_continues_a_sure_track(self):
        clip = [[face(100 + i, score=0.9 if i == 0 else 0.06)] for i in range(20)]
        (finding,) = track_clip(clip)
        assert finding.last == 19

    def test_weak_sightings_alone_start_nothing(self):
        assert track_clip([[face(100, score=0.09)] for _ in range(20)]) == []

    def test_two_who_pass_each_other_are_both_covered_all_the_time(self):
        left = [face(100 + 5 * i, 50) for i in range(30)]
        right = [face(250 - 5 * i, 58) for i in range(30)]
        findings = track_clip([[a, b] for a, b in zip(left, right, strict=True)])
        for i, pair in enumerate(zip(left, right, strict=True)):
            for seen in pair:
                assert covered(findings, i, seen.box)

    def test_nothing_is_bridged_over_a_cut(self):
        linker = Tracker(TrackerSettings(pad=1))
        for i in range(10):
            if i == 5:
                linker.cut()
            linker.step(i, [face(100)] if i in {2, 8} else [], None)
        findings = linker.finish(10)
        assert [f.at(5) for f in findings] == [None, None]

    def test_the_scales_of_a_track_are_named(self):
        clip = [[face(100, rule="320")], [face(100, rule="1080+720")]]
        assert track_clip(clip)[0].rule == "320+720+1080"


class Asked:
    """A witness with a fixed opinion that counts how often it is asked."""

    def __init__(self, opinion):
        self.opinion, self.crops = opinion, 0

    def scan(self, frame):
        raise NotImplementedError

    def rescore(self, crops):
        self.crops += len(crops)
        assert all(crop.shape == (CROP, CROP, 3) for crop in crops)
        return [self.opinion] * len(crops)


def run(witness, score, frames=40, **options):
    linker = Tracker(TrackerSettings(**options), witness)
    for i in range(frames):
        picture = Frame(index=i, pts=i, pixels=np.zeros((120, 160, 3), np.uint8))
        linker.step(i, [face(40 + i, score=score)], picture)
    return linker.finish(frames)


class TestEvidence:
    def test_a_weak_track_counts_when_the_second_look_agrees(self):
        (finding,) = run(Asked(0.6), 0.25)
        assert finding.score > SURE
        assert len(finding.sightings) == 40

    def test_and_is_left_when_it_does_not(self):
        assert run(Asked(0.001), 0.15) == []

    def test_a_doubtful_one_is_reported_with_its_score(self):
        (finding,) = run(Asked(0.03), 0.3)
        assert 0.25 <= finding.score < SURE

    def test_a_sure_track_needs_no_second_look(self):
        witness = Asked(0.0)
        (finding,) = run(witness, 0.9)
        assert finding.score == 0.9
        assert witness.crops == 0

    def test_few_pictures_are_looked_at_however_long_the_track(self):
        witness = Asked(0.001)
        run(witness, 0.2, frames=90)
        assert 2 <= witness.crops <= CROPS

    def test_unsure_tracks_are_judged_on_the_way_and_forgotten(self):
        witness = Asked(0.001)
        linker = Tracker(TrackerSettings(span=20), witness)
        for i in range(200):
            picture = Frame(index=i, pts=i, pixels=np.zeros((120, 160, 3), np.uint8))
            linker.step(i, [face(40, score=0.2)], picture)
            assert sum(len(t._course) for t in linker._open) <= 26
            assert linker._done == []
        assert witness.crops > 10

    @given(st.floats(0, 1), st.integers(1, 4), st.floats(0, 1), st.floats(0, 1))
    def test_more_evidence_is_never_less_probable(self, best, scales, look, more):
        low, high = sorted((look, more))
        assert 0 <= probability(best, scales, low) <= probability(best, scales, high) <= 1
        assert probability(best, scales, low) <= probability(best, scales + 1, low)
        assert probability(best, scales, None) == best

    def test_the_album_keeps_the_best_of_each_stretch(self):
        album = CropBuffer()
        for i, score in enumerate(itertools.islice(itertools.cycle([0.1, 0.4, 0.2]), 300)):
            pixels = np.full((50, 50, 3), int(score * 100), np.uint8)
            album.offer(Frame(index=i, pts=i, pixels=pixels), Box(10, 10, 30, 30), score)
        assert 1 < len(album.pictures) <= CROPS
        assert all(picture.max() == 40 for picture in album.pictures)


class TestCrop:
    def test_the_face_is_in_the_middle_at_its_size(self):
        pixels = np.zeros((400, 400, 3), np.uint8)
        pixels[100:140, 200:240] = 255
        crop = crop_around(pixels, Box(200, 100, 240, 140))
        rows, columns = np.nonzero(crop[..., 0] > 127)
        for place in (rows, columns):
            assert abs(np.ptp(place) + 1 - FACE_IN_CROP) <= 2
            assert abs(place.mean() - (CROP - 1) / 2) <= 2

    @given(st.floats(-80, 180), st.floats(-80, 180), st.floats(0, 300), st.floats(0, 300))
    def test_any_box_gives_a_crop(self, x, y, width, height):
        pixels = np.full((60, 90, 3), 7, np.uint8)
        crop = crop_around(pixels, Box(x, y, x + width, y + height))
        assert crop.shape == (CROP, CROP, 3)
        assert (crop == 7).all()


def test_settings_are_values():
    assert replace(TrackerSettings(), gap=3).gap == 3
