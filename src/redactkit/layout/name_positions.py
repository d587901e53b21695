"""Where names stand by position: beside avatars, above bubbles, in titles, on cards and covers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from redactkit.core.findings import Kind
from redactkit.core.geometry import Box, hull
from redactkit.layout.candidates import (
    Candidate,
    Layout,
    continuation,
    on_badge,
    whole_line,
)
from redactkit.layout.chat_rows import is_notice
from redactkit.layout.interface_words import is_interface, is_person, is_time, plain
from redactkit.layout.list_rows import in_column
from redactkit.layout.member_grid import grid_members
from redactkit.layout.name_phrases import labelled_names, names_in_block
from redactkit.layout.notices import group_title, in_prefix
from redactkit.layout.profiles import (
    before_titles,
    in_contact_cards,
    is_goods,
    near_codes,
    on_profile,
    over_names,
)

if TYPE_CHECKING:
    from redactkit.core.protocols import TextLine
    from redactkit.layout.avatars import Avatar
    from redactkit.layout.notices import Mention
    from redactkit.layout.segmentation import Panel

__all__ = ["OWN", "name_candidates"]

HIGHEST = 0.1
"""Height of a name in widths of the screen; what is higher is a picture taken for a glyph."""

OWN = "-own"
"""Ends the rule of an avatar and of a name on the owner's side."""


def name_candidates(page: Layout) -> list[Candidate]:
    """Return the avatars and every name that its position gives away."""
    avatars, beside = _beside_avatars(page)
    found = [_avatar(avatar, own=_own(page, avatar)) for avatar in avatars]
    found += beside
    if not page.feed:
        found += _above_bubbles(page)
    found += _title(page)
    found += near_codes(page)
    found += _on_covers(page)
    found += grid_members(page)
    found += labelled_names(page)
    found += on_profile(page)
    found += in_contact_cards(page)
    for block in page.blocks:
        found += names_in_block(page, block)
    return [*found, *over_names(page, found), *before_titles(page, found)]


def _avatar(avatar: Avatar, *, own: bool) -> Candidate:
    box = avatar.box if avatar.rule == "slot" else avatar.box.padded(1)
    return Candidate(Kind.AVATAR, box, "", f"avatar-{avatar.rule}{OWN if own else ''}", 0.9)


def _own(page: Layout, avatar: Avatar) -> bool:
    """Return whether an avatar is that of the phone's owner, whose bubbles stand on the right."""
    if avatar.rule in ("rail", "cover"):
        return avatar.rule == "rail"
    return avatar.side == "right" and bool(page.rows.right)


def _beside_avatars(page: Layout) -> tuple[list[Avatar], list[Candidate]]:
    """Return the avatars that are no menu icons, and the names written beside them."""
    kept, found = [], []
    for avatar in page.rows.avatars:
        if avatar.side == "right" and avatar.rule not in ("rail", "cover") and not page.feed:
            found += [
                whole_line(page, line, f"beside-avatar{OWN}") for line in _left_of(page, avatar)
            ]
        beside = _column_of_text(page, avatar) if avatar.side == "left" else []
        first = beside[0] if beside else None
        if (
            first is not None
            and is_interface(first.text)
            and not is_time(first.text)
            and len(plain(first.text)) > 1
            and not (first.text.isdecimal() and in_column(avatar, page.rows.avatars))
            and not _in_chat(page, avatar)
        ):
            continue
        if is_goods(page, avatar, beside):
            continue
        kept.append(avatar)
        if first is None or first.box.center[1] > avatar.box.top + 0.75 * avatar.box.height:
            continue
        in_list = len(beside) > 1 and _is_list(page, beside[1]) and not _answered(page, beside[1])
        preview = in_prefix(beside[1].text) if in_list else None
        if "、" in first.text:
            found.append(whole_line(page, first, "list-name", text=""))
        elif preview is not None:
            found.append(Candidate(Kind.GROUP_NAME, first.box, first.text, "list-group", 0.7))
        else:
            found.append(whole_line(page, first, "beside-avatar"))
        if preview is not None:
            found += _spot(beside[1], preview, "list-preview")
    return kept, found


def _left_of(page: Layout, avatar: Avatar) -> list[TextLine]:
    """Return the owner's name above a picture that was sent: QQ and its kin show it."""
    box, size = avatar.box, avatar.box.height
    return [
        line
        for line in page.lines
        if 0 < box.left - line.box.right < 0.6 * size
        and abs(line.box.center[1] - box.top) < 0.45 * size
        and line.box.height < 0.6 * size
        and page.on_page(line)
        and not is_interface(line.text)
    ]


def _is_list(page: Layout, preview: TextLine) -> bool:
    """Return whether a line is a preview in a list of conversations, not a message in a bubble."""
    ground = page.scene.ground(preview.box)
    return ground is None or ground not in (*page.rows.left, *page.rows.right)


def _answered(page: Layout, line: TextLine) -> bool:
    """Return whether below a line stands when it was written or 回复: a comment's, not a list's."""
    box, high = line.box, line.box.height
    return any(
        abs(other.box.left - box.left) < high
        and 0 < other.box.center[1] - box.center[1] < 2 * high
        and ("回复" in other.text or is_time(other.text.split()[0]))
        for other in page.lines
        if other.text.strip()
    )


def _column_of_text(page: Layout, avatar: Avatar) -> list[TextLine]:
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
    # a badge may stand between an avatar and the name
    inside += continuation(page, [line for line in row if on_badge(page, line)])
    return sorted(inside, key=lambda line: line.box.top)


def _shares(page: Layout, line: TextLine, ground: Panel | None, box: Box) -> bool:
    """Return whether a line lies in the same row or card as an avatar."""
    panel = page.scene.ground(line.box)
    return panel is not None and (panel is ground or panel.box.padded(1).covers(box))


def _above_bubbles(page: Layout) -> list[Candidate]:
    """Return the name slots above bubbles: what was read there, or what ink there is."""
    found = []
    for slot in page.rows.slots:
        first = [
            line for line in page.lines
            if slot.top - 0.4 * line.box.height < line.box.center[1] < slot.bottom
            and abs(line.box.left - slot.left) < line.box.height
            and not is_time(line.text)
        ]  # fmt: skip
        inside = [line for line in first if page.on_page(line)]
        badges = [line for line in first if on_badge(page, line)]
        inside += [
            line for line in continuation(page, [*inside, *badges]) if not is_time(line.text)
        ]
        if inside:
            found += [whole_line(page, line, "above-bubble") for line in inside]
            continue
        found += _unread(page, slot)
    for panel in page.panels:
        rule = f"above-bubble{OWN}" if panel in page.rows.right else "above-bubble"
        found += [
            whole_line(page, line, rule, 0.7) for line in page.lines if _heads(page, line, panel)
        ]
    return found


def _unread(page: Layout, slot: Box) -> list[Candidate]:
    """Return what ink a name slot without a read line holds, or the slot where none is told."""
    free = Box(
        slot.left, slot.top + 0.1 * slot.height, slot.right, slot.bottom - 0.15 * slot.height
    )
    ground = page.scene.ground(free)
    if ground is not None:
        ink = page.scene.ink(free, ground.color)
        if ink is None or ink.height <= 0.2 * slot.height:
            return []
        return [Candidate(Kind.NICKNAME, ink.padded(2), "", "name-slot", 0.6)]
    width = min(slot.width, 2.4 * slot.height)
    box = Box(slot.left, slot.top, slot.left + width, slot.bottom)
    return [Candidate(Kind.NICKNAME, box, "", "name-slot", 0.4)]


def _heads(page: Layout, line: TextLine, panel: Panel) -> bool:
    """Return whether a line stands right above a bubble's outer corner, small and on the page."""
    high = line.box.height
    gap = panel.box.top - line.box.bottom
    aligned = -0.7 * high < line.box.left - panel.box.left < 1.0 * high
    if panel in page.rows.right:
        # QQ and its kin show the owner's name too, above the right corner
        aligned = abs(line.box.right - panel.box.right) < 1.0 * high
    return (
        -0.35 * high < gap < 0.6 * high and aligned and line.box.width < 0.6 * page.scene.width
        and high < HIGHEST * page.scene.width
        and page.on_page(line) and not is_interface(line.text)
        and not is_notice(page.scene, line)
    )  # fmt: skip


def _title(page: Layout) -> list[Candidate]:
    """Return the name in the title bar: a person's, or a group's with its count left out."""
    scene = page.scene
    if not (page.rows.left or page.rows.right):
        return []
    origin = min(
        [a.box.left for a in page.rows.avatars if a.side == "left" and _in_chat(page, a)],
        default=0.0,
    )
    first = min(panel.box.top for panel in (*page.rows.left, *page.rows.right))
    limit = min(0.3 * scene.width, 0.14 * scene.height) if scene.portrait else 0.12 * scene.height
    top = [
        line for line in page.lines
        if line.box.center[1] < limit and line.box.bottom < first + line.box.height
        and page.on_page(line) and line.box.left > origin - 0.02 * scene.width
        and not is_time(line.text) and plain(line.text)
        and line.box.height < HIGHEST * scene.width
    ]  # fmt: skip
    titles = [
        line for line in top if not is_interface(line.text) and _placed_as_title(page, line, origin)
    ]
    if not titles:
        return []
    line = max(titles, key=lambda item: item.box.height)
    span = group_title(line.text)
    if span is None:
        return [whole_line(page, line, "title")] if is_person(line.text) else []
    chars = line.chars[span[0] : span[1]]
    return [
        Candidate(
            Kind.GROUP_NAME,
            hull(chars) if chars else line.box,
            line.text[slice(*span)],
            "title-group",
            0.8,
        )
    ]


def _in_chat(page: Layout, avatar: Avatar) -> bool:
    return any(
        0 <= panel.box.left - avatar.box.right < avatar.box.width for panel in page.rows.left
    )


def _placed_as_title(page: Layout, line: TextLine, origin: float) -> bool:
    middle = abs(line.box.center[0] - page.scene.width / 2) < 0.12 * page.scene.width
    start = line.box.left - origin < 0.22 * (page.scene.width - origin)
    status = line.box.center[1] < 0.1 * page.scene.width and page.scene.portrait
    return (middle or start) and not status


def _on_covers(page: Layout) -> list[Candidate]:
    """Return the name beside an avatar that hangs over a cover photo."""
    return [
        whole_line(page, line, "cover-name")
        for avatar in page.rows.avatars
        if avatar.rule == "cover"
        for line in page.lines
        if 0 <= avatar.box.left - line.box.right < avatar.box.width
        and avatar.box.top < line.box.center[1] < avatar.box.bottom and not is_interface(line.text)
    ]  # fmt: skip


def _spot(line: TextLine, mention: Mention, rule: str) -> list[Candidate]:
    chars = line.chars[mention.start : mention.end]
    box = hull(chars) if chars else line.box
    return [Candidate(Kind.NICKNAME, box.padded(0.2 * box.height, 0), mention.text, rule, 0.8)]
