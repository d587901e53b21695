"""redactkit hides who people are in chat screenshots, CCTV clips and statements.

It works offline, uploads nothing and recognises nobody. Importing it has no effect and
loads nothing heavy; models are loaded at first use.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from redactkit.batch.folder import redact_folder
    from redactkit.core.errors import (
        BackendError,
        LeakError,
        MediaError,
        PolicyError,
        RedactError,
    )
    from redactkit.core.findings import Detection, Finding, Kind, Sighting
    from redactkit.core.geometry import Box
    from redactkit.core.methods import Fill, Frozen, Label, Pixelate
    from redactkit.core.policy import Policy, Rule, VideoOptions
    from redactkit.core.settings import load_policy
    from redactkit.core.zones import Zone
    from redactkit.pipeline.api import redact_image, redact_text, redact_video
    from redactkit.pipeline.redactor import Redacted, Redactor
    from redactkit.records.plan import Plan
    from redactkit.records.record import Record
    from redactkit.text.case import Case

__version__ = "0.1.0"

__all__ = [
    "BackendError",
    "Box",
    "Case",
    "Detection",
    "Fill",
    "Finding",
    "Frozen",
    "Kind",
    "Label",
    "LeakError",
    "MediaError",
    "Pixelate",
    "Plan",
    "Policy",
    "PolicyError",
    "Record",
    "RedactError",
    "Redacted",
    "Redactor",
    "Rule",
    "Sighting",
    "VideoOptions",
    "Zone",
    "load_policy",
    "redact_folder",
    "redact_image",
    "redact_text",
    "redact_video",
]

_HOMES = {
    "text.case": {"Case": "Case"},
    "batch.folder": {"redact_folder": "redact_folder"},
    "core.errors": {
        name: name
        for name in ("BackendError", "LeakError", "MediaError", "PolicyError", "RedactError")
    },
    "core.findings": {name: name for name in ("Detection", "Finding", "Kind", "Sighting")},
    "core.geometry": {"Box": "Box"},
    "core.methods": {name: name for name in ("Fill", "Frozen", "Label", "Pixelate")},
    "records.plan": {"Plan": "Plan"},
    "core.policy": {name: name for name in ("Policy", "Rule", "VideoOptions")},
    "records.record": {"Record": "Record"},
    "pipeline.api": {name: name for name in ("redact_image", "redact_text", "redact_video")},
    "pipeline.redactor": {name: name for name in ("Redacted", "Redactor")},
    "core.settings": {"load_policy": "load_policy"},
    "core.zones": {"Zone": "Zone"},
}


def __getattr__(name: str) -> object:
    """Load a public name at first use, so that importing the package stays light."""
    for module, names in _HOMES.items():
        if name in names:
            return getattr(import_module(f"redactkit.{module}"), names[name])
    msg = f"module 'redactkit' has no attribute {name!r}"
    raise AttributeError(msg)


def __dir__() -> list[str]:
    """List the public names, loaded or not."""
    return [*__all__, "__version__"]
