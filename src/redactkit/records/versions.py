"""Which versions did the work: the part of the record that makes it repeatable."""

from __future__ import annotations

from functools import cache
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any

from redactkit.core.settings import policy_digest

if TYPE_CHECKING:
    from collections.abc import Sequence

    from redactkit.core.policy import Policy

__all__ = ["tool_versions"]

DISTRIBUTION = "redactkit-media"
"""What the package index calls this package; `redactkit` is a stranger's there."""

DECIDING = (
    "av",
    "mediapipe",
    "numpy",
    "opencv-python-headless",
    "openvino",
    "phonenumbers",
    "pillow",
    "pillow-heif",
    "presidio-analyzer",
    "turbohtml",
    "rapidocr",
    "regex",
    "spacy",
)
"""Packages whose version can change what is found or which bytes are written, extras too."""


def tool_versions(policy: Policy, detectors: Sequence[str], precision: str = "") -> dict[str, Any]:
    """Return name, versions, detectors and the policy's digest, for the record.

    ``precision`` is what models computed in, nothing where none took part.
    """
    computed = {"precision": precision} if precision else {}
    return computed | {
        "name": "redactkit",
        "version": _version(DISTRIBUTION),
        "dependencies": {name: found for name in DECIDING if (found := _version(name))},
        "detectors": list(detectors),
        "policy_sha256": policy_digest(policy),
    }


@cache
def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None
