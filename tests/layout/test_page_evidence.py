"""Rules and the page model heard together."""

from __future__ import annotations

import numpy as np
import pytest

from redactkit.core.findings import Kind
from redactkit.core.geometry import Box
from redactkit.core.policy import Policy
from redactkit.core.protocols import TextLine
from redactkit.layout import page_evidence
from redactkit.layout.candidates import Candidate
from redactkit.layout.chat_detector import _page
from redactkit.layout.page_evidence import (
    BESIDE,
    FAMILIES,
    MARKED,
    MODEL,
    MODEL_AVATAR,
    calibration,
    family,
    judged,
    seen_by_model,
)
from redactkit.layout.page_map import AVATAR, NAME, TEXT, PageMap
from redactkit.layout.segmentation import segment

WIDTH, HEIGHT = 400, 400


def line(text, left, top, high=20):
    chars = tuple(
        Box(left + high * n, top, left + high * (n + 1), top + high) for n in range(len(text))
    )
    box = Box(left, top, left + high * len(text), top + high)
    return TextLine(text=text, box=box, score=0.95, chars=chars)


def seen(names=(), texts=(), avatars=(), chance=0.95):
    classes = np.full((5, HEIGHT // 2, WIDTH // 2), (1 - chance) / 4, np.float32)
    classes[0] = chance
    edges = np.zeros((4, HEIGHT // 2, WIDTH // 2), np.float32)
    y, x = np.mgrid[: HEIGHT // 2, : WIDTH // 2] * 2.0 + 1
    for label, boxes in ((TEXT, texts), (NAME, names), (AVATAR, avatars)):
        for box in boxes:
            inside = (x > box.left) & (x < box.right) & (y > box.top) & (y < box.bottom)
            classes[:, inside] = (1 - chance) / 4
            classes[label, inside] = chance
            if label == AVATAR:
                far = (x - box.left, y - box.top, box.right - x, box.bottom - y)
                for place, one in enumerate(far):
                    edges[place][inside] = one[inside]
    return PageMap(classes, edges, 1.0, WIDTH, HEIGHT)


def layout(lines, avatars=()):
    pixels = np.full((HEIGHT, WIDTH, 3), 245, np.uint8)
    noise = np.random.default_rng(3)
    for box in avatars:
        x0, y0, x1, y1 = map(int, box.xyxy)
        pixels[y0:y1, x0:x1] = noise.integers(0, 200, (y1 - y0, x1 - x0, 3))
    for one in lines:
        x0, y0, x1, y1 = map(int, one.box.xyxy)
        pixels[y0 + 4 : y1 - 4 : 3, x0:x1] = 20
    return _page(segment(pixels, lines), lines)


def test_a_line_that_only_the_model_takes_for_a_name():
    name, said = line("深海松鼠", 100, 40), line("今天去吗", 100, 90)
    page = seen(names=[name.box], texts=[said.box])
    found = judged(seen_by_model(layout([name, said]), [], page), page)
    (one,) = found
    assert one.kind is Kind.NICKNAME
    assert one.rule == MODEL
    assert one.box.padded(1).covers(name.box)
    assert one.score > 0.5


def test_a_name_beside_an_avatar_is_surer():
    name, avatar = line("深海松鼠", 100, 42), Box(20, 40, 80, 100)
    page = seen(names=[name.box], avatars=[avatar])
    found = seen_by_model(layout([name], [avatar]), [], page)
    assert {one.rule for one in found} == {BESIDE, MODEL_AVATAR}


def test_the_name_before_a_colon_is_covered_and_what_follows_is_not():
    said = line("松鼠：明天见", 40, 40)
    page = seen(texts=[said.box], names=[Box(40, 40, 80, 60)])
    (one,) = seen_by_model(layout([said]), [], page)
    assert one.rule == MARKED
    assert one.text == "松鼠"
    assert one.box.right < 90


def test_menus_are_no_names_whatever_the_model_says():
    menu = line("通讯录", 100, 40)
    page = seen(names=[menu.box])
    assert seen_by_model(layout([menu]), [], page) == []


def test_an_avatar_is_drawn_to_the_edges_of_its_shape():
    avatar = Box(100, 100, 160, 160)
    coarse = Box(104, 98, 158, 163)
    page = seen(avatars=[coarse])
    (one,) = seen_by_model(layout([], [avatar]), [], page)
    assert one.box.covers(avatar)
    assert avatar.padded(2).covers(one.box)


def test_a_guess_where_the_model_sees_nothing_falls_below_the_policys_threshold():
    box = Box(100, 100, 160, 160)
    guess = Candidate(Kind.AVATAR, box, "", "avatar-slot", 0.9)
    assert all(one.score < 0.3 for one in judged([guess], seen(chance=0.999)))
    (kept,) = judged([guess], seen(avatars=[box]))
    assert kept.score > 0.9


def test_scores_rise_with_what_the_model_says():
    box = Box(100, 100, 160, 120)
    for rule in FAMILIES:
        kind = Kind.AVATAR if rule.startswith("avatar") else Kind.NICKNAME
        one = Candidate(kind, box, "深海松鼠", rule, 0.9)
        scores = [
            judged([one], seen(names=[box], avatars=[box] if kind is Kind.AVATAR else (), chance=c))
            for c in (0.5, 0.8, 0.99)
        ]
        values = [found[0].score if found else 0.0 for found in scores]
        assert values == sorted(values), rule


def test_a_square_in_a_column_is_covered_though_the_model_sees_nothing():
    box = Box(100, 100, 160, 160)
    for rule in ("avatar-shape", "avatar-shape-own"):
        (one,) = judged([Candidate(Kind.AVATAR, box, "", rule, 0.9)], seen(chance=0.999))
        assert one.score >= Policy().avatar.threshold


def test_every_family_is_calibrated():
    assert set(calibration()) == set(FAMILIES)
    for rule in ("above-bubble", "title", "notice", "mention", "avatar-slot-own", "avatar-rail"):
        kind = Kind.AVATAR if rule.startswith("avatar") else Kind.NICKNAME
        assert family(Candidate(kind, Box(0, 0, 1, 1), "x", rule, 0.5)) in calibration()


@pytest.mark.parametrize("kind", [Kind.GROUP_NAME])
def test_other_kinds_keep_their_score(kind):
    one = Candidate(kind, Box(0, 0, 20, 20), "x", "title-group", 0.8)
    assert judged([one], seen()) == [one]
    assert page_evidence.family(one)
