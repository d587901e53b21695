# ruff: noqa: E501 - a rule reads best on one line
"""Rules for papers, vehicles, parcels and for numbers that are masked in part.

Passports: ICAO Doc 9303 (nine signs at most); vehicle identification numbers: GB 16735
(ISO 3779, no I, O or Q); waybills: the carriers' own prefixes.
"""

from __future__ import annotations

from redactkit.core.findings import Kind
from redactkit.text.rule import PatternRule

__all__ = ["PAPER_RULES"]

LEFT, RIGHT = r"(?<![A-Za-z0-9])", r"(?![A-Za-z0-9])"
MASK = r"[*＊×✱•●xX]"
TAIL = r"\s?(?:号码?|编号|no\.?|number)?\s?(?:[:：是为]|is)?\s?[（(]?"
CARRIER = r"(?:快递|运单|物流|快件|包裹|顺丰|圆通|中通|申通|韵达|极兔|邮政|(?<![A-Za-z])EMS|京东|德邦|百世|天天|丹鸟|菜鸟|跨越|安能)"

PAPER_RULES = (
    PatternRule(
        name="passport-label",
        kind=Kind.PASSPORT,
        pattern=rf"(?i:护照|passport){TAIL}(?P<v>[A-Za-z]{{0,2}}\d{{6,9}}){RIGHT}",
        score=0.9,
    ),
    PatternRule(
        name="passport",
        kind=Kind.PASSPORT,
        pattern=rf"{LEFT}(?:E[A-HJ-NP-Z0-9]\d{{7}}|[GDSP]E?\d{{7,8}}|[A-Z]{{1,2}}\d{{7,8}}){RIGHT}",
        score=0.1,
        near=r"护照|passport|签证|证件",
        window=60,
    ),
    PatternRule(
        name="permit",
        kind=Kind.PASSPORT,
        pattern=rf"(?:通行证|回乡证|台胞证|居留证|居住证|军官证|驾驶证|驾照){TAIL}(?P<v>[A-Za-z\u4e00-\u9fff]?\d{{7,18}}[Xx]?){RIGHT}",
        score=0.8,
    ),
    PatternRule(
        name="vin",
        kind=Kind.VIN,
        pattern=rf"{LEFT}(?=[A-Za-z0-9]*\d{{4}})(?=\d*[A-Za-z])(?i:[A-HJ-NPR-Z0-9]{{17}}){RIGHT}",
        score=0.2,
        near=r"车架|(?<![a-z])vin|识别代码|识别码|底盘号",
        against=r"订单|单号|流水|券|编码",
    ),
    PatternRule(
        name="vin-label",
        kind=Kind.VIN,
        pattern=rf"(?i:车架号?|vin码?|车辆识别(?:代号|代码|码)|底盘号){TAIL}(?P<v>[A-Za-z0-9]{{6,18}}){RIGHT}",
        score=0.8,
    ),
    PatternRule(
        name="engine-label",
        kind=Kind.VIN,
        pattern=rf"发动机号{TAIL}(?P<v>[A-Za-z0-9]{{5,12}}){RIGHT}",
        score=0.6,
    ),
    PatternRule(
        name="parcel-label",
        kind=Kind.PARCEL,
        pattern=rf"(?:{CARRIER}(?:速运|速递|快递|物流|特快|快件|单号|运单号?|编号|号码?)*|(?<!订)(?<!工)单号|运单号?|取件单号)\s?[:：,，为是]?\s?[（(]?\s?(?P<v>[A-Za-z]{{0,4}}\d{{9,18}}(?:CN)?){RIGHT}",
        score=0.6,
    ),
    PatternRule(
        name="parcel",
        kind=Kind.PARCEL,
        pattern=rf"{LEFT}(?:SF|YT|JT|ZTO|STO|YD|JDV?[A-Z]?|DPK|EMS|LP|CN)\d{{10,15}}{RIGHT}",
        score=0.2,
        near=rf"{CARRIER}|单号|寄出|另一单|签收|[A-Z]{2}\d{(9,)}[、，,]",
        window=30,
        against=r"商品|型号|编码|会员",
    ),
    PatternRule(
        name="phone-masked",
        kind=Kind.PHONE,
        pattern=rf"(?<![\d*＊])(?P<v>1[3-9]\d[\s\-]?{MASK}{{3,5}}[\s\-]?\d{{3,4}})(?![\d*＊])",
        score=0.8,
    ),
    PatternRule(
        name="phone-masked-more",
        kind=Kind.PHONE,
        pattern=rf"(?<![\d*＊])(?P<v>1[3-9]{MASK}{{4,9}}\d{{2,4}}|1[3-9]\d{MASK}{{8}}|(?<=[机话号系:：])\s?{MASK}{{7}}\d{{4}})(?![\d*＊])",
        score=0.6,
    ),
    PatternRule(
        name="phone-tail",
        kind=Kind.PHONE,
        pattern=r"(?:(?:手机|电话|号码|预留)[号码的]{0,2}|(?<![\u4e00-\u9fff])|(?<=[您你我他她的]))尾号\s?(?:是|为|后四位)?\s?[:：]?\s?[（(]?(?P<v>\d{4})(?!\d)",
        score=0.6,
    ),
    PatternRule(
        name="phone-last",
        kind=Kind.PHONE,
        pattern=r"(?:手机|电话|号码)[号码的]{0,2}后[四4]位\s?(?:是|为)?\s?[:：]?\s?(?P<v>\d{4})(?!\d)",
        score=0.6,
    ),
    PatternRule(
        name="id-card-masked",
        kind=Kind.ID_CARD,
        pattern=rf"(?<![\d*＊])(?P<v>[1-9]\d{{2,13}}{MASK}{{3,14}}(?:\d{{1,4}}[\dXx]?)?)(?![\d*＊])",
        score=0.2,
        near=r"身份证|证件|身份号",
    ),
    PatternRule(
        name="id-card-tail",
        kind=Kind.ID_CARD,
        pattern=r"(?:身份证|证件)(?:号码?)?(?:尾号|后[四六46]位)\s?(?:是|为)?\s?[:：]?\s?(?P<v>\d{3,5}[\dXx])(?![\dXx])",
        score=0.8,
    ),
    PatternRule(
        name="bank-card-masked",
        kind=Kind.BANK_CARD,
        pattern=rf"(?<![\d*＊])(?P<v>\d{{4,6}}[\s\-]?{MASK}{{4,12}}[\s\-]?\d{{3,4}})(?![\d*＊])",
        score=0.5,
    ),
    PatternRule(
        name="bank-card-tail",
        kind=Kind.BANK_CARD,
        pattern=r"(?:银行卡|储蓄卡|信用卡|借记卡|[工建农中招交]行卡?|银行)[^\s，。]{0,6}(?:尾号|后四位)\s?(?:是|为)?\s?[:：]?\s?[（(]?(?P<v>\d{4})(?!\d)",
        score=0.7,
    ),
    PatternRule(
        name="patient-label",
        kind=Kind.ACCOUNT_ID,
        pattern=rf"(?:病历号|病案号|住院号|就诊号|学号|考生号|准考证号?|社保号|医保号|工号){TAIL}(?P<v>[A-Za-z]{{0,4}}\d{{5,18}}){RIGHT}",
        score=0.6,
    ),
)
