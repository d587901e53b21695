"""The work list: every file once, by case, in order, and not in memory."""

import os
import shutil
import socket
import subprocess
import sys
import tracemalloc
from dataclasses import replace

import pytest

from redactkit.batch.work_list import ODD, WorkList, scan
from redactkit.core.errors import MediaError


def folder_of(name):
    return "1" + name.rpartition("/")[0]


def test_a_tree_is_listed_by_case_and_name(tmp_path):
    for name in ("b.png", "a.png", "x/2.png", "x/1.png", "x/y/3.md", ".hid/4.png", "Thumbs.db"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"12345")
    (tmp_path / "link.png").symlink_to(tmp_path / "a.png")

    work = WorkList(scan(tmp_path, "b.png"), folder_of)

    names = [row.name for group in work.groups() for row in work.rows(group, ("",))]
    assert names == ["a.png", "link.png", "x/1.png", "x/2.png", "x/y/3.md"]
    assert list(work.groups()) == ["1", "1x", "1x/y"]
    assert work.totals() == (5, 25)


def test_what_is_no_file_is_listed_as_such(tmp_path, monkeypatch):
    (tmp_path / "gone.png").symlink_to(tmp_path / "nowhere")
    (tmp_path / "itself.png").symlink_to(tmp_path / "itself.png")
    (tmp_path / "folder").mkdir()
    (tmp_path / "linked").symlink_to(tmp_path / "folder")
    os.mkfifo(tmp_path / "pipe.png")
    with socket.socket(socket.AF_UNIX) as listening:
        # a path of a socket is short, and the folder's may not be
        monkeypatch.chdir(tmp_path)
        listening.bind("socket.png")
        odd = {name: ODD[size] for name, size, _ in scan(tmp_path)}

    assert "leads nowhere" in odd["gone.png"]
    assert "leads to itself" in odd["itself.png"]
    assert "link to a folder" in odd["linked"]
    assert "pipe" in odd["pipe.png"]
    assert "socket" in odd["socket.png"]
    assert len(odd) == 5


def test_what_goes_while_a_tree_is_listed_is_not_in_it(tmp_path):
    for name in ("a/1.png", "b/1.png", "c/1.png"):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_bytes(b"1")
    files = scan(tmp_path)
    (first, _, _) = next(files)
    for folder in {"a", "b", "c"} - {first[0]}:
        shutil.rmtree(tmp_path / folder)
    assert list(files) == []

    for number in range(3):
        (tmp_path / first).with_name(f"{number}.md").write_bytes(b"1")
    files = scan(tmp_path)
    (seen, _, _) = next(files)
    for path in (tmp_path / first).parent.iterdir():
        path.unlink()
    assert seen
    assert list(files) == []


def test_names_that_are_no_text_pass_through(tmp_path):
    (tmp_path / os.fsdecode(b"\xff\xfe.png")).write_bytes(b"1")

    work = WorkList(scan(tmp_path), folder_of)

    (row,) = work.rows("1", ("",))
    assert (tmp_path / row.name).exists()


def test_rows_are_found_by_what_they_need():
    work = WorkList(iter([("a", 1, 0), ("b", 2, 0), ("c", 3, 0)]), folder_of)
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
        work = WorkList(((f"folder/{n:012d}.png", 1, 0) for n in range(count)), folder_of)
        assert sum(1 for _ in work.rows("1folder", ("",))) == count
        used = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        work.close()
        return used

    assert peak(20_000) < peak(1000) + 100_000


GROWTH = """
import resource, sys
from pathlib import Path
from redactkit.batch.work_list import WorkList, scan

def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss << 10

def names(count):
    yield from scan(Path(sys.argv[1]))
    for n in range(count):
        yield f"case-{n // 5:08d}/{n:012d} - a name as long as those of cameras are.png", 1, 0

def walk(count):
    with_files = WorkList(names(count), lambda name: "1" + name.rpartition("/")[0])
    found = sum(1 for group in with_files.groups() for row in with_files.rows(group, ("",)))
    with_files.close()
    return found

few = walk(1000)
before = peak()
many = walk(200_000)
print(many - few, peak() - before)
"""


def test_two_hundred_thousand_names_take_no_more_memory_than_a_thousand(tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    for number in range(3000):
        (folder / f"{number:06d}.png").touch()
    script = [sys.executable, "-c", GROWTH, str(folder)]
    done = subprocess.run(script, capture_output=True, text=True, check=True)
    more, grown = map(int, done.stdout.split())

    assert more == 199_000
    # their names alone have 13 MB, in a list of Python 26
    assert grown < 4_000_000
