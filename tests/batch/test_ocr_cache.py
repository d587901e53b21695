"""The reader that remembers."""

from __future__ import annotations

import numpy as np

import samples
from redactkit.batch.ocr_cache import OcrCache
from redactkit.core.geometry import Box
from redactkit.layout.rereading import ReadsLines
from redactkit.pipeline.detectors import Models


def test_what_was_read_here_is_known_elsewhere_without_a_model():
    chat = samples.draw_chat(samples.LIGHT)[:400]
    first = OcrCache(Models())
    lines = first.read(chat)
    models = Models()
    second = OcrCache(models)

    second.know(first.known())

    assert second.read(chat) == lines
    assert lines and "reader" not in vars(models)
    second.know(b"")
    assert second.known() == OcrCache(models).known()


def test_a_second_look_can_ask_it_for_single_lines(kit):
    """Otherwise the whole finished picture would be read anew."""
    picture = np.full((80, 400, 3), 255, np.uint8)
    reader = OcrCache(kit.models)

    assert isinstance(reader, ReadsLines)
    assert len(reader.read_lines(picture, [Box(10, 10, 300, 50)])) == 1
