"""What a tool cannot remove and a person has to weigh: risks named in the record."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from redactkit.core.findings import Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from redactkit.core.policy import Policy, Redaction

__all__ = ["MESSAGES", "image_risks", "offers_footage", "text_risks", "video_risks"]

MESSAGES: dict[str, tuple[str, str]] = {
    "story_details": (
        "独特的事情经过仍可能让熟人认出当事人，本工具无法判断。",
        "Story details may still let acquaintances recognise people; no tool can judge that.",
    ),
    "group_name": (
        "群名称按设置予以保留，可能透露参与者。",
        "The group's name was kept by policy and may tell who takes part.",
    ),
    "kept_findings": (
        "有发现项按设置或因分数较低而保留可见，详见记录。",
        "Some findings stay visible by policy or for a low score; see the record.",
    ),
    "body_and_clothing": (
        "身形、衣着、步态仍可见；在类似案件中，仅给人脸打马赛克的抗辩未被采纳。",
        "Body, clothing and gait stay visible; having masked the faces was no defence in court.",
    ),
    "still_people": (
        "站立不动且未露脸的人，可能没有被遮盖。",
        "People who stand still and show no face may not be covered.",
    ),
    "private_room": (
        "包间、客房、更衣室等私密空间的录像，即使打码公开也可能侵权。",
        "Footage of a private room may be unlawful to publish even when faces are hidden.",
    ),
    "audio_kept": (
        "保留了声音，语音和姓名可能识别个人。",
        "The audio was kept; voices and spoken names can identify.",
    ),
    "clock_or_place": (
        "画面上的时间或地点文字未被遮盖。",
        "A clock or place written into the picture was not covered.",
    ),
    "offers_full_footage": (
        "文字中表示可以公开完整录像，此类表示本身曾被判令删除。",
        "The text offers full footage; a court ordered such a sentence taken down.",
    ),
}
"""What each risk says, in Chinese and in English."""

OFFER = re.compile(
    r"(?:可|可以|愿意?|随时|将|会|能|能够|欢迎)[^。！？\n]{0,12}"
    r"(?:提供|公开|公布|放出|查看|调取|发布|上传|观看)[^。！？\n]{0,10}"
    r"(?:监控|录像|视频|录音|聊天记录)"
    r"|(?:全程|完整|全部)(?:的)?(?:监控|录像|视频|聊天记录)[^。！？\n]{0,10}"
    r"(?:可|供|提供|公开|公布|放出|查看|为证)"
)
"""Sentences that offer the recording to the public, after the one the court ordered deleted
("可向公众提供全程监控录像")."""


def image_risks(redactions: Sequence[Redaction]) -> tuple[str, ...]:
    """Return the risks left in a redacted screenshot."""
    return ("story_details", *_kept(redactions))


def video_risks(redactions: Sequence[Redaction], policy: Policy) -> tuple[str, ...]:
    """Return the risks left in a redacted clip."""
    video = policy.video
    body = "still_people" if video.cover == "person" else "body_and_clothing"
    text = () if (video.overlay, video.overlay_clock) == ("cover", "cover") else ("clock_or_place",)
    audio = ("audio_kept",) if video.audio == "keep" else ()
    return (body, "private_room", *text, *audio, *_kept(redactions))


def text_risks(text: str) -> tuple[str, ...]:
    """Return the risks left in a statement."""
    return ("story_details", *(("offers_full_footage",) if offers_footage(text) else ()))


def offers_footage(text: str) -> bool:
    """Return whether a statement offers recordings to the public."""
    return bool(OFFER.search(text))


def _kept(redactions: Sequence[Redaction]) -> tuple[str, ...]:
    kept = [redaction.finding.kind for redaction in redactions if redaction.method is None]
    group = ("group_name",) if Kind.GROUP_NAME in kept else ()
    others = ("kept_findings",) if set(kept) - {Kind.GROUP_NAME} else ()
    return group + others
