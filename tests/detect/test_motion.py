"""What counts as changed."""

from __future__ import annotations

import numpy as np

from redactkit.detect.motion import CutDetector, MotionGate, downscaled


def still(seed=0):
    rng = np.random.default_rng(seed)
    return rng.integers(60, 160, (36, 64)).repeat(10, axis=0).repeat(10, axis=1).astype(np.uint8)


def test_everything_is_new_at_first_and_nothing_after_a_look():
    gate = MotionGate(*downscaled(still()).shape)
    cells = gate.show(downscaled(still()))
    assert cells.all()
    assert cells.shape == gate.shape
    gate.mark_scanned(cells)
    assert not gate.show(downscaled(still())).any()


def test_only_the_place_that_changed():
    gate = MotionGate(*downscaled(still()).shape)
    gate.mark_scanned(gate.show(downscaled(still())))
    moved = still()
    moved[100:130, 200:230] = 255
    cells = gate.show(downscaled(moved))
    rows, columns = np.nonzero(cells)
    assert cells.any()
    assert rows.min() * 360 / gate.shape[0] > 70
    assert rows.max() * 360 / gate.shape[0] < 160
    assert columns.min() * 640 / gate.shape[1] > 170
    assert columns.max() * 640 / gate.shape[1] < 260


def test_noise_is_no_change():
    gate = MotionGate(*downscaled(still()).shape)
    gate.mark_scanned(gate.show(downscaled(still())))
    noisy = still().astype(int) + np.random.default_rng(1).integers(-6, 7, (360, 640))
    assert not gate.show(downscaled(noisy.clip(0, 255).astype(np.uint8))).any()


def test_slow_changes_add_up():
    gate = MotionGate(*downscaled(still()).shape)
    gate.mark_scanned(gate.show(downscaled(still())))
    seen = [
        gate.show(downscaled((still() * (1 - 0.01 * step)).astype(np.uint8))).any()
        for step in range(30)
    ]
    assert not seen[1]
    assert seen[-1]


def test_what_was_not_looked_at_stays_changed():
    gate = MotionGate(*downscaled(still()).shape)
    first = gate.show(downscaled(still()))
    half = first.copy()
    half[:, : half.shape[1] // 2] = False
    gate.mark_scanned(half)
    cells = gate.show(downscaled(still()))
    assert cells[:, : half.shape[1] // 2].all()
    assert not cells[:, half.shape[1] // 2 + 1 :].any()


def test_a_cut_is_another_scene_and_a_walker_is_none():
    changes = CutDetector()
    walker = still()
    walker[50:350, 100:200] = 20
    assert [changes.cut(downscaled(gray)) for gray in (still(), walker, still(5), still(5))] == [
        False,
        False,
        True,
        False,
    ]


def scene(seed, mean=110):
    """Return a shot of a shop whose shelves are as bright as those of any other."""
    rng = np.random.default_rng(seed)
    shelves = rng.integers(-14, 15, (90, 160)).repeat(4, axis=0).repeat(4, axis=1)
    return np.clip(mean + shelves, 0, 255).astype(np.uint8)


def test_a_cut_between_two_shots_of_one_brightness_is_met():
    changes = CutDetector()
    pictures = [scene(1), scene(1), scene(2), scene(2)]
    assert [changes.cut(downscaled(gray)) for gray in pictures] == [False, False, True, False]


def test_a_slide_with_other_words_on_the_same_ground_is_a_cut():
    def slide(seed):
        picture = np.full((360, 640), 240, np.uint8)
        rng = np.random.default_rng(seed)
        words = rng.integers(0, 2, (25, 70)).repeat(8, axis=0).repeat(8, axis=1)
        picture[80:280, 40:600][words > 0] = 30
        return picture

    changes = CutDetector()
    assert not changes.cut(downscaled(slide(1)))
    assert changes.cut(downscaled(slide(2)))


def test_a_light_that_is_switched_and_a_camera_that_is_moved_are_none():
    changes = CutDetector()
    moved = np.roll(scene(1), (6, 9), axis=(0, 1))
    brighter = np.clip(moved.astype(int) + 60, 0, 255).astype(np.uint8)
    assert not any(
        changes.cut(downscaled(gray)) for gray in (scene(1), moved, brighter, scene(1, 80))
    )
