"""The tools that are compared, and how each is started on a folder."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from bench import envs
from bench.cost import Command
from bench.envs import ROOT, Environment, NotHereError

RUNNERS = Path(__file__).resolve().parent / "runners"
MODEL = "face_detection_full_range_sparse.tflite"
"""MediaPipe's model for faces up to 5 m away; its wheel has none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tool:
    """A tool with its settings. ``runner`` and ``options`` make the command line.

    ``floor`` tools hide nothing and show the least that it can cost. ``environment`` is None
    for what runs in redactkit's own.
    """

    name: str
    kind: Literal["clips", "screens"]
    runner: str
    options: tuple[str, ...] = ()
    environment: Environment | None = None
    floor: bool = False
    about: str

    def key(self, cache: Path) -> dict[str, str]:
        """Return what its results depend on: versions, or our own sources.

        Raises:
            NotHereError: its environment cannot be had.
        """
        if self.environment is None:
            return {"redactkit": envs.sources()}
        envs.python_of(self.environment, cache)
        return envs.versions(self.environment, cache)

    def command(self, source: Path, target: Path, cache: Path) -> Command:
        """Return how it is started on a folder.

        Raises:
            NotHereError: its environment or model cannot be had.
        """
        python = Path(sys.executable)
        if self.environment is not None:
            python = envs.python_of(self.environment, cache)
        options = [_filled(option, python, cache) for option in self.options]
        words = [python, RUNNERS / self.runner, *options, source, target]
        return Command(words, {"PYTHONDONTWRITEBYTECODE": "1"})


def _filled(option: str, python: Path, cache: Path) -> str | Path:
    """Return an option with its path in place."""
    if option == "{deface}":
        return python.parent / "deface"
    if option == "{model}":
        places = (cache / "models", ROOT.parent / "shared" / "models")
        found = next((place / MODEL for place in places if (place / MODEL).exists()), None)
        if found is None:
            msg = f"needs {MODEL} in {places[0]} (redactkit models get mediapipe)"
            raise NotHereError(msg)
        return found
    return option


def _deface(backend: str, threshold: str) -> Tool:
    return Tool(
        name=f"deface {'onnxruntime' if backend == 'onnxrt' else 'OpenCV'} {threshold}",
        kind="clips",
        runner="run_deface.py",
        options=("{deface}", backend, threshold),
        environment=envs.DEFACE,
        about=f"`deface --replacewith solid --backend {backend} --thresh {threshold}`",
    )


REDACTKIT_CLIPS = Tool(
    name="redactkit", kind="clips", runner="run_redactkit.py", about="as it comes"
)
REDACTKIT_SCREENS = Tool(
    name="redactkit", kind="screens", runner="run_redactkit.py", about="as it comes"
)


def with_detector(name: str) -> Tool:
    """Return redactkit with the face detector of a name."""
    return Tool(
        name=f"redactkit {name}",
        kind="clips",
        runner="run_redactkit.py",
        options=("--detector", name),
        about=f"`--detector {name}`",
    )


TOOLS: tuple[Tool, ...] = (
    Tool(
        name="bare transcode",
        kind="clips",
        runner="run_transcode.py",
        floor=True,
        about="PyAV decodes, and encodes with redactkit's settings",
    ),
    REDACTKIT_CLIPS,
    _deface("onnxrt", "0.2"),
    _deface("opencv", "0.2"),
    _deface("onnxrt", "0.1"),
    _deface("opencv", "0.1"),
    Tool(
        name="MediaPipe per frame",
        kind="clips",
        runner="run_mediapipe.py",
        options=("{model}",),
        environment=envs.MEDIAPIPE,
        about="MediaPipe Tasks `FaceDetector`, full-range model, each frame alone, score 0.5",
    ),
    Tool(
        name="bare OCR",
        kind="screens",
        runner="run_rapidocr.py",
        options=("read",),
        floor=True,
        about="redactkit's own engine reads once; nothing is hidden",
    ),
    REDACTKIT_SCREENS,
    Tool(
        name="cover everything",
        kind="screens",
        runner="run_cover_everything.py",
        about="each 8 px tile that is not of one color, and its neighbors, painted gray: the "
        "trivial way",
    ),
    Tool(
        name="RapidOCR + rules",
        kind="screens",
        runner="run_rapidocr.py",
        options=("rules",),
        environment=envs.RAPIDOCR,
        about="`RapidOCR()` with its default engine, onnxruntime; our rules of text, line by line",
    ),
    Tool(
        name="presidio-image-redactor",
        kind="screens",
        runner="run_presidio.py",
        environment=envs.PRESIDIO,
        about="Tesseract with chi_sim; our rules of text, since its own know no Chinese",
    ),
)
