"""The one OpenCV that all dependencies agree on, and what it must not need."""

import re
import subprocess
import sys
import tomllib
from importlib.metadata import distributions, requires
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
LOCKED = ROOT / ".ci" / "constraints.txt"


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


def test_the_versions_that_ci_installs_are_ones_that_the_project_allows():
    pytest.importorskip("packaging")
    from packaging.requirements import Requirement

    if not LOCKED.exists():
        pytest.skip("only the repository has it")
    lines = LOCKED.read_text(encoding="utf-8").splitlines()
    locked = {}
    for line in lines:
        if not line.startswith("#"):
            name, version = line.split(";")[0].strip().split("==")
            locked.setdefault(name, []).append(version)
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    extras = project["project"]["optional-dependencies"]
    wanted = [*project["project"]["dependencies"], *project["build-system"]["requires"]]
    # the extra mediapipe brings another OpenCV and is never installed beside the rest
    wanted += [line for name, lines in extras.items() if name != "mediapipe" for line in lines]

    for one in map(Requirement, wanted):
        if one.name != "redactkit":
            versions = locked.get(one.name.lower(), [])
            assert versions, f"{one.name}: run .ci/lock"
            assert all(one.specifier.contains(version) for version in versions), one.name
