"""Lanes keep their order, pass errors on, and end."""

from __future__ import annotations

import threading
import time

import pytest

from redactkit.detect.executors import SerialExecutor, ThreadPool


@pytest.mark.parametrize("count", [1, 2, 4])
def test_each_lane_keeps_its_order(count):
    done = {place: [] for place in range(5)}
    with ThreadPool(count) as lanes:
        rows = [SerialExecutor(lanes) for _ in done]
        answers = [
            rows[place].submit(lambda place=place, number=number: done[place].append(number))
            for number in range(40)
            for place in done
        ]
        for answer in answers:
            answer.result()
    assert all(numbers == list(range(40)) for numbers in done.values())


def test_a_lane_does_one_thing_at_a_time():
    busy = threading.Lock()

    def alone():
        assert busy.acquire(blocking=False)
        time.sleep(0.002)
        busy.release()

    with ThreadPool(4) as lanes:
        lane = SerialExecutor(lanes)
        for answer in [lane.submit(alone) for _ in range(20)]:
            answer.result()


def test_two_lanes_go_side_by_side():
    both = threading.Barrier(2, timeout=10)
    with ThreadPool(2) as lanes:
        assert lanes.side_by_side
        for answer in [SerialExecutor(lanes).submit(both.wait) for _ in range(2)]:
            answer.result()


def test_with_one_thread_work_is_done_at_once_by_the_caller():
    with ThreadPool(1) as lanes:
        assert SerialExecutor(lanes).submit(threading.current_thread).done()
        assert (
            SerialExecutor(lanes).submit(threading.current_thread).result()
            is threading.current_thread()
        )


@pytest.mark.parametrize("count", [1, 3])
def test_an_error_is_raised_where_the_answer_is_asked_for(count):
    with ThreadPool(count) as lanes:
        lane = SerialExecutor(lanes)
        bad, good = lane.submit(lambda: 1 // 0), lane.submit(lambda: 2)
        assert good.result() == 2
        with pytest.raises(ZeroDivisionError):
            bad.result()


def test_leaving_drops_what_has_not_begun():
    begun = threading.Event()
    go_on = threading.Event()
    later = []

    def first():
        begun.set()
        go_on.wait(10)

    with ThreadPool(2) as lanes:
        lane = SerialExecutor(lanes)
        lane.submit(first)
        for number in range(100):
            lane.submit(lambda number=number: later.append(number))
        begun.wait(10)
        threading.Timer(0.05, go_on.set).start()
    assert later == []
