import pytest
from hypothesis import given
from hypothesis import strategies as st

from redactkit.core.errors import PolicyError
from redactkit.core.findings import Kind
from redactkit.core.methods import Frozen, Pixelate
from redactkit.core.policy import TEXTUAL, Limits, Policy, Rule, VideoOptions, decide
from strategies import findings


@given(st.lists(findings(), max_size=6))
def test_every_finding_gets_one_decision_in_order(found):
    decided = decide(found, Policy())

    assert [item.finding for item in decided] == found
    for item in decided:
        rule = Policy().rule(item.finding.kind)
        hidden = not rule.keep and item.finding.score >= rule.threshold
        assert (item.method is not None) == hidden
        assert item.reason


@given(findings(kind=Kind.FACE), st.floats(0, 1), st.floats(0, 1))
def test_a_larger_margin_covers_a_smaller_one(finding, a, b):
    small, large = sorted((a, b))
    first = decide([finding], Policy(face=Rule(margin=small, threshold=0)))[0]
    second = decide([finding], Policy(face=Rule(margin=large, threshold=0)))[0]

    for frame in range(12):
        if first.box_at(frame) is not None:
            assert second.box_at(frame).covers(first.box_at(frame))


def test_every_kind_has_a_rule():
    assert all(isinstance(Policy().rule(kind), Rule) for kind in Kind)


@pytest.mark.parametrize("kind", sorted(TEXTUAL))
@pytest.mark.parametrize("method", [Frozen(), Pixelate()])
def test_text_codes_and_avatars_cannot_be_blurred(kind, method):
    with pytest.raises(PolicyError, match="read back"):
        Policy(**{kind.lower(): Rule(method=method)})


@pytest.mark.parametrize(
    ("make", "named"),
    [
        (lambda: Rule(threshold=1.5), "threshold"),
        (lambda: Rule(margin=-1), "margin"),
        (lambda: VideoOptions(codec="divx"), "codec"),
        (lambda: VideoOptions(audio="loud"), "audio"),
        (lambda: VideoOptions(container="avi"), "container"),
        (lambda: VideoOptions(damaged="hope"), "damaged"),
        (lambda: VideoOptions(crf=99), "crf"),
        (lambda: Limits(pixels=0), "limits"),
    ],
)
def test_values_out_of_range_are_named(make, named):
    with pytest.raises(PolicyError, match=named):
        make()


def test_a_group_name_is_kept_by_default_and_a_hotline_is_not():
    assert Policy().group_name.keep
    assert not Policy().hotline.keep


class TestSensitivity:
    def test_clips_take_less_evidence_than_pictures(self):
        assert Policy().face.threshold == 0.5
        assert Policy().for_clips().face.threshold == 0.4
        assert Policy().for_clips().person.threshold == 0.4

    @pytest.mark.parametrize(("word", "threshold"), [("high", 0.3), ("normal", 0.4), ("low", 0.5)])
    def test_it_says_how_much(self, word, threshold):
        policy = Policy(video=VideoOptions(sensitivity=word)).for_clips()
        assert policy.face.threshold == policy.for_clips().face.threshold == threshold
        assert policy.qr_code == Policy().qr_code

    def test_a_threshold_of_the_kind_counts_instead(self):
        policy = Policy(face=Rule(method=Frozen(), threshold=0.7, margin=0.24))
        assert policy.for_clips().face == policy.face

    def test_another_word_is_refused(self):
        with pytest.raises(PolicyError, match="sensitivity must be one of high, normal, low"):
            VideoOptions(sensitivity="extreme")
