"""The folder a service works in: private, and gone whatever happens."""

import filelock

from redactkit.service.scratch_folder import PREFIX, job_folder, scratch


def test_nothing_is_left_of_a_job_or_a_service(tmp_path):
    with scratch(tmp_path) as folder:
        assert folder.stat().st_mode & 0o077 == 0
        with job_folder(folder) as job:
            (job / "file.md").write_text("x")
        assert not job.exists()
    assert list(tmp_path.iterdir()) == []


def test_what_a_killed_service_left_is_swept_and_a_living_one_is_let_be(tmp_path):
    dead = tmp_path / f"{PREFIX}deaddead"
    (dead / "job").mkdir(parents=True)
    (dead / "job" / "file.png").write_text("x")

    with scratch(tmp_path) as living, scratch(tmp_path) as other:
        assert not dead.exists()
        assert living.exists() and other.exists()


def test_a_service_that_begins_while_another_sweeps_has_a_folder(tmp_path, monkeypatch):
    """The other one comes between the making of its folder and the lock on it."""
    lock, swept = filelock.lock_descriptor, []

    def later(handle, **how):
        if not swept:
            swept.append(True)
            with scratch(tmp_path):
                pass
        return lock(handle, **how)

    monkeypatch.setattr(filelock, "lock_descriptor", later)

    with scratch(tmp_path) as folder, job_folder(folder) as job:
        assert job.is_dir()
    assert swept
    assert list(tmp_path.iterdir()) == []
