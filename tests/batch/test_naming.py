"""Names of finished files: no two alike, and nothing told."""

from hypothesis import given
from hypothesis import strategies as st

from redactkit.batch.keyed_digest import KeyedDigest
from redactkit.batch.naming import kept_name, output_name
from redactkit.media.medium import Medium

SEAL = KeyedDigest(b"k" * 32)
PART = st.text(st.characters(exclude_characters="/\0", exclude_categories=["Cs"]), min_size=1)


@given(st.lists(st.lists(PART, min_size=1, max_size=3).map("/".join), unique=True, max_size=20))
def test_hidden_names_never_meet_and_keep_the_depth(names):
    outputs = [output_name(name, Medium.IMAGE, "mp4", SEAL) for name in names]

    # a.png and ./a.png are one file
    places = {tuple(part for part in name.split("/") if part != ".") for name in names}

    assert len(set(outputs)) == len(places)
    for name, output in zip(names, outputs, strict=True):
        assert len(output.split("/")) == len([part for part in name.split("/") if part != "."])


def test_the_same_secret_gives_the_same_names_and_another_one_others():
    one, same, other = (
        output_name("王女士/a.png", Medium.IMAGE, "mp4", seal)
        for seal in (SEAL, KeyedDigest(b"k" * 32), KeyedDigest(b"x" * 32))
    )
    assert one == same
    assert one != other
    sibling = output_name("王女士/b.png", Medium.IMAGE, "mp4", SEAL)
    assert sibling.split("/")[0] == one.split("/")[0]


def test_endings_are_those_that_can_be_written():
    def end(name, medium):
        return output_name(name, medium, "mkv", SEAL).rpartition(".")[2]

    assert end("a.JPG", Medium.IMAGE) == "jpg"
    assert end("a.gif", Medium.IMAGE) == "png"
    assert end("a", Medium.IMAGE) == "png"
    assert end("a.mov", Medium.VIDEO) == "mkv"
    assert end("a.HTML", Medium.TEXT) == "html"


def test_kept_names_never_meet(tmp_path):
    names = ("a.mov", "a.mp4", "a.mov.mp4", "a.jpg", "a.png", "a.gif", "a.gif.png", "A.PNG")
    for name in names:
        (tmp_path / name).touch()

    def kept(name):
        picture = name.lower().endswith(("jpg", "png", "gif"))
        return kept_name(name, Medium.IMAGE if picture else Medium.VIDEO, "mp4", tmp_path)

    assert len({kept(name) for name in names}) == len(names)
    assert kept("a.mov") == "a.mov.redacted.mp4"
    assert kept("a.mp4") == "a.mp4"
    assert kept("A.PNG") == "A.PNG"


def test_a_kept_name_that_grows_too_long_is_one_all_the_same(tmp_path):
    """It fails when it is put in place, and nothing else with it."""
    name = "x" * 251 + ".gif"

    assert kept_name(name, Medium.IMAGE, "mp4", tmp_path) == name + ".png"


def test_where_a_part_ends_counts():
    assert SEAL.of(b"ab", b"c") != SEAL.of(b"a", b"bc")
    assert "kkkk" not in repr(SEAL)
