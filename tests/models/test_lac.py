"""LAC: words that cover the line, with tags and certainties."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from redactkit.models.lac import LONGEST, Lac, _marginals, _viterbi


@pytest.fixture(scope="module")
def lac():
    return Lac(threads=1)


def test_words_cover_each_line(lac):
    lines = ["张三在北京市工作。", "", "是" * (2 * LONGEST + 7)]

    for line, words in zip(lines, lac.words(lines), strict=True):
        assert "".join(line[word.start : word.end] for word in words) == line
        assert all(0 <= word.score <= 1 for word in words)


def test_people_and_places_are_tagged(lac):
    line = "张三在北京市工作"

    tags = {line[word.start : word.end]: word.tag for word in lac.words([line])[0]}

    assert (tags["张三"], tags["北京市"]) == ("PER", "LOC")


def test_decoding_agrees_with_trying_every_path():
    rng = np.random.default_rng(1)
    emissions = rng.normal(size=(1, 3, 4)).astype(np.float32)
    transitions = rng.normal(size=(4, 4)).astype(np.float32)
    lengths = np.array([3])
    paths = np.array(np.meshgrid(*[range(4)] * 3, indexing="ij")).reshape(3, -1).T
    sums = np.array(
        [
            sum(emissions[0, place, tag] for place, tag in enumerate(path))
            + sum(transitions[a, b] for a, b in pairwise(path))
            for path in paths
        ]
    )

    assert (_viterbi(emissions, transitions, lengths)[0] == paths[sums.argmax()]).all()
    weights = np.exp(sums - sums.max())
    for place in range(3):
        for tag in range(4):
            chance = weights[paths[:, place] == tag].sum() / weights.sum()
            assert _marginals(emissions, transitions, lengths)[0, place, tag] == pytest.approx(
                chance, abs=1e-4
            )
