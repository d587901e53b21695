"""The network finds the astronaut, and decodes as published."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from precisions import PRECISIONS
from redactkit.core.errors import BackendError
from redactkit.models import centerface
from redactkit.models.centerface import CenterFace
from redactkit.models.face_boxes import non_max_suppression


@pytest.fixture(scope="module", params=PRECISIONS)
def net(request):
    return CenterFace(threads=1, precision=request.param)


@pytest.fixture(scope="module")
def portrait():
    data = pytest.importorskip("skimage.data")
    return np.ascontiguousarray(data.astronaut())


def test_one_face_where_it_is(net, portrait):
    (rows,) = net.boxes(portrait[None], 0.5)
    assert len(rows) == 1
    np.testing.assert_allclose(rows[0, :4], [181, 59, 270, 178], atol=8)
    assert rows[0, 4] > 0.8


def test_a_batch_answers_as_single_pictures_do(net, portrait):
    other = np.ascontiguousarray(portrait[:, ::-1])
    batch = net.boxes(np.stack([portrait, other]), 0.3)
    for rows, picture in zip(batch, (portrait, other), strict=True):
        np.testing.assert_allclose(rows, net.boxes(picture[None], 0.3)[0], atol=2)


def test_nothing_on_an_empty_wall(net):
    assert net.boxes(np.full((1, 320, 320, 3), 128, np.uint8), 0.2)[0].shape == (0, 5)


def test_a_size_that_does_not_divide_is_an_error(net):
    with pytest.raises(BackendError):
        net.boxes(np.zeros((1, 50, 70, 3), np.uint8), 0.2)


def test_other_weights_are_refused(tmp_path):
    (tmp_path / "a.onnx").write_bytes(b"weights")
    with pytest.raises(BackendError, match=r"a\.onnx is not the expected file.*reinstall"):
        CenterFace(model=tmp_path / "a.onnx")


def test_missing_weights_are_named_without_their_folder(tmp_path):
    with pytest.raises(BackendError, match=r"model a\.onnx cannot be read.*reinstall") as caught:
        CenterFace(model=tmp_path / "a.onnx")
    assert str(tmp_path) not in str(caught.value)


def test_decoding_by_the_published_formula():
    heat = np.zeros((8, 10), np.float32)
    size, offset = np.zeros((2, 8, 10), np.float32), np.zeros((2, 8, 10), np.float32)
    heat[3, 5], size[:, 3, 5], offset[:, 3, 5] = 0.7, np.log([4, 2]), (0.25, -0.25)
    rows = centerface._decode(heat, size, offset, 0.5)
    # height 16, width 8, middle ((5 - 0.25 + 0.5) * 4, (3 + 0.25 + 0.5) * 4)
    np.testing.assert_allclose(rows, [[17, 7, 25, 23, 0.7]], rtol=1e-5)


def test_a_box_without_end_is_dropped():
    heat, size = np.full((1, 1), 0.9, np.float32), np.full((2, 1, 1), 200, np.float32)
    with np.errstate(over="ignore"):
        assert len(centerface._decode(heat, size, np.zeros((2, 1, 1), np.float32), 0.5)) == 0


rows_of_boxes = st.lists(
    st.tuples(*[st.integers(0, 40)] * 2, *[st.integers(1, 30)] * 2, st.integers(1, 8)),
    max_size=12,
).map(
    lambda found: np.array(
        [(x, y, x + w, y + h, s / 8) for x, y, w, h, s in found], np.float32
    ).reshape(-1, 5)
)


ROUNDING = 1e-6
"""Overlaps of exactly 0.3 fall to either side in float32."""


@given(rows_of_boxes)
def test_suppression_keeps_the_best_and_nothing_that_overlaps_it(rows):
    kept = non_max_suppression(rows, 0.3)
    assert (np.diff(kept[:, 4]) <= 0).all()
    for place, row in enumerate(kept):
        assert all(overlap(row, other) < 0.3 + ROUNDING for other in kept[:place])
    for row in rows:
        assert any(
            np.array_equal(row, other) or overlap(row, other) >= 0.3 - ROUNDING for other in kept
        )


def overlap(a, b):
    width = min(a[2], b[2]) - max(a[0], b[0])
    height = min(a[3], b[3]) - max(a[1], b[1])
    common = max(0, width) * max(0, height)
    area = sum((r[2] - r[0]) * (r[3] - r[1]) for r in (a, b)) - common
    return common / area
