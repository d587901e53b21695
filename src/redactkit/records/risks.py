# ruff: noqa: E501 - a pattern, or a list of words, reads best on one line
"""What a tool cannot remove and a person has to weigh: risks named in the record."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from redactkit.core.findings import Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from redactkit.core.policy import Policy, Redaction

__all__ = [
    "MESSAGES",
    "combines_facts",
    "image_risks",
    "offers_footage",
    "text_risks",
    "video_risks",
]

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
    "pasted_chat": (
        "文字中含有聊天记录，对方未必同意公开；用词和经过仍可能让熟人认出当事人。",
        "The text holds messages of a chat; the other side may be recognised by their wording.",
    ),
    "combined_facts": (
        "年龄、学校、单位或房间与时间合在一起，可能指向具体的人。",
        "Age, school and employer, or a room and a time, single somebody out together.",
    ),
    "portrait_beside": (
        "文字旁有人物图片，去掉姓名后仍可能指向图中的人。",
        "A picture of a person stands beside the text, which may point at them without a name.",
    ),
}
"""What each risk says, in Chinese and in English."""

MEDIA = re.compile(
    r"监控|监视器|录像|录影|摄像头|执法记录仪|行车记录仪|录音|聊天记录|录屏|"
    r"(?:店内|现场|当天|当日|后厨|包[间厢]|门口|全程|完整|高清|进出|手术|诊疗|术[前后中]|拍摄|活动|婚礼|全部|原始|上课|课堂)[^，。！？\n]{0,6}(?:视频|影像|画面|照片|片段)|"
    r"(?i:cctv|surveillance|footage|recordings?)"
)
"""What was recorded of people; a bare 视频 is often a lesson or an advertisement."""

PUBLISH = (
    r"(?:公开|公布|发布|放出|放到|放在|发到|发在|传到|上传|播放|播出|展示|展出|曝光|公示|公之于众|公诸于世|晒出|晒到|贴出|直播|"
    r"提供|观看|查看|查阅|调取|调阅|用于澄清|还原|交给媒体|予媒体|让大家|给大家|让网友|让公众|(?i:release|publish|show|post|share|provide))"
)
WILL = (
    r"(?:可以?|随时|将会?|会|愿意?|能够?|欢迎|必要时|权利|保留|有权|准备|打算|不排除|考虑|即将|现|要|"
    r"(?i:will|happy to|can|ready to|reserve the right|may))"
)
PUBLIC = r"(?:公众|大家|网友|媒体|网上|网络|抖音|朋友圈|社会|群里|全国|各位|大众|平台|(?i:public|everyone|online))"
OFFER = re.compile(
    rf"{WILL}[^。！？\n]{{0,30}}{PUBLISH}|{PUBLISH}[^。！？\n]{{0,12}}{PUBLIC}|{PUBLISH}的?权利"
    r"|(?:全程|完整|全部)[^。！？\n]{0,8}为证"
)
# Sentences that refuse, and those of a customer who asks to see it.
NO_OFFER = re.compile(
    r"(?:不会|不能|不可|不得|不予|不便|不再|未经|没有|无法|请勿|禁止|拒绝|不给|不让|不肯|不愿|不敢|都不|未)[^，,。！？\n]{0,10}"
    r"(?:公开|公布|发布|提供|播放|展示|查看|调取|看|上传|(?i:release|publish|show))|"
    r"(?:要求|申请|让我|叫|希望|请|能不能|可不可以|是否)(?:他们|你们|商家|店家|酒店|老板|前台|查|看|调)|调取?监控(?:才|后|发现|一看|查)|(?i:never|will not|won't|cannot)"
)
SENTENCE = re.compile(r"[^。！？!?\n；;]+")
"""An offer may be worded in any order; the one the court ordered deleted was
"可向公众提供全程监控录像"."""

AGE = re.compile(
    r"\d{1,2}\s?岁|(?:19|20)\d{2}年(?:出?生)|[0-9五六七八九零]{1,2}0?后(?=[，,的女男])"
)
SCHOOL = re.compile(
    r"就读于?|毕业于|[\u4e00-\u9fff]{2}(?:小学|中学|大学|学院)(?!路|城|附近)|[一二三四五六七八九]年级|\d{3}班|[初高大][一二三四](?:学生|[\u4e00-\u9fff]{0,6}专业)"
)
EMPLOYER = re.compile(
    r"就职|任职|供职|工作单位|在[^，。\n]{2,14}(?:上班|工作|任教)|"
    r"(?:银行|医院|公司|集团|机关|局|院|厂|单位)[\u4e00-\u9fff]{0,4}(?:职员|员工|主任|经理|护士|医生|程序员|行长|科长|处长|工人|会计)|公务员|退休前"
)
ROOM = re.compile(
    r"(?<![\d.])\d{3,4}\s?(?:号?房间?|室)|(?:包[厢间]|卡座|房号)\s?[:：]?\s?[A-Za-z]?\d+|[A-Za-z]区\d+号"
)
TIME = re.compile(
    r"\d{1,2}[:：]\d{2}|\d{1,2}[点时](?:\d|半|左右|许)?|\d{1,2}月\d{1,2}[日号]|(?:当晚|当日|昨晚|昨天|今天)"
)
LEAST_FACTS = 2


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


def text_risks(text: str, *, chat: bool = False, portraits: bool = False) -> tuple[str, ...]:
    """Return the risks left in a statement.

    Args:
        text: the statement, as it was.
        chat: messages of a chat are in it.
        portraits: pictures of people stand beside it.
    """
    return (
        "story_details",
        *(("offers_full_footage",) if offers_footage(text) else ()),
        *(("pasted_chat",) if chat else ()),
        *(("combined_facts",) if combines_facts(text) else ()),
        *(("portrait_beside",) if portraits else ()),
    )


def offers_footage(text: str) -> bool:
    """Return whether a statement offers recordings to the public."""
    return any(
        MEDIA.search(sentence[0]) and OFFER.search(sentence[0]) and not NO_OFFER.search(sentence[0])
        for sentence in SENTENCE.finditer(text)
    )


def combines_facts(text: str) -> bool:
    """Return whether a paragraph tells facts that single somebody out together.

    They are two of age, school and employer, or a room and when somebody was in it.
    """
    for paragraph in text.split("\n"):
        facts = sum(bool(fact.search(paragraph)) for fact in (AGE, SCHOOL, EMPLOYER))
        if facts >= LEAST_FACTS or (ROOM.search(paragraph) and TIME.search(paragraph)):
            return True
    return False


def _kept(redactions: Sequence[Redaction]) -> tuple[str, ...]:
    kept = [redaction.finding.kind for redaction in redactions if redaction.method is None]
    group = ("group_name",) if Kind.GROUP_NAME in kept else ()
    others = ("kept_findings",) if set(kept) - {Kind.GROUP_NAME} else ()
    return group + others
