"""The table of kinds: what is private, how it is hidden by default, what pages call it.

A new kind is one entry here and one recogniser. Policy fields, stand-ins, keyed digests, the
names on pages and the schemas' list of kinds are made from this table.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal, Self

from redactkit.core.methods import Fill, Frozen, Label, Method

__all__ = ["Kind", "KindSpec"]


@dataclass(frozen=True, slots=True, kw_only=True)
class KindSpec:
    """What is to be known of one kind.

    Attributes:
        zh: its name on pages, in Chinese.
        en: the same in English.
        stand_in: what is written in place of a value; empty where nothing is written, or where
            the case gives people stand-ins of their own.
        method: how it is covered by default.
        threshold: score, 0 to 1, from which a finding is covered by default.
        margin: by this share of its shorter side a box grows by default.
        keep: whether it stays visible by default.
        soft: whether a frozen blur or mosaic of it is allowed; of text and codes it is not.
        form: how a value is normalised before it is digested: as a person's ``name``, as a
            ``number`` of which the digits count, or as ``text`` without blanks and case.
    """

    zh: str
    en: str
    stand_in: str = ""
    method: Method = field(default_factory=Label)
    threshold: float = 0.3
    margin: float = 0.06
    keep: bool = False
    soft: bool = False
    form: Literal["name", "number", "text"] = "text"


_UNNAMED = KindSpec(zh="", en="")


class Kind(StrEnum):
    """A class of private thing. Values are the names used in the record."""

    _value_: str
    spec: KindSpec

    # without a default, type checkers would ask for the entry in look-ups as ``Kind("QQ")``
    def __new__(cls, name: str, spec: KindSpec = _UNNAMED) -> Self:
        """Make the member ``name``, with its entry of the table."""
        member = str.__new__(cls, name)
        member._value_ = name
        member.spec = spec
        return member

    FACE = (
        "FACE",
        KindSpec(zh="人脸", en="Face", method=Frozen(), threshold=0.5, margin=0.24, soft=True),
    )
    AVATAR = "AVATAR", KindSpec(zh="头像", en="Avatar")
    NICKNAME = "NICKNAME", KindSpec(zh="昵称", en="Nickname", form="name")
    NAME = "NAME", KindSpec(zh="姓名", en="Name", stand_in="[姓名]", form="name")
    GROUP_NAME = (
        "GROUP_NAME",
        KindSpec(zh="群名称", en="Group name", stand_in="[群名]", keep=True, form="name"),
    )
    WECHAT_ID = "WECHAT_ID", KindSpec(zh="微信号", en="WeChat ID", stand_in="[微信号]")
    QQ = "QQ", KindSpec(zh="QQ 号", en="QQ number", stand_in="[QQ号]", form="number")
    ACCOUNT_ID = "ACCOUNT_ID", KindSpec(zh="平台账号", en="Account", stand_in="[账号]")
    PHONE = "PHONE", KindSpec(zh="电话", en="Phone", stand_in="[电话]", form="number")
    HOTLINE = "HOTLINE", KindSpec(zh="客服热线", en="Hotline", stand_in="[电话]", form="number")
    ID_CARD = "ID_CARD", KindSpec(zh="身份证号", en="ID card", stand_in="[身份证]", form="number")
    PASSPORT = "PASSPORT", KindSpec(zh="护照等证件", en="Passport or permit", stand_in="[证件]")
    BANK_CARD = (
        "BANK_CARD",
        KindSpec(zh="银行卡号", en="Bank card", stand_in="[银行卡]", form="number"),
    )
    EMAIL = "EMAIL", KindSpec(zh="邮箱", en="E-mail", stand_in="[邮箱]")
    LICENSE_PLATE = "LICENSE_PLATE", KindSpec(zh="车牌", en="Licence plate", stand_in="[车牌]")
    VIN = "VIN", KindSpec(zh="车架号", en="Vehicle identification number", stand_in="[车架号]")
    PARCEL = "PARCEL", KindSpec(zh="快递单号", en="Waybill", stand_in="[快递单号]")
    ADDRESS = "ADDRESS", KindSpec(zh="地址", en="Address", stand_in="[地址]")
    QR_CODE = "QR_CODE", KindSpec(zh="二维码", en="QR code", stand_in="[二维码]")
    CUSTOM = "CUSTOM", KindSpec(zh="自定义内容", en="Custom rule", stand_in="[已隐去]")
    UNREADABLE = "UNREADABLE", KindSpec(zh="无法识读的文字", en="Unreadable text")
    # a soft cover would keep the mean color of the clothes
    PERSON = (
        "PERSON",
        KindSpec(zh="人形", en="Person", method=Fill(), threshold=0.5, margin=0, soft=True),
    )
    ZONE = "ZONE", KindSpec(zh="指定区域", en="Zone", method=Fill(), margin=0)
    OVERLAY = (
        "OVERLAY",
        KindSpec(zh="画面叠加文字", en="Text in the picture", method=Fill(), margin=0.2),
    )
