"""The whole job where Python is as on Windows and as on macOS (see `other_systems`)."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import other_systems

JOB = Path(other_systems.__file__).with_name("system_job.py")
PARTS = ("picture", "clip", "statement", "folder", "review", "service")


@pytest.mark.parametrize("system", other_systems.SYSTEMS)
def test_the_job_is_done_where_the_system_lacks_things(system, tmp_path, drawn):
    shutil.copytree(drawn, tmp_path / "case")
    done = subprocess.run(
        [sys.executable, str(JOB), str(tmp_path)],
        env=other_systems.environment(system, tmp_path / "python"),
        capture_output=True,
        check=False,
        timeout=1200,
    )
    told = done.stderr.decode("utf-8", "replace")
    assert done.returncode == 0, told[-3000:]
    assert [line[6:] for line in told.splitlines() if line.startswith("done: ")] == list(PARTS)
    assert "的微信号".encode() in done.stdout, "the statement came through the pipe"


BREAKS = {
    "fcntl": "import fcntl",
    "open file renamed": "f = open('a', 'w'); os.replace('a', 'b')",
    "open file removed": "f = open('a', 'w'); os.unlink('a')",
    "folder synced": "os.fsync(os.open('.', os.O_RDONLY))",
    "read-only synced": "open('a', 'w').close(); os.fsync(os.open('a', os.O_RDONLY))",
    "code page": "print('微信号')",
    "owner": "os.geteuid()",
}
"""What must not work as on Windows, or the test above shows nothing."""


@pytest.mark.parametrize("name", BREAKS)
def test_what_windows_lacks_is_really_gone(name, tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", f"import os\n{BREAKS[name]}"],
        env=other_systems.environment("windows", tmp_path / "python"),
        cwd=tmp_path,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 1
