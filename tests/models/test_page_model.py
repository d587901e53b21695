"""The page model that comes with the package, run as it is."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from redactkit.core.errors import BackendError
from redactkit.core.geometry import Box
from redactkit.core.protocols import TextLine
from redactkit.layout.page_map import AVATAR, map_page
from redactkit.layout.word_map import CHANNELS
from redactkit.models.page_model import PageModel


@pytest.fixture(scope="module")
def model():
    return PageModel(threads=1)


def chat():
    """Return a plain chat: three avatars on the left, a bubble beside each, and its lines."""
    pixels = np.full((640, 420, 3), 237, np.uint8)
    random = np.random.default_rng(5)
    avatars, lines = [], []
    for row in range(3):
        top = 60 + 170 * row
        patch = random.integers(30, 230, (5, 5, 3), np.uint8)
        pixels[top : top + 64, 16:80] = cv2.resize(patch, (64, 64), interpolation=cv2.INTER_CUBIC)
        avatars.append(Box(16, top, 80, top + 64))
        cv2.rectangle(pixels, (96, top), (330, top + 60), (255, 255, 255), -1)
        cv2.putText(pixels, "see you at seven", (108, top + 38), 0, 0.75, (20, 20, 20), 2)
        box = Box(108, top + 16, 316, top + 46)
        step = box.width / 16
        chars = tuple(
            Box(108 + step * n, top + 16, 108 + step * (n + 1), top + 46) for n in range(16)
        )
        lines.append(TextLine(text="see you at seven", box=box, score=0.98, chars=chars))
    return pixels, lines, avatars


def test_avatars_of_a_chat_and_no_names_among_its_messages(model):
    pixels, lines, avatars = chat()
    seen = map_page(model, pixels, lines)
    found = [box for box, score in seen.avatars() if score > 0.5]
    for avatar in avatars:
        assert max(box.iou(avatar) for box in found) > 0.6
        assert seen.share(avatar, AVATAR) > 0.5
    for one in lines:
        assert seen.share(one.box, AVATAR) < 0.2
        assert seen.named(one.box) < 0.5


def test_the_same_picture_is_seen_the_same_twice(model):
    picture = np.random.default_rng(1).integers(0, 256, (64, 96, 3), np.uint8)
    words = np.zeros((CHANNELS, 16, 24), np.float32)
    first, second = model.see(picture, words), model.see(picture, words)
    assert all(np.array_equal(a, b) for a, b in zip(first, second, strict=True))
    assert first[0].shape == (5, 32, 48)
    assert first[1].shape == (4, 32, 48)
    assert np.allclose(first[0].sum(axis=0), 1, atol=0.02)


def test_words_of_another_size_are_one_clear_error(model):
    with pytest.raises(BackendError, match="do not fit"):
        model.see(np.zeros((64, 96, 3), np.uint8), np.zeros((CHANNELS, 9, 9), np.float32))


@pytest.mark.parametrize("content", [b"", b"no model"])
def test_a_file_that_is_no_model(tmp_path, content):
    path = tmp_path / "head.onnx"
    path.write_bytes(content)
    with pytest.raises(BackendError, match="page model does not load"):
        PageModel(weights=path)
