"""What the report says of the machine and of versions; never its name."""

from __future__ import annotations

import os
import platform
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

PACKAGES = (
    "redactkit",
    "av",
    "numpy",
    "opencv-python-headless",
    "openvino",
    "rapidocr",
    "scikit-image",
)


def machine() -> dict[str, str]:
    """Return processor, cores, memory, system and Python."""
    facts = Path("/proc/cpuinfo"), Path("/proc/meminfo")
    model, memory = platform.processor() or platform.machine(), ""
    if facts[0].exists():
        lines = facts[0].read_text(encoding="utf-8").splitlines()
        named = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
        model = next(named, model)
    if facts[1].exists():
        first = facts[1].read_text(encoding="utf-8").split()[1]
        memory = f"{int(first) / 2**20:.0f} GiB"
    return {
        "processor": model,
        "cores": str(os.cpu_count()),
        "memory": memory,
        "system": f"{platform.system()} {platform.machine()}",
        "Python": platform.python_version(),
    }


def versions() -> dict[str, str]:
    """Return the versions of what redactkit itself runs on."""
    found = {}
    for name in PACKAGES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "not installed"
    return found
