"""A short run over every kind of input; `long.py` is the long one (docs/fuzzing.md)."""

from __future__ import annotations

import tempfile
from pathlib import Path

import fuzz_mutate
import fuzz_seeds
import fuzz_targets
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

SOURCES = fuzz_targets.sources()
EXAMPLES = 12


def tried(name, data):
    with tempfile.TemporaryDirectory() as folder:
        return SOURCES[name][0](data, Path(folder))


@pytest.mark.parametrize("name", SOURCES)
def test_whole_inputs_are_taken(name):
    """Damage would be refused by a tool that refuses everything."""
    if name == "check":
        pytest.skip("no seed is the file that the record tells of")
    for seed in SOURCES[name][1]:
        assert tried(name, seed)


@pytest.mark.parametrize("name", SOURCES)
@settings(max_examples=EXAMPLES)
@given(number=st.integers(0, 2**32 - 1))
def test_damaged_inputs_are_done_rightly_or_refused(name, number):
    rng = np.random.default_rng(number)
    seeds = SOURCES[name][1]
    tried(name, fuzz_targets.spoiled(seeds[int(rng.integers(len(seeds)))], rng))


steps = st.builds(
    fuzz_mutate.Step,
    st.sampled_from(fuzz_mutate.KINDS),
    st.floats(0, 1),
    st.integers(1, 600),
    st.integers(0, 65535),
)


@settings(max_examples=60)
@given(
    st.sampled_from([name for name in SOURCES if name.startswith("picture")]),
    st.lists(steps, min_size=1, max_size=8),
)
def test_damage_drawn_step_by_step(name, damage):
    tried(name, fuzz_mutate.damaged(SOURCES[name][1][0], damage))


@settings(max_examples=60)
@given(st.binary(max_size=400), st.sampled_from(["picture png", "text", "policy", "plan", "check"]))
def test_bytes_from_nowhere(data, name):
    tried(name, data)


@settings(max_examples=60)
@given(st.text(max_size=300))
def test_any_text_is_done(words):
    from redactkit.core.errors import MediaError

    kit = fuzz_targets.kits()["fail"]
    try:
        done = kit.text(words)
    except MediaError:
        if "\0" not in words:
            with pytest.raises(UnicodeEncodeError):
                words.encode()
    else:
        assert str(done.media).encode() or not words


def test_the_harness_sees_a_broken_promise(tmp_path, monkeypatch):
    def careless(*_):
        raise ZeroDivisionError

    monkeypatch.setattr("redactkit.media.image._upright_rgb", careless)
    # what a reader of pictures trips over is told as damage
    assert not fuzz_targets.picture(fuzz_seeds.picture("png"), tmp_path)
    monkeypatch.setattr("redactkit.media.image.read", careless)
    with pytest.raises(ZeroDivisionError):
        fuzz_targets.picture(fuzz_seeds.picture("png"), tmp_path)


def test_the_harness_sees_a_file_beside_an_error(tmp_path):
    from redactkit.core.errors import MediaError

    (tmp_path / "o.png").write_bytes(b"left")
    with pytest.raises(AssertionError):
        fuzz_targets._refused(MediaError("x"), tmp_path, set())
