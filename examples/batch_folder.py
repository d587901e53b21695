"""Redact a folder of screenshots, clips and statements, and say what became of each file.

    python examples/batch_folder.py IN OUT [POLICY.toml]

The same as `redactkit folder IN OUT --policy POLICY.toml`, written out as a script to start
from. Sub-folders are cases: a person has one stand-in inside a case, another in the next.
Run it again and it goes on where it was. `Options(workers=...)` takes more processes.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import redactkit

if TYPE_CHECKING:
    from redactkit.batch import Outcome


def tell(outcome: Outcome, total: int) -> None:
    """Print a line for each file as it is done."""
    state = f"not done: {outcome.error}" if outcome.error else f"{outcome.removed} removed"
    print(f"{outcome.name} (of {total}): {state}")


def main(source: str, target: str, policy: str | None = None) -> int:
    """Redact the folder; return 1 where something was not done."""
    settings = redactkit.load_policy(Path(policy)) if policy else redactkit.Policy()
    summary = redactkit.redact_folder(source, target, policy=settings, on_outcome=tell)
    return 1 if summary.failed else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:4]))
