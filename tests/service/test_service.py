"""The service: a file in, the finished one and its record out, and nothing kept."""

import io
import json
import socket
import time
import zipfile
from math import inf

import httpx
import pytest
import schemathesis
from hypothesis import given, settings
from schemathesis.specs.openapi.checks import positive_data_acceptance

import faults
from redactkit.core.errors import PolicyError
from redactkit.service.limits import ServiceLimits

TEXT = "电话13800138000".encode()


def send(service, content=TEXT, name="王女士.md"):
    return httpx.post(f"{service.url}/v1/redact", files={"file": (name, content)}, timeout=120)


def number(service, name):
    lines = httpx.get(f"{service.url}/metrics").text.splitlines()
    return next((float(line.split()[-1]) for line in lines if line.startswith(name)), 0.0)


def test_a_file_comes_back_with_its_record_and_nothing_is_kept(service):
    answer = send(service)

    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/zip"
    archive = zipfile.ZipFile(io.BytesIO(answer.content))
    assert archive.namelist() == ["media.md", "record.json"]
    assert archive.read("media.md").decode() == "电话[电话]"
    assert json.loads(archive.read("record.json"))["counters"]["PHONE"]["removed"] == 1
    assert service.left() == []


def test_a_file_that_cannot_be_read_is_a_problem_that_tells_no_name(service):
    answer = send(service, b"no picture", "王女士.png")

    assert (answer.status_code, answer.json()["fault"]) == (415, "MediaError")
    assert "王" not in answer.text
    assert service.left() == []


def test_a_request_without_a_file_is_told_what_to_send(service):
    assert httpx.post(f"{service.url}/v1/redact").status_code == 422
    answer = httpx.post(f"{service.url}/v1/redact", data={"file": "text 13800138000"})
    assert answer.status_code == 422
    assert "13800138000" not in answer.text


def test_what_is_too_large_is_refused_however_it_says_so(service):
    answer = send(service, b"x" * 1_000_001)
    assert (answer.status_code, answer.json()["fault"]) == (413, "TooLarge")

    def blocks():
        yield b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.md"\r\n\r\n'
        for _ in range(40):
            yield b"x" * 100_000

    form = {"Content-Type": "multipart/form-data; boundary=b"}
    try:
        answer = httpx.post(f"{service.url}/v1/redact", content=blocks(), headers=form)
        assert answer.status_code == 413
    except httpx.WriteError:
        pass  # it hung up before all was sent
    assert service.left() == []


def start(service):
    """Begin a request and do not end it; it takes a place."""
    other = socket.create_connection(("127.0.0.1", service.port))
    other.sendall(
        b"POST /v1/redact HTTP/1.1\r\nHost: x\r\nContent-Length: 500\r\n"
        b"Content-Type: multipart/form-data; boundary=b\r\n\r\n--b\r\n"
    )
    return other


def test_who_comes_when_all_places_are_taken_is_sent_away_and_the_slow_give_theirs_up(service):
    slow = [start(service) for _ in range(2)]
    while number(service, "redactkit_taken ") < 2:
        time.sleep(0.01)

    answer = send(service)
    assert (answer.status_code, answer.json()["fault"]) == (429, "Busy")
    assert answer.headers["retry-after"] == "1"

    assert {other.recv(100).split()[1] for other in slow} == {b"408"}
    for other in slow:
        other.close()
    while number(service, "redactkit_taken "):
        time.sleep(0.01)
    assert send(service).status_code == 200


@pytest.mark.parametrize(
    ("stem", "status", "fault"), [("crash", 500, "CrashError"), ("hang", 504, "TimeoutError")]
)
def test_a_file_that_ends_its_worker_costs_one_answer(service, stem, status, fault):
    state = service.app.state
    slots, state.slots = state.slots, faults.Doomed(state.slots, stem)
    try:
        answer = send(service)
    finally:
        state.slots = slots

    assert (answer.status_code, answer.json()["fault"]) == (status, fault)
    assert service.left() == []
    assert send(service).status_code == 200


class NoRoom:
    """Takes nothing on: the disk is full."""

    def submit(self, _work, /, *_pieces):
        raise OSError(28, "No space left on 13800138000")


def test_a_fault_of_the_service_itself_is_a_problem_too(service):
    state = service.app.state
    slots, state.slots = state.slots, NoRoom()
    try:
        answer = send(service)
    finally:
        state.slots = slots

    assert (answer.status_code, answer.json()["fault"]) == (500, "OSError")
    assert "13800138000" not in answer.text
    assert service.left() == []


def test_health_and_numbers(service):
    before = number(service, 'redactkit_answers_total{status="200"}')
    send(service)

    assert httpx.get(f"{service.url}/health").json()["status"] == "ok"
    assert number(service, 'redactkit_answers_total{status="200"}') >= before + 2
    assert number(service, 'redactkit_findings_total{fate="removed"}') >= 1


@pytest.mark.parametrize(
    "numbers", [{"workers": 0}, {"queue": -1}, {"bytes": 0}, {"limit_s": 0}, {"upload_s": inf}]
)
def test_bounds_that_take_nothing_on_are_refused(numbers):
    with pytest.raises(PolicyError):
        ServiceLimits(**numbers)


def test_the_service_is_as_it_describes_itself(service):
    schema = schemathesis.openapi.from_url(f"{service.url}/openapi.json")
    seen = set()

    for result in schema.get_all_operations():

        @settings(max_examples=15, deadline=None)
        @given(case=result.ok().as_strategy())
        def check(case):
            # a form may hold bytes that are no picture: these are refused with 415
            case.call_and_validate(timeout=60, excluded_checks=[positive_data_acceptance])
            seen.add(case.path)

        check()
    assert seen == {"/v1/redact", "/health", "/metrics"}
    assert service.left() == []
