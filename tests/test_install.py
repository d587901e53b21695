"""What is installed: one OpenCV, only what is declared, and under a name that is ours."""

import ast
import re
import subprocess
import sys
import tomllib
from importlib.metadata import distributions, requires
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
NAME = "redactkit-media"
LOCKED = ROOT / ".ci" / "constraints.txt"


def test_opencv_loads_without_libgl():
    code = "import cv2; print(open('/proc/self/maps').read())"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert "cv2" in done.stdout
    assert "libGL" not in done.stdout


def test_no_dependency_of_ours_asks_for_another_build_of_opencv():
    seen, queue, builds = set(), [NAME], set()
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
        if one.name != NAME:
            versions = locked.get(one.name.lower(), [])
            assert versions, f"{one.name}: run .ci/lock"
            assert all(one.specifier.contains(version) for version in versions), one.name


PROVIDES = {
    "PIL": "pillow",
    "cv2": "opencv-python-headless",
    "google": "mediapipe",
    "zxingcpp": "zxing-cpp",
}
"""Imported name -> distribution, where the two differ by more than `-` and `_`."""

THROUGH_OTHERS = {
    "opencv-contrib-python": "the build that mediapipe loads as cv2",
    "phonenumbers": "asked through presidio-analyzer",
    "python-multipart": "fastapi reads forms with it",
}
"""Declared and imported by another package alone."""


def declared():
    """Return the distributions that the project and its extras for users ask for."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    lines = [*project["dependencies"]]
    lines += [line for name in ("dask", "heic", "mediapipe", "serve") for line in extras[name]]
    return {re.match(r"[\w.-]+", line)[0].lower().replace("_", "-") for line in lines}


def imported():
    """Return the distributions whose modules the package imports."""
    found = set()
    for path in (ROOT / "src").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom):
                found.add(node.module.split(".")[0])
            elif isinstance(node, ast.Import):
                found |= {alias.name.split(".")[0] for alias in node.names}
    strange = found - set(sys.stdlib_module_names) - {"redactkit"}
    return {PROVIDES.get(name, name.lower().replace("_", "-")) for name in strange}


def test_what_is_imported_is_declared_and_the_other_way_round():
    lazily = {"mediapipe", "openvino"}  # by importlib, by name
    assert imported() - declared() == set()
    assert declared() - imported() - lazily == set(THROUGH_OTHERS) - imported()


TOLD = re.compile(r"(?:pip3? install|uv add|uv pip install|pipx install|reinstall)\b[^\n`&;|]*")
BARE = re.compile(r"(?<![\w./-])redactkit(?![\w.-])")
EXTRA = re.compile(r"(?<![\w-])redactkit\[")
"""The name of a stranger's package on the index, alone or with an extra."""


def pages():
    """Yield what a reader may follow: pages, sources with their messages, settings."""
    for pattern in ("*.md", "docs/**/*.md", "benchmarks/**/*.md"):
        yield from ROOT.glob(pattern)
    for folder in ("src", "examples", "benchmarks", "docs"):
        yield from (ROOT / folder).rglob("*.py")
    yield ROOT / "pyproject.toml"
    yield from (ROOT / ".github").rglob("*.yml")


def strangers(text):
    """Return where a text tells somebody to install the stranger's package."""
    told = [line for line in TOLD.findall(text) if BARE.search(line)]
    return told + EXTRA.findall(text)


def test_nothing_tells_anybody_to_install_a_strangers_package():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["name"] == NAME
    for path in pages():
        assert strangers(path.read_text(encoding="utf-8")) == [], path.name


@pytest.mark.parametrize(
    ("text", "bad"),
    [
        ("pip install redactkit", True),
        ("run `pip install -U redactkit` first", True),
        ("pip install 'redactkit[serve]'", True),
        ("reinstall redactkit or", True),
        ("the extra redactkit[dask]", True),
        ("pip install redactkit-media", False),
        ("pip install 'redactkit-media[serve]'", False),
        ("pip install . && redactkit image a.png b.png", False),
    ],
)
def test_the_search_for_such_advice_can_fail(text, bad):
    assert bool(strangers(text)) is bad
