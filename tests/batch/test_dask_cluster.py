"""A real Dask scheduler with two worker processes: the same files, and one crash costs one."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

import faults
from media import save_clip, two_people
from redactkit.batch import Options, redact_folder
from redactkit.batch.dask_cluster import dask_executor
from redactkit.cli.app import main
from redactkit.core.errors import BackendError

TESTS = Path(__file__).resolve().parents[1]


def _address(where, process):
    """Return what the scheduler writes down once it listens; it may be seen half written."""
    while True:
        assert process.poll() is None
        try:
            return json.loads(where.read_text())["address"]
        except (FileNotFoundError, json.JSONDecodeError):
            time.sleep(0.05)


@pytest.fixture(scope="module")
def scheduler(tmp_path_factory):
    """Start a scheduler and two workers; return the address."""
    folder = tmp_path_factory.mktemp("dask")
    where = folder / "scheduler.json"
    environment = os.environ | {
        "PYTHONPATH": str(TESTS),
        "DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "0",
        "DASK_TEMPORARY_DIRECTORY": str(folder),
    }
    usual = ["--scheduler-file", str(where), "--no-dashboard", "--host", "127.0.0.1"]
    commands = (
        ["dask_scheduler", *usual, "--port", "0"],
        ["dask_worker", *usual, "--nworkers", "2", "--nthreads", "1"],
    )
    running = [
        subprocess.Popen(
            [sys.executable, "-m", f"distributed.cli.{command[0]}", *command[1:]],
            env=environment,
            cwd=folder,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for command in commands
    ]
    try:
        yield _address(where, running[0])
    finally:
        for process in reversed(running):
            process.terminate()
            process.wait()


def test_a_cluster_gives_what_one_process_gives(kit, scheduler, statements, message, tmp_path):
    source = statements("a.md", "other/b.md", "other/c.md")
    message(source / "d.png", "微信号：momo_jiang2019")

    arguments = ["folder", str(source), str(tmp_path / "out"), "--keep-names"]
    assert main([*arguments, "--dask", scheduler]) == 0
    redact_folder(source, tmp_path / "alone", redactor=kit, options=Options(keep_names=True))

    for name in ("a.md", "other/b.md", "other/c.md", "d.png"):
        assert (tmp_path / "out" / name).read_bytes() == (tmp_path / "alone" / name).read_bytes()


def test_a_long_clip_is_split_over_a_cluster(kit, scheduler, tmp_path):
    (tmp_path / "in").mkdir()
    small = [shown[::2, ::2] for shown in two_people(24)]
    save_clip(tmp_path / "in" / "a.mp4", small, options={"g": "6"})

    with dask_executor(scheduler) as (hands, in_flight):
        noted = faults.Struck(hands, ())
        options = Options(keep_names=True, executor=noted, in_flight=in_flight, span_s=0.4)
        redact_folder(tmp_path / "in", tmp_path / "out", options=options)
    alone = Options(keep_names=True, span_s=0.4)
    redact_folder(tmp_path / "in", tmp_path / "alone", redactor=kit, options=alone)

    assert [step for step in noted.done if step[0] == "paint"] == [("paint", 0), ("paint", 1)]
    one, other = (tmp_path / name / "a.mp4" for name in ("out", "alone"))
    assert one.read_bytes() == other.read_bytes()


def test_a_crash_on_a_cluster_costs_one_file(scheduler, statements, tmp_path, made):
    source = statements("1/a.md", "2/crash.md", "3/b.md", "4/c.md")

    with dask_executor(scheduler) as (hands, in_flight):
        options = Options(keep_names=True, executor=faults.Faulty(hands), in_flight=in_flight)
        summary = redact_folder(source, tmp_path / "out", options=options)

    assert [outcome.fault for outcome in summary.failed] == ["KilledWorker"]
    assert made() == {"1/a.md", "3/b.md", "4/c.md"}


def test_an_address_without_a_scheduler_is_named():
    with (
        pytest.raises(BackendError, match=r"127.0.0.1:1: no Dask scheduler"),
        dask_executor("tcp://127.0.0.1:1"),
    ):
        pass
