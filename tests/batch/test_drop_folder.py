"""The drop folder: files that stand still, each once, with the names of their case."""

import json
import os
import signal
import subprocess
import sys
import time

import pytest

from redactkit.batch import Options, redact_folder
from redactkit.batch.drop_folder import PollInterval, SettleTracker, watch_folder
from redactkit.batch.worker_state import WorkerState
from redactkit.core.errors import MediaError, PolicyError

KEPT = Options(keep_names=True)


def case_of(name):
    return name.rpartition("/")[0]


def test_a_file_is_ready_when_it_stands_still():
    settling = SettleTracker(5)

    def look(now, *files):
        settling.look(iter(files), case_of, now)
        names = {name for name, _, _ in settling.ready()}
        settling.done()
        return names

    assert look(0, ("a", 1, 10)) == set()
    assert look(4, ("a", 2, 10), ("b", 1, 10)) == set()
    assert look(8, ("a", 2, 10), ("b", 1, 11)) == set()
    assert look(9, ("a", 2, 10), ("b", 1, 11)) == {"a"}
    assert look(20, ("a", 2, 10), ("b", 1, 11), ("x/c", 1, 1)) == {"a", "b"}
    assert look(30, ("a", 2, 10), ("b", 1, 11), ("x/c", 1, 1)) == {"x/c"}
    assert look(40, ("a", 2, 10), ("x/c", 1, 1)) == set()
    assert look(41, ("a", 3, 50), ("x/c", 1, 1)) == set()
    assert look(50, ("a", 3, 50), ("x/c", 1, 1)) == {"a"}
    assert look(60, ("b", 1, 11)) == set()
    assert look(70, ("b", 1, 11)) == {"b"}, "it was away and came back"


def watch(kit, tmp_path, *changes, waits=None):
    """Watch the folder, making one change before each look; return what was told."""
    told, left = [], list(changes)

    def tell(event):
        if event.kind == "waiting":
            waits.append(event)
        elif event.outcome:
            told.append(event.outcome)

    def pause():
        if not left:
            return False
        left.pop(0)()
        return True

    summary = watch_folder(
        tmp_path / "in",
        tmp_path / "out",
        WorkerState(redactor=kit),
        KEPT,
        tell,
        PollInterval(settle_s=0, pause=pause),
    )
    return [outcome.name for outcome in told], summary


def test_what_comes_in_is_redacted_once_and_what_changes_again(kit, statements, tmp_path, made):
    source = statements("a.md")

    names, summary = watch(
        kit,
        tmp_path,
        lambda: statements("x/b.md"),
        lambda: None,
        lambda: (source / "a.md").write_text("新的电话13900139000"),
        lambda: (source / "bad.png").write_bytes(b"no picture"),
    )

    assert names == ["a.md", "x/b.md", "a.md", "bad.png"]
    assert (summary.done, summary.failures) == (3, 1)
    assert made() == {"a.md", "x/b.md"}
    assert (tmp_path / "out" / "a.md").read_text() == "新的电话[电话]"
    again, _ = watch(kit, tmp_path)
    assert again == ["bad.png"]


def test_a_case_manifest_may_name_what_is_yet_to_come(kit, statements, tmp_path):
    source = statements("a.md")
    (source / "redactkit-cases.toml").write_text('[[case]]\nfiles = ["a.md", "later.md"]')

    names, _ = watch(kit, tmp_path, lambda: statements("later.md"))

    assert sorted(names) == ["a.md", "later.md"]


def test_a_manifest_that_is_half_written_is_waited_for_and_named_once(kit, statements, tmp_path):
    source, told, waited = statements("a.md"), [], []
    manifest = source / "redactkit-cases.toml"

    names, summary = watch(
        kit,
        tmp_path,
        lambda: manifest.write_text('[[case]]\nfiles = ["a.m'),
        lambda: statements("b.md"),
        lambda: waited.append((tmp_path / "out" / "b.md").exists()),
        lambda: manifest.write_text('[[case]]\nfiles = ["a.md", "b.md"]'),
        lambda: manifest.write_text("kep = []"),
        manifest.unlink,
        waits=told,
    )

    assert names == ["a.md", "b.md"]
    assert waited == [False]
    assert summary.failures == 0
    assert [event.name for event in told] == ["redactkit-cases.toml"] * 2
    assert "is not TOML" in told[0].why
    assert "unknown key 'kep'" in told[1].why


def test_a_wrong_manifest_is_told_when_the_watch_begins(kit, statements, tmp_path):
    (statements("a.md") / "redactkit-cases.toml").write_text("[[case")

    with pytest.raises(PolicyError, match="is not TOML"):
        watch(kit, tmp_path)


def test_a_watched_folder_refuses_other_runs(kit, statements, tmp_path):
    source, refused = statements("a.md"), []

    def other():
        with pytest.raises(MediaError, match="another run"):
            redact_folder(source, tmp_path / "out", redactor=kit)
        refused.append(True)

    watch(kit, tmp_path, other)
    assert refused == [True]


def test_the_command_works_until_it_is_stopped(statements, tmp_path):
    source = statements("a.md")
    watch = [sys.executable, "-m", "redactkit", "watch", "in", "out"]
    run = subprocess.Popen(
        [*watch, "--settle", "0.1", "--json", "--workers", "1"],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        text=True,
    )
    with run:
        events = (json.loads(line) for line in run.stdout)
        done = (event["name"] for event in events if event["event"] == "finished")
        assert next(done) == "a.md"
        # written slowly, and only renamed when it is whole
        (source / ".b.md").write_text("电话13800138000")
        time.sleep(0.5)
        os.rename(source / ".b.md", source / "b.md")  # noqa: PTH104
        assert next(done) == "b.md"
        run.send_signal(signal.SIGTERM)
    assert run.returncode == 0
    assert not list((tmp_path / "out").rglob(".*"))
