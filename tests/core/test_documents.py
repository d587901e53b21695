"""Files that people write: what is wrong is named by file, line and key, and nothing is quoted."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from redactkit.batch.case_file import CasesDocument
from redactkit.cli.app import main
from redactkit.core.documents import read_toml, validated
from redactkit.core.errors import PolicyError
from redactkit.core.methods import METHODS
from redactkit.core.settings import RuleTable, load_policy

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "policy.toml"


def test_the_line_of_a_slip_is_told_and_nothing_is_quoted(tmp_path):
    path = tmp_path / "cases.toml"
    path.write_text('keep = ["小雅"]\nroles = 老王\n', encoding="utf-8")
    with pytest.raises(PolicyError, match=r"cases\.toml: is not TOML \(at line 2") as caught:
        read_toml(path)
    assert "老王" not in str(caught.value)


def test_what_editors_of_windows_write_is_read(tmp_path):
    path = tmp_path / "policy.toml"
    path.write_bytes(b"\xef\xbb\xbf[phone]\r\nkeep = true\r\n")
    assert load_policy(path).phone.keep
    path.write_bytes("# 规则\n".encode("gb18030"))
    with pytest.raises(PolicyError, match="save it as UTF-8"):
        load_policy(path)


@pytest.mark.parametrize(
    ("table", "told"),
    [
        ({"case": [{}, {"files": "a.png"}]}, "case 2, files must be a list"),
        ({"case": [{"files": [1]}]}, "case 1, files 1 must be a text"),
        (
            {"case": [{"guests": []}]},
            "unknown key 'guests' in case 1; known are files, keep, roles, people",
        ),
        ({"roles": {"王小明": 1}}, "roles must be a text"),
        ({"cases": []}, "unknown key 'cases' in cases; known are keep, roles, people, case"),
    ],
    ids=str,
)
def test_the_way_to_a_slip_is_told_but_nobodys_name(table, told):
    with pytest.raises(PolicyError) as caught:
        validated(CasesDocument, table, root="cases")
    assert str(caught.value) == told
    assert caught.value.__cause__ is None


def test_every_method_has_its_name_in_the_model():
    assert set(METHODS) == set(RuleTable.model_fields["method"].annotation.__args__[0].__args__)


@pytest.mark.parametrize("name", ["policy", "cases"])
def test_schemas_come_from_the_models(name, capsys):
    assert main(["schema", name]) == 0
    schema = json.loads(capsys.readouterr().out)
    Draft202012Validator.check_schema(schema)
    held = Draft202012Validator(schema)
    assert not held.is_valid({"nonsense": 1})
    if name == "policy":
        held.validate(tomllib.loads(EXAMPLE.read_text(encoding="utf-8")))
        assert not held.is_valid({"phone": {"method": "blur"}})
