from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given

from redactkit.core.errors import LeakError
from redactkit.core.findings import Detection, Finding, Kind, Sighting
from redactkit.core.geometry import Box
from redactkit.core.methods import Fill, Frozen
from redactkit.core.policy import Policy, Redaction
from redactkit.verify.picture_compare import check_covers, check_painted, is_cover
from redactkit.verify.redetection import leak_error, still_visible
from strategies import boxes

SLATE = (64, 72, 88)


def detection(box, kind=Kind.PHONE, score=0.9):
    return Detection(kind=kind, box=box, score=score, detector="d")


def covering(box):
    row = Sighting(frame=0, box=box, score=0.9)
    finding = Finding(kind=Kind.PHONE, detector="d", sightings=(row,))
    return Redaction(finding=finding, method=Fill(), margin=0, reason="policy")


@given(boxes())
def test_what_is_covered_is_not_reported_and_what_is_bare_is(box):
    seen = [detection(box)]

    assert still_visible(seen, [], Policy()) == seen
    assert still_visible(seen, [covering(box.padded(1))], Policy()) == []


def test_two_covers_together_count():
    seen = [detection(Box(0, 0, 20, 10))]
    halves = [covering(Box(0, 0, 8, 10)), covering(Box(8, 0, 16, 10))]

    assert still_visible(seen, halves, Policy()) == []
    assert still_visible(seen, halves[:1], Policy()) == seen


def test_kept_kinds_and_weak_scores_are_not_reported():
    box = Box(0, 0, 9, 9)

    assert not still_visible([detection(box, Kind.GROUP_NAME)], [], Policy())
    assert not still_visible([detection(box, score=0.01)], [], Policy())


def pictures():
    before = np.full((40, 40, 3), 200, np.uint8)
    after = before.copy()
    after[10:20, 10:20] = SLATE
    return before, after


def test_a_faithful_file_passes():
    before, after = pictures()

    check_painted(before, after, after.copy(), lossless=True)
    check_painted(before, after, after + np.uint8(3), lossless=False)


def test_a_single_wrong_pixel_fails_a_lossless_file():
    before, after = pictures()
    written = after.copy()
    written[0, 0, 0] ^= 1

    with pytest.raises(LeakError, match="differs"):
        check_painted(before, after, written, lossless=True)


def test_a_shining_through_original_fails_a_lossy_file():
    before, after = pictures()

    with pytest.raises(LeakError, match="not flat"):
        check_painted(before, after, before, lossless=False)
    with pytest.raises(LeakError, match="not as planned"):
        check_painted(before, after, after[:-1], lossless=False)


def test_a_lossy_file_that_differs_outside_its_covers_fails():
    before, after = pictures()
    moved = after.copy()
    moved[:, :10] = 0

    with pytest.raises(LeakError, match="outside"):
        check_painted(before, after, moved, lossless=False)


@pytest.mark.parametrize("shift", [0, 3])
def test_a_cover_in_its_place_passes(shift):
    _, after = pictures()
    box = Box(10, 10, 20, 20)

    check_covers([(covering(box), box.shifted(shift, 0))], after)


def test_a_cover_that_is_missing_or_elsewhere_fails():
    before, after = pictures()
    box = Box(10, 10, 20, 20)

    with pytest.raises(LeakError, match="PHONE at xyxy 10, 10, 20, 20"):
        check_covers([(covering(box), box)], before)
    with pytest.raises(LeakError, match="not where it was planned"):
        check_covers([(covering(box), box.shifted(10, 0))], after)


def test_a_blur_over_a_cover_is_no_missing_cover():
    before, _ = pictures()
    box = Box(10, 10, 20, 20)
    face = replace(covering(box).finding, kind=Kind.FACE)
    soft = Redaction(finding=face, method=Frozen(), margin=0, reason="policy")

    check_covers([(covering(box), box), (soft, box)], before)


def test_covers_are_known_with_their_label_and_text_is_no_cover():
    picture = np.full((40, 90, 3), SLATE, np.uint8)
    picture[15:25, 30:60:3] = 255

    assert is_cover(picture, Box(0, 0, 90, 40), Policy())
    assert not is_cover(np.full((40, 90, 3), 255, np.uint8), Box(0, 0, 90, 40), Policy())


def test_the_error_names_kinds_and_place_only():
    error = leak_error([detection(Box(1, 2, 3, 4)), detection(Box(5, 6, 7, 8))])

    assert str(error) == "still visible after redaction: 2 x PHONE; the first at xyxy 1, 2, 3, 4"
