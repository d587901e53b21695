"""Model files are checked, and OpenVINO stays off the network."""

from __future__ import annotations

import os
import subprocess
import sys

import numpy as np
import pytest

from precisions import PRECISIONS
from redactkit.core.errors import BackendError
from redactkit.models import runtime
from redactkit.models.centerface import OUTPUTS


@pytest.fixture(scope="module")
def weights():
    from importlib.resources import files

    return (files("redactkit.models") / "weights" / "centerface.onnx").read_bytes()


def test_what_is_no_model_is_a_backend_error():
    with pytest.raises(BackendError, match="does not load"):
        runtime.Session(b"no model", OUTPUTS)


def test_openvino_is_loaded_without_its_telemetry():
    code = (
        "import sys; from redactkit.models.runtime import openvino; openvino();"
        "assert 'openvino' in sys.modules;"
        "bad = [name for name in sys.modules if name.startswith('openvino_telemetry')];"
        "sys.exit(bool(bad))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_a_missing_openvino_is_a_backend_error(monkeypatch):
    monkeypatch.setitem(sys.modules, "openvino", None)
    with pytest.raises(BackendError, match="pip install openvino"):
        runtime.Session(b"", OUTPUTS)


class TestPrecision:
    @pytest.fixture(autouse=True)
    def unset(self, monkeypatch):
        monkeypatch.delenv(runtime.VARIABLE, raising=False)

    def test_auto_is_bf16_where_the_processor_has_it(self):
        assert runtime.precision_of() == PRECISIONS[-1]

    def test_the_environment_says_what_auto_is_and_no_more(self, monkeypatch):
        monkeypatch.setenv(runtime.VARIABLE, "f32")
        assert runtime.precision_of("auto") == "f32"
        monkeypatch.setenv(runtime.VARIABLE, "bf16")
        assert runtime.precision_of("f32") == "f32"

    def test_a_slip_in_the_environment_is_named(self, monkeypatch):
        monkeypatch.setenv(runtime.VARIABLE, "half")
        with pytest.raises(BackendError, match="REDACTKIT_PRECISION must be bf16 or f32"):
            runtime.precision_of()

    def test_what_the_processor_lacks_is_refused_with_the_remedy(self, monkeypatch):
        class Core:
            def get_property(self, *_names):
                return ["FP32", "INT8"]

        monkeypatch.setattr(runtime.openvino(), "Core", Core)
        assert runtime.precision_of() == "f32"
        with pytest.raises(BackendError, match='set precision = "f32"'):
            runtime.precision_of("bf16")

    def test_a_session_computes_in_what_was_asked_for(self, weights):
        """Otherwise the answers would be the same, bit for bit."""
        picture = np.random.default_rng(0).integers(0, 255, (1, 64, 64, 3), np.uint8)
        answers = [
            runtime.Session(weights, OUTPUTS, threads=1, precision=precision).run(picture)[0]
            for precision in PRECISIONS
        ]
        for other in answers[1:]:
            assert 0 < np.abs(other - answers[0]).max() < 0.1


def test_one_session_takes_all_sizes(weights):
    session = runtime.Session(weights, OUTPUTS, threads=1)
    for count, side in ((1, 32), (2, 64), (1, 96), (3, 32)):
        (heat, *_) = session.run(np.zeros((count, side, side, 3), np.uint8))
        assert heat.shape == (count, 1, side // 4, side // 4)


def test_answers_do_not_change_under_later_runs(weights):
    session = runtime.Session(weights, OUTPUTS, threads=1)
    first = session.run(np.zeros((1, 64, 64, 3), np.uint8))
    kept = [answer.copy() for answer in first]
    session.run(np.full((1, 64, 64, 3), 200, np.uint8))
    for before, after in zip(kept, first, strict=True):
        np.testing.assert_array_equal(before, after)


def test_many_threads_may_begin_at_once(tmp_path):
    """In a fresh process: OpenVINO's bindings lock up where two threads are their first users."""
    code = """
import threading, numpy as np
from redactkit.models.centerface import CenterFace
net = CenterFace(threads=4)
barrier = threading.Barrier(4)
def look():
    barrier.wait()
    net.boxes(np.zeros((1, 64, 64, 3), np.uint8), 0.2)
threads = [threading.Thread(target=look) for _ in range(4)]
for thread in threads: thread.start()
for thread in threads: thread.join()
"""
    done = subprocess.run([sys.executable, "-c", code], check=False, timeout=120, cwd=tmp_path)
    assert done.returncode == 0


TIED = """
import os, threading
import numpy as np
from redactkit.models.rapidocr import RapidOcr
from redactkit.detect.faces import FaceDetector

def cores():
    tasks = map(int, os.listdir("/proc/self/task"))
    return {tuple(sorted(os.sched_getaffinity(task))) for task in tasks}

def work():
    for _ in range(3):
        reader.read(page)
        faces.detect_scale(page, 640, [(0, 0, 640, 640)])

page = np.full((640, 640, 3), 255, np.uint8)
reader, faces = RapidOcr(threads=1), FaceDetector(threads=1)
thread, seen = threading.Thread(target=work), set()
thread.start()
while thread.is_alive():
    try:
        seen |= cores()
    except ProcessLookupError:  # a thread that ended meanwhile
        pass
print(seen)
"""
"""Prints to which cores threads are tied while networks run."""


def test_no_thread_is_tied_to_a_core():
    """Processes side by side would tie theirs to the same ones."""
    done = subprocess.run([sys.executable, "-c", TIED], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == str({tuple(sorted(os.sched_getaffinity(0)))})
