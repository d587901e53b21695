"""Links to people's avatars, which chat platforms keep in places of their own."""

from __future__ import annotations

import re

from redactkit.core.findings import Kind
from redactkit.text.spans import TextSpan

__all__ = ["avatar_links"]

# WeChat and QQ, Weibo, Xiaohongshu, Douyin, Bilibili, Zhihu, Dianping, DingTalk and Feishu.
HOSTS = (
    r"(?:[\w-]+\.)*qlogo\.cn|(?:[\w-]+\.)*sinaimg\.cn/(?:crop[\w.]*|\w*180|\w*50)|sns-avatar[\w-]*\.xhscdn\.com|"
    r"(?:[\w-]+\.)*douyinpic\.com/(?:img/)?aweme|(?:[\w-]+\.)*hdslb\.com/bfs/face|"
    r"pic[a-z]?\.zhimg\.com/v2-\w+_(?:xs|s|l|xl)|(?:[\w-]+\.)*meituan\.net/(?:\w+/)?avatar|"
    r"static-legacy\.dingtalk\.com/media|(?:[\w-]+\.)*feishucdn\.com/static-resource/v1/\w*avatar"
)
LINK = re.compile(rf"(?:https?:)?//(?:{HOSTS})(?:[/?~][^\s\"'<>()，。；、]*)?", re.IGNORECASE)
SCORE = 0.9


def avatar_links(text: str) -> list[TextSpan]:
    """Return where links to avatars stand."""
    return [
        TextSpan(Kind.AVATAR, *match.span(), SCORE, "avatar-link") for match in LINK.finditer(text)
    ]
