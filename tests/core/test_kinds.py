"""The table of kinds: everything that names kinds comes from it."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import redactkit
from redactkit.core.findings import Kind
from redactkit.core.methods import is_soft
from redactkit.core.policy import TEXTUAL, Policy, Rule
from redactkit.core.settings import policy_from_mapping, policy_to_mapping
from redactkit.review.kind_names import KIND_NAMES

ENTRY = '    AVATAR = "AVATAR", KindSpec(zh="头像", en="Avatar")\n'
ADDED = '    LOCKER = "LOCKER", KindSpec(zh="柜号", en="Locker", stand_in="[柜号]", margin=0.1)\n'

USE = """
import json
from redactkit.text import patterns
from redactkit.core.kinds import Kind
from redactkit.text.rule import Rule
rule = Rule(name="locker", kind=Kind.LOCKER, pattern="LK-[0-9]{5}", score=0.9)
patterns.RULES = (*patterns.RULES, rule)
import redactkit
from redactkit.core.settings import policy_from_mapping
from redactkit.review.kind_names import KIND_NAMES
done = redactkit.redact_text("东西放在 LK-20391 里")
kept = policy_from_mapping({"locker": {"keep": True}})
print(json.dumps({
    "text": done.media,
    "counted": done.record.counters["LOCKER"],
    "margin": redactkit.Policy().locker.margin,
    "kept": redactkit.redact_text("东西放在 LK-20391 里", policy=kept).media,
    "page": KIND_NAMES["LOCKER"],
}))
"""


def test_every_kind_has_a_rule_of_its_entry_and_names_on_pages():
    policy = Policy()
    for kind in Kind:
        rule, spec = policy.rule(kind), kind.spec
        assert (rule.method, rule.threshold, rule.margin, rule.keep) == (
            spec.method,
            spec.threshold,
            spec.margin,
            spec.keep,
        )
        assert KIND_NAMES[kind] == (spec.zh, spec.en)
        assert spec.zh
        assert spec.en
        assert is_soft(spec.method) <= (kind not in TEXTUAL)
    assert policy_from_mapping(policy_to_mapping(policy)) == policy
    assert policy.face.threshold == Policy().rule(Kind.FACE).threshold


def test_only_faces_and_persons_may_be_blurred():
    assert set(Kind) - TEXTUAL == {Kind.FACE, Kind.PERSON}


def test_a_kind_is_found_by_its_name():
    assert Kind("QQ") is Kind.QQ
    assert Kind.QQ == "QQ"
    assert Policy(account_id=Rule(keep=True)).rule(Kind.ACCOUNT_ID).keep


def test_a_new_kind_is_one_entry_and_one_recogniser(tmp_path):
    source = Path(redactkit.__file__).parent
    shutil.copytree(source, tmp_path / "redactkit", ignore=shutil.ignore_patterns("weights"))
    table = tmp_path / "redactkit" / "core" / "kinds.py"
    old = table.read_text(encoding="utf-8")
    assert ENTRY in old
    table.write_text(old.replace(ENTRY, ENTRY + ADDED), encoding="utf-8")
    for weights in (source / "models" / "weights").rglob("*"):
        if weights.is_file():
            copy = tmp_path / "redactkit" / weights.relative_to(source)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(weights, copy)

    done = subprocess.run(
        [sys.executable, "-c", f"import sys; sys.path.insert(0, {str(tmp_path)!r})\n{USE}"],
        capture_output=True,
        text=True,
        check=True,
        cwd=tmp_path,
    )

    told = json.loads(done.stdout)
    assert told == {
        "text": "东西放在 [柜号] 里",
        "counted": {"removed": 1, "kept": 0},
        "margin": 0.1,
        "kept": "东西放在 LK-20391 里",
        "page": ["柜号", "Locker"],
    }
