"""What kinds, methods and reasons are called on pages for people, in Chinese and in English."""

from __future__ import annotations

from redactkit.core.findings import Kind

__all__ = ["KIND_NAMES", "METHOD_NAMES", "reason_names"]

KIND_NAMES: dict[str, tuple[str, str]] = {
    Kind.FACE: ("人脸", "Face"),
    Kind.AVATAR: ("头像", "Avatar"),
    Kind.NICKNAME: ("昵称", "Nickname"),
    Kind.NAME: ("姓名", "Name"),
    Kind.GROUP_NAME: ("群名称", "Group name"),
    Kind.WECHAT_ID: ("微信号", "WeChat ID"),
    Kind.QQ: ("QQ 号", "QQ number"),
    Kind.PHONE: ("电话", "Phone"),
    Kind.HOTLINE: ("客服热线", "Hotline"),
    Kind.ID_CARD: ("身份证号", "ID card"),
    Kind.BANK_CARD: ("银行卡号", "Bank card"),
    Kind.EMAIL: ("邮箱", "E-mail"),
    Kind.LICENSE_PLATE: ("车牌", "Licence plate"),
    Kind.ACCOUNT_ID: ("平台账号", "Account"),
    Kind.PASSPORT: ("护照等证件", "Passport or permit"),
    Kind.VIN: ("车架号", "Vehicle identification number"),
    Kind.PARCEL: ("快递单号", "Waybill"),
    Kind.CUSTOM: ("自定义", "Custom"),
    Kind.ADDRESS: ("地址", "Address"),
    Kind.QR_CODE: ("二维码", "QR code"),
    Kind.UNREADABLE: ("无法识读的文字", "Unreadable text"),
    Kind.PERSON: ("人形", "Person"),
    Kind.ZONE: ("指定区域", "Zone"),
    Kind.OVERLAY: ("画面叠加文字", "Text in the picture"),
}

METHOD_NAMES: dict[str, tuple[str, str]] = {
    "fill": ("纯色遮盖", "Solid cover"),
    "label": ("遮盖并写代称", "Cover with stand-in"),
    "frozen": ("冻结模糊", "Frozen blur"),
    "pixelate": ("冻结马赛克", "Frozen mosaic"),
    # statements: the stand-in takes the place of the text itself
    "replace": ("替换为代称", "Replaced by stand-in"),
}

REASONS: dict[str, tuple[str, str]] = {
    "policy": ("按设置", "By policy"),
    "kept by policy": ("按设置保留", "Kept by policy"),
    "second look": ("复查时补上", "Added at the second look"),
    "by hand": ("人工决定", "Decided by hand"),
    "left visible by hand": ("人工决定保留可见", "Left visible by hand"),
    "drawn by hand": ("人工补画", "Drawn by hand"),
    "zone exempt": ("位于豁免区域", "In an exempted zone"),
}

BELOW = "score below threshold "


def reason_names(reason: str) -> tuple[str, str]:
    """Return a record's reason in Chinese and in English; an unknown one as it is."""
    if reason.startswith(BELOW):
        limit = reason.removeprefix(BELOW)
        return f"分数低于门槛 {limit}", f"Score below the threshold {limit}"
    return REASONS.get(reason, (reason, reason))
