# ruff: noqa: E501 - a rule reads best on one line
"""Rules for what people go by on platforms: nicknames after labels and in quotes, account ids, profiles."""

from __future__ import annotations

from redactkit.core.findings import Kind
from redactkit.text.rule import PatternRule

__all__ = ["ACCOUNT_RULES", "PLATFORM"]

PLATFORM = (
    r"(?:抖音|快手|小红书|新浪微博|微博|[Bb]站|哔哩哔哩|bilibili|知乎|豆瓣|百度贴吧|贴吧|虎扑|大众点评|点评|美团|饿了么|淘宝|阿里旺旺|旺旺|天猫|京东|拼多多|闲鱼|转转|得物|支付宝|"
    r"西瓜视频|今日头条|头条|视频号|陌陌|探探|钉钉|飞书|企业微信|企微|携程|马蜂窝|飞猪|去哪儿|爱彼迎|妈妈网|宝宝树|天涯|脉脉|领英|网易云|QQ空间|喜马拉雅|全民K歌|唱吧|业主论坛|论坛|"
    r"脸书|推特|电报|油管|(?<![A-Za-z])(?i:instagram|ins|ig|facebook|fb|twitter|threads|line|telegram|tg|whatsapp|skype|discord|youtube|tiktok|snapchat|kakaotalk|linkedin|airbnb|steam|soul|google|tripadvisor|yelp)(?![A-Za-z]))"
)
ID_WORD = r"(?:用户名|用户|账号|帐号|号码|号|[Uu]?[Ii][Dd]|会员名|主页|名)"
OPEN, CLOSE = r"[\"“「『'‘《【]", r"[\"”」』'’》】]"
ID = r"(?!https?\b|www\b)[A-Za-z0-9][A-Za-z0-9_.\-]{2,29}(?<![.\-])(?![A-Za-z0-9_])"
ID_LETTER = r"[A-Za-z_][A-Za-z0-9_.\-]{3,29}(?<![.\-])(?![A-Za-z0-9_])"
# Not a name: what goes on as a sentence, a grade, or a word of forms.
NOT_NICK = r"(?!(?:修改|搜索?|关注|可以|可|请|我们|本店|本人|已|未|不|无|有|的|和|与|等|上|里|中|为|是|在|后|前|\d+(?:\.\d+)?\s?(?:分|星|元|条|次|万|%)|同名|待定|匿名$|如下|见|随意|https?))"
NICK = rf"{NOT_NICK}[^\s，。；;,、：:（）()\[\]【】「」『』“”\"<>|\n]{{1,24}}"
NICK_WORD = r"(?:昵称|呢称|网名|微信名|微信昵称|群昵称|群名片|群内昵称|群里叫|QQ名|备注名|花名|绰号|外号|诨名|昵称名|账号名|用户昵称|会员昵称|买家昵称|名片名)"
WHO = r"(?:用户|网友|顾客|客户|客人|会员|博主|买家|消费者|账号|帐号|网红|主播|up主|UP主|粉丝|群友|群成员|群里的|车友|驴友|微信名|微信好友)"

ACCOUNT_RULES = (
    PatternRule(
        name="nick-label",
        kind=Kind.NICKNAME,
        pattern=rf"{NICK_WORD}(?:\s?(?:是|为|叫做|叫)\s?[:：]?|\s?[:：])\s?{OPEN}?(?P<v>{NICK})",
        score=0.8,
    ),
    PatternRule(
        name="nick-label-quoted",
        kind=Kind.NICKNAME,
        pattern=rf"(?:{NICK_WORD}|{WHO}|{PLATFORM}{ID_WORD}?|自称|人称|化名|名为|署名|名叫)\s?[:：是为叫]?\s?[\"“「『'‘](?P<v>[^\"“”「」『』\n，。！？]{{1,24}})[\"”」』'’]",
        score=0.7,
    ),
    PatternRule(
        name="nick-quoted-user",
        kind=Kind.NICKNAME,
        pattern=rf"[\"“「『](?P<v>[^\"“”「」『』\n，。！？]{{1,24}})[\"”」』]\s?(?:的?(?:用户|网友|账号|帐号|买家|博主|顾客|女士|先生|小姐|本人)|的?{PLATFORM}(?:账号|帐号|号))",
        score=0.6,
    ),
    PatternRule(
        name="nick-bracket",
        kind=Kind.NICKNAME,
        pattern=rf"[（(]\s?(?:{NICK_WORD}|{PLATFORM}(?:昵称|网名|名))\s?[:：是为]?\s?{OPEN}?(?P<v>{NICK}){CLOSE}?\s?[）)]",
        score=0.7,
    ),
    PatternRule(
        name="nick-before-account",
        kind=Kind.NICKNAME,
        pattern=rf"(?:网友|用户|顾客|客户|客人|会员|博主|买家|粉丝|群友|账号|帐号|up主|UP主)(?P<v>(?!名)[^\s，。；;,、：:（）()\"“”]{{2,16}})(?=\s?[（(]\s?(?:{PLATFORM}|微信|网名|昵称|[Uu]?[Ii][Dd]|账号|帐号|真名|本名|原名|实名))",
        score=0.6,
    ),
    PatternRule(
        name="nick-numbered",
        kind=Kind.NICKNAME,
        pattern=r"(?:竞买人|竞拍人|玩家|选手|网友|用户|住客|车友)\d{3,10}(?!\d)",
        score=0.5,
    ),
    PatternRule(
        name="nick-platform",
        kind=Kind.NICKNAME,
        pattern=rf"{PLATFORM}\s?(?:昵称|网名|{ID_WORD})?\s?[:：]\s?{OPEN}?(?P<v>{NICK})(?=\s?(?:[）)\]】」』”\"，,。；;、\n（(]|$))",
        score=0.5,
    ),
    PatternRule(
        name="nick-account",
        kind=Kind.NICKNAME,
        pattern=rf"{PLATFORM}(?:账号|帐号|昵称|网名|用户|博主|网友)\s?(?P<v>(?!{ID_WORD}){NOT_NICK}[^\s，。；;,、：:（）()\n的在发于]{{2,16}})(?=[（(])",
        score=0.5,
    ),
    PatternRule(
        name="account-at",
        kind=Kind.ACCOUNT_ID,
        pattern=rf"{PLATFORM}\s?(?:{ID_WORD})?\s?[:：]?\s?[@＠](?P<v>[^\s@，。；;,、：:（）()\n]{{1,24}})",
        score=0.8,
    ),
    PatternRule(
        name="account-platform",
        kind=Kind.ACCOUNT_ID,
        pattern=rf"{PLATFORM}\s?(?:{ID_WORD}\s?[:：是为]?|[:：])\s?[@（(]?\s?(?P<v>{ID})",
        score=0.8,
    ),
    PatternRule(
        name="account-platform-near",
        kind=Kind.ACCOUNT_ID,
        pattern=rf"{PLATFORM}\s?(?P<v>(?=[A-Za-z0-9_.\-]*[_\d])[A-Za-z][A-Za-z0-9_.\-]{{4,29}})",
        score=0.5,
    ),
    PatternRule(
        name="account-label",
        kind=Kind.ACCOUNT_ID,
        pattern=rf"(?:(?<![A-Za-z])[Uu]?[Ii][Dd]|用户名|用户[Ii][Dd]|账号|帐号|会员名|买家|卖家|网名|昵称)\s?(?:[:：是为]|名|号)?\s?(?P<v>{ID_LETTER})",
        score=0.6,
        against=r"微信|wx|订单|商品|产品|房间|设备",
    ),
    PatternRule(
        name="account-number",
        kind=Kind.ACCOUNT_ID,
        pattern=r"(?<![A-Za-z])(?:[Uu][Ii][Dd]|用户[Ii][Dd]|(?<=[（(，,])[Ii][Dd])\s?[:：是为]?\s?(?P<v>\d{5,12})(?!\d)",
        score=0.6,
    ),
    PatternRule(
        name="account-shop",
        kind=Kind.ACCOUNT_ID,
        pattern=r"(?<![A-Za-z0-9_])(?:tb\d{5,}|(?:tb|jd|pdd|xhs|dy)_[A-Za-z0-9_]{3,24})(?![A-Za-z0-9_])",
        score=0.6,
    ),
    PatternRule(
        name="account-profile",
        kind=Kind.ACCOUNT_ID,
        pattern=(
            r"(?i:weibo\.(?:com|cn)/(?:u/|n/|p/)?|xiaohongshu\.com/user/profile/|space\.bilibili\.com/|zhihu\.com/people/|douyin\.com/user/|kuaishou\.com/(?:profile|u)/|"
            r"(?:instagram|facebook|twitter|threads)\.(?:com|net)/@?|(?<![A-Za-z0-9])(?:x\.com|t\.me|github\.com)/|(?:tiktok|youtube)\.com/@|tieba\.baidu\.com/home/main\?[^\s]{0,12}un=|dianping\.com/member/|"
            r"douban\.com/people/|linkedin\.com/in/|toutiao\.com/c/user/|mafengwo\.cn/u/|wa\.me/|line\.me/ti/p/)(?P<v>[^\s/?#\"'<>（）()，。]{2,80})"
        ),
        score=0.8,
    ),
)
