"""Whatever stops a job, the target is the whole finished file or is not there."""

from __future__ import annotations

import hashlib
import os
import signal
import stat
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image

import media
from hostile_worker import writer
from redactkit.core.errors import MediaError
from redactkit.core.findings import Finding, Kind, Sighting
from redactkit.core.geometry import Box
from redactkit.core.methods import Fill
from redactkit.core.policy import Limits, Policy, Redaction
from redactkit.media import image, storage, text
from redactkit.pipeline.redactor import Redactor
from redactkit.records.plan import Plan
from redactkit.records.record import digest_file

KILLS = int(os.environ.get("REDACTKIT_KILLS", "10"))
"""Moments at which each job is killed; see docs/fuzzing.md for the long run."""

WORKER = Path(__file__).parent.with_name("hostile_worker.py")


def noise(height=400, width=500):
    return np.random.default_rng(5).integers(0, 255, (height, width, 3), dtype=np.uint8)


def redaction():
    box = Box(20, 20, 90, 60)
    finding = Finding(
        kind=Kind.PHONE, detector="test-1", sightings=(Sighting(frame=0, box=box, score=1.0),)
    )
    return Redaction(finding=finding, method=Fill(), margin=0.0, reason="policy")


def planned(source):
    _, info = image.read(source, Limits())
    return Plan(source_sha256=digest_file(source)[0], info=info, redactions=(redaction(),))


@pytest.fixture(scope="module")
def bench(tmp_path_factory):
    """Return a folder with a picture, its plan, a clip, and what they become."""
    folder = tmp_path_factory.mktemp("bench")
    Image.fromarray(noise()).save(folder / "a.png")
    rng = np.random.default_rng(6)
    pictures = [rng.integers(0, 255, (96, 128, 3), dtype=np.uint8) for _ in range(4)]
    media.save_clip(folder / "a.mp4", pictures)
    plan = planned(folder / "a.png")
    (folder / "plan.json").write_text(plan.to_json(), encoding="utf-8")
    (folder / "out").mkdir()
    return folder


@pytest.fixture(scope="module")
def kit():
    """Return a Redactor that has something to hide in every clip, so that it is encoded."""
    return writer()


@pytest.fixture(scope="module")
def wanted(bench, kit):
    """Return the bytes that undisturbed jobs write."""
    whole = bench / "whole"
    whole.mkdir()
    plan = Plan.from_json((bench / "plan.json").read_text(encoding="utf-8"))
    kit.apply(plan, bench / "a.png", whole / "0.png")
    kit.video(bench / "a.mp4", whole / "0.mp4")
    return {path.suffix: path.read_bytes() for path in whole.iterdir()}


def state(path):
    facts = path.stat()
    return hashlib.sha256(path.read_bytes()).hexdigest(), facts.st_mtime_ns, facts.st_mode


def tell(worker, line):
    worker.stdin.write(line + "\n")
    worker.stdin.flush()
    return worker.stdout.readline().strip()


@pytest.mark.parametrize("kind", ["image", "video"])
def test_a_killed_job_leaves_no_half_file(kind, bench, wanted):
    source = bench / ("a.png" if kind == "image" else "a.mp4")
    before = state(source)
    out, dice = bench / "out", np.random.default_rng(7)
    private = finished = 0
    worker = subprocess.Popen(
        [sys.executable, str(WORKER)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    with worker:
        for _ in range(KILLS):
            child, seconds = tell(worker, f"{kind} {bench}").split()
            time.sleep(dice.uniform(0, 1.5 * float(seconds)))
            os.kill(int(child), signal.SIGKILL)
            assert worker.stdout.readline() == "gone\n"
            left = list(out.iterdir())
            for path in left:
                if path.name.startswith(storage.PREFIX):
                    private += 1
                    # the last step before the name is the mode of the source
                    assert stat.S_IMODE(path.stat().st_mode) in (0o600, before[2] & 0o666)
                else:
                    finished += 1
                    assert path.read_bytes() == wanted[path.suffix]
            assert state(source) == before
            storage.write_text(out / "next.md", "the next run")
            assert not [path for path in out.iterdir() if path.name.startswith(storage.PREFIX)]
            for path in out.iterdir():
                path.unlink()
        worker.stdin.close()
    # kills that always came too early or too late would show nothing
    assert private
    assert finished


def test_private_files_of_jobs_that_still_run_are_left_alone(tmp_path):
    with storage.replacing(tmp_path / "one") as working:
        working.write_text("half")
        storage.write_text(tmp_path / "two", "whole")
        assert working.exists()
        working.write_text("whole")

    assert {path.name for path in tmp_path.iterdir()} == {"one", "two"}
    assert (tmp_path / "one").read_text() == "whole"


def test_what_only_looks_like_a_private_file_is_left_alone(tmp_path):
    victim = tmp_path / "victim"
    victim.write_text("keep")
    names = [".redactkit-settings.toml", ".redactkit-abcdefgh", "redactkit-abcdefgh.part"]
    for name in names:
        (tmp_path / name).write_text("keep")
    (tmp_path / ".redactkit-aaaaaaaa.part").symlink_to(victim)
    (tmp_path / ".redactkit-bbbbbbbb.part").mkdir()
    os.mkfifo(tmp_path / ".redactkit-cccccccc.part")
    before = sorted(path.name for path in tmp_path.iterdir())

    storage.write_text(tmp_path / "out", "new")

    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([*before, "out"])
    assert victim.read_text() == "keep"


def test_content_is_on_the_disk_before_its_name_and_the_folder_after(tmp_path, monkeypatch):
    order = []
    sync, rename = os.fsync, os.rename

    def noted_sync(handle):
        order.append(("sync", Path(f"/proc/self/fd/{handle}").readlink().name))
        sync(handle)

    def noted_rename(old, new, **more):
        order.append(("name", Path(new).name))
        rename(old, new, **more)

    monkeypatch.setattr(os, "fsync", noted_sync)
    monkeypatch.setattr(os, "replace", noted_rename)
    storage.write_text(tmp_path / "out", "x")

    assert [step for step, _ in order] == ["sync", "name", "sync"]
    assert order[0][1].startswith(storage.PREFIX)
    assert order[1:] == [("name", "out"), ("sync", tmp_path.name)]


@contextmanager
def small_disk(folder, size):
    """Mount a file system of so many bytes."""
    if os.geteuid() != 0:
        pytest.skip("only root can mount a small disk")
    folder.mkdir()
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)],
        capture_output=True,
        check=False,
    )
    if made.returncode:
        pytest.skip("this machine does not let its root mount a small disk")
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def test_a_full_disk_is_an_error_and_leaves_nothing(bench, wanted, kit, tmp_path):
    plan = Plan.from_json((bench / "plan.json").read_text(encoding="utf-8"))
    assert len(wanted[".mp4"]) > 16384
    sources = [state(bench / name) for name in ("a.png", "a.mp4")]
    with small_disk(tmp_path / "disk", 8192) as disk:
        for job in (
            lambda: kit.apply(plan, bench / "a.png", disk / "o.png"),
            lambda: kit.apply(plan, bench / "a.png", disk / "o.jpg"),
            lambda: kit.apply(plan, bench / "a.png", disk / "o.webp"),
            lambda: kit.apply(plan, bench / "a.png", disk / "o.tif"),
            lambda: kit.apply(plan, bench / "a.png", disk / "o.bmp"),
            lambda: kit.video(bench / "a.mp4", disk / "o.mp4"),
            # with nothing to hide the clip is written all the same
            lambda: writer(Policy()).video(bench / "a.mp4", disk / "o.mp4"),
            lambda: storage.write_text(disk / "o.md", "字" * 9000),
        ):
            with pytest.raises(MediaError, match=r"[Nn]o space|disk is full"):
                job()
            assert not list(disk.iterdir())
        storage.write_text(disk / "small.md", "fits")
        assert text.read(disk / "small.md") == "fits"
    assert sources == [state(bench / name) for name in ("a.png", "a.mp4")]


@pytest.mark.parametrize("size", [16384, 49152, 57344, 65536])
def test_a_clip_that_nearly_fits_is_no_file(size, bench, wanted, kit, tmp_path):
    with small_disk(tmp_path / "disk", size) as disk:
        target = disk / "o.mp4"
        try:
            kit.video(bench / "a.mp4", target)
        except MediaError:
            assert not list(disk.iterdir())
        else:
            assert target.read_bytes() == wanted[".mp4"]


def test_the_target_may_lie_on_another_file_system(bench, wanted, kit, tmp_path):
    with small_disk(tmp_path / "disk", 1 << 22) as disk:
        assert disk.stat().st_dev != bench.stat().st_dev
        kit.video(bench / "a.mp4", disk / "o.mp4")
        assert (disk / "o.mp4").read_bytes() == wanted[".mp4"]
        with av.open(str(disk / "o.mp4")) as clip:
            assert sum(1 for _ in clip.decode(video=0)) == 4
        assert [path.name for path in disk.iterdir()] == ["o.mp4"]


def test_a_read_only_disk_is_an_error(bench, tmp_path):
    with small_disk(tmp_path / "disk", 1 << 20) as disk:
        subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
        plan = Plan.from_json((bench / "plan.json").read_text(encoding="utf-8"))
        with pytest.raises(MediaError, match=r"[Rr]ead-only"):
            Redactor(now=None).apply(plan, bench / "a.png", disk / "o.png")


def test_a_read_only_target_is_not_replaced(bench, tmp_path):
    target = tmp_path / "o.png"
    target.write_bytes(b"keep")
    target.chmod(0o444)
    plan = Plan.from_json((bench / "plan.json").read_text(encoding="utf-8"))

    with pytest.raises(MediaError, match="read-only"):
        Redactor(now=None).apply(plan, bench / "a.png", target)
    with pytest.raises(MediaError, match="read-only"):
        storage.write_text(target, "new")

    assert target.read_bytes() == b"keep"


def test_a_read_only_source_makes_a_target_that_can_be_replaced(bench, tmp_path):
    source = tmp_path / "a.png"
    source.write_bytes((bench / "a.png").read_bytes())
    source.chmod(0o444)
    kit = Redactor(now=None)
    for _ in range(2):
        kit.apply(planned(source), source, tmp_path / "o.png")

    assert stat.S_IMODE((tmp_path / "o.png").stat().st_mode) == 0o644
