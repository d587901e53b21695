"""Draw many samples: chats of made-up people in cases of their own, and some clips.

    python examples/many_samples.py OUT [PICTURES [CLIPS [EACH]]]

writes PICTURES chats (100) in folders of EACH (5), which are cases, and CLIPS clips (4) of
the shop counter. The same numbers give the same files.
"""

from __future__ import annotations

import random
import sys
from pathlib import Path

import cv2
import numpy as np

import samples

HEIGHT = 1100
FIRST = ("橙子", "山野", "小满", "阿柚", "南风", "北巷", "青禾", "夏木", "云朵", "星河")
SECOND = ("皮", "来信", "不甜", "同学", "先生", "小姐", "the cat", "2019", "在路上", "酱")
WORDS = (
    "老板，我昨天存的衣服洗好了吗",
    "电话 138{number:04d}8000",
    "微信号：momo_{number:04d}x",
    "订单号 20240101{number:04d}，谢谢",
    "好的，我明天下午过来取",
    "这个价格可以再便宜一点吗",
)


def draw(seed: int) -> samples.Picture:
    """Draw a short chat; two of its people come from a crowd of a hundred."""
    dice = random.Random(seed)  # noqa: S311 - the same samples every time
    theme = samples.DARK if dice.random() < 0.3 else samples.LIGHT  # noqa: PLR2004 - three in ten
    picture = np.full((HEIGHT, samples.WIDTH, 3), theme.paper, np.uint8)
    samples.write(picture, "<", (40, 165), theme.ink, 52)
    samples.write(picture, f"会员群({dice.randint(3, 400)})", (420, 165), theme.ink, 46)
    people = [dice.choice(FIRST) + dice.choice(SECOND) for _ in range(2)]
    y = 230
    for turn in range(4):
        words = dice.choice(WORDS).format(number=dice.randrange(10_000))
        name = people[turn % 2]
        message = ("right", "", words) if turn == 1 else ("left", name, words)
        y = samples.draw_message(picture, theme, y, message, hash_of(name)) + samples.GAP
    return picture


def hash_of(name: str) -> int:
    """Return a number for a name, the same one in every run."""
    return sum(ord(letter) * 31**place for place, letter in enumerate(name)) % 10_000


def make(folder: Path, pictures: int = 100, clips: int = 4, each: int = 5) -> None:
    """Write the samples into a folder."""
    for number in range(pictures):
        case = folder / f"case-{number // each:05d}"
        case.mkdir(parents=True, exist_ok=True)
        cv2.imwrite(str(case / f"chat-{number:05d}.png"), draw(number)[:, :, ::-1])
    for number in range(clips):
        case = folder / f"clips-{number:03d}"
        case.mkdir(parents=True, exist_ok=True)
        samples.save_clip(case / "counter.mp4", 12 + number % 3)


if __name__ == "__main__":
    make(Path(sys.argv[1]), *map(int, sys.argv[2:5]))
    print(f"samples are in {sys.argv[1]}")
