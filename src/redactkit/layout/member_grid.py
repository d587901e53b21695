"""Grids of people, as on a group's page of members: pictures in rows, a name under each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from redactkit.core.findings import Kind
from redactkit.core.geometry import Box
from redactkit.layout.avatar_shapes import avatar_sized
from redactkit.layout.candidates import Candidate, whole_line
from redactkit.layout.interface_words import is_interface, plain
from redactkit.layout.segmentation import Shape

if TYPE_CHECKING:
    from collections.abc import Sequence

    from redactkit.core.protocols import TextLine
    from redactkit.layout.candidates import Layout
    from redactkit.layout.segmentation import Segmentation

__all__ = ["grid_members"]

LEAST_IN_ROW = 3
# Shares of a picture's side: how well columns are in line, and how far the next row is off.
ALIGNED, NEXT_ROW = 0.15, 1.0
# Icons of menus are drawn flat; portraits vary by more than this (standard deviation).
PORTRAIT = 18
SOLID = 0.8


def grid_members(page: Layout) -> list[Candidate]:
    """Return the people of a grid of members, and their names."""
    found = []
    for shape, line in _find(page.scene, page.lines):
        found.append(Candidate(Kind.AVATAR, shape.box.padded(1), "", "avatar-grid", 0.9))
        if line is not None and (len(plain(line.text)) == 1 or not is_interface(line.text)):
            found.append(whole_line(page, line, "grid-name"))
        size, foot = shape.box.width, shape.box.bottom
        slot = Box(shape.box.left, foot + 2, shape.box.right, foot + 0.38 * size)
        ink = page.scene.ink(slot, shape.ground.color) if line is None else None
        if ink is not None and ink.height < 0.35 * size:
            found.append(Candidate(Kind.NICKNAME, ink.padded(2), "", "grid-slot", 0.6))
    return found


def _find(scene: Segmentation, lines: Sequence[TextLine]) -> list[tuple[Shape, TextLine | None]]:
    """Return the pictures of a grid of people, each with the line of text under it."""
    found: list[tuple[Shape, TextLine | None]] = []
    rows = _rows(scene)
    for row in rows:
        if len(row) < LEAST_IN_ROW and not _goes_on(row, found):
            continue
        named = [(shape, _label(shape, lines)) for shape in row]
        labels = [line for _, line in named if line is not None]
        menu = sum(is_interface(line.text) for line in labels)
        alive = sum(scene.unrest(shape.box) > PORTRAIT for shape in row)
        if 2 * len(labels) > len(row) and 3 * menu < len(row) and 2 * alive > len(row):
            found += [*named, *_implied(scene, row, lines)]
    return found


def _goes_on(row: Sequence[Shape], found: Sequence[tuple[Shape, TextLine | None]]) -> bool:
    """Return whether a short row ends a grid: its pictures stand below others of their size."""
    return all(
        any(
            abs(shape.box.left - other.box.left) < ALIGNED * other.box.width
            and abs(shape.box.width - other.box.width) < ALIGNED * other.box.width
            and 0 < shape.box.top - other.box.bottom < NEXT_ROW * other.box.height
            for other, _ in found
        )
        for shape in row
    )


def _implied(
    scene: Segmentation, row: Sequence[Shape], lines: Sequence[TextLine]
) -> list[tuple[Shape, TextLine | None]]:
    """Return the cells of a row whose picture cannot be told from the page, but has a name."""
    one = row[0]
    size, top = one.box.width, one.box.top
    found: list[tuple[Shape, TextLine | None]] = []
    for line in lines:
        middle = line.box.center[0]
        cell = Box(middle - size / 2, top, middle + size / 2, top + one.box.height)
        below = -0.1 * size < line.box.top - cell.bottom < 0.5 * size and line.box.height < size / 2
        free = not any(cell.overlap(other.box) > 0.1 * size * size for other in row)
        if below and free and line.text and not scene.flat(cell) and not is_interface(line.text):
            found.append((Shape(cell, one.ground, 1.0), line))
    return found


def _rows(scene: Segmentation) -> list[list[Shape]]:
    rows: list[list[Shape]] = []
    sized = [one for one in scene.shapes if avatar_sized(scene, one) and one.solid > SOLID]
    for shape in sorted(sized, key=lambda one: (one.box.top, one.box.left)):
        size = shape.box.height
        for row in rows:
            first = row[0].box
            if abs(first.top - shape.box.top) + abs(first.height - size) < 0.2 * size:
                row.append(shape)
                break
        else:
            rows.append([shape])
    return rows


def _label(shape: Shape, lines: Sequence[TextLine]) -> TextLine | None:
    """Return the line right under a picture, centered on it."""
    size = shape.box.width
    for line in lines:
        below = -0.1 * size < line.box.top - shape.box.bottom < 0.5 * size
        if below and abs(line.box.center[0] - shape.box.center[0]) < 0.35 * size:
            return line
    return None
