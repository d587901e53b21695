"""Environments of the other tools: each in a folder of its own, made on first use."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import venv
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
"""The repository, which some tools' environments hold too."""


class NotHereError(Exception):
    """A tool cannot be installed on this machine; the message says why."""


@dataclass(frozen=True, slots=True)
class Environment:
    """What a tool needs: packages of PyPI, and those of Debian with a command they bring."""

    name: str
    packages: tuple[str, ...]
    debian: tuple[str, ...] = ()
    command: str = ""


DEFACE = Environment("deface", ("deface==1.5.0", "onnx", "onnxruntime"))
"""Its default is OpenCV; its onnxruntime backend needs the two others, as its README says."""

MEDIAPIPE = Environment("mediapipe", ("mediapipe>=0.10", "av>=14"))

RAPIDOCR = Environment("rapidocr", (str(ROOT), "onnxruntime"))
"""RapidOCR with its own default engine, and redactkit for its rules of text."""

PRESIDIO = Environment(
    "presidio",
    ("presidio-image-redactor>=0.0.56", str(ROOT)),
    ("tesseract-ocr", "tesseract-ocr-chi-sim"),
    "tesseract",
)
"""Presidio's own tool for pictures; redactkit for the same rules and its Chinese pipeline."""


def python_of(environment: Environment, cache: Path) -> Path:
    """Return the interpreter of an environment, installed on first use.

    Raises:
        NotHereError: a package cannot be had.
    """
    home = cache / "envs" / environment.name
    done = home / "complete"
    if not done.exists():
        shutil.rmtree(home, ignore_errors=True)
        venv.create(home, with_pip=True)
        _run([home / "bin" / "python", "-m", "pip", "install", "--quiet", *environment.packages])
        done.touch()
    if environment.command and shutil.which(environment.command) is None:
        _debian(environment)
    return home / "bin" / "python"


def versions(environment: Environment, cache: Path) -> dict[str, str]:
    """Return the versions of the packages that were asked for by name."""
    python = cache / "envs" / environment.name / "bin" / "python"
    listed = subprocess.run(
        [str(python), "-m", "pip", "list", "--format", "json"],
        check=True,
        capture_output=True,
        text=True,
    )
    there = {entry["name"].lower(): entry["version"] for entry in json.loads(listed.stdout)}
    wanted = (name.partition("=")[0].partition(">")[0].lower() for name in environment.packages)
    return {name: there[name] for name in wanted if name in there}


def sources() -> str:
    """Return a digest of redactkit's own sources."""
    whole = hashlib.sha256()
    for path in sorted((ROOT / "src" / "redactkit").rglob("*.py")):
        whole.update(path.read_bytes())
    return whole.hexdigest()[:16]


def _debian(environment: Environment) -> None:
    names = " ".join(environment.debian)
    if shutil.which("apt-get") is None or os.geteuid() != 0:
        msg = f"needs Debian's {names}; install them as root"
        raise NotHereError(msg)
    _run(["apt-get", "update", "-qq"])
    _run(["apt-get", "install", "-y", "-qq", *environment.debian])


def _run(words: list[str | Path]) -> None:
    done = subprocess.run(
        [str(word) for word in words],
        check=False,
        capture_output=True,
        text=True,
        env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
    )
    if done.returncode:
        last = (done.stderr.strip() or done.stdout.strip()).splitlines()[-1:]
        msg = f"{Path(str(words[0])).name} failed: {' '.join(last)}"
        raise NotHereError(msg)
