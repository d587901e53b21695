"""Run a program and write down what it used: ``metered.py NOTE PROGRAM ARGUMENT...``.

A program's peak memory counts from that of who started it, so this small one stands between
it and the benchmark, which is large.
"""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

KIB_IN_MIB = 1024


def main() -> int:
    """Run the program and return its exit status."""
    start = time.perf_counter()
    process = subprocess.Popen(sys.argv[2:])
    # wait4 alone tells one child's figures from those of its elder sisters
    _, status, used = os.wait4(process.pid, 0)
    wall = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    cpu, peak = used.ru_utime + used.ru_stime, used.ru_maxrss / KIB_IN_MIB
    figures = json.dumps({"wall_s": wall, "cpu_s": cpu, "peak_mib": peak})
    Path(sys.argv[1]).write_text(figures, encoding="utf-8")
    return process.returncode


if __name__ == "__main__":
    sys.exit(main())
