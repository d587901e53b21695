"""Names given away by wording: notices, quotes, cards."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from redactkit.core.findings import Kind
from redactkit.core.geometry import Box
from redactkit.layout.candidates import Candidate, Layout, cover, whole_line
from redactkit.layout.feed import link_runs
from redactkit.layout.interface_words import is_interface, is_time, plain
from redactkit.layout.notices import enrolled, in_card, in_notice, in_prefix, is_record

if TYPE_CHECKING:
    from redactkit.core.protocols import TextLine
    from redactkit.layout.notices import Mention
    from redactkit.layout.text_blocks import Block

__all__ = ["labelled_names", "names_in_block"]

# A quote has so many characters; less is an icon of the input bar.
LEAST_WORDS = 2
# Ink this close to a box's edge (px) may go on beyond it, in steps of a share of its height.
CUT, BESIDE, MOST_EMOJI = 4, 0.4, 10
# A notice has two rows at most, each this much higher than its letters.
TWO_ROWS = 2.8
# A quote box of one line is lower than so many of its lines.
TIGHT = 2.2
# Heads a list that goes round a group, each adding a line.
GOES_ROUND = "接龙"
# A line lies in a card with this share of its box.
INSIDE = 0.5
# Rows of settings and profiles whose value is a name.
OWN_FIELDS = frozenset(
    (
        *("我在本群的昵称", "我在群里的昵称", "我的本群昵称", "群昵称", "我的昵称", "昵称", "暱稱"),
        *(
            "名字",
            "备注名",
            "Alias",
            "Name",
            "付款方",
            "付款人",
            "对方账户",
            "对方账号",
            "对方帐户",
        ),
    )
)
# So labels a contact's name in a row of settings, but a wish on an order's card.
REMARKS = ("备注", "備註")
# A row of settings is as wide as the screen, a card is not.
ROW = 0.97
# Flat ground varies by less than this (standard deviation).
FLAT = 4


def names_in_block(page: Layout, block: Block) -> list[Candidate]:
    """Return the names that the wording of one block gives away."""
    found: list[Candidate] = []
    if _centered(page, block) and not is_time(block.text):
        for mention in in_notice(block.text.replace("\n", " ")):
            found += _cover(page, block, mention, "notice")
    if block.panel is not None and (_is_quote(page, block) or block.text.lstrip()[:1] in "「『"):
        found += _quoted(page, block)
    for number, line in enumerate(block.lines):
        start = block.start_of(number)
        for mention in in_card(line.text):
            shifted = replace(mention, start=mention.start + start, end=mention.end + start)
            found += _cover(page, block, shifted, "card")
    if len(block.lines) > 1:
        for mention in in_card(_first_two(block)):
            found += _cover(page, block, mention, "card")
    found += _forwarded(page, block)
    found += _enrolled(page, block)
    if page.feed:
        found += link_runs(page, block)
    return found


def _enrolled(page: Layout, block: Block) -> list[Candidate]:
    """Return the names on a 接龙 list."""
    if block.panel is None or block.panel.page:
        return []
    card = block.panel
    if not any(GOES_ROUND in other.text for other in page.blocks if other.panel is card):
        return []
    return [
        place
        for mention in enrolled(block.text)
        for place in _cover(page, block, mention, "enrolled")
    ]


def _forwarded(page: Layout, block: Block) -> list[Candidate]:
    """Return the speakers of a forwarded record: its card names one on each line."""
    if block.panel is None or block.panel.page:
        return []
    card = block.panel.box
    inside = [line for line in page.lines if card.overlap(line.box) > INSIDE * line.box.area]
    if not any(is_record(text) for text in (_first_two(block), *(line.text for line in inside))):
        return []
    found: list[Candidate] = []
    for number, line in enumerate(block.lines):
        mention = in_prefix(line.text)
        if mention is not None:
            start = block.index.index((number, 0))
            shifted = replace(mention, start=start, end=start + mention.end)
            found += _cover(page, block, shifted, "record")
    return found


def _first_two(block: Block) -> str:
    """Return the first two lines of a block: a card's heading may need both."""
    further = (place for place, (line, _) in enumerate(block.index) if line >= 2)  # noqa: PLR2004
    end = next(further, len(block.text))
    return block.text[:end].rstrip()


def labelled_names(page: Layout) -> list[Candidate]:
    """Return the names that stand to the right of what they are: a row of a settings page."""
    rows = [
        line
        for line in page.lines
        if (text := plain(line.text)) in OWN_FIELDS
        or (text in REMARKS and not _on_card(page, line))
    ]
    return [
        whole_line(page, line, "field")
        for row in rows
        for line in page.lines
        if line.box.left > row.box.right
        and abs(line.box.center[1] - row.box.center[1]) < row.box.height / 2
        and not is_interface(line.text)
    ]


def _on_card(page: Layout, line: TextLine) -> bool:
    ground = page.scene.ground(line.box)
    return ground is not None and not ground.page and ground.box.width < ROW * page.scene.width


def _quoted(page: Layout, block: Block) -> list[Candidate]:
    mention = in_prefix(block.text)
    if mention is not None:
        # the name is all that stands before the colon, signs that were misread included
        whole = replace(mention, start=0)
        return _from_the_left(page, block, _cover(page, block, whole, "quote"))
    line = block.lines[0]
    words = sum(char.isalnum() for char in block.text)
    if block.panel is None or not line.chars or words < LEAST_WORDS:
        return []
    # The name may be emoji alone, of which nothing was read.
    top, bottom = line.box.top - 0.2 * line.box.height, line.box.bottom + 0.2 * line.box.height
    inside = block.panel.box
    before = Box(
        min(inside.left + 2, line.chars[0].left),
        max(top, inside.top + 2),
        line.chars[0].left,
        min(bottom, inside.bottom - 2),
    )
    ink = page.scene.ink(before, block.panel.color)
    if ink is None or ink.width < 0.5 * line.box.height:
        return []
    if ink.left <= inside.left + CUT and inside.height < TIGHT * line.box.height:
        ink = _past_the_edge(page, ink)
    return [Candidate(Kind.NICKNAME, ink.padded(2), "", "quote-unread", 0.5)]


def _past_the_edge(page: Layout, ink: Box) -> Box:
    """Widen emoji to the left: as high as a tight quote box, they cut it, and it seems to end."""
    high, left = ink.height, ink.left
    while ink.left - left < MOST_EMOJI * high and left > 0:
        beside = Box(left - BESIDE * high, ink.top + 0.2 * high, left, ink.bottom - 0.2 * high)
        if page.scene.unrest(beside) < FLAT:
            break
        left -= BESIDE * high
    return Box(max(0.0, left), ink.top, ink.right, ink.bottom)


def _from_the_left(page: Layout, block: Block, found: list[Candidate]) -> list[Candidate]:
    """Widen a quoted name over what stands before it in its row: an emoji read as a line apart."""
    if not found or block.panel is None:
        return found
    name = found[0].box
    row = [
        line.box.left
        for line in page.lines
        if block.panel.box.overlap(line.box) > 0.5 * line.box.area
        and line.box.right < name.center[0]
        and min(line.box.bottom, name.bottom) - max(line.box.top, name.top) > 0.5 * name.height
    ]
    box = Box(min([name.left, *row]), name.top, name.right, name.bottom)
    return [replace(found[0], box=box), *found[1:]]


def _centered(page: Layout, block: Block) -> bool:
    if block.panel is not None and (
        block.panel in page.rows.left or block.panel in page.rows.right
    ):
        return False
    middle = (block.panel.box if block.panel else block.box).center[0]
    # A desktop's chat is a pane of its own beside the list.
    pane = page.scene.ground(block.lines[0].box)
    middles = [page.scene.width / 2, *([pane.box.center[0]] if pane and pane.page else [])]
    near = any(abs(middle - other) < 0.06 * page.scene.width for other in middles)
    return near and block.box.height < TWO_ROWS * max(line.box.height for line in block.lines)


def _is_quote(page: Layout, block: Block) -> bool:
    """Return whether a block's panel is one of a chat that belongs to no avatar: a quote box."""
    panel = block.panel
    if (
        panel is None
        or page.feed
        or panel in page.rows.left
        or panel in page.rows.right
        or is_time(" ".join(block.text.split()))
    ):
        return False
    holds = any(
        panel.box.covers(Box(*avatar.box.center, *avatar.box.center))
        for avatar in page.rows.avatars
    )
    return bool(page.rows.avatars) and not holds


def _cover(page: Layout, block: Block, mention: Mention, rule: str) -> list[Candidate]:
    return [
        Candidate(mention.kind, box, mention.text, rule, 0.8)
        for box in cover(page, block, mention.start, mention.end)
    ]
