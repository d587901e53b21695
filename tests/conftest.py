"""Fixtures shared by all tests: no network, the samples, and real material where it is there."""

from __future__ import annotations

import copy
import os
import socket
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

TESTS = Path(__file__).resolve().parent
sys.path[:0] = [str(TESTS.parent / "examples"), str(TESTS)]

from places import SHARED  # noqa: E402 - lies beside this file

# no test is timed, and CI draws the same examples each time
settings.register_profile(
    "redactkit",
    deadline=None,
    derandomize=bool(os.environ.get("CI")),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
settings.load_profile("redactkit")


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fail at any connection that leaves this machine: the job must work offline."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: object) -> None:
        host = address[0] if isinstance(address, tuple) else ""
        if self.family in (socket.AF_INET, socket.AF_INET6) and host not in ("127.0.0.1", "::1"):
            pytest.fail(f"a connection to {host} was tried")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture(scope="session")
def shared() -> Path:
    """Return the folder of real footage and screens, which is not part of the repository."""
    if not SHARED.is_dir():
        pytest.skip("the folder shared/ with footage and screens does not lie beside the project")
    return SHARED


@pytest.fixture(scope="session")
def samples_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the drawn samples of examples/samples.py."""
    import samples

    folder = tmp_path_factory.mktemp("samples")
    samples.make(folder)
    return folder


@pytest.fixture(scope="session")
def kit():
    """Return one Redactor with loaded models for all tests that need the real thing."""
    from redactkit.pipeline.redactor import Redactor

    return Redactor(now=None)


@pytest.fixture(scope="session")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the case of examples/merchant.py; its clip has half a second."""
    import merchant

    folder = tmp_path_factory.mktemp("drawn")
    merchant.draw(folder, frames=12)
    return folder


@pytest.fixture
def one_set_of_models(kit, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let commands and scripts share the models of the tests, and work in this process."""
    from redactkit.detect.registry import DEFAULT
    from redactkit.pipeline.detectors import Models

    models = kit._detectors.models
    _ = models.faces, models.reader, models.identifiers

    def shared(threads: int = 0, detector: str = DEFAULT, precision: str = "auto") -> Models:
        return copy.copy(models) if detector == DEFAULT else Models(threads, detector, precision)

    monkeypatch.setattr("redactkit.pipeline.redactor.Models", shared)
    monkeypatch.setattr("redactkit.batch.worker_state.Models", shared)
    monkeypatch.setattr("redactkit.cli.folder.usual_workers", lambda: 0)


@pytest.fixture(autouse=True)
def _usual_scheduling():
    """SVT-AV1, which tests use to make clips, makes its caller real-time where that is root."""
    policy, share = os.sched_getscheduler(0), os.sched_getparam(0)
    yield
    if os.sched_getscheduler(0) != policy:
        os.sched_setscheduler(0, policy, share)
