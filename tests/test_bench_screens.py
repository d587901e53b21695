"""The benchmarks' scorer of screenshots, and the screenshots that are drawn for it."""

import sys
from pathlib import Path

import cv2
import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "benchmarks"))

from bench import looks, pages, score_screens
from bench.brush import Run, Sheet
from bench.chat import qr_code
from bench.inks import widened, window_mean
from bench.score_screens import Compared, Verdict
from bench.screens import Shot, chat_screen


@pytest.fixture(scope="module")
def screen():
    return chat_screen(Shot(looks.QQ, 3, 540)).sheet


def items(sheet):
    return [(item.as_json(), item.boxes) for item in sheet.items]


def painted(sheet, kinds, grow=2):
    out = sheet.pixels.copy()
    for item in sheet.items:
        if (item.kind != "KEEP") == kinds:
            for x0, y0, x1, y1 in item.boxes:
                out[max(0, y0 - grow) : y1 + grow, max(0, x0 - grow) : x1 + grow] = (90, 90, 90)
    return out


def verdicts(sheet, finished, *, lossy=False):
    pair = Compared(sheet.pixels, finished, lossy=lossy)
    hidden = [
        all(pair.covered(box, item) for box in boxes)
        for item, boxes in items(sheet)
        if item["kind"] != "KEEP"
    ]
    harmed = [pair.overdone(boxes, item) for item, boxes in items(sheet) if item["kind"] == "KEEP"]
    return hidden, harmed


def test_nothing_done_covers_nothing_and_harms_nothing(screen):
    hidden, harmed = verdicts(screen, screen.pixels)
    assert len(hidden) > 10
    assert len(harmed) > 5
    assert not any(hidden)
    assert not any(harmed)


def test_exact_covers_cover_all_and_harm_nothing(screen):
    hidden, harmed = verdicts(screen, painted(screen, kinds=True))
    assert all(hidden)
    assert not any(harmed)


def test_covers_in_the_wrong_places_harm_and_do_not_cover(screen):
    hidden, harmed = verdicts(screen, painted(screen, kinds=False, grow=0))
    assert not any(hidden)
    assert all(harmed)


def test_a_blur_that_leaves_strokes_does_not_cover(screen):
    soft = cv2.GaussianBlur(screen.pixels, (0, 0), 1.0)
    hidden, _ = verdicts(screen, soft)
    assert not any(hidden)


def test_jpeg_noise_is_no_change(screen):
    _, data = cv2.imencode(".jpg", screen.pixels, [cv2.IMWRITE_JPEG_QUALITY, 85])
    hidden, harmed = verdicts(screen, cv2.imdecode(data, cv2.IMREAD_COLOR), lossy=True)
    assert not any(hidden)
    assert not any(harmed)


def test_one_line_left_of_a_broken_number_is_not_covered():
    sheet = Sheet(400, 200, (255, 255, 255))
    run = Run("13812345678", "PHONE")
    sheet.flow([[("1381234", run)], [("5678", run)]], (20, 20), (0, 0, 0), 30, 50)
    (item,) = sheet.items
    assert len(item.boxes) == 2
    x0, y0, x1, y1 = item.boxes[0]
    half = sheet.pixels.copy()
    half[y0 - 2 : y1 + 2, x0 - 2 : x1 + 2] = 0
    hidden, _ = verdicts(sheet, half)
    assert hidden == [False]


def test_a_text_on_an_uneven_ground_is_judged_by_its_strokes():
    rng = np.random.default_rng(1)
    ground = cv2.resize(rng.integers(90, 200, (6, 9, 3)).astype(np.uint8), (360, 120))
    sheet = Sheet(360, 120, (0, 0, 0))
    sheet.pixels[:] = ground
    sheet.line([Run("晚风不寄信", "NICKNAME")], (40, 40), (10, 10, 10), 36)
    glass = cv2.addWeighted(sheet.pixels, 0.5, np.full_like(ground, 90), 0.5, 0)
    assert verdicts(sheet, np.full_like(ground, 90))[0] == [True]
    # half of it shines through: all pixels changed, all strokes are there
    assert verdicts(sheet, glass)[0] == [False]


def test_the_box_of_a_text_is_its_ink():
    sheet = Sheet(300, 100, (255, 255, 255))
    x0, y0, x1, y1 = sheet.put("Ag晚★", (20, 30), (0, 0, 0), 32)
    ink = (sheet.pixels < 200).any(axis=2)
    rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    assert x0 <= columns[0] <= x0 + 1
    assert columns[-1] <= x1 <= columns[-1] + 2
    assert y0 <= rows[0] <= y0 + 1
    assert rows[-1] <= y1 <= rows[-1] + 2


def test_drawn_codes_can_be_read():
    for colors in (((0, 0, 0), (255, 255, 255)), ((22, 120, 60), (255, 255, 255))):
        tile = np.pad(
            qr_code("https://u.example.com/1", 160, *colors),
            ((20, 20), (20, 20), (0, 0)),
            constant_values=255,
        )
        text, *_ = cv2.QRCodeDetector().detectAndDecode(tile)
        assert text == "https://u.example.com/1"


def test_the_same_seed_draws_the_same_screen(screen):
    again = chat_screen(Shot(looks.QQ, 3, 540)).sheet
    assert np.array_equal(again.pixels, screen.pixels)
    assert again.items == screen.items


def test_items_lie_in_the_picture_and_do_not_name_what_stays():
    for page in (pages.moments(looks.WECHAT_IOS, 5, 640), pages.members(looks.WECHAT_IOS, 5, 640)):
        sheet = page.sheet
        names = [item for item in sheet.items if item.kind == "NICKNAME"]
        assert len(names) >= 12
        for item in sheet.items:
            for x0, y0, x1, y1 in item.boxes:
                assert 0 <= x0 < x1 <= sheet.width
                assert 0 <= y0 < y1 <= sheet.height


def test_the_summary_leaves_uncertain_items_out():
    def verdict(kind, hit, file="a.png", **attrs):
        return Verdict(file, {"kind": kind, "text": "", "attrs": attrs}, hit)

    found = score_screens.summary(
        [
            verdict("PHONE", hit=True),
            verdict("PHONE", hit=False, file="b.png"),
            verdict("ADDRESS", hit=False, optional=True),
            verdict("NAME", hit=False, sure=False),
            verdict("KEEP", hit=True, type="price"),
            verdict("KEEP", hit=False),
        ]
    )
    assert found["per_kind"] == {"PHONE": {"hit": 1, "total": 2, "rate": 0.5}}
    assert found["over_per_type"]["price"]["rate"] == 1
    assert found["over_redaction"] == {"hit": 1, "total": 2, "rate": 0.5}
    assert (found["images_fully_covered"], found["images"]) == (1, 2)


def test_windows_at_the_edge_count_only_what_is_there():
    values = np.zeros((5, 5))
    values[0, 0] = 8.0
    assert window_mean(values, 1)[0, 0] == 2
    assert widened(values > 0, 2).sum() == 9
