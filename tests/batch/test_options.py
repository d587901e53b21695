"""Sums and what they mean: nothing private in them, and the right exit code."""

import json

import pytest

from redactkit.batch import Outcome
from redactkit.batch.options import NAMED, Summary
from redactkit.cli.folder import exit_code

DONE = Outcome(name="王女士.png", output="x.png", removed=3, kept=1)
FAILED = Outcome(name="王女士.png", error="damaged", fault="MediaError")
LEAK = Outcome(name="王女士.png", error="still shows a face", fault="LeakError")


@pytest.mark.parametrize(
    ("outcomes", "code"), [([], 0), ([DONE], 0), ([DONE, FAILED], 1), ([FAILED, LEAK, DONE], 3)]
)
def test_the_exit_code_says_the_worst(outcomes, code):
    summary = Summary()
    for outcome in outcomes:
        summary = summary.plus(outcome)

    assert exit_code(summary) == code
    assert summary.files == len(outcomes)
    assert "王" not in summary.to_json()
    assert json.loads(summary.to_json())["failed"] == summary.failures == len(summary.failed)


def test_the_failures_that_are_named_are_not_without_end():
    summary = Summary()
    for _ in range(NAMED + 5):
        summary = summary.plus(FAILED)

    assert (summary.failures, len(summary.failed)) == (NAMED + 5, NAMED)
