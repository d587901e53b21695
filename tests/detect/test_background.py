import numpy as np
import pytest

from redactkit.detect.background import BackgroundSubtractor, moving_boxes


def test_every_picture_comes_back_once_and_memory_is_bounded():
    background = BackgroundSubtractor(12.5)
    back = []
    held = 0
    for frame in range(400):
        back += background.show(frame, np.zeros((20, 30, 3), np.uint8))
        held = max(held, len(background._waiting))
    back += background.flush()

    assert [frame for frame, _ in back] == list(range(400))
    assert held <= 101
    assert not any(mask.any() for _, mask in back)


def test_somebody_who_stops_for_a_while_does_not_melt_into_the_wall():
    background = BackgroundSubtractor(12.5)
    back = []
    for frame in range(250):
        picture = np.full((90, 160, 3), 120, np.uint8)
        if 60 <= frame < 120:  # five seconds of sixteen
            picture[20:70, 60:80] = 40
        back += background.show(frame, picture)
    back += background.flush()

    there = [mask[45, 70] for frame, mask in back if 60 <= frame < 120]
    assert there == [255] * 60


@pytest.mark.parametrize("shift", [1, -1])
def test_a_camera_that_shakes_by_a_pixel_moves_nothing(shift):
    rng = np.random.default_rng(0)
    wall = rng.integers(0, 255, (36, 64, 3), dtype=np.uint8).repeat(4, 0).repeat(4, 1)
    background = BackgroundSubtractor(12.5)
    back = []
    for frame in range(40):
        back += background.show(frame, np.roll(wall, shift * (frame % 3 == 1), axis=1)[:, 8:-8])
    back += background.flush()

    assert not any(moving_boxes(mask) for _, mask in back)
