import stat

import pytest

from redactkit.core.errors import MediaError
from redactkit.media.storage import check_target, replacing, write_beside, write_text


def test_the_target_appears_whole_and_nothing_else_is_left(tmp_path):
    target = tmp_path / "out.png"

    with replacing(target) as temporary:
        temporary.write_bytes(b"part")
        assert not target.exists()
        assert stat.S_IMODE(temporary.stat().st_mode) == 0o600
        temporary.write_bytes(b"whole")

    assert target.read_bytes() == b"whole"
    assert [path.name for path in tmp_path.iterdir()] == ["out.png"]


def test_an_error_leaves_the_old_target_and_no_temporary_file(tmp_path):
    target = tmp_path / "out.png"
    target.write_bytes(b"old")

    with pytest.raises(RuntimeError), replacing(target) as temporary:
        temporary.write_bytes(b"half")
        raise RuntimeError

    assert target.read_bytes() == b"old"
    assert [path.name for path in tmp_path.iterdir()] == ["out.png"]


def test_permissions_are_those_of_the_source_without_execution(tmp_path):
    source, target = tmp_path / "a", tmp_path / "b"
    source.write_text("x")
    source.chmod(0o750)

    with replacing(target, like=source) as temporary:
        temporary.write_text("y")

    assert stat.S_IMODE(target.stat().st_mode) == 0o640


def test_a_symlink_at_the_target_is_replaced_and_not_followed(tmp_path):
    victim, target = tmp_path / "victim", tmp_path / "out"
    victim.write_text("keep")
    target.symlink_to(victim)

    write_text(target, "new")

    assert victim.read_text() == "keep"
    assert not target.is_symlink()


def test_targets_that_cannot_be_are_refused_with_the_remedy(tmp_path):
    source = tmp_path / "in.png"
    source.write_bytes(b"x")
    link = tmp_path / "link.png"
    link.symlink_to(source)
    (tmp_path / "folder").mkdir()

    for target, named in (
        (source, "target is the source"),
        (link, "target is the source"),
        (tmp_path / "folder" / ".." / "in.png", "target is the source"),
        (tmp_path / "folder", "is a folder"),
        (tmp_path / "no" / "out.png", "does not exist"),
    ):
        with pytest.raises(MediaError, match=named):
            check_target(source, target)


def test_a_read_only_file_system_is_reported(tmp_path, monkeypatch):
    monkeypatch.setattr("os.access", lambda *_: False)

    with pytest.raises(MediaError, match="read-only"):
        check_target(tmp_path / "a", tmp_path / "b")


def test_a_folder_that_refuses_the_temporary_file_is_reported(tmp_path, monkeypatch):
    def refuse(*_, **__):
        raise PermissionError(30, "Read-only file system")

    monkeypatch.setattr("os.open", refuse)

    with pytest.raises(MediaError, match="Read-only file system"), replacing(tmp_path / "b"):
        pass


def test_a_finished_file_goes_with_the_record_that_cannot_be_written(tmp_path):
    finished, record = tmp_path / "out.png", tmp_path / "out.json"
    finished.write_bytes(b"done")
    write_beside(record, "{}", finished)
    assert (finished.read_bytes(), record.read_text()) == (b"done", "{}")

    record.unlink()
    record.mkdir()
    with pytest.raises(MediaError, match="no regular file"):
        write_beside(record, "{}", finished)
    assert not finished.exists()
