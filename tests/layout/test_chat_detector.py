"""Screenshots drawn here: what identifies a person is covered, the rest stays readable."""

from __future__ import annotations

import json
from dataclasses import dataclass, field

import cv2
import numpy as np
import pytest
from PIL import Image

from redactkit.core.findings import Kind
from redactkit.core.frames import Frame
from redactkit.core.geometry import Box
from redactkit.core.policy import KEPT_NAME
from redactkit.layout.chat_detector import ChatDetector
from redactkit.models.rapidocr import RapidOcr
from redactkit.text.case import Case

FACE = cv2.FontFace("uni")


@dataclass(frozen=True)
class Theme:
    """Colors and measures of one look, in pixels of a 750 px wide screen."""

    page: tuple = (237, 237, 237)
    other: tuple = (255, 255, 255)
    own: tuple = (149, 236, 105)
    ink: tuple = (20, 20, 20)
    muted: tuple = (140, 140, 140)
    disc: bool = False


LIGHT = Theme()
DARK = Theme((17, 17, 17), (44, 44, 44), (62, 181, 117), (215, 215, 215), (120, 120, 120))
BLUE = Theme((242, 244, 247), (255, 255, 255), (180, 215, 255), disc=True)


@dataclass
class Screen:
    """A chat that is drawn message by message; remembers where it put what."""

    theme: Theme
    width: int = 750
    height: int = 1334
    group: bool = True
    y: int = 170
    boxes: dict = field(default_factory=dict)

    def __post_init__(self):
        self.pixels = np.full((self.height, self.width, 3), self.theme.page, np.uint8)
        self.random = np.random.default_rng(7)

    def text(self, x, y, text, *, size=32, color=None, key=None):
        (x1, _), _ = cv2.putText(
            self.pixels, text, (x, y), color or self.theme.ink, FACE, size, 400
        )
        box = Box(x, y - int(0.8 * size), x1, y + int(0.15 * size))
        self.boxes.setdefault(key or text, []).append(box)
        return x1

    def wide(self, text, size=32):
        blank = np.zeros((80, 2000, 3), np.uint8)
        (x1, _), _ = cv2.putText(blank, text, (0, 60), (9, 9, 9), FACE, size, 400)
        return x1

    def avatar(self, x, y, side=80):
        patch = cv2.resize(self.random.integers(40, 220, (5, 5, 3), np.uint8), (side, side))
        if self.theme.disc:
            mask = np.zeros((side, side), np.uint8)
            cv2.circle(mask, (side // 2, side // 2), side // 2, 255, -1)
            self.pixels[y : y + side, x : x + side][mask > 0] = patch[mask > 0]
        else:
            self.pixels[y : y + side, x : x + side] = patch
        self.boxes.setdefault("avatar", []).append(Box(x, y, x + side, y + side))

    def say(self, text, *, name="", own=False):
        left = 24 if not own else self.width - 104
        self.avatar(left, self.y)
        top = self.y
        if name and self.group:
            self.text(126, self.y + 22, name, size=24, color=self.theme.muted, key=name)
            top += 36
        lines = text.split("\n")
        wide = max(self.wide(line) for line in lines) + 48
        x = self.width - 124 - wide if own else 124
        box = self.theme.own if own else self.theme.other
        cv2.rectangle(self.pixels, (x, top), (x + wide, top + 44 * len(lines) + 36), box, -1)
        for number, line in enumerate(lines):
            self.text(x + 24, top + 52 + 44 * number, line, key=f"{text}#{number}")
        self.y = top + 44 * len(lines) + 80

    def notice(self, text):
        x = (self.width - self.wide(text, 24)) // 2
        self.text(x, self.y + 20, text, size=24, color=self.theme.muted)
        self.y += 60

    def title(self, text):
        self.text((self.width - self.wide(text, 34)) // 2, 110, text, size=34, key="title")


@pytest.fixture(scope="module")
def reader():
    return RapidOcr()


def look(reader, screen, **settings):
    frame = Frame(index=0, pts=0, pixels=screen.pixels)
    return ChatDetector(reader, **settings).detect([frame])[0]


def covered(found, box, *kinds):
    """Return the share of a box that detections cover, column by column."""
    hit = np.zeros(max(1, int(box.width)), bool)
    for one in found:
        tall = min(one.box.bottom, box.bottom) - max(one.box.top, box.top) > 0.75 * box.height
        if tall and (not kinds or one.kind in kinds):
            left, right = one.box.left - box.left, one.box.right - box.left
            hit[max(0, round(left)) : max(0, round(right))] = True
    return hit.mean()


def group(theme, **settings):
    screen = Screen(theme, **settings)
    screen.title("周末爬山群(23)")
    screen.say("大家下午去吗", name="红豆不相思")
    screen.say("加我微信 wxid_8kias3vqlunp", name="云朵收藏家")
    screen.notice('"云朵收藏家"邀请"山野来信"加入了群聊')
    screen.say("好的，山野来信也去", own=True)
    screen.say("@云朵收藏家 电话多少", name="红豆不相思")
    screen.say("打13800138000", name="云朵收藏家")
    return screen


@pytest.mark.parametrize("theme", [LIGHT, DARK, BLUE], ids=["light", "dark", "round avatars"])
def test_a_group_chat(reader, theme):
    screen = group(theme)
    found = look(reader, screen)
    for name in ("红豆不相思", "云朵收藏家"):
        assert all(covered(found, box) > 0.95 for box in screen.boxes[name])
    assert all(covered(found, box, Kind.AVATAR) > 0.97 for box in screen.boxes["avatar"])
    assert {Kind.WECHAT_ID, Kind.PHONE, Kind.GROUP_NAME} <= {one.kind for one in found}
    (kept,) = screen.boxes["大家下午去吗#0"]
    assert covered(found, kept) < 0.05
    (own,) = screen.boxes["好的，山野来信也去#0"]
    assert 0.3 < covered(found, own) < 0.75, "only the name inside the sentence"
    (title,) = screen.boxes["title"]
    assert covered(found, title, Kind.NICKNAME, Kind.NAME) < 0.05
    assert covered(found, title, Kind.GROUP_NAME) < 0.8, "the member count stays"


@pytest.mark.parametrize("width", [560, 1080])
def test_other_widths(reader, width):
    screen = group(LIGHT)
    scale = width / screen.width
    screen.pixels = cv2.resize(
        screen.pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA
    )
    found = look(reader, screen)
    avatars = [box.scaled(scale) for box in screen.boxes["avatar"]]
    assert all(covered(found, box, Kind.AVATAR) > 0.95 for box in avatars)
    assert all(covered(found, box.scaled(scale)) > 0.95 for box in screen.boxes["云朵收藏家"])


def test_a_private_chat_hides_the_title(reader):
    screen = Screen(LIGHT, group=False)
    screen.title("橙子皮")
    screen.say("你好，在吗")
    screen.say("在的", own=True)
    found = look(reader, screen)
    assert covered(found, screen.boxes["title"][0], Kind.NICKNAME) > 0.95
    assert covered(found, screen.boxes["你好，在吗#0"][0]) < 0.05


def test_an_avatar_of_the_grounds_color_is_hidden_by_its_row(reader):
    screen = group(LIGHT)
    box = screen.boxes["avatar"][1]
    left, top, right, bottom = (int(side) for side in box.xyxy)
    screen.pixels[top:bottom, left:right] = LIGHT.page
    cv2.circle(screen.pixels, (left + 40, top + 34), 14, (90, 90, 90), 2)
    cv2.ellipse(screen.pixels, (left + 40, top + 70), (22, 14), 0, 180, 360, (90, 90, 90), 2)
    assert covered(look(reader, screen), box, Kind.AVATAR) > 0.95


def test_a_wallpaper(reader):
    screen = group(LIGHT)
    paper = np.random.default_rng(1).integers(60, 200, (40, 24, 3), np.uint8)
    paper = cv2.resize(paper, screen.pixels.shape[1::-1], interpolation=cv2.INTER_CUBIC)
    ground = (screen.pixels == LIGHT.page).all(axis=2) & (np.arange(screen.height) > 140)[:, None]
    screen.pixels[ground] = paper[ground]
    found = look(reader, screen)
    assert all(covered(found, box, Kind.AVATAR) > 0.9 for box in screen.boxes["avatar"])


def test_a_name_of_which_nothing_can_be_read_is_hidden_by_its_place(reader):
    screen = Screen(LIGHT)
    screen.say("第一条消息", name="红豆不相思")
    y = screen.y
    screen.say("第二条消息", name=" ")
    for x in (130, 156):
        cv2.circle(screen.pixels, (x + 8, y + 14), 10, (230, 160, 40), -1)
    screen.say("第三条消息", name="红豆不相思")
    assert covered(look(reader, screen), Box(128, y + 4, 174, y + 24)) > 0.95


def test_a_value_over_two_lines_is_one_value(reader):
    screen = Screen(LIGHT)
    screen.say("不用客气的，有事就打138\n0013 8000找我", name="红豆不相思")
    phones = [one for one in look(reader, screen) if one.kind is Kind.PHONE]
    assert len(phones) == 2 and phones[0].box.bottom < phones[1].box.bottom


def test_names_are_carried_to_the_next_screenshot(reader):
    case = Case()
    first = Screen(LIGHT)
    first.say("你们好", name="一只橘猫")
    look(reader, first, aliases=case)
    second = Screen(LIGHT, group=False)
    second.title("老街面馆")
    second.say("刚才一只橘猫说要退款", own=True)
    found = [one for one in look(reader, second, aliases=case) if one.rule == "known-name"]
    assert found and found[0].alias == "顾客A"


def test_kept_names_stay_and_aliases_are_stable(reader):
    screen = Screen(LIGHT)
    screen.say("您好，我是客服", name="前台小雅")
    screen.say("我要退款", name="红豆不相思")
    screen.say("快点", name="红豆不相思")
    found = look(reader, screen, aliases=Case(keep=["前台小雅"]))
    hidden = [one for one in found if one.rule != KEPT_NAME]
    assert covered(hidden, screen.boxes["前台小雅"][0], Kind.NICKNAME) < 0.05
    names = {one.alias for one in found if one.kind is Kind.NICKNAME and one.rule != KEPT_NAME}
    assert names == {"顾客A"}
    assert not [one.alias for one in found if one.rule == KEPT_NAME and one.alias]


def test_somebody_kept_stays_in_messages_too_and_a_role_is_written_there(reader):
    screen = Screen(LIGHT)
    screen.say("请王老师回电话", name="红豆不相思")
    names = {
        role: [
            one.alias
            for one in look(reader, screen, aliases=people)
            if one.kind in (Kind.NAME, Kind.NICKNAME)
            and one.alias != "顾客A"
            and one.rule != KEPT_NAME
        ]
        for role, people in {
            "customer": Case(),
            "kept": Case(keep=["王老师"]),
            "staff": Case(roles={"王老师": "店员"}),
        }.items()
    }
    assert names["customer"] == ["[姓名]"] and names["kept"] == []
    assert set(names["staff"]) == {"店员"}


def test_the_owners_avatars_are_named_after_their_side(reader):
    screen = Screen(LIGHT)
    screen.say("您好", name="前台小雅")
    screen.say("我要退款", own=True)
    found = [one for one in look(reader, screen) if one.kind is Kind.AVATAR]
    own = [one for one in found if one.box.left > screen.width / 2]
    assert {one.alias for one in own} == {"我方"}
    assert {one.alias for one in found if one not in own} == {""}


def test_a_quoted_name_of_emoji_as_high_as_its_box(reader):
    screen = Screen(DARK)
    screen.say("好的收到", name="红豆不相思")
    screen.say("机器人在不在", own=True)
    screen.y -= 30
    top, left = screen.y, 380
    cv2.rectangle(screen.pixels, (left, top), (625, top + 44), (36, 36, 36), -1)
    for place in range(2):
        at = left + 40 + 46 * place, top + 22
        cv2.circle(screen.pixels, at, 21, (240, 190, 40), -1)
        cv2.circle(screen.pixels, (at[0] - 4, at[1]), 12, (240, 240, 240), -1)
    screen.text(left + 120, top + 33, "机器人", size=28, color=DARK.muted, key="quote")
    found = look(reader, screen)
    emoji = Box(left + 19, top + 2, left + 107, top + 42)
    assert covered(found, emoji, Kind.NICKNAME) > 0.95
    assert covered(found, screen.boxes["quote"][0]) < 0.1


def test_who_is_listed_with_somebody_known_is_known(reader):
    screen = Screen(LIGHT)
    screen.say("大家下午去吗", name="红豆不相思")
    screen.say("我跟红豆不相思、Amy", name="云朵收藏家")
    screen.say("刚跟Amy通过电话了", own=True)
    found = look(reader, screen)
    box = screen.boxes["刚跟Amy通过电话了#0"][0]
    letters = Box(box.left + 66, box.top, box.left + 118, box.bottom)
    assert covered(found, letters, Kind.NICKNAME) > 0.9


def test_a_grid_of_members(reader):
    screen = Screen(LIGHT, height=900)
    screen.text(280, 110, "聊天信息(8)", size=34)
    for place, name in enumerate(("云朵收藏家", "红豆不相思", "阿布", "大Q不吃鱼", "晴天娃娃")):
        x = 30 + 142 * place
        screen.avatar(x, 170, 110)
        screen.text(x + 55 - screen.wide(name, 22) // 2, 312, name, size=22)
    screen.text(30, 500, "查找聊天记录", key="menu")
    found = look(reader, screen)
    assert all(covered(found, box, Kind.AVATAR) > 0.97 for box in screen.boxes["avatar"])
    assert covered(found, screen.boxes["红豆不相思"][0]) > 0.95
    assert covered(found, screen.boxes["menu"][0]) < 0.05


def test_a_list_of_conversations(reader):
    screen = Screen(DARK)
    screen.text(320, 110, "微信(3)", size=34, key="heading")
    rows = (("红豆不相思", "明天见"), ("周末爬山群", "云朵收藏家: 好的"), ("腾讯新闻", "早报"))
    for place, (name, last) in enumerate(rows):
        y = 180 + 130 * place
        screen.avatar(24, y, 96)
        screen.text(145, y + 36, name)
        screen.text(145, y + 80, last, size=26, color=DARK.muted)
    found = look(reader, screen)
    names = (Kind.NICKNAME, Kind.NAME)
    assert covered(found, screen.boxes["红豆不相思"][0], *names) > 0.95
    for kept in ("heading", "周末爬山群", "腾讯新闻", "明天见"):
        assert covered(found, screen.boxes[kept][0], *names) < 0.05, "headings, groups, services"
    assert 0.5 < covered(found, screen.boxes["云朵收藏家: 好的"][0], *names) < 0.85


LINK = (87, 107, 149)


def post(screen, name, text, liked, wrote):
    """Draw a post of Moments with who liked it, and who wrote what below."""
    screen.avatar(24, screen.y)
    screen.text(126, screen.y + 30, name, size=30, color=LINK)
    screen.text(126, screen.y + 76, text, size=30)
    top = screen.y + 110
    cv2.rectangle(screen.pixels, (126, top), (720, top + 110), (247, 247, 247), -1)
    cv2.circle(screen.pixels, (148, top + 30), 9, LINK, 2)
    x = 172
    for place, one in enumerate(liked):
        x = screen.text(x, top + 40, "，" if place else "", size=28, key="comma")
        x = screen.text(x, top + 40, one, size=28, color=LINK)
    x = screen.text(142, top + 92, wrote[0], size=28, color=LINK)
    screen.text(x, top + 92, f"：{wrote[1]}", size=28)
    screen.y = top + 170


def test_moments_hide_who_liked_and_who_wrote(reader):
    screen = Screen(LIGHT)
    screen.text(330, 80, "朋友圈", size=34, key="heading")
    post(
        screen,
        "红豆不相思",
        "今天的面包很好吃",
        ("云朵收藏家", "Dr.Wang"),
        ("阿布", "看起来真不错"),
    )
    post(screen, "晴天娃娃", "微信号：kdpaek_082046", ("大Q不吃鱼", "小满"), ("老周", "恭喜发财"))
    found = look(reader, screen)
    for name in (
        "红豆不相思",
        "云朵收藏家",
        "Dr.Wang",
        "阿布",
        "晴天娃娃",
        "大Q不吃鱼",
        "小满",
        "老周",
    ):
        assert covered(found, screen.boxes[name][0], Kind.NICKNAME) > 0.9, name
    for kept in ("今天的面包很好吃", "：看起来真不错", "：恭喜发财", "heading"):
        assert covered(found, screen.boxes[kept][0]) < 0.15, kept
    label = screen.boxes["微信号：kdpaek_082046"][0]
    assert covered(found, Box(label.left, label.top, label.left + 90, label.bottom)) < 0.1


def test_the_owners_name_above_a_bubble_and_above_a_picture(reader):
    screen = Screen(BLUE)
    screen.title("周末爬山群(23)")
    screen.say("大家下午去吗", name="红豆不相思")
    for picture in (False, True):
        right = screen.width - 124
        left = right - screen.wide("我在路上啦", 24)
        screen.text(left, screen.y + 22, "我在路上啦", size=24, color=BLUE.muted)
        if picture:
            noise = screen.random.integers(0, 255, (200, 260, 3), np.uint8)
            screen.pixels[screen.y + 36 : screen.y + 236, right - 260 : right] = noise
            screen.avatar(screen.width - 104, screen.y)
        else:
            screen.avatar(screen.width - 104, screen.y)
            cv2.rectangle(
                screen.pixels, (right - 300, screen.y + 36), (right, screen.y + 120), BLUE.own, -1
            )
            screen.text(right - 276, screen.y + 90, "马上就到门口", key="own")
            screen.y += 170
    found = look(reader, screen)
    assert all(covered(found, box, Kind.NICKNAME) > 0.9 for box in screen.boxes["我在路上啦"])
    names = [one for one in found if one.kind is Kind.NICKNAME and one.box.right > 500]
    assert {one.alias for one in names if one.rule.endswith("-own")} == {"我方"}
    assert covered(found, screen.boxes["own"][0]) < 0.1


def test_the_owners_avatar_beside_a_picture_alone(reader):
    screen = Screen(LIGHT)
    screen.say("大家下午去吗", name="红豆不相思")
    screen.say("带上相机", name="云朵收藏家")
    noise = screen.random.integers(0, 255, (220, 280, 3), np.uint8)
    screen.pixels[screen.y : screen.y + 220, 346:626] = noise
    screen.avatar(screen.width - 104, screen.y)
    found = look(reader, screen)
    assert covered(found, screen.boxes["avatar"][-1], Kind.AVATAR) > 0.97


@pytest.mark.parametrize("value", ["wxid_pvnqrx32\n94pvn", "身份证号是1101051977051\n54515"])
def test_a_value_broken_between_digits(reader, value):
    screen = Screen(LIGHT)
    screen.say("好的", name="红豆不相思")
    screen.say(value, name="云朵收藏家")
    found = look(reader, screen)
    kinds = (Kind.WECHAT_ID, Kind.ID_CARD)
    assert covered(found, screen.boxes[f"{value}#1"][0], *kinds) > 0.95


def test_an_emoji_inside_a_notice_goes_with_the_name_before_it(reader):
    screen = Screen(LIGHT)
    screen.say("好的", name="红豆不相思")
    y = screen.y + 30
    x = screen.text(180, y, '"橘子汽水', size=26, color=LIGHT.muted)
    cv2.circle(screen.pixels, (x + 15, y - 10), 13, (250, 200, 40), -1)
    screen.text(x + 30, y, '"邀请"云朵"加入了群聊', size=26, color=LIGHT.muted, key="rest")
    found = look(reader, screen)
    assert covered(found, Box(x + 2, y - 23, x + 28, y + 3), Kind.NICKNAME) > 0.9


def test_a_quote_box_of_another_color_has_no_name_above_it(reader):
    screen = Screen(DARK)
    screen.say("第一条消息在这里", name="红豆不相思")
    screen.say("打这个电话\n13800138000", name="云朵收藏家")
    top = screen.y - 26
    cv2.rectangle(screen.pixels, (124, top), (500, top + 46), (30, 30, 30), -1)
    screen.text(140, top + 33, "红豆不相思：好的收到", size=26, color=DARK.muted, key="quote")
    found = look(reader, screen)
    digits = screen.boxes["打这个电话\n13800138000#1"][0]
    low = Box(digits.left, digits.bottom, digits.right, digits.bottom + 8)
    assert not any(one.kind is Kind.NICKNAME and one.box.overlap(low) > 0 for one in found)


def test_no_text_leaves_with_a_detection(reader):
    found = look(reader, group(LIGHT))
    assert not any(secret in repr(found) for secret in ("红豆", "云朵", "wxid_", "138"))


def test_the_samples_beside_the_project(reader, shared):
    folder = shared / "screens"
    truth = json.loads((folder / "truth.json").read_text(encoding="utf-8"))
    detector = ChatDetector(reader)
    hidden = wanted = 0
    for picture in truth["images"][:4]:
        pixels = np.asarray(Image.open(folder / "images" / picture["file"]).convert("RGB"))
        found = detector.detect([Frame(index=0, pts=0, pixels=pixels)])[0]
        for item in picture["items"]:
            if item["kind"] in ("AVATAR", "PHONE", "WECHAT_ID") and "boxes" not in item["attrs"]:
                wanted += 1
                hidden += covered(found, Box(*item["box"])) > 0.9
    assert wanted > 20 and hidden / wanted > 0.95


def test_a_forwarded_record_names_who_said_what(reader):
    screen = Screen(LIGHT)
    screen.title("周末爬山群(23)")
    screen.say("大家下午去吗", name="红豆不相思")
    screen.say(
        "云朵收藏家和山野来信的聊天\n记录\n云朵收藏家：在吗\n阿布布：有没有大一码的", name="晴天"
    )
    found = look(reader, screen)
    rows = [box for key, boxes in screen.boxes.items() if "聊天" in key for box in boxes]
    title, _, first, second = sorted(rows, key=lambda box: box.top)
    assert 0.7 < covered(found, title, Kind.NICKNAME) < 0.9
    assert 0.55 < covered(found, first, Kind.NICKNAME) < 0.85
    assert 0.2 < covered(found, second, Kind.NICKNAME) < 0.55


def test_when_a_message_was_sent_stays_beside_who_sent_it(reader):
    screen = Screen(LIGHT)
    for text in ("大家下午去吗", "好的我知道了", "明天见"):
        screen.say(text, name="红豆不相思 2024-05-18 13:26")
    found = look(reader, screen)
    for box in screen.boxes["红豆不相思 2024-05-18 13:26"]:
        assert 0.3 < covered(found, box, Kind.NICKNAME) < 0.55


def test_a_desktops_window_higher_than_wide(reader):
    screen = Screen(LIGHT, width=1000, height=1200)
    for place, name in enumerate(("红豆不相思", "云朵收藏家", "山野来信", "阿布布")):
        y = 40 + 70 * place
        screen.avatar(30, y, 40)
        screen.text(84, y + 17, name, size=16)
        screen.text(84, y + 37, "下次还来", size=14, color=LIGHT.muted, key=f"last{place}")
    screen.pixels[:, 300:302] = 200
    found = look(reader, screen)
    assert all(covered(found, box, Kind.AVATAR) > 0.97 for box in screen.boxes["avatar"])
    assert covered(found, screen.boxes["云朵收藏家"][0], Kind.NICKNAME) > 0.95


def test_moments_without_a_heading(reader):
    screen = Screen(LIGHT, y=60)
    post(screen, "红豆不相思", "今天爬山", ["云朵收藏家", "山野来信"], ("阿布布", "真好"))
    post(screen, "晴天娃娃", "下雨了", ["半糖去冰"], ("大Q不吃鱼", "带伞"))
    found = look(reader, screen)
    for name in ("云朵收藏家", "山野来信", "阿布布", "半糖去冰", "大Q不吃鱼"):
        assert covered(found, screen.boxes[name][0], Kind.NICKNAME) > 0.9


def test_a_list_that_goes_round_a_group_names_who_is_on_it(reader):
    screen = Screen(LIGHT)
    screen.say("大家下午去吗", name="红豆不相思")
    screen.say("#接龙\n周六打球\n1. 云朵收藏家 两份\n2. 山野来信 自提", name="红豆不相思")
    found = look(reader, screen)
    names = [one for one in found if one.rule == "enrolled"]
    first = screen.boxes["#接龙\n周六打球\n1. 云朵收藏家 两份\n2. 山野来信 自提#2"][0]
    assert len(names) == 2
    assert 0.4 < covered(names, first, Kind.NICKNAME) < 0.8, "what they take stays"


def test_the_bubble_of_one_letter_is_no_avatar(reader):
    screen = Screen(LIGHT)
    for text in ("大家下午去吗", "1", "可以的", "1"):
        screen.say(text, own=True)
    screen.say("那就这样", name="红豆不相思")
    found = look(reader, screen)
    assert all(covered(found, box) < 0.1 for box in screen.boxes["1#0"])
    assert all(covered(found, box, Kind.AVATAR) > 0.97 for box in screen.boxes["avatar"])


def test_a_red_packets_envelope_is_nobody(reader):
    screen = Screen(LIGHT)
    screen.say("大家下午去吗", name="红豆不相思")
    for _ in range(2):
        y = screen.y
        screen.avatar(24, y)
        cv2.rectangle(screen.pixels, (124, y), (574, y + 150), (250, 158, 59), -1)
        cv2.rectangle(screen.pixels, (150, y + 30), (218, y + 104), (224, 83, 60), -1)
        cv2.circle(screen.pixels, (184, y + 60), 14, (251, 216, 124), -1)
        screen.text(240, y + 80, "给孩子买糖吃", color=(255, 255, 255), key="wish")
        screen.y += 200
    found = look(reader, screen)
    assert all(covered(found, box) < 0.05 for box in screen.boxes["wish"])


def test_an_unfolded_phone_shows_a_list_and_a_chat(reader):
    screen = Screen(LIGHT, width=1500, height=1700)
    screen.pixels[:, :600] = 255
    for place, name in enumerate(("红豆不相思", "云朵收藏家", "山野来信")):
        y = 180 + 130 * place
        screen.avatar(24, y, 84)
        screen.text(130, y + 36, name, size=30)
        screen.text(130, y + 80, "明天见", size=24, color=LIGHT.muted, key=f"last{place}")
    for place in range(4):
        y = 200 + 160 * place
        screen.avatar(620, y, 76)
        screen.text(716, y + 20, "晴天娃娃", size=22, color=LIGHT.muted, key="sender")
        cv2.rectangle(screen.pixels, (712, y + 34), (1100, y + 110), LIGHT.other, -1)
        screen.text(732, y + 84, "大家下午去吗", size=30, key="said")
    found = look(reader, screen)
    assert all(covered(found, box, Kind.AVATAR) > 0.97 for box in screen.boxes["avatar"])
    assert all(covered(found, box, Kind.NICKNAME) > 0.9 for box in screen.boxes["sender"])
    assert all(covered(found, box) < 0.05 for box in screen.boxes["said"])


def test_the_row_on_the_right_begins_at_the_time_above_its_bubble(reader):
    screen = Screen(BLUE, group=False)
    screen.say("大家下午去吗")
    for _ in range(2):
        y, right = screen.y, screen.width - 124
        when = "2025-01-06 13:00"
        screen.text(right - screen.wide(when, 24), y + 22, when, size=24, color=BLUE.muted)
        # a drawing on the page's color has no outline of its own
        cv2.circle(screen.pixels, (screen.width - 64, y + 40), 34, (90, 90, 90), 2)
        screen.boxes.setdefault("art", []).append(
            Box(screen.width - 98, y + 6, screen.width - 30, y + 74)
        )
        cv2.rectangle(screen.pixels, (right - 300, y + 36), (right, y + 116), BLUE.own, -1)
        screen.text(right - 276, y + 88, "马上就到门口", key="own")
        screen.y += 180
    found = look(reader, screen)
    assert all(covered(found, box, Kind.AVATAR) > 0.9 for box in screen.boxes["art"])
