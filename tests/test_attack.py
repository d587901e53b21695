"""A cover made anew in every frame gives the face back over time; ours does not."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("skimage")
sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "benchmarks"))

import attack

FRAMES = 40


@pytest.mark.parametrize(
    "name", ["mosaic, one pixel a cell, every frame", "mosaic, mean of a cell, every frame"]
)
def test_a_mosaic_of_every_frame_gives_the_face_back(name):
    found = attack.replay(name, FRAMES)

    assert found.frame_like < 0.5
    assert found.attack_like > found.frame_like + 0.25
    assert found.attack_like > 0.7
    assert found.attack_db > found.frame_db + 2


@pytest.mark.parametrize("name", ["redactkit fill", "redactkit frozen", "redactkit pixelate"])
def test_our_covers_give_no_more_in_many_frames_than_in_one(name):
    found = attack.replay(name, FRAMES)

    assert found.attack_like < 0.35
    assert found.attack_like < found.frame_like + 0.1
    assert found.attack_db < found.frame_db + 1


def covered(name):
    """Return two covers of one track, one of a still face and one of it with another later on."""
    cover, _ = attack.COVERS[name]
    scene, boxes = attack.portrait(), attack.jittered(FRAMES)
    still = attack.filmed(scene, FRAMES)
    other = [still[0], *attack.filmed(np.ascontiguousarray(scene[:, ::-1]), FRAMES - 1, seed=9)]
    return cover(still, boxes), cover(other, boxes), boxes


@pytest.mark.parametrize("name", ["redactkit fill", "redactkit frozen", "redactkit pixelate"])
def test_later_frames_show_nothing_of_their_own_pixels(name):
    ours, other, boxes = covered(name)

    for one, two, box in zip(ours, other, boxes, strict=True):
        x0, y0, x1, y1 = box.pixels(one.shape[1], one.shape[0])
        assert np.array_equal(one[y0:y1, x0:x1], two[y0:y1, x0:x1])


def test_the_same_does_not_hold_for_a_mosaic_of_every_frame():
    ours, other, boxes = covered("mosaic, mean of a cell, every frame")
    x0, y0, x1, y1 = boxes[5].pixels(ours[5].shape[1], ours[5].shape[0])

    assert not np.array_equal(ours[5][y0:y1, x0:x1], other[5][y0:y1, x0:x1])


@pytest.mark.parametrize("name", ["redactkit frozen", "redactkit pixelate"])
def test_no_more_than_sixteen_numbers_a_channel_remain(name):
    cover, _ = attack.COVERS[name]
    box = attack.jittered(1)
    (shown,) = cover(attack.filmed(attack.portrait(), 1), box)
    x0, y0, x1, y1 = box[0].pixels(shown.shape[1], shown.shape[0])
    inside = shown[y0:y1, x0:x1].astype(float)

    # A picture made of n x n cells has a matrix of rank n, up to rounding.
    assert np.linalg.svd(inside[..., 1], compute_uv=False)[4:].max() < 40
