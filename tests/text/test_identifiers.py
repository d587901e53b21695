"""Private values in Chinese text: what must be found, and what must stay."""

from __future__ import annotations

from itertools import pairwise

import pytest

from redactkit.core.errors import BackendError
from redactkit.core.findings import Kind
from redactkit.text.digits import id_card, luhn, with_digits
from redactkit.text.identifiers import Identifiers, find_spans

FOUND = [
    # text, kind, value, why
    ("打这个电话158-2900-5737，找我", Kind.PHONE, "158-2900-5737", "dashes"),
    ("电话166 2695 8110", Kind.PHONE, "166 2695 8110", "blanks"),
    ("孙教练186.0772.4700", Kind.PHONE, "186.0772.4700", "dots"),
    ("１３８００１３８０００", Kind.PHONE, "１３８００１３８０００", "full width"),
    ("＋86 138 0013 8000", Kind.PHONE, "＋86 138 0013 8000", "country code"),
    ("平台屏蔽数字，130五六一零4710", Kind.PHONE, "130五六一零4710", "mixed numerals"),
    ("幺三八零零幺三八零零零", Kind.PHONE, "幺三八零零幺三八零零零", "spoken numerals"),
    ("1️⃣3️⃣8️⃣0️⃣0️⃣1️⃣3️⃣8️⃣0️⃣0️⃣0️⃣", Kind.PHONE, None, "keycap emoji"),
    ("壹叁捌零零壹叁捌零零零", Kind.PHONE, "壹叁捌零零壹叁捌零零零", "banker's numerals"),
    ("138😀0013😀8000", Kind.PHONE, "138😀0013😀8000", "emoji between"),
    ("我的138空0013空8000", Kind.PHONE, "138空0013空8000", "one word between, twice"),
    ("打38OO给l38OO138OOO", Kind.PHONE, "l38OO138OOO", "letters people write for digits"),
    ("v号是lili8888", Kind.WECHAT_ID, "lili8888", "v号"),
    ("w❤x lili8888", Kind.WECHAT_ID, "lili8888", "heart amid wx"),
    ("粵B·12345停门口", Kind.LICENSE_PLATE, "粵B·12345", "traditional"),
    ("车牌奥B·12345停门口", Kind.LICENSE_PLATE, "奥B·12345", "misread, but labelled"),
    ("余额￥268.8，180\n8625 1305，非诚勿扰", Kind.PHONE, "180\n8625 1305", "broken over lines"),
    ("打138O0l38000", Kind.PHONE, "138O0l38000", "letters OCR takes for digits"),
    ("不回就打010-5213\n0305", Kind.PHONE, "010-5213\n0305", "landline over lines"),
    ("座机：6552 1234", Kind.PHONE, "6552 1234", "local number with its label"),
    ("+852 9123 4567", Kind.PHONE, "+852 9123 4567", "abroad"),
    ("打400 5110 477找我", Kind.HOTLINE, "400 5110 477", "service number"),
    ("微信：wxid_8kias3vqlunp22，备注", Kind.WECHAT_ID, "wxid_8kias3vqlunp22", "wxid"),
    ("加我v信 bao_yan-dm8545", Kind.WECHAT_ID, "bao_yan-dm8545", "v信"),
    ("❤信：chenmumu5936", Kind.WECHAT_ID, "chenmumu5936", "heart"),
    ("客服微❤\nyanwuwu2975，晚上", Kind.WECHAT_ID, "yanwuwu2975", "heart, next line"),
    ("那试试薇wuwululu491", Kind.WECHAT_ID, "wuwululu491", "薇 alone"),
    ("搜卫星号nan-5943，头像", Kind.WECHAT_ID, "nan-5943", "卫星号"),
    ("店长V yeye_kai-yan1893在线", Kind.WECHAT_ID, "yeye_kai-yan1893", "V and a blank"),
    ("vsummer76978", Kind.WECHAT_ID, "summer76978", "a v and an ID, nothing else"),
    ("vlin33857，备注一下", Kind.WECHAT_ID, "lin33857", "a v and an ID without a blank"),
    ("我的v是mengbaobeiya", Kind.WECHAT_ID, "mengbaobeiya", "v and letters alone"),
    ("156O7546O3714", Kind.PHONE, "156O7546O3714", "dots read as letters"),
    ("退卡加Vyeye-620，不回", Kind.WECHAT_ID, "yeye-620", "加V without a blank"),
    ("你加我➕V\nvvq3352", Kind.WECHAT_ID, "vvq3352", "plus sign"),
    ("店长WX号 KaiTIAN149在线", Kind.WECHAT_ID, "KaiTIAN149", "WX号"),
    ("weixin: gympudding712\n找我", Kind.WECHAT_ID, "gympudding712", "weixin"),
    ("微信:zhangsanfeng", Kind.WECHAT_ID, "zhangsanfeng", "letters only, after a colon"),
    ("WeChat: maomao957", Kind.WECHAT_ID, "maomao957", "WeChat as its makers write it"),
    ("加v haolovesu", Kind.WECHAT_ID, "haolovesu", "letters alone after 加v"),
    ("V：summerlovesu", Kind.WECHAT_ID, "summerlovesu", "V and letters alone"),
    ("加我薇 jojohaoyunlai，备注", Kind.WECHAT_ID, "jojohaoyunlai", "letters after 薇"),
    ("V信fanfanhaoyunlai找我", Kind.WECHAT_ID, "fanfanhaoyunlai", "letters without a blank"),
    ("加个V\nyanzihaoyunlai。", Kind.WECHAT_ID, "yanzihaoyunlai", "letters on the next line"),
    ("vmaobaobeiya", Kind.WECHAT_ID, "maobaobeiya", "a v and Pinyin"),
    ("微WxyYY9822", Kind.WECHAT_ID, "WxyYY9822", "微 and an ID that begins with wx"),
    ("wei信 hao_love56", Kind.WECHAT_ID, "hao_love56", "wei信"),
    ("有事找苏晚晴，电话\n19250560516", Kind.NAME, "苏晚晴", "a name before its number's label"),
    ("加q 23456789", Kind.QQ, "23456789", "加q"),
    ("QQ：1234567", Kind.QQ, "1234567", "QQ"),
    (
        "身份证330106197102137229",
        Kind.ID_CARD,
        "330106197102137229",
        "checksum fails: still hidden",
    ),
    ("11010519491231002X", Kind.ID_CARD, "11010519491231002X", "checksum holds"),
    ("打到6222 0286 0662 7334 432", Kind.BANK_CARD, "6222 0286 0662 7334 432", "19 digits"),
    ("邮箱\nyeye_4767@gmail.com，发", Kind.EMAIL, "yeye_4767@gmail.com", "between Chinese"),
    ("邮箱zhang.san＠qq．com收", Kind.EMAIL, "zhang.san＠qq．com", "full-width signs"),
    ("京F4619U和另一辆", Kind.LICENSE_PLATE, "京F4619U", "plate"),
    ("粤BD12345", Kind.LICENSE_PLATE, "粤BD12345", "plate of an electric car"),
    ("我让何医生给您回电", Kind.NAME, "何医生", "surname and title"),
    ("找赵哥", Kind.NAME, "赵哥", "surname and 哥"),
    ("我叫王小明，", Kind.NAME, "王小明", "label"),
    ("赵子霞入职体检表.pdf", Kind.NAME, "赵子霞", "whose papers a file holds"),
    ("曹超明的简历2024.docx", Kind.NAME, "曹超明", "whose papers a file holds"),
    ("谢老板在吗", Kind.NAME, "谢老板", "谢 is a surname here"),
    ("退费登记表_周雅\n琴.xlsx", Kind.NAME, "周雅\n琴", "in a file's name, over lines"),
    (
        "地址 文三路478号华星时代广场A座1203室",
        Kind.ADDRESS,
        "文三路478号华星时代广场A座1203室",
        "building",
    ),
    ("在万科城二期18-2-903", Kind.ADDRESS, "万科城二期18-2-903", "block, unit and flat"),
    ("寄上海市徐汇区望江南路355号3\n楼", Kind.ADDRESS, "上海市徐汇区望江南路355号3\n楼", "house"),
]
KEPT = [
    ("WeChat payment failed", "English after WeChat"),
    ("微信payment不能用", "an English word without a blank"),
    ("加V字领的那件", "加V of a collar"),
    ("V validation failed", "two English words"),
    ("vegetarian, vaccine, vuedevtools", "words that begin with a v"),
    ("找店长，电话没人接", "a title before 电话"),
    ("订单号DD-5976995346，没核销", "order number"),
    ("微信号还能有横线吗", "a label without a value"),
    ("vx是什么意思呀", "a question"),
    ("加V认证的那个公众号也曝光了", "verified account"),
    ("wxid是啥，我看不懂", "a question"),
    ("会员系统升级到v3.2.1了", "version"),
    ("V5会员的券码是\n569440481976", "voucher"),
    ("已经提交审核，流水号\n288491456255", "serial number"),
    ("YT7849289077345显示\n2023.10.14签收", "parcel and date"),
    ("2022-05-11 18:30那场，128块一位", "date, time, price"),
    ("iPhone15promax", "product"),
    ("video2024", "a word that begins with a v"),
    ("vivoX100", "product"),
    ("version20240101", "version"),
    ("order_20240101", "order"),
    ("vivo X100手机", "product"),
    ("本月营业额完成99.9%，大家加油", "percentage"),
    ("199元1000份2000个", "prices and numbers of pieces"),
    ("谢谢老板", "谢 is not a surname here"),
    ("高清照片.zip", "高 is not a surname here"),
    ("谢谢小姐姐", "谢 is not a surname here"),
    ("周先生活用品店", "先生活 is not a title"),
    ("车牌号码是多少呀", "a label without a plate"),
    ("周总结会", "周总 is not a person here"),
    ("高级教练", "高 is not a surname here"),
    ("万泉生活中心", "a place without a number"),
    ("十一月十五日一三八号房间", "Chinese numerals in words"),
    ("数据发布时间：2020-07-20\n09:26:21", "timestamp"),
    ("https://example.org/qrcode/YfQFo5Y_0kJAfeKEVPZM", "address on the web"),
    ("用WeChat Work登录", "a product's name"),
]


@pytest.mark.parametrize(("text", "kind", "value", "why"), FOUND)
def test_found(text, kind, value, why):
    spans = [span for span in find_spans(text) if span.kind is kind]
    assert spans, why
    if value is not None:
        assert value in [text[span.start : span.end] for span in spans], why


@pytest.mark.parametrize(("text", "why"), KEPT)
def test_kept(text, why):
    assert find_spans(text) == [], why


def test_spans_never_overlap():
    text = "王女士 13800138000 微信同号 wxid_abcdef123456 邮箱a1@qq.com 京A12345"
    spans = find_spans(text)
    assert [span.kind for span in spans] == [
        Kind.NAME, Kind.PHONE, Kind.WECHAT_ID, Kind.EMAIL, Kind.LICENSE_PLATE,
    ]  # fmt: skip
    assert all(a.end <= b.start for a, b in pairwise(spans))


def test_a_checksum_only_raises_the_score():
    good, bad = find_spans("11010519491231002X")[0], find_spans("110105194912310021")[0]
    assert good.score > bad.score > 0.5
    assert id_card("11010519491231002X") and luhn("4111111111111111")


def test_digits_keep_offsets():
    text = "壹叁捌O0l38OO|〇"
    assert len(with_digits(text)) == len(text)


def test_a_rule_out_of_time_is_an_error(monkeypatch):
    monkeypatch.setattr("redactkit.text.recognizers.TIMEOUT_S", 1e-9)
    with pytest.raises(BackendError, match="out of time"):
        Identifiers().find("13800138000 " * 400)
