"""Pages about one person, and goods that are nobody."""

from __future__ import annotations

import cv2
import numpy as np
from test_chat_detector import LIGHT, Screen, covered, look, reader
from test_list_rows import line_art

from redactkit.core.findings import Kind
from redactkit.core.geometry import Box

__all__ = ["reader"]  # a fixture

NAMES = (Kind.NICKNAME, Kind.NAME)


def test_a_profile_with_a_drawing_for_an_avatar(reader):
    screen = Screen(LIGHT)
    line_art(screen, 36, 180, 130)
    screen.text(200, 222, "云朵收藏家", size=38)
    screen.text(200, 270, "Name: Lily", size=26, color=LIGHT.muted, key="field")
    screen.text(200, 312, "WeChat ID: lily_2020", size=26, color=LIGHT.muted, key="id")
    screen.text(30, 460, "Moments", key="menu")
    found = look(reader, screen)
    assert covered(found, screen.boxes["云朵收藏家"][0], *NAMES) > 0.95
    assert covered(found, screen.boxes["avatar"][0], Kind.AVATAR) > 0.6
    assert covered(found, screen.boxes["menu"][0]) < 0.05


def test_who_paid_stands_below_an_avatar(reader):
    screen = Screen(LIGHT)
    screen.avatar(325, 150, 100)
    text = "转账-来自云朵收藏家"
    screen.text((750 - screen.wide(text)) // 2, 310, text, key="from")
    screen.text(300, 400, "+200.00", size=56, key="sum")
    screen.text(40, 520, "当前状态", key="state")
    found = look(reader, screen)
    assert covered(found, screen.boxes["avatar"][0], Kind.AVATAR) > 0.97
    assert 0.4 < covered(found, screen.boxes["from"][0], *NAMES) < 0.8
    assert covered(found, screen.boxes["sum"][0]) < 0.05
    assert covered(found, screen.boxes["state"][0]) < 0.05


def test_who_announced_something_is_named_above_the_date(reader):
    screen = Screen(LIGHT)
    screen.text(320, 100, "群公告", size=34, key="heading")
    line_art(screen, 28, 170, 84)
    screen.text(130, 204, "云朵收藏家", size=30)
    screen.text(130, 246, "2024年3月8日 12:30", size=24, color=LIGHT.muted, key="date")
    screen.text(28, 340, "本周六上午九点在广场集合", key="said")
    found = look(reader, screen)
    assert covered(found, screen.boxes["云朵收藏家"][0], *NAMES) > 0.95
    assert covered(found, screen.boxes["avatar"][0], Kind.AVATAR) > 0.6
    assert covered(found, screen.boxes["said"][0]) < 0.05
    assert covered(found, screen.boxes["date"][0]) < 0.05


def test_goods_above_a_chat_are_nobody(reader):
    screen = Screen(LIGHT, group=False)
    screen.title("红豆不相思")
    screen.pixels[150:280] = 255
    screen.avatar(28, 160, 110)
    goods = screen.boxes.pop("avatar")[0]
    screen.text(160, 200, "双人烤肉套餐", key="goods")
    screen.text(160, 256, "¥128.00", key="price")
    screen.y = 330
    screen.say("这个还有吗")
    screen.say("有的", own=True)
    found = look(reader, screen)
    assert covered(found, goods) < 0.05
    assert covered(found, screen.boxes["goods"][0]) < 0.05
    assert all(covered(found, box, Kind.AVATAR) > 0.97 for box in screen.boxes["avatar"])


def test_my_name_in_a_group_on_its_page_of_settings(reader):
    screen = Screen(LIGHT)
    screen.text(30, 300, "我在本群的昵称", key="label")
    screen.text(560, 300, "云朵收藏家")
    screen.text(30, 400, "消息免打扰", key="other")
    found = look(reader, screen)
    assert covered(found, screen.boxes["云朵收藏家"][0], *NAMES) > 0.95
    assert covered(found, screen.boxes["label"][0]) < 0.05
    assert covered(found, screen.boxes["other"][0]) < 0.05


def test_where_somebody_lives_stays_on_the_card_of_a_code(reader):
    screen = Screen(LIGHT)
    screen.pixels[140:800, 100:650] = 255
    screen.avatar(140, 180, 100)
    screen.text(260, 220, "云朵收藏家")
    screen.text(260, 264, "浙江 杭州", size=26, color=LIGHT.muted, key="region")
    code = cv2.QRCodeEncoder.create().encode("https://u.wechat.com/abcdef")
    code = cv2.resize(code, (350, 350), interpolation=cv2.INTER_NEAREST)
    screen.pixels[340:690, 200:550] = code[:, :, None]
    found = look(reader, screen)
    assert covered(found, screen.boxes["云朵收藏家"][0], *NAMES) > 0.95
    assert covered(found, screen.boxes["region"][0]) < 0.05


def test_a_contact_card_in_a_chat_hides_its_picture_however_drawn(reader):
    screen = Screen(LIGHT)
    screen.say("大家下午去吗", name="红豆不相思")
    y = screen.y
    screen.avatar(24, y)
    screen.pixels[y : y + 200, 124:574] = 255
    middle = (194, y + 66)
    cv2.circle(screen.pixels, middle, 30, (90, 90, 90), 2)
    cv2.line(screen.pixels, middle, (210, y + 90), (90, 90, 90), 2)
    screen.text(270, y + 78, "云朵收藏家")
    screen.text(150, y + 180, "个人名片", size=22, color=LIGHT.muted, key="foot")
    found = look(reader, screen)
    assert covered(found, Box(165, y + 36, 224, y + 96), Kind.AVATAR) > 0.95
    assert covered(found, screen.boxes["云朵收藏家"][0], *NAMES) > 0.95
    assert covered(found, screen.boxes["foot"][0]) < 0.05


def test_a_picture_before_the_name_in_the_title(reader):
    screen = Screen(LIGHT, group=False)
    screen.avatar(90, 66, 72)
    screen.text(180, 112, "云朵收藏家", size=34, key="title")
    screen.y = 220
    for _ in range(3):
        screen.say("大家下午去吗")
    found = look(reader, screen)
    assert covered(found, screen.boxes["avatar"][0], Kind.AVATAR) > 0.97
    assert covered(found, screen.boxes["title"][0], *NAMES) > 0.95


def test_goods_on_a_card_in_a_chat_are_nobody(reader):
    screen = Screen(LIGHT, group=False)
    screen.title("红豆不相思")
    screen.say("还有货吗")
    y = screen.y
    screen.avatar(24, y)
    screen.pixels[y : y + 150, 124:600] = 255
    screen.pixels[y + 20 : y + 130, 144:254] = np.random.default_rng(3).integers(
        40, 220, (110, 110, 3), np.uint8
    )
    screen.text(274, y + 60, "加绒卫衣", size=28, key="goods")
    screen.text(274, y + 110, "¥157", size=28, key="price")
    found = look(reader, screen)
    assert covered(found, screen.boxes["goods"][0]) < 0.05
    assert covered(found, screen.boxes["price"][0]) < 0.05


def test_who_paid_is_named_beside_a_label_and_a_wish_on_a_card_is_nobody(reader):
    screen = Screen(LIGHT)
    screen.pixels[150:420, 30:720] = 255
    for place, (label, value) in enumerate((("付款方", "云朵收藏家"), ("备注", "早点送到"))):
        screen.text(60, 220 + 70 * place, label, size=28, color=LIGHT.muted)
        screen.text(230, 220 + 70 * place, value, size=28)
    found = look(reader, screen)
    assert covered(found, screen.boxes["云朵收藏家"][0], *NAMES) > 0.95
    assert covered(found, screen.boxes["早点送到"][0]) < 0.05
