"""Public media with pinned truth, and how sure figures on them are."""

import hashlib
import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from pydantic import ValidationError

from blocks import blocks

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "benchmarks"))

from bench import intervals, score_screens
from bench.first_sight import FetchError, PinnedPicture, fetch, pinned


@pytest.fixture(scope="module")
def pictures():
    return pinned()


def git(home, *words):
    who = ("-c", "user.name=a", "-c", "user.email=a@example.org")
    done = subprocess.run(
        ["git", "-C", str(home), *who, *words], capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def test_the_runner_of_the_page_runs(tmp_path):
    (example,) = (one for one in blocks("docs/benchmark.md") if "cv2.blur" in one.code)
    (tmp_path / "run_upper_half.py").write_text(example.code)
    for name in ("in", "out"):
        (tmp_path / name).mkdir()
    noise = np.random.default_rng(1).integers(0, 255, (40, 30, 3), np.uint8)
    Image.fromarray(noise).save(tmp_path / "in/a.png")

    subprocess.run([sys.executable, "run_upper_half.py", "in", "out"], cwd=tmp_path, check=True)

    after = np.asarray(Image.open(tmp_path / "out/a.png"))
    assert np.array_equal(after[20:], noise[20:])
    assert after[:20].std() < 20 < noise[:20].std()
    assert len(example.code.splitlines()) <= 20


@pytest.fixture
def copy(tmp_path):
    """A local repository with a picture on a transparent ground, and the pin of it."""
    home = tmp_path / "mirror/somebody/app"
    home.mkdir(parents=True)
    layer = np.zeros((40, 60, 4), np.uint8)
    layer[10:30, 20:50] = 200, 30, 30, 255
    Image.fromarray(layer).save(home / "a b.png")
    git(home, "init", "-q")
    git(home, "add", ".")
    git(home, "commit", "-q", "-m", "one")
    return PinnedPicture(
        file="one.png",
        repository="somebody/app",
        commit=git(home, "rev-parse", "HEAD"),
        path="a b.png",
        sha256=hashlib.sha256((home / "a b.png").read_bytes()).hexdigest(),
        licence="MIT",
        split="first sight",
        app="app",
        width=25,
        height=20,
        crop=(10, 0, 60, 40),
        items=(("AVATAR", 5, 5, 20, 15), ("KEEP", 0, 0, 4, 4, {"type": "text"})),
    )


def test_the_list_is_as_wide_as_it_says_and_holds_no_words(pictures):
    assert len(pictures) >= 60
    assert len({one.app for one in pictures}) >= 20
    assert len({one.file for one in pictures}) == len(pictures)
    assert all(one.licence != "none stated" for one in pictures)
    words = {"pos", "role", "type", "sure", "optional", "boxes", "cut"}
    attrs = [row[5] for one in pictures for row in one.items if len(row) == 6]
    assert {name for each in attrs for name in each} <= words
    for one in pictures:
        for row in one.items:
            left, top, right, bottom = row[1:5]
            assert 0 <= left < right <= one.width
            assert 0 <= top < bottom <= one.height


def test_a_word_of_a_box_has_no_place_in_the_list(pictures):
    whole = json.loads(pictures[0].model_dump_json())
    with pytest.raises(ValidationError):
        PinnedPicture.model_validate(whole | {"text": "somebody"})


@pytest.mark.parametrize("bare", [False, True], ids=["from its files", "from its commits"])
def test_a_picture_comes_as_it_was_annotated(copy, tmp_path, bare):
    mirror = tmp_path / "mirror"
    if bare:
        git(mirror / copy.repository, "rm", "-q", "--cached", "a b.png")
        (mirror / copy.repository / "a b.png").unlink()

    assert fetch([copy], tmp_path / "out", mirror) == 1

    shown = np.asarray(Image.open(tmp_path / "out/images/one.png"))
    assert shown.shape == (20, 25, 3)
    assert (shown[0, 0] == 255).all()
    assert shown[10, 10].tolist() == [200, 30, 30]
    truth = json.loads((tmp_path / "out/truth.json").read_text())
    verdicts = score_screens.judge(truth, tmp_path / "out/images", tmp_path / "out/images")
    assert score_screens.summary(verdicts)["recall"]["rate"] == 0


def test_another_file_is_refused(copy, tmp_path):
    other = copy.model_copy(update={"sha256": "0" * 64})
    with pytest.raises(FetchError, match=r"a b\.png: not the file"):
        fetch([other], tmp_path / "out", tmp_path / "mirror")
    with pytest.raises(FetchError, match="not in"):
        fetch([copy], tmp_path / "out", tmp_path / "elsewhere")
    assert not (tmp_path / "out/truth.json").exists()


counts = st.dictionaries(
    st.text(min_size=1, max_size=3),
    st.integers(1, 9).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))),
    min_size=2,
    max_size=30,
)


@settings(max_examples=25)
@given(counts)
def test_a_share_lies_within_its_interval(counted):
    low, high = intervals.interval(counted)
    assert 0 <= low <= high <= 1
    assert low - 1e-4 <= intervals.share(counted) <= high + 1e-4 or len(counted) < 5


@settings(max_examples=25)
@given(counts)
def test_a_tool_does_not_differ_from_itself(counted):
    assert intervals.difference(counted, counted) == (0, 0)
    assert not intervals.differs(counted, counted)


def test_one_picture_says_nothing_of_others():
    assert intervals.interval({"a": (3, 4)}) is None
    assert intervals.difference({"a": (3, 4), "b": (1, 1)}, {"a": (3, 4), "c": (1, 1)}) is None


def test_an_interval_narrows_with_more_pictures_and_not_with_more_items():
    few = {str(n): (n % 2, 1) for n in range(20)}
    dense = {name: (50 * hits, 50) for name, (hits, _) in few.items()}
    many = {str(n): (n % 2, 1) for n in range(200)}

    def width(counted):
        low, high = intervals.interval(counted)
        return high - low

    assert width(dense) == pytest.approx(width(few))
    assert width(many) < width(few) / 2.5


def test_a_difference_on_the_same_pictures_is_seen_where_intervals_overlap():
    worse = {str(n): (n % 10, 10) for n in range(60)}
    better = {name: (hits + 1, total) for name, (hits, total) in worse.items()}
    assert intervals.interval(worse)[1] > intervals.interval(better)[0]
    assert intervals.differs(better, worse)
