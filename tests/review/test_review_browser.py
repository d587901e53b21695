"""The review page in a real headless browser: Debian's chromium, driven by Playwright."""

import os
import shutil
import threading

import numpy as np
import pytest
from PIL import Image

import hiding
from redactkit.pipeline.redactor import Redactor
from redactkit.records.record import Record
from redactkit.review import views as deskview
from redactkit.review.server import ReviewServer
from redactkit.review.session import ReviewSession
from review_cases import (
    FACE,
    FRAMES,
    PHONE,
    clip_plan,
    make_clip,
    make_desk,
    make_picture,
    picture_plan,
)

CHROMIUM = os.environ.get("REDACTKIT_CHROMIUM") or shutil.which("chromium")
ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]

playwright = pytest.importorskip("playwright.sync_api", reason="needs pip install playwright")
pytestmark = [
    pytest.mark.skipif(CHROMIUM is None, reason="needs apt-get install chromium"),
    # Playwright's own event loop leaves its pipes to the collector
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


@pytest.fixture(scope="module")
def browser():
    with playwright.sync_playwright() as tool:
        browser = tool.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def desk(tmp_path):
    desk = make_desk(tmp_path)
    picture = make_picture(tmp_path / "chat.png")
    clip = make_clip(tmp_path / "cctv.mp4")
    desk.add(picture, picture_plan(picture))
    desk.add(clip, clip_plan(clip))
    return desk


@pytest.fixture
def page(browser, desk):
    """Open the page, and hold that it asks nobody else and breaks no rule of its own."""
    with ReviewServer(desk) as server:
        context = browser.new_context(viewport={"width": 1280, "height": 800})
        page = context.new_page()
        page.set_default_timeout(10_000)
        faults, outside = [], []
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda line: faults.append(line.text) if line.type == "error" else None)
        page.on(
            "request",
            lambda ask: outside.append(ask.url) if not ask.url.startswith(server.url) else None,
        )
        page.goto(server.url)
        page.wait_for_selector(".card")
        yield page
        stored = page.evaluate(
            "async () => [localStorage.length, sessionStorage.length, document.cookie,"
            " (await caches.keys()).length, (await indexedDB.databases()).length]"
        )
        cookies = context.cookies()
        context.close()
    assert not faults
    assert not outside
    assert stored == [0, 0, "", 0, 0]
    assert not cookies


def now(desk, number=0):
    return desk.sheets[number].plan.redactions


def now_plan(desk):
    return desk.sheets[0].plan


def until(page, check):
    """Wait until ``check`` holds; the page's own loop runs meanwhile."""
    for _ in range(200):
        if check():
            return
        page.wait_for_timeout(50)
    pytest.fail("it did not come about")


def drag(page, box, width):
    """Drag from one corner of a box in the picture's pixels to the other."""
    area = page.locator("#boxes").bounding_box()
    scale = area["width"] / width
    x0, y0, x1, y1 = (value * scale for value in box)
    page.mouse.move(area["x"] + x0, area["y"] + y0)
    page.mouse.down()
    page.mouse.move(area["x"] + (x0 + x1) / 2, area["y"] + (y0 + y1) / 2)
    page.mouse.move(area["x"] + x1, area["y"] + y1)
    page.mouse.up()


def write(page, desk):
    page.keyboard.press("a")
    page.locator("#applyyes").click()
    until(page, lambda: all(sheet.status == "done" for sheet in desk.sheets))


def test_it_shows_what_was_found_in_chinese_first(page):
    assert page.locator("html").get_attribute("lang") == "zh-CN"
    assert page.locator(".card").count() == 3
    assert page.locator("#boxes rect").count() == 3
    assert "昵称" in page.locator("#cards").inner_text()

    page.keyboard.press("l")

    assert page.locator("html").get_attribute("lang") == "en"
    assert "Nickname" in page.locator("#cards").inner_text()


def test_toggle_draw_rename_and_apply_end_in_the_written_file(page, desk):
    page.locator("#switch-0").click()
    # the plan changes before the page has drawn its cards anew, and typing would be lost
    page.locator("#switch-0[aria-checked=false]").wait_for()
    assert now(desk)[0].method is None

    page.locator("#alias-1").fill("[号码]")
    page.locator("#alias-1").press("Enter")
    page.locator("#card-1 em", has_text="[号码]").wait_for()
    assert now(desk)[1].finding.alias == "[号码]"

    page.locator("#method-1").select_option("fill")
    until(page, lambda: now(desk)[1].reason == "by hand")

    page.keyboard.press("d")
    page.locator("#drawkind").select_option("AVATAR")
    drag(page, (10, 16, 50, 56), 300)
    until(page, lambda: len(now(desk)) == 4)
    write(page, desk)

    before = np.asarray(Image.open(desk.sheets[0].source))
    after = np.asarray(Image.open(desk.out / "chat.png"))
    assert (after[20:40, 60:140] == before[20:40, 60:140]).all()
    x0, y0, x1, y1 = PHONE.pixels(300, 200)
    assert len(np.unique(after[y0:y1, x0:x1].reshape(-1, 3), axis=0)) == 1
    assert len(np.unique(after[18:54, 12:48].reshape(-1, 3), axis=0)) == 1
    record = Record.from_json((desk.out / "chat.png.record.json").read_text(encoding="utf-8"))
    assert [item.kind for item in record.removed] == ["PHONE", "AVATAR"]
    assert record.removed[0].alias == "[号码]"
    assert (desk.out / "report.html").is_file()


def test_what_is_typed_outlives_the_answer_to_an_earlier_edit(page, desk):
    """The cards are drawn anew with every answer; typing goes on through it."""

    def late(route):
        page.wait_for_timeout(400)
        route.continue_()

    page.route("**/edit", late)
    page.locator("#switch-0").click(no_wait_after=True)
    page.locator("#alias-1").click()
    page.keyboard.press("Control+a")
    page.keyboard.type("李老", delay=60)
    page.locator("#switch-0[aria-checked=false]").wait_for()
    page.keyboard.type("板", delay=60)

    assert page.evaluate("document.activeElement.id") == "alias-1"
    assert page.locator("#alias-1").input_value() == "李老板"
    page.keyboard.press("Enter")
    until(page, lambda: now(desk)[1].finding.alias == "李老板")
    page.locator("#card-1 em", has_text="李老板").wait_for()


def test_a_field_that_was_only_entered_keeps_its_selection(page, desk):
    page.keyboard.press("j")
    chosen = page.locator('.card[aria-selected="true"]').get_attribute("id")
    number = int(chosen.removeprefix("card-"))
    page.keyboard.press("Space")
    page.keyboard.press("e")
    until(page, lambda: now(desk)[number].method is None or now(desk)[number].reason == "by hand")
    page.wait_for_timeout(200)
    page.keyboard.type("店员")
    page.keyboard.press("Enter")

    until(page, lambda: now(desk)[number].finding.alias == "店员")


def test_edits_are_saved_when_asked_and_taken_up_again(page, desk):
    page.locator("#switch-0").click()
    page.locator("#switch-0[aria-checked=false]").wait_for()
    assert not list(desk.out.iterdir())
    page.keyboard.press("s")
    page.locator("#say", has_text="已保存").wait_for()

    assert sorted(path.name for path in desk.out.iterdir()) == [
        "cctv.mp4.plan.json",
        "chat.png.plan.json",
    ]
    again = ReviewSession(Redactor(now=None), desk.out)
    again.add(desk.sheets[0].source)
    assert again.sheets[0].plan == now_plan(desk)
    again.close()


def test_nothing_of_it_is_left_in_the_browsers_profile(browser, desk, tmp_path):
    """What was shown and typed must not lie on the disk afterwards: no cache, no storage."""
    profile = tmp_path / "profile"
    with ReviewServer(desk) as server:
        context = browser.browser_type.launch_persistent_context(
            profile, executable_path=CHROMIUM, args=ARGUMENTS
        )
        page = context.new_page()
        page.goto(server.url)
        page.wait_for_selector(".card img")
        page.locator("#alias-1").fill("张三")
        page.locator("#alias-1").press("Enter")
        until(page, lambda: now(desk)[1].finding.alias == "张三")
        page.keyboard.press("v")
        page.keyboard.press("]")
        page.wait_for_selector(".spots img")
        context.close()
        shown = [deskview.picture(sheet, 0, 0) for sheet in desk.sheets]
    files = [path for path in profile.rglob("*") if path.is_file()]

    assert files
    for path in files:
        data = path.read_bytes()
        assert not hiding.told(data), path.name
        for picture in shown:
            assert picture[-400:-300] not in data, path.name


def test_keys_pressed_faster_than_answers_come_are_all_carried_out(page, desk):
    for key in ("Space", "j", "Space", "j", "Space", "Space", "Space"):
        page.keyboard.press(key)

    until(page, lambda: [r.method is None for r in now(desk)] == [True, True, False])


def test_it_can_be_done_with_the_keyboard_alone(page, desk):
    for key in ("j", "k", "j"):
        page.keyboard.press(key)
    chosen = page.locator('.card[aria-selected="true"]').get_attribute("id")
    number = int(chosen.removeprefix("card-"))
    was = now(desk)[number].method is not None

    page.keyboard.press("Space")
    until(page, lambda: (now(desk)[number].method is not None) is not was)
    page.keyboard.press("u")
    until(page, lambda: (now(desk)[number].method is not None) is was)
    page.keyboard.press("1")
    until(page, lambda: now(desk)[number].reason == "by hand")

    page.keyboard.press("d")
    for key in ("ArrowRight", "ArrowDown", "Shift+ArrowRight", "Enter"):
        page.keyboard.press(key)
    page.wait_for_selector('#card-3[aria-selected="true"]')
    page.keyboard.press("Escape")
    page.keyboard.press("Delete")
    until(page, lambda: len(now(desk)) == 3)

    page.keyboard.press("?")
    assert page.locator("#helpbox").is_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("a")
    page.keyboard.press("Enter")
    until(page, lambda: all(sheet.status == "done" for sheet in desk.sheets))


def test_the_list_is_filtered_by_kind_score_and_state(page):
    page.locator("#kinds button", has_text="电话").click()
    assert page.locator(".card").count() == 2
    assert page.locator("#boxes rect").count() == 2
    page.locator("#kinds button", has_text="电话").click()

    page.locator("#low").fill("0.5")
    assert page.locator(".card").count() == 2
    page.locator("#low").fill("0")

    page.locator("#show").select_option("off")
    assert page.locator(".card").count() == 1


def test_while_a_file_is_looked_at_the_page_says_so_and_then_shows_it(browser, tmp_path):
    go = threading.Event()

    class Slow(Redactor):
        def plan(self, source, *, on_progress=None):
            on_progress(1, 4)
            go.wait(10)
            return picture_plan(source)

    desk = ReviewSession(Slow(now=None), tmp_path)
    (tmp_path / "in").mkdir()
    desk.add(make_picture(tmp_path / "in" / "chat.png"))
    with ReviewServer(desk) as server:
        page = browser.new_page()
        page.goto(server.url)
        page.wait_for_selector("#files progress")
        assert page.locator("#wait").is_visible()
        for key in ("j", "Space", "a", "u", "w"):
            page.keyboard.press(key)
        go.set()
        page.wait_for_selector(".card")
        assert not page.locator("#wait").is_visible()
        page.close()


def test_light_and_dark_can_be_chosen(page):
    def paper():
        return page.evaluate("getComputedStyle(document.body).backgroundColor")

    light = paper()
    page.keyboard.press("t")
    dark = paper()
    page.keyboard.press("t")

    assert light != dark
    assert paper() == light
    page.emulate_media(color_scheme="dark")
    page.reload()
    page.wait_for_selector(".card")
    assert paper() == dark


def test_a_clip_is_followed_from_a_drawn_box_and_written(page, desk):
    page.keyboard.press("]")
    page.wait_for_selector(".spots img")
    page.keyboard.press("Space")
    until(page, lambda: now(desk, 1)[0].method is None)
    page.keyboard.press("ArrowLeft")
    page.wait_for_timeout(200)
    frame = page.evaluate("Number(document.getElementById('lanes').getAttribute('aria-valuenow'))")

    page.keyboard.press("d")
    page.locator("#drawmethod").select_option("fill")
    drag(page, FACE.shifted(3 * frame, 0).xyxy, 160)
    until(page, lambda: len(now(desk, 1)) == 2)
    found = now(desk, 1)[1].finding
    assert found.last - found.first >= FRAMES - 3
    write(page, desk)

    from redactkit.media.video import decoding

    for pixels in decoding.read(desk.out / "cctv.mp4"):
        if not found.first <= pixels.index <= found.last:
            continue
        x0, y0, x1, y1 = FACE.shifted(3 * pixels.index, 0).pixels(160, 120)
        middle = pixels.pixels[y0 + 8 : y1 - 8, x0 + 8 : x1 - 8].astype(int)
        assert np.abs(middle - (64, 72, 88)).mean() < 12, pixels.index


def test_the_timeline_and_the_weak_spots_lead_to_their_frames(page):
    page.keyboard.press("]")
    page.wait_for_selector(".spots img")
    where = page.locator("#lanes")
    area = where.bounding_box()
    page.mouse.click(area["x"] + area["width"] * 0.31, area["y"] + 30)
    assert where.get_attribute("aria-valuenow") == "6"

    page.keyboard.press("w")
    assert where.get_attribute("aria-valuenow") == "10"
    page.keyboard.press("Shift+ArrowLeft")
    assert where.get_attribute("aria-valuenow") == "0"


def test_the_preview_differs_from_the_original(page):
    image = page.locator("#strips img")
    plain = image.get_attribute("src")
    page.keyboard.press("v")

    assert "painted" in image.get_attribute("src")
    assert image.get_attribute("src") != plain
