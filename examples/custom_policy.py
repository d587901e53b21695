"""A policy of your own, from TOML and from Python, and what it changes in a picture.

    python examples/custom_policy.py PICTURE POLICY.toml OUT

Writes OUT/default.png and OUT/own.png and says what differs.
"""

from __future__ import annotations

import sys
from pathlib import Path

import redactkit


def stricter(policy: redactkit.Policy) -> redactkit.Policy:
    """Return a policy whose values were set in Python: the same names as in TOML."""
    try:
        redactkit.Policy(qr_code=redactkit.Rule(method=redactkit.Frozen()))
    except redactkit.PolicyError as error:
        print(f"refused: {error}")  # a blurred code can be read back
    return policy


def told(record: redactkit.Record) -> dict[str, tuple[int, int]]:
    """Return for each kind how many were removed and how many kept."""
    return {kind: (n["removed"], n["kept"]) for kind, n in record.counters.items()}


def main(picture: Path, settings: Path, out: Path) -> int:
    """Redact the picture twice and compare; return the exit code."""
    out.mkdir(parents=True, exist_ok=True)
    own = stricter(redactkit.load_policy(settings))
    before = told(redactkit.redact_image(picture, out / "default.png").record)
    after = told(redactkit.redact_image(picture, out / "own.png", policy=own).record)
    for kind in sorted(before.keys() | after.keys()):
        if before.get(kind) != after.get(kind):
            print(f"{kind}: removed and kept {before.get(kind)} by default, {after.get(kind)} here")
    return 0


if __name__ == "__main__":
    sys.exit(main(*map(Path, sys.argv[1:4])))
