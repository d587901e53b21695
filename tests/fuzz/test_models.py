"""A short run with the real models; ``long.py --only models`` is the long one (docs/fuzzing.md)."""

from __future__ import annotations

import fuzz_models
import numpy as np
import pytest

SOURCES = fuzz_models.sources()
EXAMPLES = {"models picture": 4, "models clip": 2, "models check": 3}


@pytest.mark.parametrize("name", SOURCES)
def test_odd_inputs_are_done_rightly_or_refused(name, tmp_path):
    rng = np.random.default_rng(1)
    target, seeds = SOURCES[name]
    # refusing everything would be safe too
    assert target(seeds[0], tmp_path)
    for number in range(EXAMPLES[name]):
        folder = tmp_path / str(number)
        folder.mkdir()
        target(fuzz_models.drawn(name, rng, folder), folder)
