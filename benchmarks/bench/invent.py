"""Made-up people and their numbers: nothing here belongs to anybody.

Numbers have the checksums and prefixes that real ones have, or no rule would find them.
"""

from __future__ import annotations

import random
from dataclasses import dataclass

from bench.brush import Run

NAMES = (
    "晚风不寄信", "小满", "阿蘅在煮茶", "Lemon★", "♥暖暖♥", "三月的雨", "K.", "老周（修车）",
    "momo", "一只慢羊羊", "雾岛听风", "Cherry小樱", "星期八", "A梦想家-小郭", "木木林", "北纬30度",
    "吃饱再说", "余生皆假期", "橘子汽水☾", "Dr.Wang", "朵妈✿", "山间一壶酒", "不二家", "阿May",
    "拾光", "大刘", "柒月", "Echo_回声", "青石巷口的猫", "花生酱拌面",
)  # fmt: skip

ROOMS = ("周末徒步群", "翠湖花园业主群", "锦程口腔老客户群", "面包房团购3群", "初二(4)班家长群")
SHOPS = ("禾木烘焙坊", "锦程口腔门诊", "速洁干洗旗舰店", "小城火锅")
SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨"
TITLES = ("女士", "先生", "老师", "阿姨", "哥", "姐")

PLAIN = (
    "好的收到，麻烦尽快处理一下", "今天下午三点以后都有空", "这个价格是含税的吗",
    "订单号 20240518993021 已经发货", "vx是什么意思呀", "我家孩子说味道不错",
    "iPhone15promax 的壳还有吗", "一共 268.50 元，已经付过了", "明天 10:30 开门，别来太早",
    "质量真的一般，下次不会再来了", "老板在吗？想问下周六还营业不", "谢谢，辛苦了",
    "版本号 v2.13.4，更新之后就好了", "房间号 8-1206 那边漏水了", "电话打不通，一直占线",
    "5月18号的那一单，尾号记不清了", "微信支付还是支付宝都可以",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who writes; ``seed`` makes the picture of them."""

    name: str
    seed: int


class Inventor:
    """Draws people, numbers and messages; the same seed gives the same ones."""

    def __init__(self, seed: int) -> None:
        """Start the dice."""
        self.dice = random.Random(seed)

    def people(self, count: int) -> list[Person]:
        """Return different people."""
        return [
            Person(name, self.dice.randrange(1 << 30)) for name in self.dice.sample(NAMES, count)
        ]

    def digits(self, count: int) -> str:
        """Return so many digits."""
        return "".join(self.dice.choice("0123456789") for _ in range(count))

    def phone(self) -> Run:
        """Return a mobile number in one of its spellings."""
        head = self.dice.choice(("138", "139", "150", "158", "177", "186", "188", "199"))
        a, b = self.digits(4), self.digits(4)
        how = self.dice.choice(("plain", "344", "dash", "dots", "+86", "wide"))
        texts = {
            "plain": head + a + b,
            "344": f"{head} {a} {b}",
            "dash": f"{head}-{a}-{b}",
            "dots": f"{head}.{a}.{b}",
            "+86": f"+86 {head}{a}{b}",
            "wide": (head + a + b).translate({48 + n: 0xFF10 + n for n in range(10)}),
        }
        return Run(texts[how], "PHONE", {"format": how})

    def wechat(self) -> tuple[str, Run]:
        """Return a cue and a WeChat ID."""
        style = self.dice.choice(("wxid", "pinyin", "long"))
        tail = "".join(self.dice.choice("abcdefghijkmnpqrstuvwxyz") for _ in range(6))
        texts = {
            "wxid": f"wxid_{tail}{self.digits(4)}{tail[:3]}",
            "pinyin": f"{self.dice.choice(('lin', 'guo', 'xiao'))}_{tail}",
            "long": f"{tail}-{self.digits(6)}",
        }
        cue = "" if style == "wxid" else self.dice.choice(("微信号：", "加我V：", "vx ", "薇信:"))
        return cue, Run(texts[style], "WECHAT_ID", {"style": style, "cue": cue})

    def id_card(self) -> Run:
        """Return a resident identity number with a true check digit."""
        body = (
            f"110105{self.dice.randint(1960, 2005)}{self.dice.randint(1, 12):02d}15{self.digits(3)}"
        )
        weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
        rest = sum(int(digit) * weight for digit, weight in zip(body, weights, strict=True)) % 11
        return Run(body + "10X98765432"[rest], "ID_CARD")

    def bank_card(self) -> Run:
        """Return a bank card number with a true Luhn digit."""
        body = "622588" + self.digits(12)
        doubled = [int(digit) * (2 - index % 2) for index, digit in enumerate(reversed(body))]
        rest = sum(value // 10 + value % 10 for value in doubled)
        number = body + str(-rest % 10)
        if self.dice.random() < 0.5:
            number = " ".join(number[start : start + 4] for start in range(0, len(number), 4))
        return Run(number, "BANK_CARD")

    def email(self) -> Run:
        """Return an address of a domain that nobody can own."""
        return Run(
            f"{self.dice.choice(('mika', 'leo.guo', 'ruru'))}{self.digits(3)}@example.com", "EMAIL"
        )

    def plate(self) -> Run:
        """Return a number plate, of a car or of an electric car."""
        letters = "ABCDEFGHJKLMNPQRSTUVWXYZ"
        tail = self.digits(5) if self.dice.random() < 0.6 else f"D{self.digits(5)}"
        return Run(
            f"{self.dice.choice('京沪粤浙苏')}{self.dice.choice(letters)}{tail}", "LICENSE_PLATE"
        )

    def honorific(self) -> Run:
        """Return a surname with a form of address."""
        return Run(self.dice.choice(SURNAMES) + self.dice.choice(TITLES), "NAME")

    def plain(self) -> list[Run]:
        """Return a message in which nothing is to hide."""
        return [keep(self.dice.choice(PLAIN))]

    def private(self) -> list[Run]:
        """Return a message that gives somebody away."""
        cue, wechat = self.wechat()
        choices = (
            [keep("我的电话"), self.phone(), keep("，随时联系")],
            [*([keep(cue, "label")] if cue else []), wechat],
            [keep("打这个号码就行"), self.phone()],
            [keep("身份证号是"), self.id_card()],
            [keep("转到建行卡 "), self.bank_card(), keep(" 就可以")],
            [keep("发到邮箱 "), self.email()],
            [keep("车牌 "), self.plate(), keep("，停在门口了")],
            [keep("您好，"), self.honorific(), keep("的预约改到明天了")],
        )
        return list(self.dice.choices(choices, weights=(4, 5, 3, 1, 1, 1, 1, 2))[0])


def keep(text: str, what: str = "message") -> Run:
    """Return text that has to stay; very short pieces are drawn and not scored."""
    return Run(text, "KEEP" if len(text.strip()) > 2 else "", {"type": what})
