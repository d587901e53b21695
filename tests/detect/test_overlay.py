import cv2
import numpy as np
import pytest

from redactkit.core.findings import Kind
from redactkit.core.geometry import Box
from redactkit.core.policy import CLOCK, Policy, VideoOptions, decide
from redactkit.core.protocols import TextLine
from redactkit.detect.overlay import PICTURES, OverlayDetector, is_clock

NAME, CLOCK_AT = (12, 340), (330, 30)


def write(picture, text, place, size=26):
    cv2.putText(picture, text, place, (240, 240, 240), cv2.FontFace("uni"), size, 400)


def scene(frame):
    """Return a picture with a camera's name, a running clock and a moving thing."""
    rng = np.random.default_rng(frame)
    picture = np.full((360, 640, 3), (70, 80, 86), np.uint8)
    picture[150:260, 10 * frame % 560 : 10 * frame % 560 + 60] = (150, 90, 70)
    write(picture, "前台 朝阳路店", NAME)
    write(picture, f"2024-03-05 12:00:{frame // 25:02d}", CLOCK_AT)
    return np.clip(picture + rng.normal(0, 3, picture.shape), 0, 255).astype(np.uint8)


@pytest.mark.parametrize(
    "text",
    ["2024-03-05 12:00:07", "13-03-201717:45:08", "3/8/17", "00:07:53:21", "2024年3月5日 星期二",
     "12:05 PM", "2023/1/2 Mon 08.30.00", "上午 9:30"],
)  # fmt: skip
def test_a_clock_is_told(text):
    assert is_clock(text)


@pytest.mark.parametrize(
    "text",
    ["", "CAM 02", "朝阳路店", "前台 2024-03-05 12:00:07", "CH 02", "138 0013 8000", "PM", "周一见",
     "12:00 MONACO", "KASA4", "Camera 04 12:00"],
)  # fmt: skip
def test_a_name_is_no_clock(text):
    assert not is_clock(text)


@pytest.fixture(scope="module")
def found():
    from redactkit.pipeline.detectors import Models

    watcher = OverlayDetector(25)
    for frame in range(60):
        if watcher.wants(frame):
            watcher.step(frame, scene(frame))
    return watcher.finish(Models().reader, 60)


def test_a_name_and_a_clock_are_found_and_told_apart(found):
    named = {finding.rule: finding for finding in found}

    assert sorted(finding.rule for finding in found) == [CLOCK, "text"]
    assert named["text"].at(0).padded(6).covers(Box(12, 320, 150, 342))
    assert named[CLOCK].at(0).padded(6).covers(Box(332, 12, 560, 30))
    assert all(f.kind is Kind.OVERLAY and (f.first, f.last) == (0, 59) for f in found)


def test_the_clock_stays_when_asked(found):
    asked = Policy(video=VideoOptions(overlay="cover", overlay_clock="keep"))

    kept = {item.finding.rule: item.method is None for item in decide(found, asked)}
    covered = {item.finding.rule: item.method is None for item in decide(found, Policy())}

    assert kept == {CLOCK: True, "text": False}
    assert covered == {CLOCK: False, "text": False}


class Reader:
    """Reads what the test says, picture by picture."""

    name = "test-1"

    def __init__(self, *lines):
        self.lines = list(lines)

    def read(self, pixels):
        # the bands are read after each picture and hold nothing here
        if pixels.shape[0] < 100:
            return []
        return self.lines.pop(0)


def line(text, left=10, right=60):
    return TextLine(text=text, box=Box(left, 10, right, 20), score=0.9)


def shown(reader, frames=30):
    watcher = OverlayDetector(25)
    for frame in range(frames):
        watcher.step(frame, np.zeros((100, 100, 3), np.uint8))
    return watcher.finish(reader, frames)


def test_text_that_moves_is_no_overlay():
    moves = Reader([], [line("A", 10, 20)], [line("A", 40, 50)], [line("A", 70, 80)])

    assert shown(moves) == []


def test_a_line_that_was_located_but_not_read_counts_where_it_stays():
    (found,) = shown(Reader([line("")], [line("")], [], []))

    assert found.rule == "text"


def test_the_box_is_around_all_readings():
    (found,) = shown(Reader([line("CAM", 10, 50)], [line("CAM 2", 12, 70)], [], []))

    assert found.at(29) == Box(10, 10, 70, 20)


def test_a_clock_with_a_name_beside_it_is_text():
    (found,) = shown(Reader([line("12:00")], [line("12:00 STORE")], [line("12:00")], []))

    assert found.rule == "text"


def test_pictures_kept_are_bounded_and_spread():
    watcher = OverlayDetector(25)
    for frame in range(5000):
        watcher.step(frame, np.zeros((4, 4, 3), np.uint8))

    kept = [frame for frame, _ in watcher._kept]
    assert 3 <= len(kept) <= PICTURES
    assert kept[0] == 0
    assert kept[-1] > 3000


def test_a_clip_without_a_whole_picture_has_no_overlay():
    assert OverlayDetector(25).finish(Reader(), 5) == []
