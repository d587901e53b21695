# ruff: noqa: E501 - a rule reads best on one line
"""Rules for how people are addressed and told of: greetings, Latin names, half-masked names."""

from __future__ import annotations

from redactkit.core.findings import Kind
from redactkit.text.business import BUSINESS
from redactkit.text.naming import ANNOUNCED
from redactkit.text.rule import PatternRule
from redactkit.text.surnames import ALL_SURNAMES, COMPOUND

__all__ = ["CALLED_RULES"]

SURNAME = rf"(?:{COMPOUND}|[{''.join(sorted(ALL_SURNAMES))}])"
# What answers to reviews begin with, and what follows the name there.
OPENING = r"(?:^|(?<=\n))\s*(?:(?:商家|店家|商户|掌柜|官方|老板)?回复\s?[:：]?\s?)?(?:亲爱的|尊敬的|致|回复|Dear\s|Hi\s)?(?:顾客|用户|会员|客人|网友|学员|宾客|贵宾|小主|亲爱的)?\s?[@\"“「【]?"
GREETING = r"[\"”」】]?\s?(?:[,，:：~～!！。]\s?)?(?:小姐姐|小哥哥|美女|帅哥|女士|先生|同学|家长|亲爱的?)?\s?[,，:：~～!！]?\s?(?:您好|你好|亲爱的|亲(?=[,，~～!！])|哈喽|嗨|hello|Hello|hi(?![a-z])|Hi(?![a-z])|宝子|宝宝(?=[,，]))"
NOT_CALLED = r"(?!(?:各位|大家|您|你|亲|尊敬|亲爱|敬爱|顾客|客官|客人|朋友|家人|宝|老板|店家|女士|先生|小姐|本店|我|感谢|谢谢|非常|这位|那位|对于|关于|看到|收到|首先|为|很|十分|实在|真|美女|帅哥|同学|老师|家长|会员|用户|网友|业主|全体|广大|新老|客服|商家|店长|在|请问|嗨|hello|hi|哈喽|好的|早上|下午|晚上|中午|上午|小姐姐|小哥哥|小仙女|小伙伴|小主|仙女|宝贝|买家|卖家|师傅|医生|领导|同志|嘿|喂|哎|回复|致|尊|A：|B：|问|答|Agent|Customer|Staff|Host|Support|Admin|Seller|Guest))"
NICK = r"[^\s，。！？!?,、;；:：\"“”「」【】\n()（）]"
WESTERN = r"[A-Z][a-z'’]+(?:[ .\-·][A-Z]\.?|[ .\-·][A-Z][a-z'’]+){0,3}"
NOT_WESTERN = r"(?!(?:App|Excel|Word|Wifi|WiFi|Android|Iphone|Windows|Apple|Vip|Logo|Email|Mail|Wechat|Weixin|Pay|Plus|Pro|Max|Mini|Live|Show|Party|Bar|Club|Hotel|Coffee|Cafe|The|This|That|And|We|You|He|She|It|Our|Your|Please|Thanks?|Hello|Hi|Dear|Mr|Mrs|Ms|Miss|Dr|January|February|March|April|May|June|July|August|September|October|November|December|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)(?![a-z]))"
NOT_BESIDE = r"小聚|小时|小孩|小朋友|小区|小店|小吃|小两口|小酌|小心|小住|小伙|小姐|小哥|小妹|小弟|大家|大概|大声|大喊|大约|大部分|大老|大晚|大学|大多|大都|大小|大人|大爷|大妈|老是|老说|老家|老公|老婆|老板|老师|老远|老人|阿姨|都|们|刚刚|常常|天天|个个|纷纷|偏偏|多多|好好|妈妈|爸爸|哥哥|姐姐|妹妹|弟弟"
MASK = r"[*＊×✱⁎]"

CALLED_RULES = (
    PatternRule(
        name="nick-greeted",
        kind=Kind.NICKNAME,
        pattern=rf"{OPENING}{NOT_CALLED}(?P<v>{NICK}{{2,16}}?){GREETING}",
        score=0.55,
    ),
    PatternRule(
        name="nick-greeted-colon",
        kind=Kind.NICKNAME,
        # a name, a colon and words to who is called, at the very start of an answer
        pattern=rf"^\s*(?:回复\s?)?(?:用户)?{NOT_CALLED}(?P<v>{NICK}{{2,16}}?)\s?[:：]\s?(?=您|你|亲|抱歉|对不起|非常|感谢|谢谢|海底捞我们|首先|不好意思)",
        score=0.5,
    ),
    PatternRule(
        name="nick-latin-called",
        kind=Kind.NICKNAME,
        pattern=r"(?:^|(?<=[\n。！]))\s*(?P<v>[A-Z][A-Za-z0-9._\-]{1,20})(?:同学|女士|先生|小姐|小朋友)",
        score=0.6,
    ),
    PatternRule(
        name="name-western-titled",
        kind=Kind.NAME,
        pattern=rf"(?<![A-Za-z])(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Sir|Madam|Mme)\.?\s{WESTERN}",
        score=0.7,
    ),
    PatternRule(
        name="name-western",
        kind=Kind.NAME,
        pattern=rf"(?:{ANNOUNCED}|邻桌|同桌|朋友|老外|外籍|外教)\s?[:：,，为是叫的]?\s?[（(\"“]?{NOT_WESTERN}(?P<v>{WESTERN})(?![A-Za-z0-9])",
        score=0.55,
    ),
    PatternRule(
        name="name-western-told",
        kind=Kind.NAME,
        pattern=rf"(?i:(?:name is|named|patient|customer|client|guest|wife|husband|son|daughter|friend|mother|father|tenant|passenger|member|buyer|mr and mrs|signed by|on behalf of|i am|i'm)),?\s{NOT_WESTERN}(?P<v>[A-Z][a-z'’\-]+(?:\s[A-Z]\.)?(?:\s[A-Z][a-z'’\-]+){{1,2}})",
        score=0.6,
    ),
    PatternRule(
        name="name-dotted",
        kind=Kind.NAME,
        pattern=r"(?<![\u4e00-\u9fff·•])(?:(?<=学员)|(?<=顾客)|(?<=客户)|(?<=[叫是和与、给跟]))?(?P<v>[\u4e00-\u9fff]{2,7}[·•・][\u4e00-\u9fff]{2,9}(?:[·•・][\u4e00-\u9fff]{1,9})?)(?=您好|你好|女士|先生|小姐|[,，。、（(\s]|的|说|在|于|$)",
        score=0.35,
        near=ANNOUNCED,
    ),
    PatternRule(
        name="name-masked",
        kind=Kind.NAME,
        pattern=rf"(?<![\u4e00-\u9fff*＊])(?P<v>{SURNAME}(?:{MASK}{{1,3}}[\u4e00-\u9fff]|{MASK}{{1,3}}|[\u4e00-\u9fff]{MASK}{{1,2}}))(?![\u4e00-\u9fff*＊]|\d)",
        score=0.6,
    ),
    PatternRule(
        name="name-masked-called",
        kind=Kind.NAME,
        pattern=rf"(?:{ANNOUNCED}|[给和与找跟让由向])\s?(?P<v>{SURNAME}{MASK}{{1,3}}[\u4e00-\u9fff]?)(?![*＊])",
        score=0.6,
    ),
    PatternRule(
        name="name-masked-titled",
        kind=Kind.NAME,
        pattern=rf"(?<![*＊])(?P<v>[\u4e00-\u9fff]{MASK}{{1,3}}[\u4e00-\u9fff]?)(?=\s?(?:顾客|女士|先生|小姐|同学|您好|[（(]))",
        score=0.6,
    ),
    PatternRule(
        name="nick-masked",
        kind=Kind.NICKNAME,
        pattern=rf"(?<![A-Za-z0-9*＊\u4e00-\u9fff])(?=[^\s]{{0,8}}[A-Za-z\u4e00-\u9fff])[A-Za-z0-9_\u4e00-\u9fff]{{1,2}}{MASK}{{2,8}}[A-Za-z0-9_\u4e00-\u9fff](?![A-Za-z0-9*＊\u4e00-\u9fff])",
        score=0.5,
    ),
    PatternRule(
        name="name-someone",
        kind=Kind.NAME,
        pattern=rf"(?<![\u4e00-\u9fff])(?P<v>{SURNAME}某(?:某|[\u4e00-\u9fff](?=[,，。、（(]))?)(?=[的说称在是于与和对已欠因到将曾未以为,，。、；;：:）)\s怎当]|$)",
        score=0.6,
    ),
    PatternRule(
        name="name-someone-told",
        kind=Kind.NAME,
        pattern=rf"(?<=[看被和与对让由向给是])(?P<v>{SURNAME}某{{1,2}})",
        score=0.6,
    ),
    PatternRule(
        name="name-titled-rare",
        kind=Kind.NAME,
        pattern=rf"(?:(?<![\u4e00-\u9fff])|(?<=[和与找叫给跟是让请向的])|(?<={ANNOUNCED}))(?P<v>{SURNAME}(?:女士|先生|小姐|阿姨|叔叔|爷爷|奶奶|大爷|大妈|大叔|大姐|大哥|太太|妈妈|爸爸|同学|阿婆|阿公|老师|总(?=[,，。、的签说让]))(?!{BUSINESS})(?![活意产]))",
        score=0.5,
    ),
    PatternRule(
        name="name-spaced",
        kind=Kind.NAME,
        pattern=rf"(?:姓名|名字|我叫|收[件货]人|联系人|户名)\s?[:：是为]?\s?(?P<v>{SURNAME} [\u4e00-\u9fff] ?[\u4e00-\u9fff]?)(?![\u4e00-\u9fff])",
        score=0.5,
    ),
    PatternRule(
        name="name-written",
        kind=Kind.NAME,
        pattern=rf"(?:收[件货]人|联系人|姓名|名字|户名|登记人|签收人)(?:写|填|留|登记|显示)?的?是?(?P<v>{SURNAME}[\u4e00-\u9fff]{{1,2}})(?=[,，。；;、\s（(])",
        score=0.5,
        against=r"请|填写|如实",
    ),
    PatternRule(
        name="nick-beside",
        kind=Kind.NICKNAME,
        pattern=rf"(?:朋友|闺蜜|同事|室友|舍友|同学|网友|群友|邻桌|同桌|伴娘|伴郎|乳名|小名|绰号|外号|人称)(?P<v>(?!{NOT_BESIDE})(?:[小阿老大][\u4e00-\u9fff]{{1,2}}?(?<!均)|(?P<d>[\u4e00-\u9fff])(?P=d)))(?=[,，。、；;（(\s]|[办均的在说也来去给和与把被对因想买点住]|等人)",
        score=0.45,
    ),
    PatternRule(
        name="name-surname",
        kind=Kind.NAME,
        pattern=rf"(?:姓|免贵姓)(?P<v>{SURNAME})(?=的|[,，。（(]|先生|女士|小姐)",
        score=0.5,
    ),
)
