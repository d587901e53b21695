"""The published schemas: what the library writes fits them, and what it never writes does not."""

import json
from dataclasses import replace
from importlib.resources import files

import pytest
from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from redactkit.cli import app as cli
from redactkit.core.findings import Kind
from redactkit.pipeline.redactor import Redactor
from redactkit.records.risks import MESSAGES
from review_cases import clip_plan, make_clip, make_picture, picture_plan


def schema(name):
    path = files("redactkit") / "schemas" / f"{name}-1.schema.json"
    table = json.loads(path.read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(table)
    return Draft202012Validator(table)


@pytest.fixture
def written(tmp_path):
    """Plans and records of a picture, a clip and a statement."""
    kit = Redactor(now=lambda: "2024-01-01T00:00:00+00:00")
    picture, clip = make_picture(tmp_path / "a.png"), make_clip(tmp_path / "b.mp4")
    plans = [picture_plan(picture), clip_plan(clip)]
    records = [
        kit.apply(plan, source, tmp_path / f"out-{source.name}").record
        for plan, source in zip(plans, (picture, clip), strict=True)
    ]
    return plans, [*records, kit.text("加我微信：tonystudio2020，电话13800138000").record]


def test_what_is_written_fits(written):
    plans, records = written
    for plan in plans:
        schema("plan").validate(json.loads(plan.to_json()))
    for number, record in enumerate(records):
        linked = replace(record, previous=records[number - 1].digest if number else None)
        schema("record").validate(json.loads(linked.to_json()))
    assert records[-1].removed


@pytest.mark.parametrize("field", ["text", "path", "crop", "name"])
def test_there_is_no_place_for_text(written, field):
    plans, records = written
    record = json.loads(records[0].to_json())
    record["removed"][0][field] = "13800138000"
    with pytest.raises(ValidationError):
        schema("record").validate(record)
    plan = json.loads(plans[0].to_json())
    plan["redactions"][0][field] = "13800138000"
    with pytest.raises(ValidationError):
        schema("plan").validate(plan)


@pytest.mark.parametrize("name", ["record", "plan"])
def test_the_schema_knows_every_kind_and_can_be_printed(name, capsys):
    table = schema(name).schema

    assert set(table["$defs"]["kind"]["enum"]) == set(Kind)
    assert cli.main(["schema", name]) == 0
    assert json.loads(capsys.readouterr().out) == table


def test_the_schema_knows_every_risk_and_every_field(written):
    table = schema("record").schema
    _, records = written

    assert set(table["properties"]["residual_risks"]["items"]["enum"]) == set(MESSAGES)
    assert set(table["required"]) == set(json.loads(records[0].to_json()))
