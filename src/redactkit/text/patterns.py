# ruff: noqa: E501 - a rule reads best on one line
r"""The rules for private values in Chinese text, as data.

Numbers of subscriber plans: MIIT's "电信网编号计划"; ID cards: GB 11643; plates: GA 36;
WeChat IDs: the client's own rule (a letter, then 5 to 19 letters, digits, _ or -).
A group named ``v`` marks the value; labels stay readable. ``digits`` rules run on a
copy in which Chinese numerals are digits. Never ``\b``: CJK counts as a word there.
"""

from __future__ import annotations

from redactkit.core.findings import Kind
from redactkit.text.accounts import ACCOUNT_RULES
from redactkit.text.addresses import ADDRESS_RULES
from redactkit.text.business import BUSINESS
from redactkit.text.called import CALLED_RULES
from redactkit.text.papers import PAPER_RULES
from redactkit.text.rule import PatternRule
from redactkit.text.surnames import COMPOUND, GIVEN, NOT_NAMES, STRONG_TITLES, SURNAMES, WEAK_TITLES
from redactkit.text.wechat import (
    ID_ANY,
    ID_LETTERS,
    ID_MIXED,
    ID_NUMBER,
    ID_SPACED,
    NOT_IDS,
    NOT_V_WORDS,
    NOT_WORDS,
    SYLLABLE,
    WX_LOOSE,
    WX_TAIL,
    WX_WORD,
)

__all__ = ["RULES"]


ORDER = r"订单|单号|運單|运单|流水|快递|物流|编号|编码|券码|验证码|取件码|核销|发票|型号|版本|序列|编码|order|sn[:：]"

SEP = r"[\s\-—–_.·•●*/\\|,，、~()（）\u200b-\u200d\u2060\ufeff\u00ad\ufe0f\u20e3️⃣+\u2600-\u27bf\U0001f000-\U0001faff]{0,3}"
LEFT = r"(?<![A-Za-z0-9_])"
RIGHT = r"(?![A-Za-z0-9_])"

MOBILE = rf"(?<!\d)(?:(?:\+|00){SEP}?86{SEP}|86{SEP})?(1{SEP}[3-9](?:{SEP}\d){{9}})(?!{SEP}?\d{{1,3}}(?!\d)(?<=\d)x)(?!\d)(?:\s?转\s?\d{{1,6}}(?!\d))?"
# One sign of any kind between 138, 0013 and 8000, the same both times; no unit of measure.
MOBILE_PARTED = r"(?<!\d)1[3-9]\d(?P<sign>[^\d\s元块个份年月日号点:：./-])\d{4}(?P=sign)\d{4}(?!\d)"
LANDLINE = (
    r"(?<!\d)(?<!\d[-.:])[（(]?0(?:10|2\d|[3-9]\d{2})[)）]?[\s\-—–]{0,2}[2-9]\d{2,3}[\s\-—–]{0,2}\d{4}"
    r"(?:[\s-]?(?:转|ext\.?)\s?\d{1,5})?(?!\d)"
)
HOTLINE = r"(?<!\d)(?<!\d[-.])[48]00[\s\-—–.]{0,2}\d{3,4}[\s\-—–.]{0,2}\d{3,4}(?!\d)"
ABROAD = r"(?<![\d+])\+(?!86)\d{1,3}(?:[\s\-().]{0,2}\d){7,11}(?!\d)"
# A blank, a dash or a line's end may stand anywhere.
S = r"[\s\-]?"
ID18 = (
    rf"(?<![0-9A-Za-z])[1-9](?:{S}\d){{5}}{S}(?:1{S}9|2{S}0)(?:{S}\d){{2}}{S}(?:0{S}[1-9]|1{S}[0-2])"
    rf"{S}(?:0{S}[1-9]|[12]{S}\d|3{S}[01])(?:{S}\d){{3}}{S}[\dXx×](?![0-9A-Za-z])"
)
ID15 = r"(?<![0-9A-Za-z])[1-9]\d{7}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}(?![0-9A-Za-z])"
CARD = r"(?<![0-9A-Za-z.])(?:62|60|4\d|5[1-5]|3[5-7]|9\d)\d{2}(?:[\s\-]{0,2}\d{4}){2,3}(?:[\s\-]{0,2}\d{1,4})?(?![0-9A-Za-z])"
CARD_ODD = r"(?<![0-9A-Za-z.])62(?:[\s\-]?\d){14,17}(?![0-9A-Za-z])"
EMAIL = r"(?<![A-Za-z0-9._%+-])[A-Za-z0-9][A-Za-z0-9._%+-]{0,63}\s?@\s?(?:[A-Za-z0-9-]+\s?[.,]\s?)+[A-Za-z]{2,12}(?![A-Za-z0-9])"
EMAIL_WORDS = r"(?<![A-Za-z0-9._%+-])[A-Za-z0-9][A-Za-z0-9._%+-]{2,63}\s?(?:艾特|\(at\)|\[at\]|#|＃)\s?[A-Za-z0-9-]+\s?(?:\.|点|\(dot\))\s?(?:com|cn|net|org)"
# Simplified and traditional: OCR takes one for the other.
PLATE = (
    r"[京津沪滬渝冀豫云雲辽遼黑湘皖鲁魯新苏蘇浙赣贛鄂桂甘晋晉蒙陕陝吉闽閩贵貴粤粵青藏川宁寧琼瓊使领領](?i:[A-HJ-NP-Z][·.•・\s\-]{0,2}"
    r"(?:[DF][A-HJ-NP-Z0-9]\d{4}|\d{5}[DF]|(?=[A-Z]{0,4}\d)[A-HJ-NP-Z0-9OI]{4}[A-HJ-NP-Z0-9OI挂学警港澳]))(?![A-Za-z0-9])"
)
PLATE_LABELLED = r"(?:车牌|車牌|号牌|车号)\s?(?:号码?|號)?\s?[:：是为]?\s?(?P<v>[\u4e00-\u9fff]?(?i:[A-HJ-NP-Z][·.•・\s\-]{0,2}[A-HJ-NP-Z0-9]{5,6}))(?![A-Za-z0-9])"
QQ = r"(?:(?<![A-Za-z])[qQ]\s?[qQ]|扣扣|企鹅|[qQ]号|球球|(?<![A-Za-z])[加➕+][qQ](?![A-Za-z])|(?<![A-Za-z\u4e00-\u9fff])[qQ](?=\s?[:：]))\s?(?:号码?|群)?\s?(?:[:：;是为]|\s)?\s?(?P<v>[1-9](?:\s?\d){4,10})(?!\d)"

NAME2 = rf"(?:(?:{COMPOUND})[\u4e00-\u9fff]{{1,2}}|[{SURNAMES}][\u4e00-\u9fff]{{1,2}})"
NAME_LABEL = (
    r"(?:姓名|名字|收[件货]人|联系人|[开]?户名|我叫|名叫|患者|乘客|持卡人|申请人|签收人|经办人|寄件人|代理人|法人|投诉人|当事人|"
    r"预[约订]人|会员名?|客户|顾客|用户名|实名|备注|负责人|接待人|来自|作者|联系)"
)
STOP = r"(?=[^\u4e00-\u9fff]|$|的|说|是|来|在|和|跟|已|要|先|也|有|收)"
GIVEN_ONE = f"[{GIVEN}]"
BEFORE = r"(?<![\u4e00-\u9fff])|(?<=[找叫给和跟是让问请向与为替帮_])|(?<=联系)|(?<=来自)|(?<=通知)"
TITLED_STRONG = rf"(?!{NOT_NAMES})(?!(?<=[谢謝])[谢謝])(?:{COMPOUND}|[{SURNAMES}])(?:[\u4e00-\u9fff]{{0,2}}?(?=女士|先生|小姐)|{GIVEN_ONE}{{0,2}}?)(?:{STRONG_TITLES})(?![\u4e00-\u9fff]?资格)(?!(?<=先生)[活意产])(?!(?<=小姐)姐)(?!的?{BUSINESS})"
TITLED_WEAK = rf"(?<![小大老阿]?[{SURNAMES}][\u4e00-\u9fff])(?!{NOT_NAMES})[{SURNAMES}](?:{WEAK_TITLES})(?!{BUSINESS})"
CALLED = r"(?:(?![我你他她的这那个位一两各说去是了在，。！？、\s])[^，。！？、\s哈])"

HAN = r"[\u4e00-\u9fff]"
# Papers that somebody's name is written before, in the name of a file.
PAPERS = "简历|合同|体检|入职|离职|协议|申请|证明|病历|病例|检查|报告|身份证|资料|档案|收据|请假|登记|转正|借条|欠条|承诺|工资|社保|护照|户口|毕业|学历|诊断|化验|住院|出院|转账|付款|退款|聊天|录音|照片|签字|签名|确认|投诉"

RULES = (
    PatternRule(
        name="wxid",
        kind=Kind.WECHAT_ID,
        pattern=rf"{LEFT}w ?x ?[il1] ?d ?[_＿] ?[a-zA-Z0-9_-]{{6,24}}",
        score=0.95,
    ),
    PatternRule(
        name="gh-id", kind=Kind.WECHAT_ID, pattern=rf"{LEFT}gh_[0-9a-f]{{8,14}}{RIGHT}", score=0.8
    ),
    PatternRule(
        name="chatroom", kind=Kind.WECHAT_ID, pattern=r"(?<!\d)\d{8,12}@chatroom", score=0.9
    ),
    PatternRule(
        name="wx-label",
        kind=Kind.WECHAT_ID,
        pattern=rf"{WX_WORD}{WX_TAIL}{NOT_IDS}(?P<v>{ID_MIXED}|{ID_SPACED}|{ID_NUMBER})",
        score=0.9,
    ),
    PatternRule(
        name="wx-label-letters",
        kind=Kind.WECHAT_ID,
        pattern=rf"{WX_WORD}\s?(?:号\s?码?|[iI][dD]|[帐账]号)?\s?[:：\s是为]\s?{NOT_IDS}{NOT_WORDS}(?P<v>{ID_ANY})",
        score=0.8,
    ),
    PatternRule(
        name="wx-loose",
        kind=Kind.WECHAT_ID,
        pattern=rf"{WX_LOOSE}{WX_TAIL}{NOT_IDS}(?P<v>{ID_MIXED}|1[3-9]\d{{9}}(?!\d))",
        score=0.8,
    ),
    PatternRule(
        name="wx-loose-letters",
        kind=Kind.WECHAT_ID,
        pattern=rf"(?:[我他她你]的?|加)\s?[vV微薇]\s?[信号]?\s?[是为:：]\s?{NOT_IDS}(?P<v>{ID_ANY})",
        score=0.7,
    ),
    PatternRule(
        name="wx-odd",
        kind=Kind.WECHAT_ID,
        pattern=rf"(?:{WX_WORD}|{WX_LOOSE}){WX_TAIL}(?P<v>[A-Za-z][A-Za-z0-9_\-]{{1,12}}(?:[※＊*#~^]{{1,2}}[A-Za-z0-9_\-]{{2,12}}|[_\-]?[A-Za-z0-9_\-]{{2,12}} \d{{2,6}}(?=[；;，,。、\s）)]|$)))",
        score=0.7,
    ),
    PatternRule(
        name="wx-glued",
        kind=Kind.WECHAT_ID,
        pattern=rf"(?:^|(?<=[\n，。,：: ]))[vV]{NOT_V_WORDS}(?P<v>(?=[a-zA-Z]{{2}}[-_a-zA-Z]*\d){ID_MIXED})(?=\s*(?:$|[，,。]?\s?(?:备注|加|同号|搜|联系|找我|聊)))",
        score=0.5,
    ),
    PatternRule(
        name="wx-letters",
        kind=Kind.WECHAT_ID,
        pattern=rf"(?:{WX_WORD}|{WX_LOOSE}){WX_TAIL}{NOT_IDS}(?P<v>{ID_LETTERS})",
        score=0.6,
    ),
    PatternRule(
        name="wx-glued-pinyin",
        kind=Kind.WECHAT_ID,
        pattern=rf"(?:^|(?<=[\n，。,：: ])|(?<=[\u4e00-\u9fff]))[vV][xX]?(?P<v>{SYLLABLE}{{4,7}})(?![-_a-zA-Z0-9])",
        score=0.5,
    ),
    PatternRule(
        name="id-label",
        kind=Kind.WECHAT_ID,
        pattern=rf"(?i:alias|wechat\s?id|weixin\s?id|微信id)\s?[:：]\s?(?P<v>{ID_ANY})",
        score=0.9,
    ),
    PatternRule(
        name="bare-id",
        kind=Kind.WECHAT_ID,
        score=0.1,
        against=ORDER,
        pattern=r"(?<![A-Za-z0-9_./@-])(?!(?i:copyright))(?=[a-zA-Z0-9_-]*[\d_-])[a-zA-Z][-_a-zA-Z0-9]{5,19}(?![A-Za-z0-9_.@/-])",
        near=r"微信|加我|加个|搜索?|账号|帐号|备注|联系|私聊|好友|[vV][xX]|薇|威信|卫星",
    ),
    PatternRule(
        name="mobile",
        kind=Kind.PHONE,
        pattern=MOBILE,
        score=0.85,
        digits=True,
        against=r"订单号?|单号|流水号|运单号",
    ),
    PatternRule(
        name="mobile-parted",
        kind=Kind.PHONE,
        pattern=MOBILE_PARTED,
        score=0.6,
        digits=True,
        against=ORDER,
    ),
    PatternRule(
        name="mobile-dotted",
        kind=Kind.PHONE,
        # OCR reads a dot between 138, 0013 and 8000 as a letter
        pattern=r"(?<![0-9A-Za-z])1[3-9]\d(?P<sign>[OoQ〇○])\d{4}(?P=sign)\d{4}(?![0-9A-Za-z])",
        score=0.6,
        against=ORDER,
    ),
    PatternRule(
        name="landline", kind=Kind.PHONE, pattern=LANDLINE, score=0.7, digits=True, against=ORDER
    ),
    PatternRule(
        name="local-line",
        kind=Kind.PHONE,
        pattern=r"(?:电话|座机|固话|tel|TEL|Tel|致电)\s?(?:号码?)?\s?[:：是]?\s?(?P<v>[2-9]\d{2,3}[\s-]?\d{4})(?!\d)",
        score=0.6,
        digits=True,
    ),
    PatternRule(name="abroad", kind=Kind.PHONE, pattern=ABROAD, score=0.6, digits=True),
    PatternRule(
        name="phone-digits",
        kind=Kind.PHONE,
        pattern=rf"(?:手机|电话|号码|致电|拨打|tel|call)[号码是为]{{0,2}}\s?[:：]?\s?(?P<v>\d(?:{SEP}\d){{9,12}})(?!\d)",
        score=0.5,
        digits=True,
    ),
    PatternRule(
        name="hotline", kind=Kind.HOTLINE, pattern=HOTLINE, score=0.8, digits=True, against=ORDER
    ),
    PatternRule(name="id-card", kind=Kind.ID_CARD, pattern=ID18, score=0.85, digits=True),
    PatternRule(
        name="id-card-15",
        kind=Kind.ID_CARD,
        pattern=ID15,
        score=0.2,
        digits=True,
        near=r"身份证|证件",
        against=ORDER,
    ),
    PatternRule(
        name="bank-card",
        kind=Kind.BANK_CARD,
        pattern=CARD,
        score=0.4,
        digits=True,
        near=r"卡号|银行|账号|打到|打款|转到|收款|工行|建行|农行|中行|招行|储蓄|信用卡",
        against=ORDER,
    ),
    PatternRule(
        name="bank-card-62",
        kind=Kind.BANK_CARD,
        pattern=CARD_ODD,
        score=0.6,
        digits=True,
        near=r"卡号|银行|账号|打到|打款|转到|收款",
        against=ORDER,
    ),
    PatternRule(name="email", kind=Kind.EMAIL, pattern=EMAIL, score=0.95),
    PatternRule(name="email-spelled", kind=Kind.EMAIL, pattern=EMAIL_WORDS, score=0.7),
    PatternRule(name="plate", kind=Kind.LICENSE_PLATE, pattern=PLATE, score=0.8),
    PatternRule(name="plate-labelled", kind=Kind.LICENSE_PLATE, pattern=PLATE_LABELLED, score=0.6),
    PatternRule(name="qq", kind=Kind.QQ, pattern=QQ, score=0.85, digits=True),
    PatternRule(name="name-titled", kind=Kind.NAME, pattern=TITLED_STRONG, score=0.6),
    PatternRule(name="name-titled-short", kind=Kind.NAME, pattern=TITLED_WEAK, score=0.5),
    PatternRule(
        name="name-called",
        kind=Kind.NAME,
        pattern=rf"(?<=[跟和找问叫给让请帮与]|哈){CALLED}{{1,6}}?(?:先生|小姐|姑娘|女士)",
        score=0.45,
    ),
    PatternRule(
        name="name-labelled",
        kind=Kind.NAME,
        pattern=rf"{NAME_LABEL}\s?[:：是为]?\s?(?!{NOT_NAMES})(?P<v>{NAME2}){STOP}",
        score=0.6,
    ),
    PatternRule(
        name="name-before-number",
        kind=Kind.NAME,
        pattern=rf"(?<![\u4e00-\u9fff])(?!{NOT_NAMES})(?P<v>{NAME2})(?=[,，、:：\s]{{1,3}}(?:1[3-9]\d{{9}}|[1-9]\d{{16}}[\dXx]))",
        score=0.7,
    ),
    PatternRule(
        name="name-before-label",
        kind=Kind.NAME,
        pattern=rf"(?:{BEFORE})(?!{NOT_NAMES})(?P<v>{NAME2})(?=[,，、:：\s]{{1,2}}(?:电话|手机|微信|联系方式|联系电话)\s?(?:号码?|同号)?\s?[:：是为]?\s?(?:\n|[\d+a-zA-Z（(一二三四五六七八九零幺壹]))",
        score=0.6,
    ),
    PatternRule(
        name="name-full",
        kind=Kind.NAME,
        pattern=rf"(?:{BEFORE})(?!{NOT_NAMES})(?:{COMPOUND}|[{SURNAMES}]){GIVEN_ONE}\n?{GIVEN_ONE}{STOP}",
        score=0.45,
    ),
    PatternRule(
        name="name-file",
        kind=Kind.NAME,
        pattern=rf"(?<![\u4e00-\u9fff])(?!{NOT_NAMES})(?P<v>(?:{COMPOUND}|[{SURNAMES}]){GIVEN_ONE}{{1,2}})的?\n?(?={PAPERS}){HAN}[^\n.。，]{{0,24}}\n?[^\n.。，]{{0,12}}\.(?i:pdf|docx?|xlsx?|jpe?g|png|zip|pptx?|txt)",
        score=0.5,
    ),
    *ADDRESS_RULES,
    *ACCOUNT_RULES,
    *CALLED_RULES,
    *PAPER_RULES,
)
