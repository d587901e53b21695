import json
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from redactkit.core.errors import MediaError
from redactkit.core.findings import Finding, Kind, Sighting
from redactkit.core.frames import MediaInfo
from redactkit.core.geometry import Box
from redactkit.core.policy import Policy, decide
from redactkit.records.record import (
    NOWHERE,
    Media,
    Record,
    _digest,
    digest_file,
    items_of,
    media_of,
    text_media,
)
from strategies import findings

CLIP = MediaInfo(
    media_type="video/mp4",
    width=100,
    height=80,
    frames=12,
    rate=Fraction(25),
    time_base=Fraction(1, 100),
    duration_s=0.48,
)
PTS = tuple(range(0, 48, 4))


def made(found, **extra):
    removed, kept = items_of(decide(found, Policy()), CLIP, PTS)
    media = Media(media_type="video/mp4", sha256="0" * 64, bytes=1)
    return Record(
        input=media, output=media, removed=removed, kept=kept, tool={"name": "t"}, **extra
    )


@settings(max_examples=50)
@given(st.lists(findings(), max_size=4), st.lists(st.text(max_size=9), max_size=2))
def test_a_record_survives_json_and_gives_the_same_bytes(found, warnings):
    record = made(found, warnings=tuple(warnings), created="2024-01-01T00:00:00+00:00")

    again = Record.from_json(record.to_json())

    assert again == record
    assert again.to_json() == record.to_json()


@settings(max_examples=50)
@given(st.lists(findings(), min_size=1, max_size=4))
def test_every_finding_is_in_the_record_once_with_its_boxes_as_painted(found):
    decided = decide(found, Policy())
    record = made(found)
    items = {item.id: item for item in (*record.removed, *record.kept)}

    assert sorted(items) == sorted(f"f{number}" for number in range(1, len(found) + 1))
    for number, redaction in enumerate(decided, 1):
        item = items[f"f{number}"]
        assert item.frames == (redaction.finding.first, redaction.finding.last)
        for sighting in redaction.finding.sightings:
            rows = [row for row in item.boxes if row[0] <= sighting.frame]
            assert rows[-1][1:] == redaction.box_at(sighting.frame).pixels(100, 80)
        for frame in range(*item.frames):
            rows = [row for row in item.boxes if row[0] <= frame]
            assert redaction.finding.at(frame) or rows[-1][1:] == NOWHERE


def test_times_are_seconds_from_the_time_stamps():
    sightings = tuple(Sighting(frame=i, box=Box(0, 0, 9, 9), score=0.9) for i in (3, 5))
    record = made([Finding(kind=Kind.FACE, detector="d", sightings=sightings)])

    assert record.removed[0].time_s == (0.12, 0.2)


def test_counters_count_by_kind():
    record = made([])

    assert record.counters == {}
    assert json.loads(record.to_json())["schema"] == 1


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"schema": 2}', '{"schema": 1}', "null"])
def test_what_is_no_record_is_refused(text):
    with pytest.raises(MediaError, match="record"):
        Record.from_json(text)


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (("warnings",), [5]),
        (("residual_risks",), [["story_details"]]),
        (("created",), 5),
        (("previous",), []),
        (("tool",), ["redactkit"]),
        (("output", "media_type"), None),
        (("output", "sha256"), 5),
        (("input", "rate"), [25]),
        (("removed", 0, "method"), "fill"),
        (("removed", 0, "reason"), 5),
    ],
    ids=str,
)
def test_what_holds_something_else_than_text_is_no_record(place, value):
    """Whoever edits a record can give it a digest that fits."""
    seen = (Sighting(frame=0, box=Box(1, 1, 9, 9), score=0.9),)
    face = Finding(kind=Kind.FACE, detector="d", sightings=seen)
    table = json.loads(made([face]).to_json())
    del table["digest"]
    assert Record.from_json(json.dumps(table | {"digest": _digest(table)}))
    part = table
    for key in place[:-1]:
        part = part[key]
    part[place[-1]] = value

    with pytest.raises(MediaError, match="not a record"):
        Record.from_json(json.dumps(table | {"digest": _digest(table)}))


def test_a_file_is_named_by_its_digest_alone(tmp_path):
    path = tmp_path / "张三 13800138000.png"
    path.write_bytes(b"abc")

    media = media_of(MediaInfo(media_type="image/png", width=1, height=1), path)

    assert media.sha256 == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert digest_file(path)[1] == 3
    assert "13800138000" not in str(media)


def test_a_text_that_was_redacted_has_no_digest():
    assert text_media(None).sha256 is None
    assert text_media("ok").bytes == 2
