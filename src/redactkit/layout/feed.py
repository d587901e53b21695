"""Moments and their like: posts, and below each in link color who liked it and who wrote."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from redactkit.core.findings import Kind
from redactkit.core.geometry import Box, hull
from redactkit.layout.avatar_shapes import avatar_sized
from redactkit.layout.candidates import Candidate, extended_over_ink
from redactkit.layout.interface_words import plain
from redactkit.layout.text_blocks import unread_from, unread_to

if TYPE_CHECKING:
    from collections.abc import Sequence

    from redactkit.core.protocols import TextLine
    from redactkit.layout.candidates import Layout
    from redactkit.layout.segmentation import Panel, Segmentation
    from redactkit.layout.text_blocks import Block

__all__ = ["is_feed", "link_runs"]

HEADING = re.compile(r"朋友圈|动态|空间|好友动态|Moments", re.IGNORECASE)
AGE = re.compile(
    r"\d+\s?(?:分钟|小时|天)前|昨天|刚刚|\d+ (?:min|minutes?|hours?|days?) ago", re.IGNORECASE
)
# What parts the names of those who liked, and a name from what was written.
PARTING = "，,、♡：:"
# Between them stands one name each; in A回复B two.
NAMES = re.compile(rf"回[复復]|(?P<n>(?:(?!回[复復])[^{PARTING}])+)")
# A heading stands in the upper part of the screen, this share of its width down.
TOP = 0.3
# So many posts are no accident; their authors' names stand so close to the avatars (shares).
LEAST_POSTS, BESIDE = 2, 0.5


def is_feed(scene: Segmentation, lines: Sequence[TextLine], panels: Sequence[Panel]) -> bool:
    """Return whether this is Moments or its like, not a chat.

    By a heading on the page, by who wrote the posts, or by their age where no bubble stands
    on the right.
    """
    if _authors(scene, lines) >= LEAST_POSTS:
        return True
    for line in lines:
        text, ground = plain(line.text), scene.ground(line.box)
        on_page = ground is None or ground.page
        if on_page and HEADING.fullmatch(text) and line.box.bottom < TOP * scene.width:
            return True
        if on_page and AGE.fullmatch(text) and not any(_own(scene, panel) for panel in panels):
            return True
    return False


def _authors(scene: Segmentation, lines: Sequence[TextLine]) -> int:
    """Return how many names in link color stand beside the top of a square on the page."""
    squares = [shape.box for shape in scene.shapes if avatar_sized(scene, shape)]
    count = 0
    for line in lines:
        ground = scene.ground(line.box)
        beside = any(
            0 <= line.box.left - box.right < BESIDE * box.width
            and abs(line.box.top - box.top) < BESIDE * box.height
            for box in squares
        )
        if beside and ground is not None and ground.page:
            count += _linked(scene.hue(line.box, ground.color))
    return count


def _linked(hue: tuple[float, float, float] | None) -> bool:
    """Return whether strokes are in the color of links.

    WeChat writes names in Moments in #576B95 (dark: #7D90A9); links elsewhere are bluer.
    """
    return hue is not None and hue[2] > hue[0] + 25 and hue[2] > hue[1] + 8


def _own(scene: Segmentation, panel: Panel) -> bool:
    left, right = panel.box.left, scene.width - panel.box.right
    return left > 2 * right


def link_runs(page: Layout, block: Block) -> list[Candidate]:
    """Return the runs of link-colored letters below a post: who liked, who wrote."""
    found: list[Candidate] = []
    if block.panel is None:
        return found
    for line in block.lines:
        if "://" in line.text or "www." in line.text:
            continue
        run: list[int] = []
        linked = _linked_places(page, block.panel, line)
        for place in range(len(line.chars) + 1):
            if place < len(line.chars) and (
                place in linked or (run and _is_sign(line.text[place]))
            ):
                run.append(place)
                continue
            found += _run(page, line, run)
            run = []
    return found


def _linked_places(page: Layout, panel: Panel, line: TextLine) -> set[int]:
    """Return the characters in link color, and those amid them whose color JPEG has washed out."""
    linked = {place for place in range(len(line.chars)) if _in_link(page, panel, line, place)}
    for part in NAMES.finditer(line.text):
        places = range(*part.span("n"))
        if len(line.chars) == len(line.text) and 2 * len(linked.intersection(places)) >= len(
            places
        ):
            linked.update(places)
    return linked


def _run(page: Layout, line: TextLine, run: list[int]) -> list[Candidate]:
    while run and line.text[run[-1]].isspace():
        run.pop()
    if not run or (len(run) == 1 and not line.text[run[0]].isalnum()):
        return []
    first, last = unread_from(line, run[0]), unread_to(line, run[-1])
    chars = hull(line.chars[spot] for spot in run)
    box = Box(first, chars.top, last, chars.bottom).padded(0.12 * line.box.height, 0)
    edge = extended_over_ink(
        page, box, line.box, left=run[0] == 0, right=run[-1] == len(line.chars) - 1
    )
    return [Candidate(Kind.NICKNAME, edge, line.text[run[0] : run[-1] + 1], "link-color", 0.8)]


def _is_sign(char: str) -> bool:
    """Return whether a character is what an emoji after a name is read as."""
    return not (char.isalnum() or char.isspace() or char in PARTING)


def _in_link(page: Layout, panel: Panel, line: TextLine, place: int) -> bool:
    """Return whether a character is in link color."""
    if line.text[place] in PARTING:
        return False
    if line.text[place].isspace():
        return True
    return _linked(page.scene.hue(line.chars[place], panel.color))
