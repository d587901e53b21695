import pytest

from redactkit.core.errors import PolicyError
from redactkit.core.methods import Fill, Label
from redactkit.core.policy import Policy
from redactkit.core.settings import (
    load_policy,
    policy_digest,
    policy_from_mapping,
    policy_to_mapping,
)

TOML = """
[phone]
method = "fill"
color = "#112233"
margin = 0.2

[hotline]
keep = true

[video]
codec = "h265"
audio = "keep"
"""


def test_a_toml_file_changes_what_it_names_and_nothing_else(tmp_path):
    path = tmp_path / "policy.toml"
    path.write_text(TOML)

    policy = load_policy(path)

    assert policy.phone.method == Fill((0x11, 0x22, 0x33))
    assert policy.phone.margin == 0.2
    assert policy.phone.threshold == Policy().phone.threshold
    assert policy.hotline.keep
    assert policy.hotline.method == Label()
    assert policy.video.codec == "h265"
    assert policy.avatar == Policy().avatar


def test_a_policy_survives_its_table():
    policy = policy_from_mapping({"face": {"method": "fill"}, "limits": {"pixels": 5}})

    assert policy_from_mapping(policy_to_mapping(policy)) == policy


def test_digests_tell_policies_apart():
    assert policy_digest(Policy()) == policy_digest(policy_from_mapping({}))
    assert policy_digest(Policy()) != policy_digest(policy_from_mapping({"qq": {"keep": True}}))


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("[fone]\nkeep = true", "unknown key 'fone' in policy"),
        ("[phone]\nkep = true", "unknown key 'kep' in phone"),
        ("[video]\nspeed = 3", "unknown key 'speed' in video"),
        ("[phone]\nkeep = 1", "phone.keep must be true or false"),
        ("[phone]\nthreshold = 'high'", "phone.threshold must be a number"),
        ("[phone]\nthreshold = 7", "phone: threshold must be 0 to 1"),
        ("[phone]\nmethod = 'frozen'", "phone: a blur or mosaic"),
        ("phone = 3", "phone must be a table"),
        ("precision = 3", "precision must be one of auto, bf16, f32"),
        ("precision = 'half'", "precision must be one of auto, bf16, f32"),
        ("[phone", "is not TOML"),
    ],
)
def test_what_is_wrong_is_named(tmp_path, text, named):
    path = tmp_path / "policy.toml"
    path.write_text(text)

    with pytest.raises(PolicyError, match=named):
        load_policy(path)


def test_a_missing_policy_file_is_named(tmp_path):
    with pytest.raises(PolicyError, match=r"no\.toml"):
        load_policy(tmp_path / "no.toml")
