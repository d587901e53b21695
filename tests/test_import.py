"""Importing redactkit has no effect and is light."""

import subprocess
import sys
import time

import redactkit

HEAVY = ("cv2", "openvino", "av", "presidio_analyzer", "spacy", "rapidocr", "turbohtml")


def run(code):
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return done.stdout


def test_nothing_heavy_is_loaded():
    loaded = run("import sys, redactkit; print(*sys.modules)").split()

    assert not set(HEAVY) & set(loaded)
    assert "numpy" not in loaded


def test_importing_takes_less_than_a_fifth_of_a_second_above_python():
    def best(code):
        times = []
        for _ in range(5):
            start = time.perf_counter()
            run(code)
            times.append(time.perf_counter() - start)
        return min(times)

    assert best("import redactkit") - best("pass") < 0.2


def test_every_public_name_is_there():
    for name in redactkit.__all__:
        assert getattr(redactkit, name) is not None
    assert set(redactkit.__all__) <= set(dir(redactkit))


def test_a_name_that_does_not_exist_is_an_attribute_error():
    assert not hasattr(redactkit, "anonymise_everything")
