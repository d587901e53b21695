import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from redactkit.core.errors import MediaError
from redactkit.core.frames import MediaInfo
from redactkit.core.methods import Fill
from redactkit.core.policy import Policy, decide
from redactkit.records.plan import Plan
from strategies import findings

STILL = MediaInfo(media_type="image/png", width=10, height=20)
TIMES = tuple(range(12))


@settings(max_examples=50)
@given(st.lists(findings(), max_size=4))
def test_a_plan_survives_json_to_the_last_bit(found):
    plan = Plan(
        source_sha256="ab", info=STILL, redactions=tuple(decide(found, Policy())), pts=TIMES
    )

    again = Plan.from_json(plan.to_json())

    assert again == plan


@given(findings())
def test_a_method_can_be_edited(finding):
    plan = Plan(
        source_sha256="ab", info=STILL, redactions=tuple(decide([finding], Policy())), pts=TIMES
    )
    table = json.loads(plan.to_json())
    table["redactions"][0]["method"] = {"method": "fill", "color": "#010203"}

    edited = Plan.from_json(json.dumps(table))

    assert edited.redactions[0].method == Fill((1, 2, 3))
    assert edited.redactions[0].finding == finding


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"schema": 9}', '{"schema": 1}', "null"])
def test_what_is_no_plan_is_refused(text):
    with pytest.raises(MediaError, match="plan"):
        Plan.from_json(text)


@given(findings())
def test_a_plan_with_a_kind_that_does_not_exist_is_refused(finding):
    plan = Plan(
        source_sha256="ab", info=STILL, redactions=tuple(decide([finding], Policy())), pts=TIMES
    )
    text = plan.to_json().replace(f'"{finding.kind}"', '"SHOE_SIZE"')

    with pytest.raises(MediaError, match="not a plan"):
        Plan.from_json(text)


def test_what_the_models_computed_in_survives_and_a_slip_in_it_does_not():
    plan = Plan(source_sha256="ab", info=STILL, redactions=(), pts=TIMES, precision="bf16")

    assert Plan.from_json(plan.to_json()) == plan
    with pytest.raises(MediaError, match="not a plan"):
        Plan.from_json(plan.to_json().replace("bf16", "half"))
    assert '"precision"' not in Plan(source_sha256="ab", info=STILL, redactions=()).to_json()
