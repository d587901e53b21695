"""Where the project lies, and the real material where it is there."""

from __future__ import annotations

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SHARED = Path(os.environ.get("REDACTKIT_SHARED", ROOT.parent / "shared"))
