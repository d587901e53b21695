import pytest
from hypothesis import given

from redactkit.core.findings import Finding, Kind, Sighting
from redactkit.core.geometry import Box
from strategies import findings

BOX = Box(0, 0, 1, 1)


@given(findings())
def test_at_gives_the_box_of_each_sighting_and_nothing_else(finding):
    seen = {sighting.frame: sighting.box for sighting in finding.sightings}

    assert [finding.at(frame) for frame in range(-1, 14)] == [
        seen.get(frame) for frame in range(-1, 14)
    ]
    assert finding.first == min(seen)
    assert finding.last == max(seen)


def test_score_is_the_best_and_inferred_sightings_have_none():
    rows = tuple(Sighting(frame=i, box=BOX, score=s) for i, s in enumerate((0.2, None, 0.7)))

    assert Finding(kind=Kind.FACE, detector="x", sightings=rows).score == 0.7
    assert Finding(kind=Kind.FACE, detector="x", sightings=rows[1:2]).score == 0


@pytest.mark.parametrize("frames", [(), (2, 1), (1, 1)])
def test_sightings_out_of_order_are_refused(frames):
    rows = tuple(Sighting(frame=frame, box=BOX) for frame in frames)

    with pytest.raises(ValueError, match="rising"):
        Finding(kind=Kind.FACE, detector="x", sightings=rows)
