"""Cell means of frames: kept, packed, and read again."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest

from redactkit.core.errors import MediaError
from redactkit.media.framecells import (
    LEVELS,
    CellWriter,
    cells_of,
    flush,
    read_cells,
    unnamed,
)


def frames(count=5, shape=(50, 83)):
    rng = np.random.default_rng(1)
    return [rng.integers(0, 256, shape, np.uint8) for _ in range(count)]


def kept(pictures):
    file = io.BytesIO()
    writer = CellWriter(file)
    for picture in pictures:
        writer.add(picture)
    return file.getvalue()


def test_what_is_read_is_within_half_a_level_of_the_means():
    pictures = [*frames(), *frames(shape=(16, 16)), np.full((3, 4), 255, np.uint8)]
    read = list(read_cells(io.BytesIO(kept(pictures))))
    assert len(read) == len(pictures)
    for cells, picture in zip(read, pictures, strict=True):
        assert np.abs(cells.astype(int) - cells_of(picture)).max() <= LEVELS / 2


def test_a_scene_that_stands_still_takes_next_to_nothing():
    picture = frames(1, (720, 1280))[0]
    assert len(kept([picture] * 50)) < 2 * len(kept([picture]))


@pytest.mark.parametrize("less", [1, 200])
def test_a_file_cut_short_is_an_error(less):
    data = kept(frames())
    with pytest.raises(MediaError, match="cut short"):
        list(read_cells(io.BytesIO(data[:-less])))


def test_a_file_without_a_name_leaves_none(tmp_path):
    with unnamed(tmp_path) as file:
        file.write(b"1")
        flush(file)
        assert not list(tmp_path.iterdir())


def test_a_full_disk_is_said():
    with Path("/dev/full").open("wb") as full:
        writer = CellWriter(full)
        with pytest.raises(MediaError, match="make room"):
            for picture in frames(40, (800, 800)):
                writer.add(picture)
