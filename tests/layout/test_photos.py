import numpy as np
from skimage.data import astronaut

import samples
from redactkit.core.geometry import Box
from redactkit.layout.photos import photos


def test_a_drawn_chat_without_photos_has_none_beside_its_avatars_and_codes():
    chat = samples.draw_chat(samples.LIGHT)
    avatars = [Box(0, 0, 160, 1980), Box(920, 0, 1080, 1980), Box(170, 1150, 600, 1600)]

    assert photos(chat, avatars) == []


def test_a_photo_in_a_chat_is_found_whole_wherever_it_lies():
    for x, y in ((200, 300), (555, 777)):
        chat = samples.draw_chat(samples.DARK)
        chat[y : y + 400, x : x + 400] = astronaut()[:400, :400]

        assert any(box.covers(Box(x, y, x + 400, y + 400)) for box in photos(chat))


def test_noise_of_a_jpeg_makes_no_photo():
    rng = np.random.default_rng(1)
    chat = samples.draw_chat(samples.LIGHT)[:220]
    noisy = np.clip(chat + rng.normal(0, 2.0, chat.shape), 0, 255).astype(np.uint8)

    assert photos(noisy) == []


def test_a_gray_photo_counts_too():
    picture = np.full((600, 600, 3), 237, np.uint8)
    gray = astronaut()[:300, 100:400].mean(axis=2).astype(np.uint8)
    picture[100:400, 100:400] = gray[:, :, None]

    assert any(box.covers(Box(150, 100, 350, 300)) for box in photos(picture))


def test_the_smallest_pictures_are_judged():
    assert photos(np.zeros((1, 1, 3), np.uint8)) == []
