"""How the apps look: colors, sizes and places, in dp; drawn after their public appearance."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bench.brush import Color

WHITE: Color = (255, 255, 255)
BLACK: Color = (18, 18, 18)
CIRCLE = 99.0
"""A radius in dp that makes any avatar round."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """An app in one theme. Lengths are dp, of which a phone is 375 wide (design width)."""

    app: str
    theme: str = "light"
    paper: Color = (237, 237, 237)
    bar: Color = (237, 237, 237)
    ink: Color = BLACK
    faint: Color = (140, 140, 140)
    theirs: Color = WHITE
    ours: Color = (149, 236, 105)
    ours_ink: Color = BLACK
    link: Color = (87, 107, 149)
    avatar: float = 40
    radius: float = 5
    edge: float = 12
    bubble: float = 5
    text: float = 16.5
    name: float = 12
    title_left: bool = False
    own_name: bool = False
    in_notice: str = "“{}”"


def dark(look: Look, **changes: Color) -> Look:
    """Return a look at night."""
    night: dict[str, Color] = {
        "paper": (17, 17, 17),
        "bar": (25, 25, 25),
        "ink": (215, 215, 215),
        "faint": (115, 115, 115),
        "theirs": (44, 44, 44),
        "ours": (62, 181, 117),
        **changes,
    }
    return replace(look, theme="dark", **night)


WECHAT_IOS = Look(app="wechat_ios")
WECHAT_ANDROID = Look(app="wechat_android", radius=4, in_notice='"{}"', name=11.5, text=16)
WECHAT_DESKTOP = Look(
    app="wechat_desktop", paper=(245, 245, 245), bar=(245, 245, 245), avatar=34, radius=3,
    text=14, title_left=True, edge=24,
)  # fmt: skip
QQ = Look(
    app="qq", paper=(241, 243, 247), bar=(250, 251, 253), ours=(18, 150, 250), ours_ink=WHITE,
    radius=CIRCLE, bubble=12, avatar=38, own_name=True, in_notice="{}",
)  # fmt: skip
WECOM = Look(
    app="wecom", paper=(242, 243, 245), bar=(249, 249, 250), ours=(203, 226, 255), radius=8,
    avatar=38, title_left=True, bubble=8, in_notice="{}",
)  # fmt: skip
DINGTALK = Look(
    app="dingtalk", paper=(239, 242, 246), bar=(247, 248, 250), ours=(196, 225, 255), radius=10,
    avatar=36, title_left=True, bubble=9, name=11, in_notice="{}",
)  # fmt: skip
MEITUAN = Look(
    app="meituan", paper=(245, 245, 246), bar=WHITE, ours=(255, 209, 0), radius=CIRCLE, bubble=10,
    avatar=36, text=15, in_notice="{}",
)  # fmt: skip
DIANPING = Look(
    app="dianping", paper=(247, 247, 247), bar=WHITE, ours=(255, 226, 214), radius=CIRCLE,
    bubble=14, avatar=38, text=15.5, title_left=True, in_notice="{}",
)  # fmt: skip
