"""A merchant's case from end to end: a statement, three screenshots and a clip, all drawn here.

    python examples/merchant.py OUT

writes OUT/case (drawn), OUT/redacted (finished, with a record beside each file) and
OUT/redacted/report.html, then looks at every finished file again as a stranger would.
Everybody has the same stand-in in the statement and in all three screenshots.
"""

from __future__ import annotations

import sys
from pathlib import Path

import cv2
import numpy as np

import redactkit
import samples
from redactkit.batch import RECORD_ENDING, Options
from redactkit.review.report import entries_of, write_report

STATEMENT = """# 关于近日差评的说明

会员群顾客“橙子皮”与“Momo酱”在平台发布的评价与事实不符。Momo酱的微信号：momo_jiang2019，
电话 138 0013 8000，订单号 20240101556。衣服已于当天完好交还，柜台录像附后。
"""

GROUP = (
    ("left", "橙子皮", "老板，我昨天存的衣服洗好了吗"),
    ("right", "", "您留个联系方式，好了通知您"),
    ("left", "橙子皮", "电话 138 0013 8000"),
)
LATER = (
    ("left", "Momo酱", "微信号：momo_jiang2019"),
    ("right", "", "@Momo酱 已经加您了"),
    ("qr", "橙子皮", ""),
)
PRIVATE = (
    ("left", "", "衣服上多了一块印子，怎么赔"),
    ("right", "", "您来店里看看可以吗"),
)

HEIGHT = 1200
SEEDS = {"": 5, "橙子皮": 1, "Momo酱": 2}


def screen(theme: samples.Theme, title: str, messages: tuple[tuple[str, str, str], ...]) -> bytes:
    """Draw a chat under its title bar and return it as PNG."""
    picture = np.full((HEIGHT, samples.WIDTH, 3), theme.paper, np.uint8)
    samples.write(picture, "19:33", (70, 62), theme.ink, 40)
    samples.write(picture, "<", (40, 165), theme.ink, 52)
    left = (samples.WIDTH - samples.extent(title, 46)) // 2
    samples.write(picture, title, (left, 165), theme.ink, 46)
    y = 230
    for side, name, words in messages:
        seed = SEEDS[title if side == "left" and not name else name]
        y = samples.draw_message(picture, theme, y, (side, name, words), seed) + samples.GAP
    return cv2.imencode(".png", picture[:, :, ::-1])[1].tobytes()


def draw(folder: Path, frames: int = 15) -> None:
    """Draw the case; the clip has ``frames`` pictures, 25 a second."""
    folder.mkdir(parents=True, exist_ok=True)
    title = "洗衣店会员群(23)"
    (folder / "1-group.png").write_bytes(screen(samples.LIGHT, title, GROUP))
    (folder / "2-group.png").write_bytes(screen(samples.DARK, title, LATER))
    (folder / "3-private.png").write_bytes(screen(samples.LIGHT, "Momo酱", PRIVATE))
    (folder / "statement.md").write_text(STATEMENT, encoding="utf-8")
    samples.save_clip(folder / "counter.mp4", frames)


def main(out: Path) -> int:
    """Draw, redact, report, and look again; return the exit code."""
    draw(out / "case")
    kit = redactkit.Redactor()
    redacted = out / "redacted"
    summary = redactkit.redact_folder(
        out / "case", redacted, redactor=kit, options=Options(keep_names=True)
    )
    for outcome in summary.failed:
        print(f"{outcome.name}: {outcome.error}")
    write_report(redacted / "report.html", entries_of(redacted))
    bad = summary.failures
    for path in sorted(redacted.glob("*" + RECORD_ENDING)):
        record = redactkit.Record.from_json(path.read_text(encoding="utf-8"))
        finished = path.with_name(path.name.removesuffix(RECORD_ENDING))
        report = kit.check(finished, record=record)
        bad += not report.clean
        state = "nothing left" if report.clean else f"LEFT: {report.visible} {report.faults}"
        print(f"{finished.name}: {len(record.removed)} removed, {state}")
    print(f"read {redacted}/report.html, then look at every file before you publish it")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
