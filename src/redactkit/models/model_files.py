"""Model files that do not come with the package: what they are called and where they lie."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from redactkit.core import platform
from redactkit.core.errors import BackendError

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

__all__ = [
    "MODELS",
    "VARIABLE",
    "ModelFile",
    "find_model",
    "folders",
    "load_model",
    "model_file",
]

REMEDY = "check the path, or get it again with `redactkit models get`"

VARIABLE = "REDACTKIT_MODELS"
"""Environment variable that names a folder of model files, looked into first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelFile:
    """A file that can be had from its makers.

    ``name`` is what `redactkit models get` takes, ``source`` the path below the base
    address, ``size`` in bytes.
    """

    name: str
    file: str
    source: str
    sha256: str
    size: int
    licence: str
    about: str


def _mediapipe(name: str, file: str, sha256: str, size: int, about: str) -> ModelFile:
    return ModelFile(
        name=name,
        file=file,
        source=f"google-ai-edge/mediapipe/v0.10.21/mediapipe/modules/face_detection/{file}",
        sha256=sha256,
        size=size,
        licence="Apache-2.0",
        about=about,
    )


MODELS = (
    _mediapipe(
        "mediapipe",
        "face_detection_full_range_sparse.tflite",
        "2c3728e6da56f21e21a320433396fb06d40d9088f2247c05e5635a688d45dfe1",
        676_746,
        "MediaPipe BlazeFace, full range",
    ),
    _mediapipe(
        "mediapipe-short",
        "face_detection_short_range.tflite",
        "bbff11cebd1eb27a1e004cae0b0e63ec8c551cbf34a4451148b4908b8db3eca8",
        229_714,
        "MediaPipe BlazeFace, short range",
    ),
)
"""All there are, named as the detectors that use them."""


def model_file(name: str) -> ModelFile:
    """Return what is known of a file.

    Raises:
        BackendError: there is none of that name.
    """
    for model in MODELS:
        if model.name == name:
            return model
    msg = f"no model file is called {name!r}; there are {', '.join(m.name for m in MODELS)}"
    raise BackendError(msg)


def folders() -> tuple[Path, ...]:
    """Return the folders looked into, first one first; downloads go into the first."""
    own = platform.user_folder() / "models"
    named = os.environ.get(VARIABLE)
    return (Path(named), own) if named else (own,)


def find_model(model: ModelFile) -> Path:
    """Return where a file lies.

    Raises:
        BackendError: it lies in none of `folders`; nothing is downloaded.
    """
    for folder in folders():
        path = folder / model.file
        if path.is_file():
            return path
    msg = (
        f"the model {model.file} is not here: run `redactkit models get {model.name}`, "
        f"or name its folder in {VARIABLE}"
    )
    raise BackendError(msg)


def load_model(
    path: Traversable, sha256: str | None = None, *, remedy: str = REMEDY
) -> tuple[bytes, str]:
    """Return the bytes of a model file and their SHA-256 in hexadecimal.

    Args:
        path: the file, also one inside a package.
        sha256: what it should be; None takes any file, whose digest then names it.
        remedy: what to do where it is missing or another one.

    Raises:
        BackendError: the file cannot be read or is not the one expected.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        msg = f"model {path.name} cannot be read: {remedy}"
        raise BackendError(msg) from error
    found = hashlib.sha256(data).hexdigest()
    if sha256 is not None and found != sha256:
        msg = f"model {path.name} is not the expected file (SHA-256 differs): {remedy}"
        raise BackendError(msg)
    return data, found
