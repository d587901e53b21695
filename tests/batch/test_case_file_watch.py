"""The case manifest of a drop folder: taken when it stands still, waited for otherwise."""

import pytest

from redactkit.batch.case_file_watch import CaseFileWatch
from redactkit.batch.options import Options

KEEP = 'keep = ["小雅"]\n'


@pytest.fixture
def told():
    return []


@pytest.fixture
def cases(tmp_path, told):
    """Watch the manifest of a folder, which has to stand still for 5 s."""
    return CaseFileWatch(tmp_path, Options(), 5.0, told.append)


@pytest.fixture
def manifest(tmp_path):
    return tmp_path / "redactkit-cases.toml"


def test_without_one_every_folder_is_a_case_once_that_is_so_for_a_while(cases, told):
    assert cases.now(0.0) is None
    assert cases.now(5.0).common.keep == ()
    assert told == []


def test_one_that_grows_is_taken_when_it_stands_still(cases, manifest, told):
    manifest.write_text(KEEP)
    assert cases.now(0.0) is None
    # what is there so far can be read, and is not all
    manifest.write_text(KEEP + '[[case]]\nfiles = ["a.png"]\n')
    assert cases.now(5.0) is None
    assert cases.now(9.0) is None
    taken = cases.now(10.0)
    assert taken.common.keep == ("小雅",)
    assert len(taken.names) == 1
    manifest.unlink()
    assert cases.now(11.0) is None
    assert cases.now(16.0).names == ()
    assert told == []


def test_a_wrong_one_is_told_once_until_another_mistake(cases, manifest, told):
    manifest.write_text("keep = [")
    assert [cases.now(at) for at in (0.0, 5.0, 10.0)] == [None] * 3
    assert [event.name for event in told] == ["redactkit-cases.toml"]
    manifest.write_text("kep = []")
    assert [cases.now(at) for at in (15.0, 20.0, 25.0)] == [None] * 3
    assert len(told) == 2
    manifest.write_text(KEEP)
    cases.now(30.0)
    assert cases.now(35.0) is not None
    manifest.write_text("kep = []")
    cases.now(40.0)
    assert cases.now(45.0) is None
    assert len(told) == 3, "mended in between"


def test_one_that_is_named_is_looked_for_there(tmp_path, told):
    (tmp_path / "other.toml").write_text("keep = [")
    cases = CaseFileWatch(tmp_path, Options(cases=tmp_path / "other.toml"), 0.0, told.append)

    assert cases.now(0.0) is None
    assert told[0].kind == "waiting"
    assert told[0].name == "other.toml"
    assert told[0].why.startswith("other.toml: is not TOML")
