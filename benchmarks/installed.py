"""What every package of an installation weighs, and who brings it: the page of dependencies."""

from __future__ import annotations

import json
import re
import subprocess
import tomllib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

ASK = """
import json, os, sys
from importlib.metadata import distributions
found = {}
for one in distributions():
    size = sum(
        os.path.getsize(path)
        for path in map(one.locate_file, one.files or ())
        if os.path.isfile(path) and not str(path).endswith(".pyc")
    )
    found[one.metadata["Name"]] = [one.version, size, one.requires or []]
json.dump([sys.version.split()[0], found], sys.stdout)
"""
"""Run inside the installation: name -> version, bytes, requirements."""

SMALL = 1_000_000
"""Packages below this size are summed up in one row."""

LOST = ("pip", "setuptools", "wheel", "uv")


def page(python: Path, wheel: Path, root: Path) -> str:
    """Return docs/dependencies.md for the installation of a Python."""
    told = subprocess.run([str(python), "-c", ASK], capture_output=True, text=True, check=True)
    version, raw = json.loads(told.stdout)
    packages = {key(name): (name, *facts) for name, facts in raw.items() if key(name) not in LOST}
    needs = {name: needed(facts[3], packages) for name, facts in packages.items()}
    reasons = why(root / "pyproject.toml")
    total = sum(facts[2] for facts in packages.values())
    head = f"""# Dependencies

What `pip install redactkit-media` brings, and why. Written by
`python benchmarks/wheel.py --write docs/dependencies.md`; Python {version}, sizes on disk without
compiled byte code.

The wheel has {mb(wheel.stat().st_size)} MB, of which the face model is the most. The whole
installation has {mb(total)} MB in {len(packages)} packages. Models for faces and text are in it:
nothing is fetched later.

## What we ask for

"Alone" is what would go with it: the package and whatever nothing else here needs.

| package | version | MB | MB alone | why it stays |
|---|---|---|---|---|
"""
    rows = []
    for name in sorted(reasons, key=lambda one: -packages[one][2]):
        shown, number, size, _ = packages[name]
        gone = packages.keys() - reached("redactkit-media", needs, without=name)
        alone = sum(packages[one][2] for one in gone)
        others = sorted(one for one in reasons if name in needs[one])
        also = f"; asked for by {', '.join(others)} too" if others else ""
        rows.append(f"| {shown} | {number} | {mb(size)} | {mb(alone)} | {reasons[name]}{also} |")
    return head + "\n".join(rows) + "\n" + brought(packages, needs, set(reasons))


def brought(packages: dict, needs: dict[str, set[str]], asked: set[str]) -> str:
    """Return the table of what comes along."""
    head = (
        "\n## What comes with it\n\n| package | version | MB | asked for by |\n|---|---|---|---|\n"
    )
    rows, rest = [], []
    for name in sorted(packages, key=lambda one: -packages[one][2]):
        if name in asked or name == "redactkit-media":
            continue
        shown, number, size, _ = packages[name]
        by = ", ".join(sorted(packages[one][0] for one, wants in needs.items() if name in wants))
        if size < SMALL:
            rest.append((shown, size))
        else:
            rows.append(f"| {shown} | {number} | {mb(size)} | {by} |")
    names = ", ".join(sorted((shown for shown, _ in rest), key=str.lower))
    rows.append(f"| {len(rest)} smaller ones | | {mb(sum(size for _, size in rest))} | |")
    return head + "\n".join(rows) + f"\n\nThe smaller ones: {names}.\n"


def why(pyproject: Path) -> dict[str, str]:
    """Return the reason that pyproject.toml gives for each dependency."""
    text = pyproject.read_text(encoding="utf-8")
    asked = tomllib.loads(text)["project"]["dependencies"]
    block = text[text.index("\ndependencies = [") :]
    block = block[: block.index("\n]")]
    reasons = {}
    for line in asked:
        start = block.index(f'"{line}"') + len(line) + 2
        end = block.find('\n  "', start)
        parts = re.findall(r"#\s*([^\n]*)", block[start : end if end >= 0 else None])
        reasons[key(re.match(r"[\w.-]+", line)[0])] = " ".join(parts)
    return reasons


def needed(requirements: list[str], packages: dict) -> set[str]:
    """Return what a package asks for and has, extras left out."""
    names = {key(re.match(r"[\w.-]+", one)[0]) for one in requirements if "extra ==" not in one}
    return names & packages.keys()


def reached(start: str, needs: dict[str, set[str]], *, without: str) -> set[str]:
    """Return all that is needed from ``start`` on where one package is not followed."""
    seen, queue = set(), [start]
    while queue:
        name = queue.pop()
        if name not in seen and name != without:
            seen.add(name)
            queue += needs[name]
    return seen


def key(name: str) -> str:
    """Return a package's name as indexes compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def mb(size: float) -> str:
    """Return bytes as MB."""
    return f"{size / 1e6:.1f}"
