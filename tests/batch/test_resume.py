"""Stopped anywhere, the same call goes on: nothing twice, nothing lost, nothing half."""

import os
import signal
import subprocess
import sys
import time
from dataclasses import replace

import pytest

import redactkit
from redactkit.batch import Options, redact_folder
from redactkit.batch.folder import run_folder
from redactkit.batch.keyed_digest import default_key
from redactkit.batch.manifest import MANIFEST_NAME, Manifest
from redactkit.batch.worker_state import WorkerConfig
from redactkit.core.errors import MediaError
from redactkit.records.chain import chain_faults

KEPT = Options(keep_names=True)


@pytest.fixture
def batch(kit, tmp_path):
    """Return a function that redacts the folder and gives the names that were worked on."""

    def run(redactor=kit, options=KEPT):
        told = []
        redact_folder(
            tmp_path / "in",
            tmp_path / "out",
            redactor=redactor,
            options=options,
            on_outcome=lambda outcome, _: told.append(outcome),
        )
        return {outcome.name for outcome in told if not outcome.skipped}

    return run


def test_what_is_finished_is_left_alone(batch, statements, lines):
    statements("a.md", "b/c.md")

    assert batch() == {"a.md", "b/c.md"}
    assert batch() == set()
    assert len(lines()) == 2


def test_a_changed_source_policy_or_name_is_redone(batch, statements, tmp_path, made):
    source = statements("a.md", "b/c.md")
    batch()

    (source / "a.md").write_text("改过了，电话13900139000")
    assert batch() == {"a.md"}
    assert (tmp_path / "out" / "a.md").read_text() == "改过了，电话[电话]"

    policy = redactkit.Policy(phone=redactkit.Rule(keep=True))
    other = redactkit.Redactor(policy=policy, now=None)
    assert batch(other) == {"a.md", "b/c.md"}
    assert batch(other) == set()

    assert batch(options=Options()) == {"a.md", "b/c.md"}
    assert not made() & {"a.md", "b/c.md"}, "the old names would tell what the new ones hide"


def test_files_put_into_another_case_are_chained_there(batch, statements, tmp_path):
    """They stay as they are, for they show nobody, and no check takes them for edited."""
    source = statements("a.md", "b/c.md")
    batch()

    manifest = source / "redactkit-cases.toml"
    manifest.write_text('[[case]]\nfiles = ["a.md", "b/c.md"]')
    assert batch() == set()
    assert chain_faults(tmp_path / "out") == ()
    assert batch() == set()
    manifest.unlink()
    assert batch() == set()
    assert chain_faults(tmp_path / "out") == ()


def test_a_manifest_that_leads_elsewhere_removes_nothing_there(batch, statements, tmp_path):
    source = statements("a.md")
    batch()
    for name in ("a.md", "a.md.record.json"):
        (tmp_path / name).write_text("somebody's own")
    manifest = tmp_path / "out" / MANIFEST_NAME
    manifest.write_text(manifest.read_text().replace('"a.md"', '"../a.md"'))

    (source / "a.md").write_text("改过了")
    assert batch() == {"a.md"}

    assert (tmp_path / "a.md").read_text() == "somebody's own"
    assert (tmp_path / "a.md.record.json").exists()


def test_another_face_detector_redoes_everything(statements, tmp_path):
    source, told = statements("a.md", "b/c.md"), []

    def run(faces):
        told.clear()
        run_folder(source, tmp_path / "out", WorkerConfig(faces=faces), KEPT, told.append)
        return {one.name for one in told if one.outcome and not one.outcome.skipped}

    assert run("centerface") == {"a.md", "b/c.md"}
    assert run("yunet") == {"a.md", "b/c.md"}
    assert run("yunet") == set()


def test_a_new_version_redoes_everything(batch, statements, monkeypatch):
    statements("a.md")
    batch()

    usual = redactkit.Redactor.signature.fget
    newer = property(lambda self: usual(self).replace('"version": "', '"version": "9'))
    monkeypatch.setattr(redactkit.Redactor, "signature", newer)
    assert batch() == {"a.md"}


def test_an_output_that_was_touched_is_made_again(batch, statements, tmp_path):
    statements("a.md", "b.md", "c.md")
    batch()

    (tmp_path / "out" / "a.md").write_text("half")
    (tmp_path / "out" / "b.md").unlink()
    (tmp_path / "out" / "c.md.record.json").unlink()
    assert batch() == {"a.md", "b.md", "c.md"}
    assert "half" not in (tmp_path / "out" / "a.md").read_text()


@pytest.mark.parametrize("tail", [1, 30, 400, 10_000])
def test_a_cut_manifest_costs_the_files_it_lost(batch, statements, tmp_path, tail, lines):
    statements(*(f"{number}.md" for number in range(5)))
    batch()
    manifest = tmp_path / "out" / MANIFEST_NAME
    whole = manifest.read_bytes()

    manifest.write_bytes(whole[: max(0, len(whole) - tail)])
    left = manifest.read_bytes().count(b"\n")
    assert len(batch()) == 5 - left
    assert len(lines("done")) == 5
    assert batch() == set()


def test_a_failed_file_takes_its_older_output_with_it_and_is_tried_again(
    batch, statements, made, lines
):
    source = statements("a.md", "b.md")
    batch()

    (source / "a.md").write_bytes(b"")
    assert batch() == {"a.md"}
    assert made() == {"b.md"}
    assert lines("failed")[-1]["fault"] == "MediaError"
    assert batch() == {"a.md"}
    (source / "a.md").write_text("电话13800138000")
    assert batch() == {"a.md"}
    assert made() == {"a.md", "b.md"}


def test_the_second_run_on_one_folder_is_refused(batch, statements, tmp_path):
    statements("a.md")
    (tmp_path / "out").mkdir()
    first = Manifest(tmp_path / "out")
    with pytest.raises(MediaError, match="another run"):
        batch()
    first.close()
    assert batch() == {"a.md"}


def test_without_its_key_a_folder_is_not_gone_on_with(batch, statements, tmp_path):
    statements("a.md")
    batch()

    key = default_key(tmp_path / "out")
    assert key.stat().st_mode & 0o077 == 0
    key.rename(tmp_path / "elsewhere")
    with pytest.raises(MediaError, match="key of this folder is missing"):
        batch()
    assert batch(options=replace(KEPT, key=tmp_path / "elsewhere")) == set()


def test_what_a_killed_run_left_is_swept(batch, statements, tmp_path, made):
    statements("a.md")
    batch()
    (tmp_path / "out" / ".redactkit-work").mkdir()
    (tmp_path / "out" / ".redactkit-work" / "half.md").write_text("x")

    batch()
    assert made() == {"a.md"}
    assert not (tmp_path / "out" / ".redactkit-work").exists()


def alive(pid):
    """Return whether a process runs; one that only waits to be counted does not."""
    try:
        with open(f"/proc/{pid}/stat", encoding="ascii") as file:  # noqa: PTH123
            return file.read().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def children(pid):
    with open(f"/proc/{pid}/task/{pid}/children", encoding="ascii") as file:  # noqa: PTH123
        direct = [int(child) for child in file.read().split()]
    return direct + [other for child in direct for other in children(child)]


def until(true):
    """Wait for something that comes for certain."""
    while not true():
        time.sleep(0.005)


@pytest.mark.parametrize("sign", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_a_stopped_command_is_gone_on_with(batch, statements, tmp_path, lines, made, sign):
    names = {f"{number:03d}.md" for number in range(120)}
    statements(*sorted(names))
    manifest = tmp_path / "out" / MANIFEST_NAME
    command = [sys.executable, "-m", "redactkit", "folder", "in", "out", "--keep-names"]
    run = subprocess.Popen(
        [*command, "--workers", "1"],
        cwd=tmp_path,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        # a job in the background inherits that Ctrl-C is ignored
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509
    )
    until(lambda: run.poll() is not None or (manifest.exists() and manifest.stat().st_size > 5000))
    workers = children(run.pid)
    os.kill(run.pid, sign)
    code = run.wait()
    until(lambda: not any(alive(pid) for pid in workers))

    assert code == (-sign if sign == signal.SIGKILL else 1)
    before = len(lines("done"))
    assert 0 < before < len(names), "stopped in the middle"
    assert sign == signal.SIGKILL or not (tmp_path / "out" / ".redactkit-work").exists()
    assert len(batch()) == len(names) - before
    assert made() == names
    done = [row["id"] for row in lines("done")]
    assert len(done) == len(set(done)) == len(names), "nothing twice"
    assert not list((tmp_path / "out").rglob(".*"))
