"""Coverage-guided fuzzing of what our own code parses; needs `pip install atheris`.

    python tests/fuzz/guided.py record -max_total_time=120

Kinds: policy, plan, record, text, check, or picture and clip, of which only our own lines guide.
The corpus starts from the seeds and is kept by libFuzzer in the folder named last, if one is.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import atheris

TESTS = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(TESTS), str(TESTS.parent / "examples")]

with atheris.instrument_imports(include=["redactkit"]):
    import fuzz_targets


def main() -> None:
    """Run libFuzzer on one kind; what is found is written by it as a file."""
    kind = sys.argv.pop(1)
    name = {"picture": "picture png", "clip": "clip mp4 fail"}.get(kind, kind)
    target, seeds = fuzz_targets.sources()[name]

    def one(data: bytes) -> None:
        with tempfile.TemporaryDirectory() as folder:
            target(data, Path(folder))

    with tempfile.TemporaryDirectory() as corpus:
        for number, seed in enumerate(seeds):
            one(seed)
            Path(corpus, str(number)).write_bytes(seed)
        atheris.Setup([*sys.argv, corpus], one)
        atheris.Fuzz()


if __name__ == "__main__":
    main()
