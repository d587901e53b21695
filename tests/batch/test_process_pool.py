"""Workers: a crash, a lack of memory and a hanging file cost only themselves."""

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import BrokenExecutor, ThreadPoolExecutor

import pytest

import faults
from redactkit.batch import Options, redact_folder
from redactkit.batch.process_pool import ProcessPool, threads_each


@pytest.fixture(scope="module")
def slots():
    pool = ProcessPool(2)
    pool.start()
    yield pool
    pool.shutdown()


def test_a_crash_costs_the_piece_it_happened_in(slots):
    first = [slots.submit(abs, number) for number in (-1, -2)]
    crash = slots.submit(faults.end)
    rest = [slots.submit(abs, -number) for number in range(6)]

    with pytest.raises(BrokenExecutor):
        crash.result()
    assert [future.result() for future in first + rest] == [1, 2, 0, 1, 2, 3, 4, 5]


def test_a_worker_that_dies_idle_is_replaced(slots):
    pids = {slots.submit(os.getpid).result() for _ in range(6)}
    for pid in pids:
        os.kill(pid, signal.SIGKILL)

    again = [slots.submit(abs, -3) for _ in range(4)]
    values = [f.result() if f.exception() is None else None for f in again]
    assert values.count(3) >= 4 - len(pids)
    assert slots.submit(abs, -4).result() == 4


def test_a_piece_that_is_taken_back_holds_nobody_up():
    slots = ProcessPool(1)
    try:
        first = slots.submit(time.sleep, 0.2)
        back, last = slots.submit(abs, -1), slots.submit(abs, -2)

        assert back.cancel()
        assert first.result() is None
        assert last.result(timeout=60) == 2
    finally:
        slots.shutdown()


def test_an_error_of_the_work_is_its_own(slots):
    with pytest.raises(ValueError, match="invalid literal"):
        slots.submit(int, "x").result()


def test_workers_times_threads_are_the_cores(slots):
    cores = len(os.sched_getaffinity(0))
    threads, own = slots.submit(faults.environment).result()

    if cores % 2 == 0:
        assert 2 * int(threads) == 2 * own == cores
    assert threads_each(2) == max(1, cores // 2)
    assert threads_each(10 * cores) == 1


def test_a_script_without_its_guard_is_told_so(tmp_path):
    script = tmp_path / "script.py"
    script.write_text(
        "from redactkit.batch.process_pool import ProcessPool\nProcessPool(1).start()\n"
    )

    done = subprocess.run(
        [sys.executable, str(script)], capture_output=True, text=True, check=False
    )
    assert "if __name__" in done.stderr.rpartition("BackendError")[2]


def test_misfortunes_cost_only_themselves_and_are_tried_again_alone(
    slots, statements, tmp_path, made, lines
):
    bad = {"crash.md": "BrokenProcessPool", "killed.md": "BrokenProcessPool"}
    bad |= {"hang.md": "TimeoutError", "full.md": "MemoryError"}
    good = {f"{number}.md" for number in range(3)} | {"shaky.md"}
    # a case each, or the two looks at a case would count
    source = statements(*(f"{name[:-3]}/{name}" for name in [*bad, *sorted(good)]))
    hands, told = faults.Faulty(slots), []

    summary = redact_folder(
        source,
        tmp_path / "out",
        options=Options(keep_names=True, executor=hands, limit_s=2, memory=4 << 30),
        on_outcome=lambda outcome, _: told.append(outcome),
    )

    assert {o.name.rpartition("/")[2]: o.fault for o in told if o.error} == bad
    assert {name.rpartition("/")[2] for name in made()} == good
    assert summary.failures == 4
    assert {name for name, tries in hands.tries.items() if tries == 2} == {*bad, "shaky.md"}
    assert max(hands.tries.values()) == 2
    assert sorted(row["fault"] for row in lines("failed")) == sorted(bad.values())
    assert "within its time" in next(o.error for o in told if o.fault == "TimeoutError")
    assert not (tmp_path / "out" / ".redactkit-work").exists()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux caps what a process may have")
def test_a_worker_that_knew_no_limit_keeps_to_that_of_the_next_batch(slots, statements, tmp_path):
    given = [None, 4 << 30, None]

    def faults_of(memory, number):
        source = statements(f"{number}/full.md") / str(number)
        options = Options(executor=faults.Faulty(slots), memory=memory, limit_s=60)
        return redact_folder(source, tmp_path / f"out{number}", options=options).failures

    assert [faults_of(memory, number) for number, memory in enumerate(given)] == [0, 1, 0]


def test_a_case_waits_for_the_second_try_of_one_of_its_files(slots, statements, tmp_path, made):
    source = statements("case/a.md", "case/crash.md", "case/shaky.md", "case/z.md")

    summary = redact_folder(
        source,
        tmp_path / "out",
        options=Options(keep_names=True, executor=faults.Faulty(slots), limit_s=60),
    )

    assert made() == {"case/a.md", "case/shaky.md", "case/z.md"}
    assert [outcome.name for outcome in summary.failed] == ["case/crash.md"]


def test_any_executor_does(statements, tmp_path, made):
    source = statements("a.md", "b/c.md", "b/d.md")

    with ThreadPoolExecutor(2) as pool:
        options = Options(keep_names=True, executor=pool, limit_s=60)
        assert redact_folder(source, tmp_path / "out", options=options).done == 3
    assert made() == {"a.md", "b/c.md", "b/d.md"}


def test_workers_give_what_one_process_gives(kit, statements, message, tmp_path, lines):
    source = statements("a.md", "other/b.md")
    for name in ("c.png", "d.png"):
        message(source / name, "微信号：momo_jiang2019")

    redact_folder(source, tmp_path / "out", options=Options(keep_names=True, workers=2))
    workers = {row["output"]: row["sha256"] for row in lines("done")}
    redact_folder(source, tmp_path / "alone", redactor=kit, options=Options(keep_names=True))

    assert len(workers) == 4
    for name in workers:
        assert (tmp_path / "out" / name).read_bytes() == (tmp_path / "alone" / name).read_bytes()
