"""Rules and the page model heard together: what either found, with one calibrated score.

A rule says where something may stand; the model says how probable it is. For each family of
rules, and for the model alone, the probability that a finding is true was fitted (logistic, one
offset and one slope) on pictures of repositories that the model had not seen; the figures are
in ``page_calibration.json`` (see training.calibrate), so that the policy's threshold means a
probability.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from itertools import groupby
from typing import TYPE_CHECKING

from redactkit.core.findings import Kind
from redactkit.core.geometry import Box, hull
from redactkit.layout.candidates import Candidate, whole_line
from redactkit.layout.page_map import AVATAR
from redactkit.layout.snapping import snapped
from redactkit.layout.word_map import is_menu

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from redactkit.core.protocols import TextLine
    from redactkit.layout.candidates import Layout
    from redactkit.layout.page_map import PageMap

__all__ = [
    "BESIDE",
    "FAMILIES",
    "MARKED",
    "MODEL",
    "MODEL_AVATAR",
    "MODEL_PART",
    "Evidence",
    "calibration",
    "evidence_of",
    "family",
    "judged",
    "seen_by_model",
]

MODEL, MODEL_PART, MODEL_AVATAR = "page-model", "page-model-part", "avatar-page-model"
"""Rules of what only the model found: a whole line, a part of one, an avatar."""

BESIDE, MARKED = "page-model-beside", "page-model-marked"
"""Rules of a whole line beside an avatar, and of a part that signs or words set off as a name."""

FAMILIES = (
    "avatar-shape",
    "avatar-slot",
    "avatar-other",
    MODEL_AVATAR,
    "placed",
    "unread",
    "worded",
    "mention",
    "known-name",
    MODEL,
    BESIDE,
    MARKED,
    MODEL_PART,
)
"""What scores are calibrated for, each by itself; see `family`."""

WORDED = frozenset(
    (
        "notice",
        "quote",
        "card",
        "record",
        "enrolled",
        "field",
        "list-preview",
        "contact-card",
        "code-card",
    )
)
"""Rules that go by wording; the others go by position."""

EXACT = frozenset(("avatar-shape", "link-color", "list-name", "title"))
"""Rules that go by what can be measured: a square of an avatar's size in a column of such, letters
in the color of links. The model's doubt takes nothing from them: of 18 findings that it doubted on
101 screenshots 14 were false, two of them over text that stays; pale avatars were true."""

DOUBTED = 0.35
"""Their score where the model sees nothing: above the policy's threshold."""

CALLED = frozenset(("mention", "known-name"))

MARKS = frozenset('@＠:：、"“”「」『』[]【】')
ANSWERS = frozenset(("回复", "回復", "邀请", "通过", "添加"))
"""What sets a name off from the rest of its line: signs beside it, words before it."""

WHOLE = 0.8
"""Share of a line's characters from which a run of them is the line."""

LIKELIER = 0.5
"""How far a name outweighs other text at a character of a name."""

FLOOR = 0.05
"""Probability below which nothing is reported."""

SAME = 0.5
"""IoU from which two boxes of avatars are one."""

COVERED = 0.7
"""Share of a model's finding that lies in a rule's from which it adds nothing."""

LEAST = 1e-3
"""Evidence is kept this far from 0 and 1, so that its logarithm exists."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """A candidate, the family that it is calibrated in, and what the model says, 0 to 1."""

    candidate: Candidate
    family: str
    value: float

    @property
    def log_odds(self) -> float:
        """The model's word as log odds."""
        value = min(max(self.value, LEAST), 1 - LEAST)
        return math.log(value / (1 - value))


def family(candidate: Candidate) -> str:
    """Return the family of rules that a candidate comes from."""
    rule = candidate.rule.removesuffix("-own")
    if candidate.kind is Kind.AVATAR:
        return rule if rule in ("avatar-slot", "avatar-shape", MODEL_AVATAR) else "avatar-other"
    if rule in (MODEL, MODEL_PART, BESIDE, MARKED, *CALLED):
        return rule
    return "worded" if rule in WORDED else "unread" if not candidate.text else "placed"


def evidence_of(candidate: Candidate, page: PageMap) -> Evidence:
    """Weigh a candidate: an avatar by the avatar's probability, a name against other text."""
    if candidate.kind is Kind.AVATAR:
        return Evidence(candidate, family(candidate), page.share(candidate.box, AVATAR))
    return Evidence(candidate, family(candidate), page.named(candidate.box))


def judged(candidates: Sequence[Candidate], page: PageMap) -> list[Candidate]:
    """Give names and avatars their calibrated score; what is nearly impossible is dropped."""
    found = []
    for candidate in candidates:
        if candidate.kind not in (Kind.NICKNAME, Kind.AVATAR):
            found.append(candidate)
            continue
        evidence = evidence_of(candidate, page)
        score = probability(evidence)
        if candidate.rule.removesuffix("-own") in EXACT:
            score = max(score, DOUBTED)
        if score >= FLOOR:
            found.append(replace(candidate, score=score))
    return found


def probability(evidence: Evidence) -> float:
    """Return how probable it is that a candidate is what it seems."""
    offset, slope = calibration()[evidence.family]
    return 1 / (1 + math.exp(-(offset + slope * evidence.log_odds)))


@cache
def calibration() -> dict[str, tuple[float, float]]:
    """Return offset and slope for each family."""
    data = resources.files("redactkit.layout") / "page_calibration.json"
    return {
        name: (float(row[0]), float(row[1]))
        for name, row in json.loads(data.read_text(encoding="utf-8")).items()
    }


def seen_by_model(layout: Layout, found: Sequence[Candidate], page: PageMap) -> list[Candidate]:
    """Return the rules' candidates, avatars at the extent that the model sees, and its own."""
    avatars = [one for one in found if one.kind is Kind.AVATAR]
    others = [one for one in found if one.kind is not Kind.AVATAR]
    for box, _ in page.avatars():
        place, exact = snapped(box, layout.scene)
        known = [n for n, one in enumerate(avatars) if one.box.iou(box) >= SAME]
        for n in known:
            whole = place if exact or avatars[n].rule.startswith("avatar-slot") else box
            avatars[n] = replace(avatars[n], box=hull([avatars[n].box, whole]))
        if not known:
            avatars.append(Candidate(Kind.AVATAR, place, "", MODEL_AVATAR, 0.0))
    people = [one.box for one in avatars if page.share(one.box, AVATAR) >= LIKELIER]
    names = [one for line in layout.lines for one in _names_in(layout, line, page.named, people)]
    added = [
        one
        for one in names
        if not any(other.box.overlap(one.box) > COVERED * one.box.area for other in others)
    ]
    return [*avatars, *others, *added]


def _names_in(
    layout: Layout, line: TextLine, named: Callable[[Box], float], people: Sequence[Box]
) -> list[Candidate]:
    """Return what the model takes for names in a line: all of it, or runs of its characters."""
    if not line.chars or not line.text.strip():
        return []
    ratios = [named(char) for char in line.chars]
    held = sum(ratio >= LIKELIER for ratio in ratios)
    if held >= WHOLE * len(ratios) and named(line.box) >= LIKELIER:
        if is_menu(line.text):
            return []
        return [whole_line(layout, line, BESIDE if _is_beside(line.box, people) else MODEL)]
    found, start = [], 0
    for likely, run in groupby(ratios, lambda ratio: ratio >= LIKELIER):
        end = start + len(list(run))
        if likely:
            found += _part(line, *_to_words(line.text, start, end))
        start = end
    return found


def _is_beside(line: Box, people: Sequence[Box]) -> bool:
    """Return whether a line begins beside an avatar, or stands right below it."""
    x, y = line.center
    return any(
        (
            one.top - line.height < y < one.bottom
            and -line.height < line.left - one.right < one.width
        )
        or (abs(x - one.center[0]) < one.width and 0 < y - one.bottom < 2 * line.height)
        or (one.top - line.height < y < one.center[1] and 0 < one.left - line.right < one.width)
        for one in people
    )


def _to_words(text: str, start: int, end: int) -> tuple[int, int]:
    """Widen a run to whole words of Latin letters and digits, and off signs at its ends."""
    while (
        start > 0
        and text[start - 1].isascii()
        and text[start - 1].isalnum()
        and text[start].isascii()
    ):
        start -= 1
    while (
        end < len(text) and text[end].isascii() and text[end].isalnum() and text[end - 1].isascii()
    ):
        end += 1
    while start < end and text[start] in " :：,，、@＠":
        start += 1
    while end > start and text[end - 1] in " :：,，、":
        end -= 1
    return start, end


def _part(line: TextLine, start: int, end: int) -> list[Candidate]:
    text = line.text[start:end]
    if not text.strip() or is_menu(text):
        return []
    box = hull(line.chars[start:end])
    before, after = line.text[:start].rstrip()[-2:], line.text[end:].lstrip()[:1]
    marked = before[-1:] in MARKS or before in ANSWERS or (after != "" and after in MARKS)
    rule = MARKED if marked else MODEL_PART
    return [Candidate(Kind.NICKNAME, box.padded(0.12 * box.height, 0), text, rule, 0.0)]
