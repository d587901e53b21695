"""The one OpenCV that all dependencies agree on, and what it must not need."""

import re
import subprocess
import sys
from importlib.metadata import distributions, requires


def test_opencv_loads_without_libgl():
    code = "import cv2; print(open('/proc/self/maps').read())"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert "cv2" in done.stdout
    assert "libGL" not in done.stdout


def test_no_dependency_of_ours_asks_for_another_build_of_opencv():
    seen, queue, builds = set(), ["redactkit"], set()
    installed = {d.metadata["Name"].lower().replace("_", "-") for d in distributions()}
    while queue:
        name = queue.pop()
        if name in seen or name not in installed:
            continue
        seen.add(name)
        for line in requires(name) or ():
            if "extra ==" in line:
                continue
            wanted = re.match(r"[A-Za-z0-9._-]+", line)[0].lower().replace("_", "-")
            queue.append(wanted)
            if wanted.startswith("opencv"):
                builds.add(wanted)

    assert builds == {"opencv-python-headless"}
