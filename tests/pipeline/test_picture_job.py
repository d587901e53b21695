from hypothesis import given
from hypothesis import strategies as st

from redactkit.core.findings import Detection, Kind
from redactkit.core.geometry import Box
from redactkit.pipeline.picture_job import merged_detection
from strategies import detections


def named(box, alias="顾客A", score=0.5):
    return Detection(kind=Kind.NICKNAME, box=box, score=score, detector="d", alias=alias)


@given(st.lists(detections(), max_size=6))
def test_uniting_never_uncovers(found):
    kept = merged_detection(found)

    assert len(kept) <= len(found)
    for detection in found:
        assert any(other.box.covers(detection.box) for other in kept)
        assert any(other.score >= detection.score for other in kept)


def test_one_name_found_twice_is_one_and_two_names_stay_two():
    a, b = Box(0, 0, 100, 20), Box(2, 1, 104, 20)

    assert merged_detection([named(a), named(b, score=0.9)]) == [
        named(Box(0, 0, 104, 20), score=0.9)
    ]
    assert len(merged_detection([named(a), named(b, "顾客B")])) == 2
