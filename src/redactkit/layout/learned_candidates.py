"""The page model's findings beside those of the rules: each adds, and the model weighs guesses.

Figures of both and of the join, on pictures that no weight was fitted on: training/PAGE_MODEL.md.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from redactkit.core.findings import Kind
from redactkit.core.geometry import Box, hull
from redactkit.layout.candidates import Candidate, whole_line
from redactkit.layout.interface_words import is_interface, is_time

if TYPE_CHECKING:
    from collections.abc import Sequence

    from redactkit.layout.candidates import Layout
    from redactkit.layout.page_evidence import NamePart, PageEvidence

__all__ = ["LEARNED_AVATAR", "LEARNED_NAME", "joined"]

LEARNED_AVATAR, LEARNED_NAME = "learned-avatar", "learned-name"

# How often what the model scored so was right, on 61 screenshots of repositories that it was not
# trained on: 331 avatars, 374 names.
AVATAR_SCORES = (0.0, 0.3, 0.45, 0.55, 0.65, 0.75, 0.85, 1.0)
AVATAR_RIGHT = (0.0, 0.15, 0.35, 0.55, 0.75, 0.82, 0.92, 0.95)
NAME_SCORES = (0.0, 0.45, 0.55, 0.65, 0.75, 0.85, 0.95, 1.0)
NAME_RIGHT = (0.0, 0.25, 0.35, 0.48, 0.6, 0.74, 0.92, 0.97)

FLOOR = 0.4
"""Score of the model from which characters are reported as a name."""

AVATAR_FLOOR = 0.3
"""Score of the model from which a place is reported as an avatar."""

WEIGHED = {
    "avatar-slot": 0.25,
    "avatar-column": 0.15,
    "avatar-shape": 0.1,
    "name-slot": 0.3,
    "quote-unread": 0.2,
    "link-color": 0.2,
    "beside-avatar": 0.1,
    "above-bubble": 0.08,
}
"""Rules that guess by position, and the model's score below which a guess is no finding."""

CARRIED = 0.7
"""Share of right ones from which a learned name is looked for on the whole page and in the case."""

DOUBTED = 0.3
"""A guessed name that the model scores below this is covered, and looked for nowhere else."""

SAME, COVERED = 0.4, 0.85
"""Intersection over union of one avatar found twice; share of a name that is covered already."""

WHOLE = 0.8
"""A part of so many of a line's characters is the whole line."""

OWN = "-own"


def joined(page: Layout, found: Sequence[Candidate]) -> list[Candidate]:
    """Return the rules' candidates, weighed by the model, and what the model adds to them."""
    evidence = page.evidence
    if evidence is None:
        return list(found)
    weighed = [_weighed(evidence, one) for one in found]
    avatars = _avatars(evidence, weighed)
    return [*weighed, *avatars, *_names(page, evidence, weighed)]


def calibrated(kind: Kind, score: float) -> float:
    """Return how likely a finding of the model with this score is right."""
    scores, right = (
        (AVATAR_SCORES, AVATAR_RIGHT) if kind is Kind.AVATAR else (NAME_SCORES, NAME_RIGHT)
    )
    return round(float(np.interp(score, scores, right)), 3)


def _weighed(evidence: PageEvidence, one: Candidate) -> Candidate:
    """Return a guess by position with the model's score where the model sees nothing there."""
    least = WEIGHED.get(one.rule.removesuffix(OWN))
    if least is None:
        return one
    if one.kind is Kind.AVATAR:
        score = evidence.avatar_score(one.box)
        seen = any(
            _union_share(one.box, other.box) > SAME and other.score > FLOOR
            for other in evidence.avatars
        )
        return one if seen or score >= least else replace(one, score=calibrated(one.kind, score))
    score = evidence.name_score(one.box)
    if score < least:
        return replace(one, text="", score=calibrated(one.kind, score))
    return replace(one, text="") if score < DOUBTED and one.rule != "above-bubble" else one


def _avatars(evidence: PageEvidence, found: Sequence[Candidate]) -> list[Candidate]:
    known = [one.box for one in found if one.kind is Kind.AVATAR]
    return [
        Candidate(Kind.AVATAR, one.box, "", LEARNED_AVATAR, calibrated(Kind.AVATAR, one.score))
        for one in evidence.avatars
        if one.score >= AVATAR_FLOOR
        and not any(box.overlap(one.box) > COVERED * one.box.area for box in known)
    ]


def _names(page: Layout, evidence: PageEvidence, found: Sequence[Candidate]) -> list[Candidate]:
    names = [one.box for one in found if one.kind in (Kind.NICKNAME, Kind.NAME) and one.score]
    parts = [part for line in page.lines for part in evidence.name_parts(line, FLOOR)]
    candidates = [_name(page, part) for part in parts if not _is_plain(part)]
    return [
        one
        for one in candidates
        if not any(box.overlap(one.box) > COVERED * one.box.area for box in names)
    ]


def _is_plain(part: NamePart) -> bool:
    """Return whether characters are an interface word or a time and nothing else."""
    text = part.line.text[part.start : part.end]
    return not text.strip() or is_interface(text) or is_time(text)


def _name(page: Layout, part: NamePart) -> Candidate:
    score = calibrated(Kind.NICKNAME, part.score)
    text = part.line.text[part.start : part.end].strip(" :：@,，、")
    carried = text if score >= CARRIED else ""
    if part.end - part.start >= WHOLE * len(part.line.text):
        return whole_line(page, part.line, LEARNED_NAME, score, carried)
    line = part.line.box
    chars = hull(part.line.chars[part.start : part.end])
    rim = 0.12 * line.height
    box = Box(chars.left - rim, line.top, chars.right + rim, line.bottom)
    return Candidate(Kind.NICKNAME, box, carried, LEARNED_NAME, score)


def _union_share(one: Box, other: Box) -> float:
    both = one.overlap(other)
    return both / max(one.area + other.area - both, 1e-6)
