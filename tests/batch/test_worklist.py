"""The work list: every file once, by case, in order, and not in memory."""

import os
import tracemalloc
from dataclasses import replace

import pytest

from redactkit.batch.worklist import Worklist, scan
from redactkit.errors import MediaError


def folder_of(name):
    return "1" + name.rpartition("/")[0]


def test_a_tree_is_listed_by_case_and_name(tmp_path):
    for name in ("b.png", "a.png", "x/2.png", "x/1.png", "x/y/3.md", ".hid/4.png", "Thumbs.db"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"12345")
    (tmp_path / "link.png").symlink_to(tmp_path / "a.png")
    (tmp_path / "gone.png").symlink_to(tmp_path / "nowhere")
    os.mkfifo(tmp_path / "pipe.png")

    work = Worklist(scan(tmp_path, "b.png"), folder_of)

    names = [row.name for group in work.groups() for row in work.rows(group, ("",))]
    assert names == ["a.png", "link.png", "x/1.png", "x/2.png", "x/y/3.md"]
    assert list(work.groups()) == ["1", "1x", "1x/y"]
    assert work.totals() == (5, 25)


def test_names_that_are_no_text_pass_through(tmp_path):
    (tmp_path / os.fsdecode(b"\xff\xfe.png")).write_bytes(b"1")

    work = Worklist(scan(tmp_path), folder_of)

    (row,) = work.rows("1", ("",))
    assert (tmp_path / row.name).exists()


def test_rows_are_found_by_what_they_need():
    work = Worklist(iter([("a", 1, 0), ("b", 2, 0), ("c", 3, 0)]), folder_of)
    seen = []
    for row in work.rows("1", ("",)):
        seen.append(row.name)
        work.update("1", replace(row, state="todo" if row.name != "b" else "done", medium="text"))

    assert seen == ["a", "b", "c"]
    assert [row.name for row in work.rows("1", ("todo",))] == ["a", "c"]
    assert [row.medium for row in work.rows("1", ("done", "todo"))] == ["text"] * 3


def test_a_folder_that_cannot_be_listed_is_an_error(tmp_path):
    with pytest.raises(MediaError, match="cannot be listed"):
        list(scan(tmp_path / "nowhere"))


def test_many_names_take_no_memory():
    def peak(count):
        tracemalloc.start()
        work = Worklist(((f"folder/{n:012d}.png", 1, 0) for n in range(count)), folder_of)
        assert sum(1 for _ in work.rows("1folder", ("",))) == count
        used = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        work.close()
        return used

    assert peak(20_000) < peak(1000) + 100_000
