"""Detection in screenshots: names and avatars by layout first, private values by text rules."""

from __future__ import annotations

import traceback
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from redactkit.core.errors import BackendError, RedactError
from redactkit.core.findings import Detection, Kind
from redactkit.core.policy import KEPT_NAME
from redactkit.detect.codes import find_codes
from redactkit.layout.avatar_columns import find_columns
from redactkit.layout.avatars import find_avatars
from redactkit.layout.bubbles import bubbles
from redactkit.layout.candidates import Candidate, Layout, cover
from redactkit.layout.chat_rows import ChatRows, read_rows
from redactkit.layout.cropped_avatars import cropped_avatars
from redactkit.layout.feed import is_feed
from redactkit.layout.learned_names import (
    NAMED,
    all_searchable_names,
    called_names,
    occurrences,
    past_emoji,
)
from redactkit.layout.list_rows import avatars_beside_names
from redactkit.layout.name_positions import OWN, name_candidates
from redactkit.layout.page_evidence import judged, seen_by_model
from redactkit.layout.page_map import map_page
from redactkit.layout.rereading import read_again
from redactkit.layout.segmentation import downscaled, segment
from redactkit.layout.text_blocks import gather
from redactkit.layout.word_map import is_menu
from redactkit.text.case import OWN_SIDE, Case
from redactkit.text.identifiers import Identifiers

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from redactkit.core.frames import Frame, Pixels
    from redactkit.core.geometry import Box
    from redactkit.core.protocols import TextLine, TextReader
    from redactkit.layout.page_map import PageReader
    from redactkit.layout.segmentation import Segmentation
    from redactkit.layout.text_blocks import Block
    from redactkit.text.spans import TextSpan

__all__ = ["ChatDetector"]

VERSION = "chat-1"
# Rules of names found in running text, not at a name position.
MENTION, KNOWN = "mention", "known-name"
# Text read with less than this is not trusted; values have at least so many signs, and letters
# at least this height in widths of the screen.
SURE = 0.6
# Probability from which a name is looked for elsewhere on the page and in the case.
CARRIED = 0.6
LEAST_SIGNS = 4
LEAST_HEIGHT = 0.012
# Kinds that are searched again without their label.
REPEATED = (Kind.WECHAT_ID, Kind.PHONE, Kind.QQ, Kind.EMAIL)


class ChatDetector:
    """Finds avatars, names, private values and codes in screenshots of chats.

    A name learned in one picture is found again in later pictures of the same case.
    Faces in photos are another detector's business.

    Args:
        reader: reads the text.
        aliases: the case's people; a case of its own where None.
        identifiers: the text rules; its own where None.
        page_model: says what stands where; where None, the rules speak alone.
    """

    def __init__(
        self,
        reader: TextReader,
        *,
        aliases: Case | None = None,
        identifiers: Identifiers | None = None,
        page_model: PageReader | None = None,
    ) -> None:
        """Load the text rules where none are given (presidio, about a second)."""
        self._reader, self._page_model = reader, page_model
        self._aliases = aliases if aliases is not None else Case()
        self._identifiers = identifiers or Identifiers()

    @property
    def name(self) -> str:
        """Name and version, for the record."""
        learned = f"+{self._page_model.name}" if self._page_model else ""
        return f"{VERSION}{learned}+{self._reader.name}"

    def detect(self, frames: Sequence[Frame]) -> list[list[Detection]]:
        """Return what is private in each screenshot.

        Raises:
            BackendError: reading the text or a text rule failed.
        """
        return [self.detect_layout(frame.pixels)[0] for frame in frames]

    def detect_layout(self, pixels: Pixels) -> tuple[list[Detection], Layout]:
        """Return what is private in a screenshot, and the screenshot taken apart.

        Raises:
            BackendError: reading the text or a text rule failed.
        """
        lines = self._reader.read(pixels)
        with _failing_clearly():
            return self._detect(pixels, lines)

    def _detect(self, pixels: Pixels, lines: Sequence[TextLine]) -> tuple[list[Detection], Layout]:
        small, scale = downscaled(pixels)
        # only now: a network that runs on all cores waits for the slowest of them
        with ThreadPoolExecutor(1) as side:
            codes = side.submit(_codes, small, scale)
            page = _page(segment(pixels, lines, small), lines)
            seen = map_page(self._page_model, pixels, lines) if self._page_model else None
            page = replace(page, codes=tuple(code.box for code in codes.result()), seen=seen)
        found = self._candidates(page)
        detections = [
            *codes.result(),
            *(self._named(place) for place in found),
            *self._values(page),
            *(self._unreadable(line) for line in page.lines if _risky(page, line)),
        ]
        return detections, page

    def _candidates(self, page: Layout) -> list[Candidate]:
        """Return avatars and names, those that stand elsewhere again included, with scores."""
        found = name_candidates(page)
        if page.seen is None:
            return [*found, *self._again(page, found)]
        found = judged(seen_by_model(page, found, page.seen), page.seen)
        met = [one for one in found if self._is_met(one)]
        return [*found, *judged(self._again(page, met), page.seen)]

    def detect_again(self, paper: Pixels, page: Layout, covers: Sequence[Box]) -> list[Detection]:
        """Return what is left in a painted screenshot: values, known names and codes.

        Args:
            paper: the painted screenshot, each cover in the color around it.
            page: the screenshot taken apart before it was painted.
            covers: what is covered, px.

        Raises:
            BackendError: reading the text or a text rule failed.
        """
        lines = read_again(self._reader, paper, page.lines, covers)
        left = replace(page, lines=tuple(lines), blocks=tuple(gather(lines, page.scene)))
        # a code in no cover's reach is not new, but one code may have hidden another's eyes
        codes = _codes(*downscaled(paper)) if page.codes else []
        again = self._again(left, ())
        named = (self._named(one) for one in (judged(again, page.seen) if page.seen else again))
        return [*codes, *named, *self._values(left)]

    def _again(self, page: Layout, found: Sequence[Candidate]) -> list[Candidate]:
        """Find the learned names everywhere else, and the people that an @ calls."""
        names = [place.text for place in found if place.kind is Kind.NICKNAME]
        keys = all_searchable_names(
            [block.text for block in page.blocks], [*names, *self._aliases.names()]
        )
        more: list[Candidate] = []
        for block in page.blocks:
            spots = [
                (start, end, text, MENTION)
                for start, end, text, _ in called_names(block.text, keys)
            ]
            spots += [(start, end, key, KNOWN) for start, end, key in occurrences(block.text, keys)]
            for start, end, text, rule in spots:
                more += [
                    Candidate(Kind.NICKNAME, box, text, rule, NAMED)
                    for box in cover(page, block, start, past_emoji(block.text, end))
                ]
        return [place for place in more if not any(_same(place, other) for other in found)]

    def _named(self, place: Candidate) -> Detection:
        alias, rule = "", place.rule
        if self._aliases.is_kept(place.text):
            rule = KEPT_NAME
        elif place.rule.endswith(OWN):
            alias = OWN_SIDE
        elif place.kind is Kind.NICKNAME and place.rule not in (KNOWN, MENTION):
            alias = self._aliases.alias_for(place.text if self._is_met(place) else "")
        else:
            alias = self._aliases.stand_in(place.kind, place.text)
        return Detection(
            kind=place.kind,
            box=place.box,
            score=place.score,
            detector=self.name,
            rule=rule,
            alias=alias,
            seal=self._aliases.seal(place.kind, place.text),
        )

    def _is_met(self, place: Candidate) -> bool:
        """Return whether the case learns a name: not what may be no name at all."""
        if self._page_model is None:
            return True
        return place.score >= CARRIED and not is_menu(place.text)

    def _values(self, page: Layout) -> list[Detection]:
        """Return the private values of every block, and where an ID stands again unlabelled."""
        spans = {block: self._identifiers.find(block.text) for block in page.blocks}
        bare = {
            _uncovered(block.text[span.start : span.end]): span
            for block, some in spans.items()
            for span in some
            if span.kind in REPEATED
        }
        return [
            self._value(span, box, block.text[span.start : span.end])
            for block, some in spans.items()
            for span in [*some, *_repeated(block, bare)]
            for box in block.cover(span.start, span.end)
        ]

    def _unreadable(self, line: TextLine) -> Detection:
        return Detection(
            kind=Kind.UNREADABLE,
            box=line.box,
            score=1 - line.score,
            detector=self.name,
            rule="weak",
        )

    def _value(self, span: TextSpan, box: Box, value: str) -> Detection:
        kept = span.kind is Kind.NAME and self._aliases.is_kept(value)
        return Detection(
            kind=span.kind,
            box=box,
            score=span.score,
            detector=self.name,
            rule=KEPT_NAME if kept else span.rule,
            alias="" if kept else self._aliases.stand_in(span.kind, value),
            seal=self._aliases.seal(span.kind, value),
        )


@contextmanager
def _failing_clearly() -> Iterator[None]:
    """Make one clear error of a rule that fails on a picture: nothing was looked at then."""
    try:
        yield
    except RedactError:
        raise
    except Exception as error:  # noqa: BLE001 - whatever a rule raises, nothing was found
        place = traceback.extract_tb(error.__traceback__)[-1]
        msg = f"the layout rules failed on this picture ({type(error).__name__} in {place.name})"
        raise BackendError(msg) from None


def _page(scene: Segmentation, lines: Sequence[TextLine]) -> Layout:
    """Take a screenshot apart, all but its codes."""
    panels = bubbles(scene, lines)
    columns = find_columns(scene, lines, panels)
    avatars = find_avatars(scene, lines, panels, columns)
    avatars += cropped_avatars(scene, panels)
    avatars += avatars_beside_names(scene, lines, columns, avatars)
    feed = is_feed(scene, lines, panels)
    rows = ChatRows(tuple(avatars)) if feed else read_rows(scene, lines, panels, columns, avatars)
    blocks = gather(lines, scene)
    return Layout(scene, tuple(lines), tuple(panels), rows, tuple(blocks), (), feed)


def _codes(small: Pixels, scale: float) -> list[Detection]:
    """Return the codes of a screenshot `downscaled`, in the whole one's pixels."""
    return [replace(code, box=code.box.scaled(1 / scale)) for code in find_codes(small)]


def _risky(page: Layout, line: TextLine) -> bool:
    """Return whether a line in a bubble was not read well and may hold digits or an ID."""
    if (
        line.score >= SURE
        or page.on_page(line)
        or line.box.height < LEAST_HEIGHT * page.scene.width
    ):
        return False
    signs = sum(char.isascii() and char.isalnum() for char in line.text)
    return signs >= LEAST_SIGNS or (not line.text and line.box.width > 2 * line.box.height)


def _repeated(block: Block, bare: Mapping[str, TextSpan]) -> list[TextSpan]:
    """Return the lines that are nothing but a value known from elsewhere (a search field)."""
    found = []
    for number, line in enumerate(block.lines):
        span = bare.get(_uncovered(line.text))
        if span is not None:
            start = block.start_of(number)
            found.append(replace(span, start=start, end=start + len(line.text), rule="again"))
    return found


def _uncovered(value: str) -> str:
    return "".join(value.split()).casefold()


def _same(a: Candidate, b: Candidate) -> bool:
    """Return whether ``b`` already covers ``a``."""
    return (
        b.kind is Kind.NICKNAME
        and b.box.overlap(a.box) > 0.85 * a.box.area
        and b.box.padded(4).covers(a.box)
    )
