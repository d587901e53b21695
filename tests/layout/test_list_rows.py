"""Avatars that cannot be told from the page, and those that the picture's side cuts."""

from __future__ import annotations

import cv2
import pytest
from test_chat_detector import DARK, LIGHT, Screen, covered, look, reader

from redactkit.core.findings import Kind

__all__ = ["reader"]  # a fixture


def line_art(screen, x, y, side=96):
    """Draw an avatar that is a thin drawing on the page's own color."""
    screen.avatar(x, y, side)
    screen.pixels[y : y + side, x : x + side] = screen.theme.page
    middle = (x + side // 2, y + side // 2)
    cv2.circle(screen.pixels, middle, side // 3, screen.theme.ink, 2)
    cv2.line(screen.pixels, middle, (x + side // 2, y + side - 10), screen.theme.ink, 2)


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_line_art_in_a_list_is_implied_by_its_name(reader, theme):
    screen = Screen(theme)
    screen.text(320, 110, "新的朋友", size=34, key="heading")
    for place, name in enumerate(("红豆不相思", "云朵收藏家", "山野来信", "阿布")):
        y = 180 + 150 * place
        draw = line_art if name == "山野来信" else Screen.avatar
        draw(screen, 24, y, 96)
        screen.text(145, y + 36, name)
        screen.text(145, y + 80, "来自手机通讯录", size=26, color=theme.muted, key=f"from{place}")
    found = look(reader, screen)
    assert all(covered(found, box, Kind.AVATAR) > 0.9 for box in screen.boxes["avatar"])
    assert covered(found, screen.boxes["山野来信"][0], Kind.NICKNAME) > 0.95
    assert covered(found, screen.boxes["from2"][0]) < 0.05


def test_somebody_called_by_a_number_in_a_list(reader):
    screen = Screen(LIGHT)
    screen.text(320, 110, "新的朋友", size=34, key="heading")
    for place, name in enumerate(("红豆不相思", "77", "山野来信", "云朵收藏家")):
        screen.avatar(24, 180 + 150 * place, 96)
        screen.text(145, 216 + 150 * place, name)
    found = look(reader, screen)
    assert all(covered(found, box, Kind.AVATAR) > 0.97 for box in screen.boxes["avatar"])
    assert covered(found, screen.boxes["77"][0], Kind.NICKNAME) > 0.95


def test_a_member_of_a_grid_drawn_in_lines(reader):
    screen = Screen(LIGHT, height=900)
    screen.text(280, 110, "聊天信息(8)", size=34)
    for place, name in enumerate(("云朵收藏家", "红豆不相思", "阿布", "大Q不吃鱼", "晴天娃娃")):
        x = 30 + 142 * place
        draw = line_art if name == "大Q不吃鱼" else Screen.avatar
        draw(screen, x, 170, 110)
        screen.text(x + 55 - screen.wide(name, 22) // 2, 312, name, size=22)
    found = look(reader, screen)
    assert covered(found, screen.boxes["avatar"][3], Kind.AVATAR) > 0.9
    assert covered(found, screen.boxes["大Q不吃鱼"][0]) > 0.95


@pytest.mark.parametrize("side", ["left", "right"])
def test_avatars_that_the_pictures_side_cuts(reader, side):
    screen = Screen(LIGHT, group=False)
    screen.title("红豆不相思")
    for text in ("大家下午去吗", "好的我知道了", "明天见"):
        screen.say(text, own=side == "right")
    cut = 60 if side == "left" else 0
    wide = screen.width - 60
    screen.pixels = screen.pixels[:, cut : cut + wide].copy()
    screen.width = wide
    found = look(reader, screen)
    for box in screen.boxes["avatar"]:
        left, right = max(0, box.left - cut), min(wide, box.right - cut)
        assert covered(found, type(box)(left, box.top, right, box.bottom), Kind.AVATAR) > 0.9


def test_a_shops_answer_in_the_column_of_avatars_is_no_avatar(reader):
    screen = Screen(LIGHT)
    screen.pixels[:] = 255
    for place, name in enumerate(("红豆不相思", "云朵收藏家", "山野来信")):
        y = 160 + 360 * place
        screen.avatar(30, y, 84)
        screen.text(130, y + 36, name)
        screen.text(30, y + 150, "环境一般，等位很久", size=30, key="said")
        screen.pixels[y + 190 : y + 270, 30:720] = 244
        screen.text(50, y + 242, "商家回复：抱歉给您带来不便", size=26, key="answer")
    found = look(reader, screen)
    assert all(covered(found, box, Kind.AVATAR) > 0.97 for box in screen.boxes["avatar"])
    assert all(covered(found, box) < 0.05 for box in screen.boxes["answer"])


def test_the_short_last_row_of_a_grid(reader):
    screen = Screen(LIGHT, height=1000)
    names = ("云朵收藏家", "红豆不相思", "阿布", "大Q不吃鱼", "晴天娃娃", "山野来信", "麦田守望者")
    for place, name in enumerate(names):
        x, y = 30 + 142 * (place % 5), 170 + 190 * (place // 5)
        screen.avatar(x, y, 110)
        screen.text(x + 55 - screen.wide(name, 22) // 2, y + 142, name, size=22)
    found = look(reader, screen)
    assert all(covered(found, box, Kind.AVATAR) > 0.97 for box in screen.boxes["avatar"])
    for name in names[5:]:
        assert covered(found, screen.boxes[name][0], Kind.NICKNAME) > 0.95


def test_a_comment_that_begins_with_a_label_hides_who_wrote_it(reader):
    screen = Screen(LIGHT)
    screen.pixels[:] = 255
    for place, name in enumerate(("红豆不相思", "云朵收藏家", "山野来信")):
        y = 160 + 220 * place
        screen.avatar(30, y, 84)
        screen.text(130, y + 30, name, size=26, color=LIGHT.muted)
        screen.text(130, y + 76, "阿布：这家不错", size=30, key="said")
        screen.text(130, y + 118, "昨天 22:10  回复", size=22, color=LIGHT.muted, key="when")
    found = look(reader, screen)
    for name in ("红豆不相思", "云朵收藏家", "山野来信"):
        assert covered(found, screen.boxes[name][0], Kind.NICKNAME) > 0.95
