"""Words of the interface, which are never names, and how times and status bars are written."""

from __future__ import annotations

import re

__all__ = ["is_interface", "is_person", "is_time", "plain"]

# Menus, tabs, headings and accounts of the service itself, as the apps write them.
INTERFACE = frozenset(
    """
微信号 昵称 微信 通讯录 发现 我 朋友圈 电话 手机 姓名 邮箱 时间 标题 主题 日期 金额 价格 单号 订单号 说明 内容 原因 备注信息 群昵称 朋友圈封面 温度 湿度 风向 白天 夜间 翻译 例如 注意 提示 链接 网址 口令 地点 人数 类型 状态 规格 数量 回复内容 问 答 文件传输助手 腾讯新闻 订阅号消息 订阅号 服务号 服务通知 微信团队 微信支付 微信运动 QQ邮箱提醒 微信读书
新的朋友 群聊 标签 公众号 企业微信联系人 企业微信 仅聊天的朋友 我的企业 手机联系人 扫一扫 雷达加朋友 面对面建群 添加朋友 添加好友 发起群聊
收付款 搜一搜 看一看 小程序 视频号 直播 附近 购物 游戏 卡包 收藏 表情 设置 服务 支付 相册 钱包 聊天信息 群公告 消息 联系人 动态 工作台 文档
日历 会议 待办 我的 首页 购物车 订单 个人信息 名片 详细资料 资料设置 备注和标签 设置备注和标签 朋友权限 更多信息 发消息 音视频通话 添加到通讯录 个人名片
电话号码 个性签名 来源 地区 朋友资料 查找聊天内容 查找聊天记录 消息免打扰 置顶聊天 提醒 设置当前聊天背景 清空聊天记录 投诉 群聊名称 群二维码 群管理 备注 我在群里的昵称
搜索 取消 完成 发送 确定 返回 关闭 保存 删除 编辑 更多 全部 撤销 重新编辑 语音通话 视频通话 聊天记录 图片 视频 文件 位置 语音 红包 转账 语音输入 拍摄
所有人 全体成员 折叠的群聊 折叠的聊天 对方正在输入 以上是打招呼的内容 以下为新消息 查看更多消息 微信红包 微信转账 已收款 已被接收 转账给你 已领取 查看详情 领取红包
动画表情 广告 赞 评论 全文 收起 回复 分享 点赞 已读 未读 机器人 群主 管理员 官方 客服 在线客服 智能客服 商家客服 系统通知 系统消息 群助手 QQ看点 QQ空间 我的电脑
contacts chats discover me moments weixin wechat file transfer search send cancel done back ok edit more settings messages today yesterday bot
group chats new friends tags official accounts chat info all everyone tencent news subscriptions
""".split()
)
YOU = frozenset("你 您 我 他 她 对方 自己 你们 我们 大家 所有人 本人 有人 某某 某人 You you 群主 管理员 all All everyone 全体成员".split())
TIME = re.compile(
    r"(?:(?:\d{2,4}[年/.-])?\d{1,2}[月/.-]\d{1,2}日?|昨天|前天|今天|刚刚|(?:星期|周)[一二三四五六日天]|(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?|yesterday|"
    r"\d+\s?(?:分钟|小时|天|秒|min|hours?|days?)(?:前|\s?ago)?)?[\s,，]*(?:凌晨|早上|上午|中午|下午|晚上|傍晚|am|pm)?[\s]*(?:\d{1,2}[:：.]\d{2}(?:[:：]\d{2})?)?\s?(?:am|pm)?",
    re.IGNORECASE,
)
STATUS = re.compile(r"(?:[\d.]+\s?[KMG]B?/s|\d{1,3}%|[345]G[A-Z+]?|LTE|HD|\d{1,4}\+?|[^\w\u4e00-\u9fff]*|[\d.]+\s?[KMG]B?|[A-Z]|中国(?:移动|联通|电信|广电).{0,6}|BOT|\(?\d{1,4}\)?)", re.IGNORECASE)


def plain(text: str) -> str:
    """Strip the signs and blanks around a line."""
    return text.strip(" \t\n\u2005\u3000<>〈〉‹›く《》·•.…,，:：;；|“”\"'‘’「」【】[]()（）*")


def is_time(text: str) -> bool:
    """Return whether a line is a date or a time and nothing else."""
    return bool(text.strip()) and TIME.fullmatch(text.strip()) is not None


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
    return any(char.isalpha() or ord(char) > 0x2000 for char in bare) and bare not in YOU and bare not in INTERFACE and bare.casefold() not in INTERFACE
