"""Words of the interface, which are never names, and how times and status bars are written."""

from __future__ import annotations

import re

__all__ = ["is_interface", "is_person", "is_time", "plain", "without_time"]

# Menus, tabs, headings and accounts of the service itself, as the apps write them.
INTERFACE = frozenset(
    """
QQ看点 QQ空间 QQ邮箱提醒 个人信息 个人名片 个性签名 主题 人数 仅聊天的朋友
以上是打招呼的内容 以下为新消息 价格 企业微信 企业微信联系人 会议 位置 例如 保存 全体成员
全文 全部 公众号 关闭 内容 分享 删除 动态 动画表情 单号 卡包 原因 发消息 发现 发起群聊 发送
取消 口令 名片 商家客服 回复 回复内容 图片 在线客服 地区 地点 备注 备注信息 备注和标签 夜间
姓名 完成 官方 客服 对方正在输入 小程序 工作台 已收款 已被接收 已读 已领取 广告 待办 微信
微信号 微信团队 微信支付 微信红包 微信读书 微信转账 微信运动 我 我在群里的昵称 我的 我的企业
我的电脑 所有人 手机 手机联系人 扫一扫 投诉 折叠的群聊 折叠的聊天 拍摄 提示 提醒 搜一搜 搜索
撤销 支付 收付款 收藏 收起 数量 文件 文件传输助手 文档 新的朋友 日历 日期 时间 昵称 智能客服
更多 更多信息 朋友圈 朋友圈封面 朋友权限 朋友资料 服务 服务号 服务通知 未读 机器人 来源
查找聊天内容 查找聊天记录 查看更多消息 查看详情 标签 标题 注意 消息 消息免打扰 添加到通讯录
添加好友 添加朋友 清空聊天记录 温度 游戏 湿度 点赞 状态 电话 电话号码 白天 直播 相册 看一看
确定 答 管理员 类型 系统消息 系统通知 红包 编辑 网址 置顶聊天 群主 群二维码 群公告 群助手
群昵称 群管理 群聊 群聊名称 翻译 聊天信息 聊天记录 联系人 腾讯新闻 表情 规格 视频 视频号
视频通话 订单 订单号 订阅号 订阅号消息 设置 设置备注和标签 设置当前聊天背景 评论 详细资料
语音 语音输入 语音通话 说明 购物 购物车 资料设置 赞 转账 转账给你 返回 通讯录 邮箱 重新编辑
金额 钱包 链接 问 附近 雷达加朋友 面对面建群 音视频通话 领取红包 风向 首页 accounts all back
bot cancel chat chats contacts discover done edit everyone file friends group info me
messages moments more new news official ok search send settings subscriptions tags tencent
today transfer wechat weixin yesterday
""".split()  # noqa: SIM905 - words read best as text
)
YOU = frozenset(
    """
All You all everyone you 他 你 你们 全体成员 大家 她 对方 您 我 我们 所有人 有人 本人 某人
某某 管理员 群主 自己
""".split()  # noqa: SIM905
)
# Emoji and decorative letters lie above.
SIGNS = 0x2000
TIME = re.compile(
    r"(?:(?:\d{2,4}[年/.-])?\d{1,2}[月/.-]\d{1,2}日?|昨天|前天|今天|刚刚|(?:星期|周)[一二三四五六日天]|(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?|yesterday|"
    r"\d+\s?(?:分钟|小时|天|秒|min|hours?|days?)(?:前|\s?ago)?)?[\s,，]*(?:凌晨|早上|上午|中午|下午|晚上|傍晚|am|pm)?[\s]*(?:\d{1,2}[:：.]\d{2}(?:[:：]\d{2})?)?\s?(?:am|pm)?",
    re.IGNORECASE,
)
# When a message was sent, on one line with who sent it: a date with its year, or an hour.
STAMP = (
    r"(?:\d{4}\s?[-/.年]\s?\d{1,2}\s?[-/.月]\s?\d{1,2}日?(?:\s*\d{1,2}[:：]\d{2}(?:[:：]\d{2})?)?"
    r"|(?:\d{1,2}[-/月]\d{1,2}日?\s*|(?:昨天|前天|今天|(?:星期|周)[一二三四五六日天])\s*)?\d{1,2}[:：]\d{2}(?:[:：]\d{2})?)"
)
BEFORE, AFTER = re.compile(rf"\s*{STAMP}\s+"), re.compile(rf"\s*(?<![\d:：]){STAMP}\s*$")
STATUS = re.compile(
    r"(?:[\d.]+\s?[KMG]B?/s|\d{1,3}%|[345]G[A-Z+]?|LTE|HD|\d{1,4}\+?|[^\w\u4e00-\u9fff]*|[\d.]+\s?[KMG]B?|[A-Z]|中国(?:移动|联通|电信|广电).{0,6}|BOT|\(?\d{1,4}\)?)",
    re.IGNORECASE,
)


def plain(text: str) -> str:
    """Strip the signs and blanks around a line."""
    return text.strip(" \t\n\u2005\u3000<>〈〉‹›く《》·•.…,，:：;；|“”\"'‘’「」【】[]()（）*")


def is_time(text: str) -> bool:
    """Return whether a line is a date or a time and nothing else."""
    compact = "".join(text.split())
    return bool(compact) and TIME.fullmatch(compact) is not None


def without_time(text: str) -> tuple[int, int]:
    """Return where a name lies in a line that may also say when its message was sent."""
    first, last = BEFORE.match(text), AFTER.search(text)
    start, end = first.end() if first else 0, last.start() if last else len(text)
    return (start, end) if text[start:end].strip() else (0, len(text))


def is_interface(text: str) -> bool:
    """Return whether a line belongs to the interface: a menu word, a time, a counter, a status."""
    bare = plain(text)
    folded = bare.casefold()
    if not bare or is_time(text) or STATUS.fullmatch(bare) is not None:
        return True
    return folded in INTERFACE or bare in INTERFACE or folded.replace(" ", "") in INTERFACE


def is_person(text: str) -> bool:
    """Return whether a name could be a person's: not 你, not 所有人, not an interface word."""
    bare = plain(text)
    return (
        any(char.isalpha() or ord(char) > SIGNS for char in bare)
        and bare not in YOU
        and bare not in INTERFACE
        and bare.casefold() not in INTERFACE
    )
