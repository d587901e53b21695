"""Draws the samples: a group chat in light and dark, a statement, and a clip of a shop counter.

Every name, number and face here is made up and drawn by this script, with OpenCV's
built-in font, so that nothing has to be downloaded.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
import cv2
import numpy as np
import numpy.typing as npt

Picture = npt.NDArray[np.uint8]
Color = tuple[int, int, int]

WIDTH, HEIGHT = 1080, 1980
AVATAR, EDGE, GAP = 112, 30, 24

CHAT = (
    ("left", "橙子皮", "老板，我昨天存的衣服洗好了吗"),
    ("right", "", "您留个联系方式，好了通知您"),
    ("left", "橙子皮", "电话 138 0013 8000"),
    ("left", "Momo酱", "微信号：momo_jiang2019"),
    ("notice", "", "“橙子皮”邀请“山野来信”加入了群聊"),
    ("right", "", "@Momo酱 已经加您了"),
    ("qr", "山野来信", ""),
    ("left", "山野来信", "订单号 20240101556，谢谢"),
)

STATEMENT = """# 关于近日差评的说明

顾客王女士（微信号：momo_jiang2019，电话 138 0013 8000）在平台发布的评价与事实不符。
事发当天的订单号为 20240101556。我店可向公众提供全程监控录像。
"""


@dataclass(frozen=True)
class Theme:
    """Colors of a chat, RGB."""

    paper: Color
    bar: Color
    ink: Color
    faint: Color
    theirs: Color
    ours: Color


LIGHT = Theme(
    paper=(237, 237, 237),
    bar=(237, 237, 237),
    ink=(17, 17, 17),
    faint=(127, 127, 127),
    theirs=(255, 255, 255),
    ours=(149, 236, 105),
)
DARK = Theme(
    paper=(17, 17, 17),
    bar=(17, 17, 17),
    ink=(213, 213, 213),
    faint=(110, 110, 110),
    theirs=(44, 44, 44),
    ours=(62, 181, 117),
)


def write(picture: Picture, text: str, place: tuple[int, int], color: Color, size: int) -> int:
    """Write ``text`` with its base line at ``place``; return the x behind it."""
    face = cv2.FontFace("uni")
    (end, _), _ = cv2.putText(picture, text, place, color, face, size, 400)
    return int(end)


def extent(text: str, size: int) -> int:
    """Return the width of a text in pixels."""
    face = cv2.FontFace("uni")
    return int(cv2.getTextSize((WIDTH, HEIGHT), text, (0, 0), face, size, 400)[2])


def avatar(picture: Picture, x: int, y: int, seed: int) -> None:
    """Draw hills under a moon, in colors of the seed."""
    rng = np.random.default_rng(seed)
    tile = picture[y : y + AVATAR, x : x + AVATAR]
    sky, hill, moon = (tuple(int(v) for v in rng.integers(40, 230, 3)) for _ in range(3))
    tile[:] = sky
    cv2.circle(tile, (int(rng.integers(25, 90)), 32), 15, moon, -1, cv2.LINE_AA)
    for middle, top in zip(rng.integers(0, AVATAR, 3), rng.integers(50, 90, 3), strict=True):
        shape = np.array([[middle - 70, AVATAR], [middle, top], [middle + 70, AVATAR]], np.int32)
        cv2.fillPoly(tile, [shape], hill, cv2.LINE_AA)
        hill = tuple(int(v * 0.7) for v in hill)


def rounded(picture: Picture, box: tuple[int, int, int, int], color: Color) -> None:
    """Fill a rectangle with round corners, xyxy."""
    x0, y0, x1, y1 = box
    r = 12
    cv2.rectangle(picture, (x0 + r, y0), (x1 - r, y1), color, -1)
    cv2.rectangle(picture, (x0, y0 + r), (x1, y1 - r), color, -1)
    for x in (x0 + r, x1 - r):
        for y in (y0 + r, y1 - r):
            cv2.circle(picture, (x, y), r, color, -1, cv2.LINE_AA)


def qr_code(side: int) -> Picture:
    """Return a QR code that says it is a sample."""
    code = cv2.QRCodeEncoder.create().encode("https://example.org/redactkit-sample")
    code = cv2.resize(code, (side, side), interpolation=cv2.INTER_NEAREST)
    return np.repeat(code[:, :, None], 3, axis=2)


def draw_chat(theme: Theme) -> Picture:
    """Draw the group chat."""
    picture = np.full((HEIGHT, WIDTH, 3), theme.paper, np.uint8)
    write(picture, "19:33", (70, 62), theme.ink, 40)
    write(picture, "<", (40, 165), theme.ink, 52)
    title = "洗衣店会员群(23)"
    write(picture, title, ((WIDTH - extent(title, 46)) // 2, 165), theme.ink, 46)
    write(picture, "···", (WIDTH - 110, 165), theme.ink, 46)
    y = 230
    seeds = {"": 5, "橙子皮": 1, "Momo酱": 2, "山野来信": 3}
    for side, name, text in CHAT:
        y = draw_message(picture, theme, y, (side, name, text), seeds[name]) + GAP
    return picture


def draw_message(
    picture: Picture, theme: Theme, y: int, message: tuple[str, str, str], seed: int
) -> int:
    """Draw one line of the chat with its top at ``y``; return its bottom."""
    side, name, text = message
    if side == "notice":
        write(picture, text, ((WIDTH - extent(text, 32)) // 2, y + 40), theme.faint, 32)
        return y + 56
    if side == "right":
        avatar(picture, WIDTH - EDGE - AVATAR, y, seed)
        end = WIDTH - EDGE - AVATAR - 30
        rounded(picture, (end - extent(text, 44) - 60, y, end, y + AVATAR), theme.ours)
        ink = (17, 17, 17)
        write(picture, text, (end - extent(text, 44) - 30, y + 71), ink, 44)
        return y + AVATAR
    avatar(picture, EDGE, y, seed)
    start = EDGE + AVATAR + 30
    write(picture, name, (start, y + 28), theme.faint, 32)
    if side == "qr":
        rounded(picture, (start, y + 46, start + 420, y + 466), (255, 255, 255))
        picture[y + 66 : y + 446, start + 20 : start + 400] = qr_code(380)
        return y + 466
    rounded(picture, (start, y + 46, start + extent(text, 44) + 60, y + 46 + AVATAR), theme.theirs)
    write(picture, text, (start + 30, y + 117), theme.ink, 44)
    return y + 46 + AVATAR


SKINLESS: tuple[tuple[float, float, float, float, float, float, Color], ...] = (
    # center x and y, half axes, softness of the rim, opacity; in percent of the head's size
    (-18, -7, 9, 4, 0.35, 1.0, (215, 205, 198)),
    (18, -7, 9, 4, 0.35, 1.0, (215, 205, 198)),
    (-18, -7, 4.6, 4.6, 0.3, 1.0, (30, 22, 18)),
    (18, -7, 4.6, 4.6, 0.3, 1.0, (30, 22, 18)),
    (-18, -12, 11, 2.2, 0.5, 1.0, (40, 28, 22)),
    (18, -12, 11, 2.2, 0.5, 1.0, (40, 28, 22)),
    (-19, -22, 14, 3.4, 0.6, 1.0, (50, 36, 30)),
    (19, -22, 14, 3.4, 0.6, 1.0, (50, 36, 30)),
    (0, 34, 17, 3.4, 0.5, 1.0, (150, 78, 76)),
    (0, 39, 13, 4, 0.6, 1.0, (176, 96, 92)),
    (0, 36, 16, 1.3, 0.6, 1.0, (95, 42, 42)),
    (0, -46, 44, 22, 0.25, 1.0, (38, 28, 24)),
)
"""Eyes, lids, brows, mouth and fringe."""

SHADOWS: tuple[tuple[float, float, float, float, float, float, float], ...] = (
    # the same, and how bright the skin is there
    (-18, -9, 14, 9, 0.9, 0.5, 0.45),
    (18, -9, 14, 9, 0.9, 0.5, 0.45),
    (-6, 17, 3.2, 2.4, 0.6, 1.0, 0.35),
    (6, 17, 3.2, 2.4, 0.6, 1.0, 0.35),
    (-4, 6, 3, 16, 1.0, 0.35, 1.2),
    (6, 8, 4, 16, 1.0, 0.4, 0.55),
    (0, 22, 12, 4, 1.0, 0.45, 0.5),
    (0, 47, 10, 3, 1.0, 0.4, 0.55),
)
"""Eye sockets, nostrils, the ridge and side of the nose, lip and chin."""


def head(picture: Picture, x: float, y: float, size: float, skin: Color) -> None:
    """Draw a head lit from the left around ``(x, y)``; ``size`` px from hair to chin and more."""
    side = round(2 * size)
    rows, columns = np.mgrid[0 : 4 * side, 0 : 4 * side].astype(np.float32)
    across, down = (columns - 2 * side) * 25 / size, (rows - 2 * side) * 25 / size
    paint = np.zeros((4 * side, 4 * side, 3), np.float32)
    seen = np.zeros((4 * side, 4 * side, 1), np.float32)

    def oval(cx: float, cy: float, rx: float, ry: float, soft: float) -> npt.NDArray[np.float32]:
        away = np.sqrt(((across - cx) / rx) ** 2 + ((down - cy) / ry) ** 2)
        return np.clip((1 - away) / soft + 0.5, 0, 1).astype(np.float32)[:, :, None]

    def put(share: npt.NDArray[np.float32], color: npt.NDArray[np.float32]) -> None:
        paint[:] = paint * (1 - share) + color * share
        np.maximum(seen, share, out=seen)

    tone = np.array(skin, np.float32)
    put(oval(0, 55, 24, 50, 0.1) * (down > 20)[:, :, None], tone * 0.62)  # noqa: PLR2004 - the neck
    put(oval(0, -12, 50, 62, 0.06), np.array((38, 28, 24), np.float32))
    light = (
        1 - 0.38 * np.clip((across + 5) / 45, 0, 1) ** 1.5 - 0.15 * np.clip((down - 25) / 40, 0, 1)
    )
    put(oval(0, 2, 41, 56, 0.06), tone * light[:, :, None])
    for *place, opacity, bright in SHADOWS:
        put(oval(*place) * opacity, np.minimum(255, tone * bright))
    for *place, opacity, color in SKINLESS:
        put(oval(*place) * opacity, np.array(color, np.float32))
    small = cv2.resize(np.dstack([paint, seen]), (side, side), interpolation=cv2.INTER_AREA)
    left, top = round(x - size), round(y - size)
    place = picture[top : top + side, left : left + side]
    share = small[: place.shape[0], : place.shape[1], 3:]
    place[:] = place * (1 - share) + small[: place.shape[0], : place.shape[1], :3] * share


def draw_counter(index: int, frames: int) -> Picture:
    """Draw one frame of the clip: two people before a counter, one walks by."""
    rng = np.random.default_rng(index)
    picture = np.full((480, 704, 3), (146, 150, 152), np.uint8)
    picture[300:] = (112, 98, 86)
    cv2.rectangle(picture, (60, 60), (260, 220), (96, 110, 120), -1)
    cv2.rectangle(picture, (300, 40), (420, 160), (170, 166, 150), -1)
    walk = 90 + 520 * index / frames
    for x, y, size, skin, coat in (
        (560.0, 190.0, 74.0, (208, 164, 136), (60, 74, 120)),
        (walk, 205.0, 82.0, (222, 182, 154), (130, 60, 56)),
    ):
        cv2.ellipse(picture, (round(x), 400), (95, 140), 0, 180, 360, coat, -1, cv2.LINE_AA)
        head(picture, x, y, size, skin)
    write(picture, "2024-01-01 12:00:00", (12, 28), (235, 235, 235), 20)
    noise = rng.normal(0, 3, picture.shape)
    soft = cv2.GaussianBlur(picture, (0, 0), 0.8)
    return np.clip(soft + noise, 0, 255).astype(np.uint8)


def save_clip(path: Path, frames: int = 50) -> None:
    """Encode the clip as H.264 in MP4, 25 frames a second."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=Fraction(25))
        stream.width, stream.height, stream.pix_fmt = 704, 480, "yuv420p"
        stream.options = {"crf": "23", "preset": "veryfast"}
        for index in range(frames):
            picture = av.VideoFrame.from_ndarray(draw_counter(index, frames), format="rgb24")
            container.mux(stream.encode(picture))
        container.mux(stream.encode(None))


def make(folder: Path) -> None:
    """Write all samples into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, theme in (("chat-light.png", LIGHT), ("chat-dark.png", DARK)):
        cv2.imwrite(str(folder / name), draw_chat(theme)[:, :, ::-1])
    (folder / "statement.md").write_text(STATEMENT, encoding="utf-8")
    save_clip(folder / "counter.mp4")


if __name__ == "__main__":
    make(Path("out/samples"))
    print("samples are in out/samples")
