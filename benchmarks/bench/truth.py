"""What a drawn picture or clip shows and where, as JSON that scorers read.

Boxes are half-open xyxy in pixels. Screens: ``{"images": [{file, width, height, app, theme,
attrs, items: [{kind, text, box, attrs}]}]}``; kind KEEP is what has to stay readable, and
``attrs.boxes`` holds the parts of an item that goes over several lines. Clips:
``{"clips": [{file, width, height, frames_total, scene, frames: [{index, faces, heads}]}]}``.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from pathlib import Path

Box: TypeAlias = tuple[int, int, int, int]
Attrs: TypeAlias = dict[str, object]


@dataclass(frozen=True, slots=True)
class Item:
    """One thing in a screenshot: KEEP, or a kind that has to be hidden."""

    kind: str
    text: str
    boxes: tuple[Box, ...]
    attrs: Attrs = field(default_factory=dict)

    def as_json(self) -> dict[str, object]:
        """Return it in the form of the truth file."""
        many = {"boxes": [list(box) for box in self.boxes]} if len(self.boxes) > 1 else {}
        return {
            "kind": self.kind,
            "text": self.text,
            "box": list(hull(self.boxes)),
            "attrs": {**self.attrs, **many},
        }


def hull(boxes: tuple[Box, ...]) -> Box:
    """Return the smallest box around all of them."""
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)


def write(path: Path, document: dict[str, object]) -> None:
    """Write a truth file."""
    text = json.dumps(document, ensure_ascii=False, indent=1)
    path.write_text(text + "\n", encoding="utf-8")
