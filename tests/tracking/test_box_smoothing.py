import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from redactkit.core.geometry import Box, hull
from redactkit.tracking.box_smoothing import _filled, smoothed
from strategies import boxes


@given(
    st.dictionaries(st.integers(0, 40), boxes(), min_size=1, max_size=12),
    st.integers(1, 9),
)
def test_steady_boxes_cover_what_they_were_made_of(known, reach):
    calm = smoothed(known, reach, 41)

    assert all(calm[frame].covers(box) for frame, box in known.items())
    first, last = max(0, min(known) - reach), min(40, max(known) + reach)
    assert sorted(calm) == list(range(first, last + 1))


def test_a_steady_box_does_not_show_the_gait():
    walk = {n: Box(0, 100 + 5 * np.sin(n), 50 + 9 * np.cos(n), 200) for n in range(100)}

    calm = smoothed(walk, 12, 100)

    sides = np.array([calm[frame].xyxy for frame in range(20, 80)])
    assert np.abs(np.diff(sides, axis=0)).max() < 0.1


@given(boxes(), boxes(), st.integers(2, 40))
def test_boxes_between_two_known_ones_stay_between_their_ends(near, far, frames):
    first, rows = _filled({0: near, frames: far})

    assert first == 0 and len(rows) == frames + 1
    assert rows[0].tolist() == list(near.xyxy)
    assert rows[-1].tolist() == list(far.xyxy)
    for row in rows:
        assert hull([near, far]).covers(Box(*row.tolist()))
