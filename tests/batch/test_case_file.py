"""The case manifest: what belongs together, and nothing lost by a slip of the pen."""

import os

import pytest

from redactkit.batch import Options
from redactkit.batch.case_file import CASES_NAME, CaseFile, load_cases
from redactkit.batch.open_batch import cases_of
from redactkit.core.errors import PolicyError
from redactkit.text.case import Case


@pytest.fixture
def source(tmp_path):
    for name in ("a.png", "b.png", "march/c.png", "march/deep/d.png", "e/f.png"):
        path = tmp_path / "in" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")
    return tmp_path / "in"


def load(source, text):
    path = source / "cases.toml"
    path.write_text(text)
    return load_cases(path, source)


def test_without_a_manifest_a_folder_is_a_case():
    cases = CaseFile()

    assert cases.group("x/a.png") == cases.group("x/b.png")
    assert len({cases.group(name) for name in ("a.png", "x/a.png", "x/y/a.png")}) == 3


def test_files_and_folders_are_put_together(source):
    cases = load(source, '[[case]]\nfiles = ["a.png", "march/"]\n[[case]]\nfiles = ["e/f.png"]')

    names = ("a.png", "march/c.png", "march/deep/d.png")
    assert len({cases.group(name) for name in names}) == 1
    assert len({cases.group(name) for name in (*names, "b.png", "e/f.png", "e/g.png")}) == 4


def test_settings_for_all_for_one_case_and_of_the_redactor_add_up(source):
    cases = load(
        source,
        'keep = ["小雅"]\n[[case]]\nfiles = ["a.png"]\nkeep = ["阿强"]\nroles = {"老王" = "店员"}',
    )
    common = Case(keep=["夜白"])

    one, other = (cases.people(cases.group(name), common) for name in ("a.png", "b.png"))
    assert all(one.is_kept(name) for name in ("小雅", "阿强", "夜白"))
    assert one.alias_for("老王") == "店员"
    assert other.is_kept("小雅") and not other.is_kept("阿强")
    assert other.alias_for("老王") == "顾客A"
    assert "小雅" not in repr(cases)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("nonsense", "not TOML"),
        ('kept = ["x"]', "unknown key 'kept'"),
        ('keep = "x"', "keep must be a list"),
        ("[case]\nfiles = []", "case must be a list of tables"),
        ("roles = [1]", "roles must be a table"),
        ('[[case]]\nfiles = ["gone.png"]', "case 1 names a file that is not there"),
        ('[[case]]\nfiles = ["march/../a.png"]', "case 1 names a place outside the folder"),
        ('[[case]]\nfiles = ["/etc/passwd"]', "case 1 names a place outside the folder"),
        (f'[[case]]\nfiles = ["{"x" * 300}"]', "case 1 names a file that is not there"),
        ('[[case]]\nfiles=["e"]\n[[case]]\nfiles=["e/"]', "cases 1 and 2 share a file"),
    ],
)
def test_slips_are_named(source, text, says):
    with pytest.raises(PolicyError, match=says):
        load(source, text)


def test_a_manifest_that_is_not_there_or_no_file_is_not_waited_for(source):
    os.mkfifo(source / "pipe.toml")
    for name in ("none.toml", "pipe.toml", "march", "x" * 300):
        with pytest.raises(PolicyError, match="cannot be read"):
            load_cases(source / name, source)


def test_a_link_to_a_manifest_that_leads_nowhere_is_told(source):
    (source / CASES_NAME).symlink_to("gone.toml")
    with pytest.raises(PolicyError, match="cannot be read"):
        cases_of(source, Options())
