"""Make the pictures of the docs, of a case that is drawn: before and after, review page, report.

    python docs/make_pictures.py [FOLDER]

Needs the extra `dev` and a chromium. Nobody in the pictures exists (examples/merchant.py).
"""

from __future__ import annotations

import io
import os
import shutil
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "examples"))

import merchant  # noqa: E402 - lies in examples/
import samples  # noqa: E402
from redactkit import Case  # noqa: E402
from redactkit.batch import RECORD_ENDING  # noqa: E402
from redactkit.pipeline.redactor import Redactor  # noqa: E402
from redactkit.review.report import entries_of, write_report  # noqa: E402
from redactkit.review.server import ReviewServer  # noqa: E402
from redactkit.review.session import ReviewSession  # noqa: E402

if TYPE_CHECKING:
    from playwright.sync_api import Browser

FILES = ("2-group.png", "counter.mp4")
WIDE, HIGH, RIM = 1280, 860, 40
COLORS = 256
"""Of the finished PNGs; they show text and flat covers."""


def make(folder: Path, kit: Redactor) -> None:
    """Write before-after.png, review.png and report.png into a folder."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - for this alone

    chromium = os.environ.get("REDACTKIT_CHROMIUM") or shutil.which("chromium")
    with tempfile.TemporaryDirectory() as name, sync_playwright() as tool:
        case, out = Path(name) / "case", Path(name) / "finished"
        merchant.draw(case)
        out.mkdir()
        before_after(Path(name), folder / "before-after.png", kit)
        plans = {file: kit.plan(case / file) for file in FILES}
        desk = ReviewSession(kit, out)
        for file, plan in plans.items():
            desk.add(case / file, plan)
            done = kit.apply(plan, case / file, out / file)
            (out / (file + RECORD_ENDING)).write_text(done.record.to_json(), encoding="utf-8")
        write_report(out / "report.html", entries_of(out))
        browser = tool.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        with ReviewServer(desk) as server:
            shoot(browser, server.url, folder / "review.png", ".card")
        shoot(browser, (out / "report.html").as_uri(), folder / "report.png", "body")
        browser.close()


def before_after(work: Path, target: Path, kit: Redactor) -> None:
    """Put the drawn group chat beside its redacted form, half as large."""
    before, after = work / "before.png", work / "after.png"
    Image.fromarray(samples.draw_chat(samples.LIGHT)).save(before)
    kit.for_case(Case()).image(before, after)
    with Image.open(before) as left, Image.open(after) as right:
        joined = Image.new("RGB", (2 * left.width + RIM, left.height), "white")
        joined.paste(left, (0, 0))
        joined.paste(right, (left.width + RIM, 0))
    small = joined.resize((joined.width // 2, joined.height // 2), Image.Resampling.BOX)
    small.quantize(COLORS, dither=Image.Dither.NONE).save(target, optimize=True)


def shoot(browser: Browser, address: str, target: Path, wait_for: str) -> None:
    """Take a picture of a page, in few colors."""
    page = browser.new_page(viewport={"width": WIDE, "height": HIGH})
    page.goto(address)
    page.wait_for_selector(wait_for)
    page.wait_for_load_state("networkidle")
    shot = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    shot.quantize(COLORS, dither=Image.Dither.NONE).save(target, optimize=True)
    page.close()


if __name__ == "__main__":
    place = Path(sys.argv[1]) if sys.argv[1:] else ROOT / "docs" / "pictures"
    place.mkdir(parents=True, exist_ok=True)
    make(place, Redactor(now=lambda: "2026-01-01T00:00:00+00:00"))
