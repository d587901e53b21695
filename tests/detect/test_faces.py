"""Faces at all sizes, in clips and in stills."""

from __future__ import annotations

import numpy as np
import pytest

from redactkit.core.findings import Kind
from redactkit.core.frames import Frame
from redactkit.core.geometry import Box
from redactkit.detect.executors import ThreadPool
from redactkit.detect.faces import FaceDetector, _spans
from redactkit.detect.motion import downscaled
from redactkit.detect.scale_merging import merge_scales
from redactkit.detect.scan_scheduler import ScanInterval, ScanScheduler, scan_regions

cv2 = pytest.importorskip("cv2")

FACE = Box(181, 59, 270, 178)
"""Where the astronaut's face is."""


@pytest.fixture(scope="module")
def detector():
    return FaceDetector(threads=1)


@pytest.fixture(scope="module")
def portrait():
    data = pytest.importorskip("skimage.data")
    return np.ascontiguousarray(data.astronaut())


def scene(portrait, size, place, face_height, background=110):
    """Paste the portrait, shrunk so that its face has ``face_height``, at ``place``."""
    height, width = size
    pixels = np.full((height, width, 3), background, np.uint8)
    scale = face_height / FACE.height
    small = cv2.resize(portrait, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    x, y = place
    part = small[: height - y, : width - x]
    pixels[y : y + part.shape[0], x : x + part.shape[1]] = part
    return pixels, FACE.scaled(scale).shifted(x, y)


def frame(pixels, index=0):
    return Frame(index=index, pts=index, pixels=pixels)


@pytest.mark.parametrize("face_height", [14, 24, 60, 150, 330])
def test_sizes(detector, portrait, face_height):
    pixels, where = scene(portrait, (720, 1280), (120, 20), face_height)
    (found,) = detector.detect([frame(pixels)])
    best = max(found, key=lambda d: d.score)
    assert best.kind is Kind.FACE
    assert best.score >= 0.5
    assert best.box.iou(where) > 0.5
    assert best.detector == detector.name == "centerface-1"


def test_a_photo_in_a_long_screenshot(detector, portrait):
    pixels, where = scene(portrait, (2532, 1170), (400, 1900), 120, background=245)
    (found,) = detector.detect([frame(pixels)])
    assert any(d.score >= 0.5 and d.box.iou(where) > 0.5 for d in found)


def test_photos_in_a_screenshot_are_looked_at_where_they_are(detector, portrait):
    pixels, where = scene(portrait, (1600, 750), (100, 900), 90, background=245)
    shot, part = frame(pixels), [(60, 860, 500, 1400)]

    assert any(d.score >= 0.5 and d.box.iou(where) > 0.5 for d in detector.detect_in(shot, part))
    assert not any(d.score >= 0.3 for d in detector.detect_in(shot, [(0, 0, 750, 800)]))
    assert not any(
        d.score >= 0.3 and d.box.iou(where) > 0.5
        for d in detector.detect_in(shot, part, [where.padded(60)])
    )


def test_an_empty_room_has_none(detector):
    assert detector.detect([frame(np.full((360, 640, 3), 90, np.uint8))]) == [[]]


def test_the_second_look_tells_a_face_from_a_wall(detector, portrait):
    from redactkit.detect.rescoring import crop_around

    pixels, where = scene(portrait, (480, 640), (120, 20), 40)
    face, wall = detector.rescore(
        [crop_around(pixels, where), crop_around(pixels, where.shifted(250, 150))]
    )
    assert face > 0.4
    assert wall < 0.05
    assert detector.rescore([]) == []


class TestMerge:
    def test_scales_that_agree_become_one(self):
        a = np.array([[10, 10, 30, 30, 0.9]], np.float32)
        b = np.array([[11, 11, 31, 31, 0.3], [100, 10, 120, 30, 0.2]], np.float32)
        both = merge_scales([(320, a), (720, b)])
        assert [d.rule for d in both] == ["320+720", "720"]
        assert [d.score for d in both] == pytest.approx([0.9, 0.2])
        assert both[0].box.xyxy == pytest.approx((10.1, 10.1, 30.1, 30.1))

    def test_nothing(self):
        assert merge_scales([]) == merge_scales([(320, np.zeros((0, 5), np.float32))]) == []


@pytest.mark.parametrize(
    ("length", "side", "overlap"), [(100, 200, 20), (1000, 300, 50), (301, 300, 50)]
)
def test_tiles_hold_every_place_with_its_surroundings(length, side, overlap):
    spans = _spans(length, side, overlap)
    assert spans[0][0] == 0
    assert spans[-1][1] == length
    for start in range(length - overlap):
        assert any(a <= start and start + overlap <= b for a, b in spans)


class Counting:
    """Sees one face where the picture is white, and counts the pixels it was shown."""

    def __init__(self, lanes=1):
        self.shown, self.lanes = [], lanes

    def scales(self, pixels):
        assert pixels.ndim == 3
        return [320, 720]

    def detect_scale(self, pixels, scale, regions):
        rows = []
        for left, top, right, bottom in regions:
            self.shown.append((scale, (right - left) * (bottom - top)))
            y, x = np.nonzero(pixels[top:bottom, left:right, 0] == 255)
            if len(y):
                rows.append(
                    (left + x.min(), top + y.min(), left + x.max() + 1, top + y.max() + 1, 0.8)
                )
        return np.array(rows, np.float32).reshape(-1, 5)

    def merged(self, found):
        return merge_scales(found)


def paces(small, large):
    """Return how often the scales of `Counting` are looked at, in seconds."""
    return ScanInterval(lines=320, every=small), ScanInterval(every=large)


class TestWatcher:
    def picture(self, x=None):
        pixels = np.random.default_rng(0).integers(80, 90, (360, 640, 3)).astype(np.uint8)
        if x is not None:
            pixels[100:140, x : x + 40] = 255
        return pixels

    def scan(self, watcher, pixels, index):
        gray = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
        return watcher.scan(frame(pixels, index), downscaled(gray)).result()

    def test_a_still_scene_is_looked_at_once_and_its_face_stays(self):
        scanner = Counting()
        watcher = ScanScheduler(scanner, 1, paces(1, 1))
        for index in range(10):
            (found,) = self.scan(watcher, self.picture(200), index)
            assert found.box.xyxy == (200, 100, 240, 140)
        assert scanner.shown == [(320, 360 * 640), (720, 360 * 640)]

    def test_a_walker_is_followed_where_he_walks(self):
        scanner = Counting()
        watcher = ScanScheduler(scanner, 1, paces(1, 1))
        for index in range(20):
            (found,) = self.scan(watcher, self.picture(100 + 8 * index), index)
            assert found.box.xyxy == pytest.approx((100 + 8 * index, 100, 140 + 8 * index, 140))
        later = [area for scale, area in scanner.shown[2:] if scale == 720]
        assert max(later) < 0.3 * 360 * 640

    def test_who_leaves_is_gone_and_who_comes_is_seen(self):
        watcher = ScanScheduler(Counting(), 1, paces(1, 1))
        assert self.scan(watcher, self.picture(), 0) == []
        assert len(self.scan(watcher, self.picture(300), 1)) == 1
        assert self.scan(watcher, self.picture(), 2) == []

    def test_a_slow_scale_does_not_vouch_for_a_place_that_changed(self):
        watcher = ScanScheduler(Counting(), 1, paces(1, 4))
        (first,) = self.scan(watcher, self.picture(200), 0)
        assert first.rule == "320+720"
        (second,) = self.scan(watcher, self.picture(300), 1)
        assert second.rule == "320"

    def test_side_by_side_the_answers_are_the_same(self):
        def run(lanes):
            with ThreadPool(lanes) as threads:
                watcher = ScanScheduler(Counting(lanes), 10, paces(0.1, 0.3), threads)
                grays = [self.picture(40 + 9 * index) for index in range(20)]
                answers = [
                    watcher.scan(frame(pixels, index), downscaled(pixels[..., 0]))
                    for index, pixels in enumerate(grays)
                ]
                return [answer.result() for answer in answers]

        assert run(3) == run(1)


class TestPace:
    def test_each_scale_is_looked_at_in_its_own_time(self):
        watcher = ScanScheduler(Counting(), 10, paces(0.2, 0.4))
        pixels = np.zeros((360, 640, 3), np.uint8)
        seen = []
        for index in range(9):
            if watcher.wants(index):
                seen.append(index)
                watcher.scan(frame(pixels, index), downscaled(pixels[..., 0]))
        assert seen == [0, 2, 4, 6, 8]

    def test_scales_take_turns(self):
        scanner = Counting()
        turns = ScanInterval(lines=320, every=0.2), ScanInterval(every=0.2, late=0.1)
        watcher = ScanScheduler(scanner, 10, turns)
        noise = np.random.default_rng(0)
        for index in range(5):
            assert watcher.wants(index)
            pixels = noise.integers(0, 200, (360, 640, 3)).astype(np.uint8)
            watcher.scan(frame(pixels, index), downscaled(pixels[..., 0]))
        assert [scale for scale, _ in scanner.shown] == [320, 720, 720, 320, 720, 320]

    def test_a_cut_is_looked_at_everywhere_at_once(self):
        scanner = Counting()
        watcher = ScanScheduler(scanner, 10, paces(0.2, 0.4))
        pixels = np.zeros((360, 640, 3), np.uint8)
        for index in range(4):
            if index == 3:
                watcher.cut(index)
            if watcher.wants(index):
                watcher.scan(frame(pixels, index), downscaled(pixels[..., 0]))
        assert [scale for scale, _ in scanner.shown] == [320, 720, 320, 720]


def test_regions_hold_all_set_cells():
    rng = np.random.default_rng(3)
    for share in (0.0, 0.02, 0.2, 0.9):
        cells = rng.random((20, 30)) < share
        found = scan_regions(cells, (400, 600), 10)
        for row, column in zip(*np.nonzero(cells), strict=True):
            assert any(
                x0 <= column * 20
                and y0 <= row * 20
                and x1 >= column * 20 + 20
                and y1 >= row * 20 + 20
                for x0, y0, x1, y1 in found
            )


@pytest.mark.parametrize(
    ("side", "scales"),
    [(2, [2, 32]), (40, [40, 240, 320, 640]), (68, [68, 240, 320, 720, 1080])],
)
def test_narrow_pictures_are_enlarged_within_bounds(detector, side, scales):
    assert detector.scales(np.zeros((side, 500, 3), np.uint8)) == scales


@pytest.mark.parametrize("size", [(60, 40_000), (30_000, 60), (300, 16_000), (900, 30_000)])
def test_long_strips_are_enlarged_within_bounds(detector, size):
    pixels = np.broadcast_to(np.zeros((1, 1, 3), np.uint8), (*size, 3))
    for lines in detector.scales(pixels):
        factor = lines / min(size)
        assert factor <= 1 or factor**2 * size[0] * size[1] <= 17 * 2**20
