"""How elements are laid out, as far as it decides what is read as one run."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from turbohtml import Document, Element

__all__ = ["APART", "CELLS", "Look", "looks_of", "stylesheet"]

# HTML 15.3, the user agent's style sheet: what is no block and not here is inline, also
# elements that nobody has heard of.
BLOCKS = frozenset(
    [
        "html",
        "body",
        "address",
        "article",
        "aside",
        "blockquote",
        "br",
        "caption",
        "center",
        "col",
        "colgroup",
        "dd",
        "details",
        "dialog",
        "dir",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "frameset",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hgroup",
        "hr",
        "legend",
        "li",
        "listing",
        "main",
        "menu",
        "nav",
        "ol",
        "optgroup",
        "option",
        "p",
        "plaintext",
        "pre",
        "search",
        "section",
        "summary",
        "table",
        "tbody",
        "tfoot",
        "thead",
        "tr",
        "ul",
        "xmp",
    ]
)
CELLS = frozenset(("td", "th"))
# What these hold is not part of the text around them, or not shown at all.
APART = frozenset(
    [
        "title",
        "textarea",
        "script",
        "style",
        "template",
        "noscript",
        "iframe",
        "noembed",
        "noframes",
        "object",
        "audio",
        "video",
        "canvas",
        "datalist",
        "rt",
        "rp",
        "rtc",
    ]
)
KEPT_LINES = frozenset(("pre", "listing", "plaintext", "xmp", "textarea"))
RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
DECLARATION = re.compile(r"([A-Za-z-]+)\s*:\s*([^;]*)")
TOLD = re.compile(
    r"display|visibility|opacity|font-size|white-space|unicode-bidi|direction", re.IGNORECASE
)
HIDDEN = re.compile(
    r"\s*(?:none|hidden|collapse|0+(?:\.0+)?(?:px|pt|r?em|%)?)(?![\d.\w])", re.IGNORECASE
)
HIDES = frozenset(("display", "visibility", "opacity", "font-size"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """How one element is laid out.

    ``turned`` says that what it holds is shown from right to left, sign by sign.
    """

    block: bool = False
    hidden: bool = False
    keeps_lines: bool = False
    turned: bool = False


def looks_of(element: Element, sheet: Mapping[Element, str]) -> Look:
    """Return how an element is laid out, after its name, its attributes and the page's rules.

    Args:
        element: of the page.
        sheet: declarations that the page's own rules have for some elements.
    """
    tag = element.tag
    attributes = element.attrs
    styles = _declared(sheet.get(element, "") + ";" + _text(attributes.get("style")))
    shown = styles.get("display", "")
    block = tag in BLOCKS
    if shown:
        block = not shown.startswith(("inline", "ruby", "contents"))
    hidden = "hidden" in attributes or any(
        HIDDEN.match(value) for name, value in styles.items() if name in HIDES
    )
    space = styles.get("white-space", "")
    override = "override" in styles.get("unicode-bidi", "") or tag == "bdo"
    way = styles.get("direction", _text(attributes.get("dir")).strip().lower())
    return Look(
        block=block,
        hidden=hidden,
        keeps_lines=space.startswith(("pre", "break")) or (not space and tag in KEPT_LINES),
        turned=override and way.startswith("rtl"),
    )


def _declared(styles: str) -> dict[str, str]:
    if not TOLD.search(styles):
        return {}
    return {
        name.lower(): value.strip().lower()
        for name, value in DECLARATION.findall(COMMENT.sub("", styles))
    }


def stylesheet(document: Document, sheets: Sequence[str]) -> dict[Element, str]:
    """Return the declarations that a page's rules have for its elements.

    Rules whose selectors need a browser (states, made-up elements) are passed over.

    Args:
        document: the page.
        sheets: the contents of its ``style`` elements.
    """
    found: dict[Element, str] = {}
    for selector, styles in RULE.findall(COMMENT.sub("", "\n".join(sheets))):
        if not TOLD.search(styles):
            continue
        try:
            elements = document.select(selector.strip())
        except ValueError:
            continue
        for element in elements:
            found[element] = found.get(element, "") + ";" + styles
    return found


def _text(value: object) -> str:
    """Return an attribute's value; some are lists of words."""
    return value if isinstance(value, str) else " ".join(value) if isinstance(value, list) else ""
