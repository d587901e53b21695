"""What systems differ in: memory, in processes of their own with the real C library."""

import os
import subprocess
import sys

import pytest

from redactkit.batch.memory import LEAST, memory_each
from redactkit.core import platform
from redactkit.core.platform import processes

FAULTS = """
import resource, sys
import numpy as np
from redactkit.core.platform import keep_freed

if sys.argv[1] == "kept":
    keep_freed()
np.ones(3_900_000, np.uint8)
before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
for _ in range(50):
    np.ones(3_900_000, np.uint8)
print(resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before)
"""

CAPPED = """
import sys
import numpy as np
from redactkit.core.platform import cap_memory

cap_memory(int(sys.argv[1]))
np.ones(64 << 20, np.uint8)
try:
    np.zeros(3 << 30, np.uint8)
except MemoryError:
    print("no more")
"""


def run(script, argument):
    # as a nanny of Dask starts its workers
    nanny = os.environ | {"MALLOC_TRIM_THRESHOLD_": "65536"}
    done = subprocess.run(
        [sys.executable, "-c", script, argument],
        capture_output=True,
        text=True,
        check=True,
        env=nanny,
    )
    return done.stdout.strip()


@pytest.mark.skipif(sys.platform != "linux", reason="glibc alone has these settings")
def test_freed_memory_is_kept_under_a_nanny_too():
    pages = 50 * 3_900_000 // os.sysconf("SC_PAGE_SIZE")
    assert int(run(FAULTS, "left")) > 0.5 * pages, "or there is nothing to mend"
    assert int(run(FAULTS, "kept")) < 0.1 * pages


def test_a_capped_process_is_refused_more_and_no_less():
    assert run(CAPPED, str(2 << 30)) == "no more"
    assert run(CAPPED, str(64 << 30)) == ""


def test_workers_share_the_memory_of_the_machine():
    whole = platform.memory()
    assert 0 < whole <= os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    assert memory_each(1) == max(LEAST, whole)
    assert memory_each(10_000) == LEAST


def test_a_container_may_have_less(tmp_path, monkeypatch):
    limit = tmp_path / "memory.max"
    monkeypatch.setattr(processes, "CONTAINER", limit)
    whole = platform.memory()
    limit.write_text("max\n")
    assert platform.memory() == whole
    limit.write_text("1048576\n")
    assert platform.memory() == 1 << 20
