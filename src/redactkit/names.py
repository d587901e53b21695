"""Where names stand in a screenshot, by position: above bubbles, in titles, lists, cards, quotes, notices."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from redactkit.findings import Kind
from redactkit.geometry import Box, hull
from redactkit.notices import group_title, in_card, in_notice, in_prefix
from redactkit.words import is_interface, is_person, is_time, plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from redactkit.avatars import Avatar
    from redactkit.blocks import Block
    from redactkit.detect import TextLine
    from redactkit.notices import Mention
    from redactkit.scene import Panel, Scene
    from redactkit.slots import Rows

__all__ = ["Page", "Place", "cover", "places"]

FEED = re.compile(r"朋友圈|动态|空间|Moments|\d+\s?(?:分钟|小时|天)前|昨天|刚刚|\d+ (?:min|minutes?|hours?|days?) ago", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Place:
    """Something private and where it stands; the text shows in no repr."""

    kind: Kind
    box: Box
    text: str = field(repr=False)
    rule: str
    score: float


@dataclass(frozen=True, slots=True, eq=False)
class Page:
    """A screenshot taken apart."""

    scene: Scene
    lines: tuple[TextLine, ...] = field(repr=False)
    panels: tuple[Panel, ...]
    rows: Rows
    blocks: tuple[Block, ...] = field(repr=False)
    codes: tuple[Box, ...]

    def on_page(self, line: TextLine) -> bool:
        """Return whether a line stands on the background rather than in a bubble."""
        ground = self.scene.ground(line.box)
        return ground is None or ground.page or ground.box.width > 0.9 * self.scene.width


def places(page: Page) -> list[Place]:
    """Return the avatars and every name that its position gives away."""
    avatars, beside = _beside_avatars(page)
    found = [_avatar(avatar) for avatar in avatars]
    found += beside
    found += _above_bubbles(page)
    found += _title(page)
    found += _near_codes(page)
    found += _on_covers(page)
    for block in page.blocks:
        found += _in_block(page, block)
    return found


def _avatar(avatar: Avatar) -> Place:
    box = avatar.box if avatar.rule == "slot" else avatar.box.padded(1)
    return Place(Kind.AVATAR, box, "", f"avatar-{avatar.rule}", 0.9)


def _name(page: Page, line: TextLine, rule: str, score: float = 0.9, text: str | None = None) -> Place:
    """Return a whole line as a name, with the unread glyphs (emoji) beside it."""
    box = _with_ink(page, line.box, line.box)
    high = line.box.height
    box = Box(min(box.left, line.box.left - 0.12 * high), box.top, max(box.right, line.box.right + 0.12 * high), box.bottom)
    return Place(Kind.NICKNAME, box, line.text if text is None else text, rule, score)


def _with_ink(page: Page, box: Box, line: Box, *, left: bool = True, right: bool = True) -> Box:
    """Extend a box over what stands close beside it on the same ground: emoji that were not read."""
    high = line.height
    ground = page.scene.ground(line)
    if ground is None:
        return box.padded(0.15 * high, 0)
    others = [other.box for other in page.lines if other.box is not line] + [a.box for a in page.rows.avatars]
    others = [other for other in others if other.overlap(line.padded(5 * high, 0)) > 0 and other.overlap(line) < 0.5 * line.area]
    start, end = max(box.left, ground.box.left), min(max(box.right, ground.box.left), ground.box.right)
    for _ in range(6):
        near = page.scene.ink(Box(min(start, max(start - 0.5 * high, ground.box.left)), box.top, start, box.bottom), ground.color)
        if not left or near is None or near.left > start - 1 or any(o.overlap(near.padded(1)) > 0 for o in others):
            break
        start = near.left
    for _ in range(6):
        near = page.scene.ink(Box(end, box.top, max(end, min(end + 0.5 * high, ground.box.right)), box.bottom), ground.color)
        if not right or near is None or near.right < end + 1 or any(o.overlap(near.padded(1)) > 0 for o in others):
            break
        end = near.right
    near, far = min(start, box.left), max(end, box.right)
    return Box(near - (0.1 * high if near < box.left else 0), box.top, far + (0.1 * high if far > box.right else 0), box.bottom)


def _beside_avatars(page: Page) -> tuple[list[Avatar], list[Place]]:
    """Return the avatars that are no menu icons, and the names written beside them on their own ground."""
    kept, found = [], []
    for avatar in page.rows.avatars:
        beside = _column_of_text(page, avatar) if avatar.side == "left" else []
        first = beside[0] if beside else None
        if first is not None and is_interface(first.text) and not is_time(first.text) and len(plain(first.text)) > 1:
            continue
        kept.append(avatar)
        if first is None or first.box.center[1] > avatar.box.top + 0.75 * avatar.box.height:
            continue
        preview = in_prefix(beside[1].text) if len(beside) > 1 else None
        grouped = preview is not None and _is_list(page, beside[1])
        if grouped and "、" not in first.text:
            found.append(Place(Kind.GROUP_NAME, first.box, first.text, "list-group", 0.7))
        elif "、" in first.text:
            found.append(_name(page, first, "list-name", text=""))
        else:
            found.append(_name(page, first, "beside-avatar"))
        if grouped and preview is not None:
            found += _spot(page, beside[1], preview, "list-preview")
    return kept, found


def _is_list(page: Page, preview: TextLine) -> bool:
    return page.on_page(preview)


def _column_of_text(page: Page, avatar: Avatar) -> list[TextLine]:
    """Return the lines to the right of an avatar on its own ground, top to bottom."""
    box, size = avatar.box, avatar.box.height
    row = [
        line
        for line in page.lines
        if -0.1 * size <= line.box.left - box.right <= 1.1 * size
        and box.top - 0.3 * size <= line.box.center[1] <= box.bottom + 0.15 * size
        and not is_time(line.text)
    ]
    ground = page.scene.ground(box)
    inside = [line for line in row if page.on_page(line) or _shares(page, line, ground, box)]
    return sorted(inside, key=lambda line: line.box.top)


def _shares(page: Page, line: TextLine, ground: Panel | None, box: Box) -> bool:
    """Return whether a line lies in the same row or card as an avatar."""
    panel = page.scene.ground(line.box)
    return panel is not None and (panel is ground or panel.box.padded(1).covers(box))


def _above_bubbles(page: Page) -> list[Place]:
    """Return the name slots above bubbles: what was read there, or what ink there is."""
    found = []
    for slot in page.rows.slots:
        inside = [
            line for line in page.lines
            if line.box.center[0] > slot.left - line.box.height and slot.top - 0.4 * line.box.height < line.box.center[1] < slot.bottom
            and -line.box.height < line.box.left - slot.left < 1.0 * line.box.height and page.on_page(line) and not is_time(line.text)
        ]  # fmt: skip
        if inside:
            found += [_name(page, line, "above-bubble") for line in inside]
            continue
        free = Box(slot.left, slot.top + 0.1 * slot.height, slot.right, slot.bottom - 0.15 * slot.height)
        ground = page.scene.ground(free)
        if ground is not None:
            ink = page.scene.ink(free, ground.color)
            if ink is not None and ink.height > 0.2 * slot.height:
                found.append(Place(Kind.NICKNAME, ink.padded(2), "", "name-slot", 0.6))
        else:
            width = min(slot.width, 2.4 * slot.height)
            found.append(Place(Kind.NICKNAME, Box(slot.left, slot.top, slot.left + width, slot.bottom), "", "name-slot", 0.4))
    for panel in page.panels:
        found += [_name(page, line, "above-bubble", 0.7) for line in page.lines if _heads(page, line, panel)]
    return found


def _heads(page: Page, line: TextLine, panel: Panel) -> bool:
    """Return whether a line stands right above a bubble's left corner, small and on the page."""
    high = line.box.height
    gap = panel.box.top - line.box.bottom
    aligned = -0.7 * high < line.box.left - panel.box.left < 1.0 * high
    return (
        -0.35 * high < gap < 0.6 * high and aligned and line.box.width < 0.6 * page.scene.width
        and page.on_page(line) and not is_interface(line.text)
    )  # fmt: skip


def _title(page: Page) -> list[Place]:
    """Return the name in the title bar: the other person's, or the group's with its count left out."""
    scene = page.scene
    if not (page.rows.left or page.rows.right):
        return []
    origin = min([a.box.left for a in page.rows.avatars if a.side == "left" and _in_chat(page, a)], default=0.0)
    first = min(panel.box.top for panel in (*page.rows.left, *page.rows.right))
    limit = min(0.3 * scene.width, 0.14 * scene.height) if scene.portrait else 0.12 * scene.height
    top = [
        line for line in page.lines
        if line.box.center[1] < limit and line.box.bottom < first + line.box.height and page.on_page(line)
        and line.box.left > origin - 0.02 * scene.width and not is_time(line.text) and len(plain(line.text)) > 0
    ]  # fmt: skip
    titles = [line for line in top if not is_interface(line.text) and _placed_as_title(page, line, origin)]
    if not titles:
        return []
    line = max(titles, key=lambda item: item.box.height)
    span = group_title(line.text)
    if span is None:
        return [_name(page, line, "title")] if is_person(line.text) else []
    chars = line.chars[span[0] : span[1]]
    return [Place(Kind.GROUP_NAME, hull(chars) if chars else line.box, line.text[slice(*span)], "title-group", 0.8)]


def _in_chat(page: Page, avatar: Avatar) -> bool:
    return any(0 <= panel.box.left - avatar.box.right < avatar.box.width for panel in page.rows.left)


def _placed_as_title(page: Page, line: TextLine, origin: float) -> bool:
    middle = abs(line.box.center[0] - page.scene.width / 2) < 0.12 * page.scene.width
    start = line.box.left - origin < 0.22 * (page.scene.width - origin)
    status = line.box.center[1] < 0.1 * page.scene.width and page.scene.portrait
    return (middle or start) and not status


def _on_covers(page: Page) -> list[Place]:
    """Return the name beside an avatar that hangs over a cover photo."""
    return [
        _name(page, line, "cover-name")
        for avatar in page.rows.avatars
        if avatar.rule == "cover"
        for line in page.lines
        if 0 <= avatar.box.left - line.box.right < avatar.box.width
        and avatar.box.top < line.box.center[1] < avatar.box.bottom and not is_interface(line.text)
    ]  # fmt: skip


def _near_codes(page: Page) -> list[Place]:
    """Return the name above a QR code: cards say whose it is."""
    found = []
    for code in page.codes:
        above = [
            line for line in page.lines
            if code.left - 0.2 * code.width < line.box.center[0] < code.right + 0.2 * code.width
            and code.top - 0.5 * code.height < line.box.center[1] < code.top + 0.02 * code.height
            and not is_interface(line.text) and _with_code(page, line, code)
        ]  # fmt: skip
        if above:
            found.append(_name(page, max(above, key=lambda line: line.box.bottom), "code-card", 0.7))
    return found


def _with_code(page: Page, line: TextLine, code: Box) -> bool:
    """Return whether a line lies on the same card as a code."""
    ground = page.scene.ground(line.box)
    return ground is not None and ground.box.covers(code) and ground.box.area < 12 * code.area


def _in_block(page: Page, block: Block) -> list[Place]:
    """Return the names that the wording of one block gives away."""
    found: list[Place] = []
    if _centered(page, block) and not is_time(block.text):
        for mention in in_notice(block.text.replace("\n", " ")):
            found += _cover(page, block, mention, "notice")
    if block.panel is not None and (_is_quote(page, block) or block.text.lstrip()[:1] in "「『"):
        found += _quoted(page, block)
    for number, line in enumerate(block.lines):
        start = block.index.index((number, 0)) if line.text else 0
        for mention in in_card(line.text):
            shifted = type(mention)(mention.start + start, mention.end + start, mention.text, mention.kind)
            found += _cover(page, block, shifted, "card")
    if block.panel is not None and not page.rows.left and not page.rows.right and _is_feed(page):
        found += _linked(page, block)
    return found


def _quoted(page: Page, block: Block) -> list[Place]:
    mention = in_prefix(block.text)
    if mention is not None:
        return _cover(page, block, mention, "quote")
    line = block.lines[0]
    if block.panel is None or not line.chars:
        return []
    # The name may be emoji alone, of which nothing was read.
    top, bottom = line.box.top - 0.2 * line.box.height, line.box.bottom + 0.2 * line.box.height
    inside = block.panel.box
    before = Box(min(inside.left + 2, line.chars[0].left), max(top, inside.top + 2), line.chars[0].left, min(bottom, inside.bottom - 2))
    ink = page.scene.ink(before, block.panel.color)
    if ink is None or ink.width < 0.5 * line.box.height:
        return []
    return [Place(Kind.NICKNAME, ink.padded(2), "", "quote-unread", 0.5)]


def _is_feed(page: Page) -> bool:
    """Return whether this is Moments or its like: a heading says so, or posts are some minutes old."""
    return any(FEED.fullmatch(plain(line.text)) for line in page.lines)


def _linked(page: Page, block: Block) -> list[Place]:
    """Return the runs of link-colored letters below a Moments post: who liked, who wrote."""
    found: list[Place] = []
    for line in block.lines:
        if "://" in line.text or "www." in line.text:
            continue
        run: list[int] = []
        for place in range(len(line.chars) + 1):
            if place < len(line.chars) and (line.text[place].isspace() or _blue(page, block, line.chars[place])):
                if line.text[place] not in "，,、♡":
                    run.append(place)
                    continue
            while run and line.text[run[-1]].isspace():
                run.pop()
            if run and not (len(run) == 1 and not line.text[run[0]].isalnum()):
                box = hull(line.chars[spot] for spot in run).padded(0.12 * line.box.height, 0)
                edge = _with_ink(page, box, line.box, left=run[0] == 0, right=run[-1] == len(line.chars) - 1)
                found.append(Place(Kind.NICKNAME, edge, line.text[run[0] : run[-1] + 1], "link-color", 0.8))
            run = []
    return found


def _blue(page: Page, block: Block, char: Box) -> bool:
    """WeChat writes names in Moments in #576B95 (dark: #7D90A9); links elsewhere are bluer."""
    hue = page.scene.hue(char, block.panel.color) if block.panel else None
    return hue is not None and hue[2] > hue[0] + 25 and hue[2] > hue[1] + 8  # noqa: PLR2004 - clearly blue


def _centered(page: Page, block: Block) -> bool:
    if block.panel is not None and (block.panel in page.rows.left or block.panel in page.rows.right):
        return False
    middle = (block.panel.box if block.panel else block.box).center[0]
    return abs(middle - page.scene.width / 2) < 0.06 * page.scene.width and len(block.lines) <= 2  # noqa: PLR2004


def _is_quote(page: Page, block: Block) -> bool:
    """A quote box hangs under a bubble, or has its text in muted letters."""
    panel = block.panel
    if panel is None or panel in page.rows.left or panel in page.rows.right or is_time(" ".join(block.text.split())):
        return False
    holds = any(panel.box.covers(Box(*avatar.box.center, *avatar.box.center)) for avatar in page.rows.avatars)
    return bool(page.rows.avatars) and not holds


def _cover(page: Page, block: Block, mention: Mention, rule: str) -> list[Place]:
    return [Place(mention.kind, box, mention.text, rule, 0.8) for box in cover(page, block, mention.start, mention.end)]


def cover(page: Page, block: Block, start: int, end: int) -> list[Box]:
    """Return the boxes of a name in a block, with the emoji beside it that were not read."""
    boxes = block.cover(start, end, unread=True)
    if not boxes:
        return []
    line_of = [block.lines[block.index[place][0]] for place in (start, end - 1) if block.index[place][0] >= 0]
    if line_of and block.starts_line(start):
        boxes[0] = _with_ink(page, boxes[0], line_of[0].box, right=False)
    if line_of and block.ends_line(end - 1):
        boxes[-1] = _with_ink(page, boxes[-1], line_of[-1].box, left=False)
        boxes += _next_emoji(page, block, block.index[end - 1][0])
    return boxes


def _next_emoji(page: Page, block: Block, number: int) -> list[Box]:
    """Return what stands unread before the line after a name that ended its line."""
    if number + 1 >= len(block.lines) or number < 0 or block.panel is None:
        return []
    line = block.lines[number + 1]
    home = min(other.box.left for other in block.lines)
    if line.box.left - home < 0.6 * line.box.height:
        return []
    ink = page.scene.ink(Box(home - 2, line.box.top, line.box.left, line.box.bottom), block.panel.color)
    return [ink.padded(2)] if ink is not None else []


def _spot(page: Page, line: TextLine, mention: Mention, rule: str) -> list[Place]:
    chars = line.chars[mention.start : mention.end]
    box = hull(chars) if chars else line.box
    return [Place(Kind.NICKNAME, box.padded(0.2 * box.height, 0), mention.text, rule, 0.8)]
