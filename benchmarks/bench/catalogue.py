"""Which screenshots the set has, by name."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import cv2

from bench import looks, pages
from bench.screens import Screen, Shot, chat_screen
from bench.truth import write

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

NIGHT = looks.dark(looks.WECHAT_IOS)
NIGHT_QQ = looks.dark(looks.QQ, ours=(10, 100, 190))

SHOTS: dict[str, Shot] = {
    "b01_wechat_ios_group": Shot(looks.WECHAT_IOS, 101, 1170),
    "b02_wechat_ios_dark_private": Shot(NIGHT, 102, 1170, group=False),
    "b03_wechat_ios_dark_group": Shot(NIGHT, 103, 1290, start=30),
    "b04_wechat_android_group": Shot(looks.WECHAT_ANDROID, 104, 1080, quality=82),
    "b05_wechat_android_dark": Shot(looks.dark(looks.WECHAT_ANDROID), 105, 720),
    "b06_wechat_wallpaper": Shot(looks.WECHAT_ANDROID, 106, 1080, wallpaper=True, quality=88),
    "b07_wechat_private_small": Shot(looks.WECHAT_IOS, 107, 640, group=False, quality=75),
    "b08_qq_group": Shot(looks.QQ, 108, 1080, quality=85),
    "b09_qq_dark_private": Shot(NIGHT_QQ, 109, 828, group=False),
    "b10_qq_small": Shot(looks.QQ, 110, 540),
    "b11_wecom_group": Shot(looks.WECOM, 111, 1125, start=24),
    "b12_dingtalk_group": Shot(looks.DINGTALK, 112, 1080),
    "b13_meituan": Shot(looks.MEITUAN, 113, 1080, group=False, quality=80),
    "b14_dianping": Shot(looks.DIANPING, 114, 720, group=False),
    "b15_stitched": Shot(looks.WECHAT_IOS, 115, 1080, tall=6.5),
    "b16_stitched_dark": Shot(looks.dark(looks.WECHAT_ANDROID), 116, 1440, tall=5, quality=85),
}

PAGES: dict[str, Callable[[], Screen]] = {
    "b17_wechat_list": partial(pages.conversation_list, looks.WECHAT_IOS, 117, 1170),
    "b18_qq_list_dark": partial(pages.conversation_list, NIGHT_QQ, 118, 828, 85),
    "b19_wechat_profile": partial(pages.profile, looks.WECHAT_IOS, 119, 1170),
    "b20_wechat_members": partial(pages.members, looks.WECHAT_IOS, 120, 1170),
    "b21_wechat_moments": partial(pages.moments, looks.WECHAT_IOS, 121, 1080, 85),
    "b22_wechat_moments_dark": partial(pages.moments, NIGHT, 122, 1170),
    "b23_wechat_desktop": partial(pages.desktop, 123, 1280, 860),
    "b24_wechat_desktop_dark": partial(
        pages.desktop, 124, 1100, 760, looks.dark(looks.WECHAT_DESKTOP)
    ),
}

JPEG = 1
"""IMWRITE_JPEG_QUALITY."""


def draw_screens(folder: Path, every: int = 1) -> int:
    """Draw each (or each n-th) screenshot and the truth; return how many there are."""
    pictures = folder / "images"
    pictures.mkdir(parents=True, exist_ok=True)
    makers = {name: partial(chat_screen, shot) for name, shot in SHOTS.items()} | PAGES
    entries = [saved(name, make(), pictures) for name, make in list(makers.items())[::every]]
    write(folder / "truth.json", {"seed": 101, "images": entries})
    return len(entries)


def saved(name: str, screen: Screen, folder: Path) -> dict[str, object]:
    """Save a picture and return its entry of the truth."""
    ending, options = (".png", []) if screen.quality is None else (".jpg", [JPEG, screen.quality])
    path = folder / f"{name}{ending}"
    cv2.imwrite(str(path), screen.sheet.pixels[:, :, ::-1], options)
    return {
        "file": path.name,
        "width": screen.sheet.width,
        "height": screen.sheet.height,
        "app": screen.app,
        "theme": screen.theme,
        "attrs": screen.attrs,
        "items": [item.as_json() for item in screen.sheet.items],
    }
