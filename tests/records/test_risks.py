import pytest

from redactkit.core.findings import Finding, Kind, Sighting
from redactkit.core.geometry import Box
from redactkit.core.policy import Policy, VideoOptions, decide
from redactkit.records.risks import (
    MESSAGES,
    combines_facts,
    image_risks,
    offers_footage,
    text_risks,
    video_risks,
)


@pytest.mark.parametrize(
    "text",
    [
        "我店可向公众提供全程监控录像。",
        "欢迎各位查看监控视频",
        "我们可以公开完整的聊天记录",
        "完整视频可以公开",
        "随时公布全部监控",
        "全程录像为证",
        "门口监控，随时可以公开",
        "我们将把高清视频发布到网上",
        "我们将播放店内监控",
        "监控我们会放到抖音上",
        "本店保留公开监控录像的权利",
        "术前照片及诊疗视频可向公众展示",
        "We are happy to release the full CCTV recording.",
    ],
)
def test_an_offer_of_full_footage_is_found(text):
    assert offers_footage(text)
    assert "offers_full_footage" in text_risks(text)


@pytest.mark.parametrize(
    "text",
    [
        "店内装有监控。",
        "我们没有保存录像",
        "可以退款",
        "请提供订单号",
        "视频已经过期。可以来店里谈",
    ],
)
def test_other_sentences_are_left_alone(text):
    assert not offers_footage(text)


def finding(kind, score=0.9):
    row = Sighting(frame=0, box=Box(0, 0, 5, 5), score=score)
    return Finding(kind=kind, detector="d", sightings=(row,))


def test_what_was_kept_is_a_risk():
    decided = decide([finding(Kind.GROUP_NAME), finding(Kind.PHONE, 0.01)], Policy())

    assert set(image_risks(decided)) == {"story_details", "group_name", "kept_findings"}


def test_kept_sound_is_a_risk():
    assert "audio_kept" in video_risks([], Policy(video=VideoOptions(audio="keep")))
    assert "audio_kept" not in video_risks([], Policy())


def test_every_risk_has_a_message_in_both_languages_that_promises_nothing():
    covered = VideoOptions(cover="person", overlay="cover")
    everything = {
        *video_risks([], Policy(video=covered)),
        *video_risks([], Policy(video=VideoOptions(audio="keep"))),
        *text_risks("可公开全程录像", chat=True, portraits=True),
        *text_risks("她31岁，是银行职员"),
        *image_risks(decide([finding(Kind.GROUP_NAME), finding(Kind.PHONE, 0)], Policy())),
    }

    assert everything == set(MESSAGES)
    for chinese, english in MESSAGES.values():
        assert chinese != english
        assert "匿名" not in chinese
        assert "anonym" not in english.lower()
        assert "complian" not in english.lower()


@pytest.mark.parametrize(
    "text",
    [
        "31岁，某银行职员",
        "就读于文澜实验小学301班，他爸爸在银行上班",
        "5月1日入住8512房间",
    ],
)
def test_facts_that_single_somebody_out_together_are_a_risk(text):
    assert combines_facts(text)
    assert "combined_facts" in text_risks(text)


@pytest.mark.parametrize("text", ["31岁", "5月1日开业", "本店在大学城附近", "房间很大，早餐也好"])
def test_a_single_fact_is_none(text):
    assert not combines_facts(text)
