"""The reader that remembers."""

from __future__ import annotations

import numpy as np

import samples
from redactkit.batch.reading import Rereader
from redactkit.geometry import Box
from redactkit.jobs.detectors import Models
from redactkit.screens.reread import ReadsLines


def test_what_was_read_here_is_known_elsewhere_without_a_model():
    chat = samples.draw_chat(samples.LIGHT)[:400]
    first = Rereader(Models())
    lines = first.read(chat)
    models = Models()
    second = Rereader(models)

    second.know(first.known())

    assert second.read(chat) == lines
    assert lines and "reader" not in vars(models)
    second.know(b"")
    assert second.known() == Rereader(models).known()


def test_a_second_look_can_ask_it_for_single_lines(kit):
    """Otherwise the whole finished picture would be read anew."""
    picture = np.full((80, 400, 3), 255, np.uint8)
    reader = Rereader(kit.models)

    assert isinstance(reader, ReadsLines)
    assert len(reader.read_lines(picture, [Box(10, 10, 300, 50)])) == 1
