"""Records of a case: edits, gaps and exchanged files show."""

from dataclasses import replace

import pytest

from redactkit.cli import app as cli
from redactkit.core.errors import MediaError
from redactkit.records.chain import chain_faults, chained, record_of, records_in
from redactkit.records.record import Media, Record, digest_file


@pytest.fixture
def case(tmp_path):
    """Three finished files with chained records."""
    files = [tmp_path / f"{name}.png" for name in "abc"]
    records = []
    for media in files:
        media.write_bytes(media.stem.encode())
        digest, size = digest_file(media)
        output = Media(media_type="image/png", sha256=digest, bytes=size)
        record = Record(input=output, output=output, removed=(), kept=(), tool={"name": "t"})
        records.append(record)
    for media, record in zip(files, chained(records), strict=True):
        write(record_of(media), record)
    return tmp_path


def read(path):
    return Record.from_json(path.read_text(encoding="utf-8"))


def write(path, record):
    path.write_text(record.to_json(), encoding="utf-8")


def test_each_names_the_one_before(case):
    records = [read(path) for path in records_in(case)]

    assert [record.previous for record in records] == [
        None,
        records[0].digest,
        records[1].digest,
    ]
    assert chain_faults(case) == ()
    assert cli.main(["check", str(case)]) == 0


def test_an_edited_record_is_refused_and_reported(case):
    path = records_in(case)[1]
    path.write_text(path.read_text(encoding="utf-8").replace('"t"', '"u"'), encoding="utf-8")

    with pytest.raises(MediaError, match="edited"):
        read(path)
    assert any("record 2" in fault for fault in chain_faults(case))
    assert cli.main(["check", str(case)]) == 3


def test_an_edited_record_with_a_new_digest_breaks_the_chain(case):
    path = records_in(case)[1]
    write(path, replace(read(path), warnings=("another",)))

    assert chain_faults(case) == ("record 3: the record before it is missing or was changed",)


def test_a_finished_file_that_cannot_be_read_is_a_fault_and_is_not_named(case):
    (case / "b.png").unlink()
    # a regular file whose first byte nobody can read, root neither
    (case / "b.png").symlink_to("/proc/self/mem")

    assert chain_faults(case) == ("record 2: the finished file beside it cannot be read",)


def test_a_record_that_is_gone_breaks_the_chain(case):
    records_in(case)[0].unlink()

    assert any("record 1" in fault for fault in chain_faults(case))


def test_a_record_put_in_later_shows(case):
    last = records_in(case)[2]
    write(record_of(case / "d.png"), replace(read(last), warnings=("another",)))
    (case / "d.png").write_bytes(b"c")

    assert chain_faults(case) == ("two records name the same one before them",)


def test_another_file_beside_a_record_shows(case):
    (case / "b.png").write_bytes(b"other")
    (case / "c.png").unlink()

    assert chain_faults(case) == (
        "record 2: the finished file beside it is another one",
        "record 3: its finished file is not beside it",
    )


def test_records_that_were_never_chained_are_each_for_themselves(case):
    for path in records_in(case):
        write(path, replace(read(path), previous=None))

    assert chain_faults(case) == ()
