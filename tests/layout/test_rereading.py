"""Only what covers changed is read again, and all of that."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest

from redactkit.core.geometry import Box
from redactkit.layout.rereading import read_again
from redactkit.models.rapidocr import RapidOcr
from redactkit.verify.picture_compare import without_covers


@pytest.fixture(scope="module")
def reader():
    return RapidOcr()


class WholeOnly:
    """A reader that cannot be shown parts."""

    name = "whole-only"

    def __init__(self, reader):
        self._reader = reader

    def read(self, pixels):
        return self._reader.read(pixels)


@pytest.fixture(scope="module")
def picture():
    canvas = np.full((900, 750, 3), 255, np.uint8)
    for row, text in enumerate(("电话13800138000或者加vx试试", "明天下午三点见面", "好的没有问题")):
        cv2.putText(canvas, text, (60, 200 + 250 * row), (20, 20, 20), cv2.FontFace("uni"), 34, 400)
    return canvas


def phone(line):
    chars = line.chars[2:13]
    return Box(chars[0].left, line.box.top, chars[-1].right, line.box.bottom)


def test_what_is_left_of_a_cut_line_is_read_and_the_rest_stands(reader, picture):
    before = reader.read(picture)
    covers = [phone(before[0])]
    after = read_again(reader, without_covers(picture, covers), before, covers)

    assert "13800138000" not in "".join(line.text for line in after)
    assert {"电话", "或者加vx试试"} <= {line.text.replace(" ", "") for line in after}
    assert [line for line in after if line.box.top > 300] == list(before[1:])
    assert all(any(line is other for other in before) for line in after if line.box.top > 300)


def test_a_line_beside_a_cover_that_was_overlooked_is_found(reader, picture):
    before = reader.read(picture)
    covers = [phone(before[0])]
    after = read_again(reader, without_covers(picture, covers), before[1:], covers)

    assert "或者加vx试试" in {line.text.replace(" ", "") for line in after}


class Counting:
    """The real reader, and how much it was shown."""

    name = "counting"

    def __init__(self, reader):
        self._reader = reader
        self.places = []

    def read(self, pixels):
        return self._reader.read(pixels)

    def read_lines(self, pixels, places):
        self.places += places
        return self._reader.read_lines(pixels, places)


def test_chinese_read_with_certainty_stands_and_what_may_hide_a_value_is_read(reader, picture):
    before = reader.read(picture)
    covers = [phone(before[0])]
    counting = Counting(reader)
    read_again(counting, without_covers(picture, covers), before, covers)

    (read,) = counting.places
    assert read.left > covers[0].right - 5 and read.overlap(before[0].box) > 0


def test_doubtful_chinese_is_read_anew(reader, picture):
    before = [replace(line, score=0.5) for line in reader.read(picture)]
    covers = [phone(before[0])]
    counting = Counting(reader)
    read_again(counting, without_covers(picture, covers), before, covers)

    assert len(counting.places) == 2


def test_a_line_that_a_cover_only_grazes_stands(reader, picture):
    before = list(reader.read(picture))
    box = before[1].box
    graze = Box(box.left, box.top - 30, box.right, box.top + 0.1 * box.height)
    counting = Counting(reader)

    assert before[1] in read_again(counting, picture, before, [graze])
    assert counting.places == []


def test_a_reader_of_whole_pictures_reads_the_whole(reader, picture):
    before = reader.read(picture)
    covers = [phone(before[0])]
    paper = without_covers(picture, covers)

    assert read_again(WholeOnly(reader), paper, before, covers) == list(reader.read(paper))


def test_without_covers_nothing_is_read_again(reader, picture):
    before = reader.read(picture)

    assert read_again(reader, np.zeros_like(picture), before, []) == list(before)
