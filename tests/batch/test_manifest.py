"""The manifest: whole lines, on disk, for one run at a time."""

import json
import os

import pytest

from redactkit.batch.manifest import MANIFEST_NAME, Manifest, ManifestEntry
from redactkit.core.errors import MediaError


def entry(number, **changes):
    return ManifestEntry(id=f"id{number}", state="done", output=f"{number}.png", **changes)


def test_lines_come_back_and_the_last_one_counts(tmp_path):
    ledger = Manifest(tmp_path)
    ledger.append(entry(1))
    ledger.append(entry(2))
    ledger.append(entry(1, removed=3))
    ledger.close()

    ledger = Manifest(tmp_path)
    assert ledger.get("id1") == entry(1, removed=3)
    assert ledger.get("id2") == entry(2)
    assert ledger.get("id3") is None
    assert len(ledger) == 2
    ledger.close()


@pytest.mark.parametrize("damage", [b'{"schema": 1, "id": "id9"', b"\0\0\0\0", b"x\n{"])
def test_a_torn_tail_is_dropped_and_new_lines_follow_whole_ones(tmp_path, damage):
    ledger = Manifest(tmp_path)
    ledger.append(entry(1))
    ledger.close()
    with (tmp_path / MANIFEST_NAME).open("ab") as file:
        file.write(damage)

    ledger = Manifest(tmp_path)
    ledger.append(entry(2))
    ledger.close()

    ledger = Manifest(tmp_path)
    assert (ledger.get("id1"), ledger.get("id2")) == (entry(1), entry(2))
    assert len(ledger) == 2
    ledger.close()


def test_lines_of_another_schema_stand_for_nothing(tmp_path):
    (tmp_path / MANIFEST_NAME).write_text('{"schema": 9, "id": "id1", "state": "done"}\n[]\n')

    ledger = Manifest(tmp_path)
    assert len(ledger) == 0
    ledger.close()


@pytest.mark.parametrize(
    "change",
    [
        {"output": "../a.png"},
        {"output": "/a.png"},
        {"output": "x/../../a.png"},
        {"output": ["a.png"]},
        {"case": 5},
        {"removed": "3"},
        {"state": "lost"},
    ],
    ids=str,
)
def test_a_line_that_no_run_wrote_stands_for_nothing(tmp_path, change):
    """What it leads to would be removed when the file is done again."""
    good = {"schema": 1, "id": "id1", "state": "done", "output": "x/a.png"}
    text = "".join(json.dumps(line) + "\n" for line in (good | {"id": "id2"}, good | change))
    (tmp_path / MANIFEST_NAME).write_text(text)

    ledger = Manifest(tmp_path)
    assert ledger.get("id2") == ManifestEntry(id="id2", state="done", output="x/a.png")
    assert ledger.get("id1") is None
    ledger.close()


def test_a_manifest_that_is_a_link_or_a_pipe_is_refused(tmp_path):
    victim = tmp_path / "victim"
    victim.write_text("a line\nand no end")
    (tmp_path / "link").mkdir()
    (tmp_path / "link" / MANIFEST_NAME).symlink_to(victim)
    (tmp_path / "pipe").mkdir()
    os.mkfifo(tmp_path / "pipe" / MANIFEST_NAME)

    for name in ("link", "pipe"):
        with pytest.raises(MediaError, match=f"{name}: .*choose another folder"):
            Manifest(tmp_path / name)
    assert victim.read_text() == "a line\nand no end"


def test_one_run_at_a_time(tmp_path):
    first = Manifest(tmp_path)
    with pytest.raises(MediaError, match="another run"):
        Manifest(tmp_path)
    first.close()
    Manifest(tmp_path).close()


def test_a_folder_that_is_gone_is_an_error(tmp_path):
    with pytest.raises(MediaError, match="cannot be written"):
        Manifest(tmp_path / "nowhere")


def test_names_that_are_no_text_come_back(tmp_path):
    ledger = Manifest(tmp_path)
    strange = ManifestEntry(id="id1", state="done", output="\udcff.png")
    ledger.append(strange)
    ledger.close()
    ledger = Manifest(tmp_path)
    assert ledger.get("id1") == strange
    ledger.close()
