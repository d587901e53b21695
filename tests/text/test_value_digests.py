"""Seals, their key, and the proof on the command line."""

import json
import stat
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redactkit.cli import app as cli
from redactkit.core.errors import MediaError
from redactkit.core.findings import Kind
from redactkit.media.key_file import make_key, read_key
from redactkit.pipeline.redactor import Redactor
from redactkit.text.case import Case
from redactkit.text.value_digests import ValueDigests, written_form

SEALS = ValueDigests(bytes(range(32)))
PHONE = "13800138000"


@pytest.mark.parametrize(
    ("kind", "one", "other"),
    [
        (Kind.PHONE, PHONE, "+86 138-0013-8000"),
        (Kind.PHONE, PHONE, "１３８００１３８０００"),
        (Kind.ID_CARD, "11010519491231002X", "110105 19491231 002x"),
        (Kind.WECHAT_ID, "TonyStudio_20", "tonystudio_20 "),
        (Kind.NICKNAME, "橙子皮🍊", "橙子皮"),
    ],
)
def test_ways_of_writing_make_no_difference(kind, one, other):
    assert SEALS.of(kind, one) == SEALS.of(kind, other) != ""


@given(st.sampled_from(sorted(Kind)), st.text(max_size=12), st.text(max_size=12))
def test_values_have_one_seal_only_where_they_are_written_alike(kind, one, other):
    same = written_form(kind, one) == written_form(kind, other)

    assert (SEALS.of(kind, one) == SEALS.of(kind, other)) is same


def test_kind_and_key_are_part_of_the_seal():
    seals = {
        SEALS.of(Kind.PHONE, PHONE),
        SEALS.of(Kind.QQ, PHONE),
        ValueDigests(bytes(32)).of(Kind.PHONE, PHONE),
    }

    assert len(seals) == 3
    assert SEALS.kinds_of(SEALS.of(Kind.PHONE, PHONE), PHONE) == [Kind.PHONE]
    assert SEALS.kinds_of(SEALS.of(Kind.PHONE, PHONE), "13900139000") == []


def test_nothing_shows_the_key():
    assert "0x" not in repr(SEALS)
    assert bytes(range(32)).hex() not in repr(vars(Case(sealed=SEALS.of)))
    with pytest.raises(ValueError, match="32"):
        ValueDigests(b"short")


def test_a_key_is_new_and_for_its_owner_only(tmp_path):
    paths = [tmp_path / name for name in "abc"]
    keys = [make_key(path) for path in paths]

    assert all(a != b for a, b in pairwise(keys))
    assert [read_key(path) for path in paths] == keys
    assert stat.S_IMODE(paths[0].stat().st_mode) == 0o600
    with pytest.raises(MediaError, match="exists"):
        make_key(paths[0])


@pytest.mark.parametrize("text", ["", "zz", "00ff"])
def test_what_is_no_key_is_refused(tmp_path, text):
    path = tmp_path / "k"
    path.write_text(text, encoding="ascii")
    path.chmod(0o600)
    with pytest.raises(MediaError, match="no key"):
        read_key(path)


def test_a_key_that_others_may_read_is_refused(tmp_path):
    path = tmp_path / "k"
    make_key(path)
    path.chmod(0o640)
    with pytest.raises(MediaError, match="chmod 600"):
        read_key(path)
    with pytest.raises(MediaError, match="cannot be read"):
        read_key(tmp_path / "none")


def test_a_number_in_a_statement_is_proved_on_the_command_line(tmp_path, capsys):
    key, record = tmp_path / "case.key", tmp_path / "r.json"
    source = tmp_path / "statement.txt"
    source.write_text(f"顾客的电话是{PHONE}，请勿外传。", encoding="utf-8")
    assert cli.main(["key", str(key)]) == 0
    options = ["--record", str(record), "--key", str(key)]
    assert cli.main(["text", str(source), str(tmp_path / "o.txt"), *options]) == 0
    make_key(tmp_path / "other.key")

    def prove(value, with_key=key):
        return cli.main(["prove", str(record), "--key", str(with_key), "--value", value])

    assert prove("+86 138 0013 8000") == 0
    assert "PHONE" in capsys.readouterr().out
    assert prove("13900139000") == 1
    assert prove(PHONE, tmp_path / "other.key") == 1
    assert PHONE not in capsys.readouterr().out
    assert key.read_text(encoding="ascii").strip() not in record.read_text(encoding="utf-8")


def test_a_number_in_a_screenshot_is_proved(kit, samples_folder, tmp_path):
    case = kit.for_case(Case(sealed=SEALS.of))
    done = case.image(samples_folder / "chat-light.png", tmp_path / "o.png")

    proved = [i.kind for i in done.record.removed if SEALS.kinds_of(i.hmac, "13800138000")]
    assert proved == ["PHONE"]
    assert "NICKNAME" in {item.kind for item in done.record.removed if item.hmac}
    assert not [item for item in done.record.removed if item.kind == "QR_CODE" and item.hmac]


def test_another_case_of_one_job_has_the_same_key_unless_it_has_its_own():
    job = Redactor(case=Case(sealed=SEALS.of), now=None)
    own = ValueDigests(bytes(32))

    for case, seals in ((Case(), SEALS), (Case(sealed=own.of), own)):
        removed = job.for_case(case).text(f"电话{PHONE}").record.removed
        assert removed[0].hmac == seals.of(Kind.PHONE, PHONE)


def test_without_a_key_there_is_no_seal():
    record = Redactor(now=None).text(f"电话{PHONE}").record

    assert [item.hmac for item in record.removed] == [""]
    assert json.loads(record.to_json())["removed"][0]["hmac"] == ""
