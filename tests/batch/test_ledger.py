"""The manifest: whole lines, on disk, for one run at a time."""

import pytest

from redactkit.batch.ledger import MANIFEST_NAME, Entry, Ledger
from redactkit.errors import MediaError


def entry(number, **changes):
    return Entry(id=f"id{number}", state="done", output=f"{number}.png", **changes)


def test_lines_come_back_and_the_last_one_counts(tmp_path):
    ledger = Ledger(tmp_path)
    ledger.append(entry(1))
    ledger.append(entry(2))
    ledger.append(entry(1, removed=3))
    ledger.close()

    ledger = Ledger(tmp_path)
    assert ledger.get("id1") == entry(1, removed=3)
    assert ledger.get("id2") == entry(2)
    assert ledger.get("id3") is None
    assert len(ledger) == 2
    ledger.close()


@pytest.mark.parametrize("damage", [b'{"schema": 1, "id": "id9"', b"\0\0\0\0", b"x\n{"])
def test_a_torn_tail_is_dropped_and_new_lines_follow_whole_ones(tmp_path, damage):
    ledger = Ledger(tmp_path)
    ledger.append(entry(1))
    ledger.close()
    with (tmp_path / MANIFEST_NAME).open("ab") as file:
        file.write(damage)

    ledger = Ledger(tmp_path)
    ledger.append(entry(2))
    ledger.close()

    ledger = Ledger(tmp_path)
    assert (ledger.get("id1"), ledger.get("id2")) == (entry(1), entry(2))
    assert len(ledger) == 2
    ledger.close()


def test_lines_of_another_schema_stand_for_nothing(tmp_path):
    (tmp_path / MANIFEST_NAME).write_text('{"schema": 9, "id": "id1", "state": "done"}\n[]\n')

    ledger = Ledger(tmp_path)
    assert len(ledger) == 0
    ledger.close()


def test_one_run_at_a_time(tmp_path):
    first = Ledger(tmp_path)
    with pytest.raises(MediaError, match="another run"):
        Ledger(tmp_path)
    first.close()
    Ledger(tmp_path).close()


def test_a_folder_that_is_gone_is_an_error(tmp_path):
    with pytest.raises(MediaError, match="cannot be written"):
        Ledger(tmp_path / "nowhere")


def test_names_that_are_no_text_come_back(tmp_path):
    ledger = Ledger(tmp_path)
    strange = Entry(id="id1", state="done", output="\udcff.png")
    ledger.append(strange)
    ledger.close()
    ledger = Ledger(tmp_path)
    assert ledger.get("id1") == strange
    ledger.close()
