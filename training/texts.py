"""Texts for drawn pages: names, messages, menus. Made by chance from word lists of our own."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np

FAMILY = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛欧阳司徒诸葛"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰红波宁浩宇轩子涵梓欣怡思雨佳琪嘉怡晨曦梦瑶雪梅建国志文博俊凯天佑心悦语桐一诺可馨若曦安琪瑞"
ADJECTIVES = "爱笑的 迷路的 快乐的 孤独的 安静的 勇敢的 追风的 会飞的 慵懒的 温柔的 迟到的 沉默的 发光的 奔跑的 淡淡的 努力的 不吃香菜的 失眠的 大大的 小小 阿 老 大 小 一只 深海 北方 南城 午夜 云端 夏日 初冬".split()
NOUNS = "猫 狗 鱼 小熊 兔子 月亮 星星 向日葵 柠檬 西瓜 土豆 番茄 豆包 奶茶 咖啡 少年 姑娘 大叔 旅人 船长 先生 同学 木头 石头 云朵 微风 海浪 山谷 麦田 钢琴 信封 时光 橘子 薄荷 青柠 糯米 糖果 铁匠 农夫 渔夫 书虫 画家 木匠 鲸鱼 松鼠 企鹅 河马 蜗牛 蚂蚁 蝴蝶 樱花 枫叶 竹子 青苔 雨伞 灯塔".split()
LATIN = "Alice Bob Kevin Linda Jason Amy Eric Sunny Coco Leo Tina Jack Mia Lucy Tom Zoe Ryan Ivy Max Nina Oscar Paul Queenie Ray Sam Tony Una Vicky Will Xena Yolanda Zack Anna Bella Chris Dave Emma Frank Grace Henry luna mango lemon cloud river fox panda tiger dev admin123 wxid user".split()
ROLES = "产品 运营 设计 前端 后端 测试 客服 销售 市场 财务 人事 装修 律师 教练 店长 房东 中介 班主任 家长 司机 快递".split()
WORDS = "今天 明天 昨天 我们 你们 大家 可以 不行 已经 还是 觉得 知道 什么 怎么 这个 那个 时候 地方 东西 问题 事情 工作 电话 手机 照片 视频 消息 回家 吃饭 休息 开会 项目 方案 价格 订单 发货 质量 服务 态度 环境 味道 推荐 不错 很好 一般 太贵 便宜 喜欢 讨厌 麻烦 谢谢 收到 好的 没问题 稍等 马上 出发 到了 没有 需要 应该 如果 但是 因为 所以 然后 其实 真的 非常 特别 有点 一下 一起 一直 请问 帮忙 看看 试试 安排 确认 更新 版本 测试 代码 服务器 登录 账号 文件 链接 群里 老师 同学 孩子 作业 考试 学校 医院 医生 公司 老板 同事 客户 合同 付款 退款 地址 小区 楼下 门口 地铁 公交 高铁 机票 酒店 旅游 天气 下雨 周末 假期 生日 礼物 红包 活动 优惠 会员 课程 老客户 新品 尺寸 颜色 材料 安装 维修 预约 时间 下午 晚上 早上 的 了 是 在 我 你 他 也 都 就 不 很 吗 吧 呢 啊".split()
ENGLISH = "the a is to of and please hello thanks yes no see you tomorrow meeting today project update sent file check link new version can we talk about price order good morning great work issue fixed test build release ok sure".split()
MENUS = "设置 通知 隐私 通用 关于我们 账号与安全 帮助与反馈 我的订单 收藏 相册 卡包 表情 服务 钱包 朋友圈 扫一扫 看一看 搜一搜 购物 游戏 小程序 消息免打扰 置顶聊天 清空聊天记录 投诉 查找聊天记录 群公告 群管理 备注 标签 权限 存储空间 语言 深色模式 退出登录 切换账号 地址管理 优惠券 积分 会员中心 浏览记录 我的评价 关注 粉丝 动态 草稿箱 工作台 日程 待办 审批 打卡 会议".split()
TABS = "微信 通讯录 发现 我 首页 消息 我的 推荐 关注 热门 最新 全部 评论 点赞 收藏 视频 直播 商城 购物车 订单 动态 广场 附近 问答 文章 用户 综合 好评 差评 带图".split()
BUTTONS = "发送 取消 确定 关注 回复 赞 分享 收藏 举报 更多 全文 展开 收起 加入 邀请 下载 查看 立即购买 进店 发消息 视频通话 添加 保存 编辑 删除 转发 复制".split()
TITLES = "聊天信息 评论 详情 群成员 通讯录 新的朋友 我的订单 商品评价 动态 朋友圈 消息 设置 个人资料 账单 转账记录 热门评论 全部评价 问答 收件箱 任务列表 产品介绍 使用说明 更新日志 隐私政策 帮助中心".split()
HEADS = ("评论", "最新评论", "热门评论", "全部评论 {n}", "共{n}条评论", "{n}条回复", "相关推荐", "猜你喜欢", "常见问题", "今日热点")


class Texts:
    """Texts drawn by chance.

    Args:
        rng: the source of chance.
    """

    def __init__(self, rng: np.random.Generator) -> None:
        """Keep the source of chance."""
        self.rng = rng

    def one(self, some: str | list[str] | tuple[str, ...]) -> str:
        """Return one of some."""
        return some[int(self.rng.integers(len(some)))]

    def number(self, low: int, high: int) -> int:
        """Return a number from ``low`` to ``high``, both included."""
        return int(self.rng.integers(low, high + 1))

    def chance(self, share: float) -> bool:
        """Return True in this share of calls."""
        return bool(self.rng.random() < share)

    def name(self) -> str:
        """Return somebody's display name."""
        kind = self.number(0, 13)
        full = self.one(FAMILY) + "".join(self.one(GIVEN) for _ in range(self.number(1, 2)))
        nick = self.one(ADJECTIVES) + self.one(NOUNS)
        latin = self.one(LATIN)
        return {
            0: full, 1: full, 2: nick, 3: nick, 4: latin, 5: f"{latin} {self.one(LATIN)}",
            6: f"{self.one(ROLES)}-{full}", 7: f"{full}（{self.one(ROLES)}）", 8: self.one(NOUNS),
            9: f"{self.one(NOUNS)}{self.number(1, 9999)}", 10: f"{full}{self.one(('老师', '姐', '总', '妈妈', '哥', '医生'))}",
            11: f"{self.one(WORDS)}{self.one(WORDS)}{self.one(NOUNS)}", 12: f"{latin.lower()}_{self.number(10, 9999)}",
            13: self.one((f"A{self.one(ROLES)}{full}", f"~{nick}~", f"{full[0]}**", "匿名用户", f"{self.one(GIVEN)}", f"用户{self.number(10000, 999999999)}")),
        }[kind]  # fmt: skip

    def group(self) -> str:
        """Return a group's name."""
        base = self.one(ROLES) + self.one(NOUNS) + self.one(("群", "交流群", "讨论组", "业主群", "团队", "俱乐部", "班级群"))
        return base if self.chance(0.4) else f"{base}({self.number(3, 480)})"

    def said(self, low: int = 2, high: int = 24) -> str:
        """Return a message of about so many characters."""
        length = self.number(low, high)
        if self.chance(0.12):
            words = [self.one(ENGLISH) for _ in range(max(1, length // 4))]
            return " ".join(words)
        text = ""
        while len(text) < length:
            text += self.one(WORDS)
            if self.chance(0.13):
                text += self.one("，，。！？、~")
            if self.chance(0.03):
                text += str(self.number(1, 2000))
        return text

    def clock(self) -> str:
        """Return when something was said."""
        hour = f"{self.number(0, 23)}:{self.number(0, 59):02d}"
        day = f"{self.number(1, 12)}-{self.number(1, 28):02d}"
        return self.one((
            hour, hour, f"昨天 {hour}", f"星期{self.one('一二三四五六日')}", f"20{self.number(15, 26)}-{day} {hour}:{self.number(0, 59):02d}",
            f"{self.number(1, 12)}月{self.number(1, 28)}日", day, f"{self.number(2, 59)}分钟前", f"{self.number(2, 23)}小时前", f"下午{hour}", "刚刚", f"20{self.number(15, 26)}/{self.number(1, 12)}/{self.number(1, 28)}",
        ))  # fmt: skip

    def notice(self) -> list[tuple[str, bool]]:
        """Return a notice in pieces, each with whether it is a name."""
        a, b, q = self.name(), self.name(), self.one(('"', "“", ""))
        close = {"“": "”"}.get(q, q)
        some: list[list[tuple[str, bool]]] = [
            [(q, False), (a, True), (f"{close}撤回了一条消息", False)],
            [(q, False), (a, True), (f"{close}邀请{q}", False), (b, True), (f"{close}加入了群聊", False)],
            [(q, False), (a, True), (f"{close} 拍了拍 {q}", False), (b, True), (close, False)],
            [(q, False), (a, True), (f"{close}加入了群聊", False)],
            [("你邀请", False), (a, True), ("加入了群聊", False)],
            [(a, True), ("修改群名为“" + self.group() + "”", False)],
            [(a, True), ("领取了你的红包", False)],
            [(a, True), (" joined the group", False)],
            [("你已添加了", False), (a, True), ("，现在可以开始聊天了。", False)],
            [(q, False), (a, True), (f"{close}通过扫描", False), (b, True), ("分享的二维码加入群聊", False)],
            [("以下为新消息", False)], [("你撤回了一条消息", False)], [("对方开启了朋友验证", False)],
        ]  # fmt: skip
        return some[self.number(0, len(some) - 1)]
