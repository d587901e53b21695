"""Small plots as SVG text: groups of bars, and lines. No library, so that diffs stay readable."""

from __future__ import annotations

import math
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

WIDE = 760
INK, FAINT, GRID = "#1f2328", "#59636e", "#d8dee4"
FONT = "font-family='system-ui, sans-serif'"
OURS = "#0b6bcb"
OTHERS = ("#e07b39", "#8a63d2", "#3f9b6c", "#b8860b", "#c2476b", "#6e7781")


@dataclass(frozen=True, slots=True)
class Series:
    """A name with its values, None where there is none; ``points`` are x and y of a line."""

    name: str
    values: Sequence[float | None] = ()
    points: Sequence[tuple[float, float]] = ()
    labels: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Axis:
    """An axis: its name, its range, and whether each step multiplies."""

    name: str
    low: float
    high: float
    log: bool = False

    def share(self, value: float) -> float:
        """Return where a value lies, 0 to 1."""
        if self.log:
            low, high = math.log10(self.low), math.log10(self.high)
            return (math.log10(max(value, self.low)) - low) / (high - low)
        return (value - self.low) / (self.high - self.low)

    def ticks(self) -> list[float]:
        """Return round values for the grid."""
        if self.log:
            first, last = math.floor(math.log10(self.low)), math.ceil(math.log10(self.high))
            ticks = [base * 10.0**power for power in range(first, last) for base in (1, 2, 5)]
            return [tick for tick in ticks if self.low <= tick <= self.high]
        raw = (self.high - self.low) / 5
        size = 10 ** math.floor(math.log10(raw))
        step = min((1, 2, 2.5, 5, 10), key=lambda base: abs(base * size - raw)) * size
        first = math.ceil(self.low / step - 1e-9)
        last = math.floor(self.high / step + 1e-9)
        return [number * step for number in range(first, last + 1)]


def color(name: str, names: Sequence[str]) -> str:
    """Return a tool's color: ours stands out."""
    if name.startswith("redactkit"):
        return OURS
    others = [other for other in names if not other.startswith("redactkit")]
    return OTHERS[others.index(name) % len(OTHERS)]


def bars(title: str, groups: Sequence[str], series: Sequence[Series], top: float = 1.0) -> str:
    """Return groups of lying bars, each with its value."""
    names = [one.name for one in series]
    left, right, thick = 150, 60, 13
    room = len(series) * thick + 16
    high = 66 + 20 * _rows(names) + room * len(groups)
    parts = _head(title, high, names)
    y = 48 + 20 * _rows(names)
    scale = (WIDE - left - right) / top
    for group, label in enumerate(groups):
        middle = y + len(series) * thick / 2 + 4
        parts.append(_text(left - 10, middle, label, anchor="end"))
        for number, one in enumerate(series):
            value, at = one.values[group], y + number * thick
            if value is None:
                parts.append(_text(left + 4, at + 10, "–", size=10, fill=FAINT))
                continue
            long = max(0.5, value * scale)
            fill = color(one.name, names)
            parts.append(
                f"<rect x='{left}' y='{at}' width='{long:.1f}' height='{thick - 2}' fill='{fill}'/>"
            )
            parts.append(_text(left + long + 4, at + 10, f"{value:.3g}", size=10, fill=FAINT))
        y += room
    return _svg(parts, high)


def lines(title: str, x: Axis, y: Axis, series: Sequence[Series]) -> str:
    """Return lines with a dot at each point; a point's label is written beside it."""
    names = [one.name for one in series]
    left, right, bottom = 66, 24, 52
    top, high = 44 + 20 * _rows(names), 420
    parts = _head(title, high, names)
    wide, tall = WIDE - left - right, high - top - bottom

    def place(point: tuple[float, float]) -> tuple[float, float]:
        return left + wide * x.share(point[0]), top + tall * (1 - y.share(point[1]))

    for tick in x.ticks():
        at = place((tick, y.low))[0]
        parts.append(_line((at, top), (at, top + tall), GRID))
        parts.append(_text(at, top + tall + 16, f"{tick:g}", anchor="middle", size=11, fill=FAINT))
    for tick in y.ticks():
        at = place((x.low, tick))[1]
        parts.append(_line((left, at), (left + wide, at), GRID))
        parts.append(_text(left - 6, at + 4, f"{tick:g}", anchor="end", size=11, fill=FAINT))
    parts.append(_text(left + wide / 2, high - 14, x.name, anchor="middle"))
    parts.append(
        f"<text transform='translate(16 {top + tall / 2:.0f}) rotate(-90)' text-anchor='middle' "
        f"font-size='12' fill='{INK}' {FONT}>{escape(y.name)}</text>"
    )
    for one in series:
        fill = color(one.name, names)
        spots = [place(point) for point in one.points]
        path = " ".join(f"{a:.1f},{b:.1f}" for a, b in spots)
        parts.append(f"<polyline points='{path}' fill='none' stroke='{fill}' stroke-width='2'/>")
        for number, (a, b) in enumerate(spots):
            parts.append(f"<circle cx='{a:.1f}' cy='{b:.1f}' r='3.5' fill='{fill}'/>")
            if one.labels:
                parts.append(_text(a + 6, b + 13, one.labels[number], size=10, fill=fill))
    return _svg(parts, high)


def _rows(names: Sequence[str]) -> int:
    return math.ceil(len(names) / 3)


def _head(title: str, high: int, names: Sequence[str]) -> list[str]:
    parts = [
        f"<rect width='{WIDE}' height='{high}' fill='#ffffff'/>",
        _text(16, 26, title, size=15, weight="600"),
    ]
    for number, name in enumerate(names):
        x, y = 16 + number % 3 * 245, 46 + number // 3 * 20
        parts.append(
            f"<rect x='{x}' y='{y - 9}' width='12' height='10' fill='{color(name, names)}'/>"
        )
        parts.append(_text(x + 18, y, name))
    return parts


def _svg(parts: Sequence[str], high: int) -> str:
    body = "\n".join(parts)
    box = f"width='{WIDE}' height='{high}' viewBox='0 0 {WIDE} {high}'"
    return f"<svg xmlns='http://www.w3.org/2000/svg' {box} role='img'>\n{body}\n</svg>\n"


def _line(start: tuple[float, float], end: tuple[float, float], stroke: str) -> str:
    return (
        f"<line x1='{start[0]:.1f}' y1='{start[1]:.1f}' x2='{end[0]:.1f}' y2='{end[1]:.1f}' "
        f"stroke='{stroke}'/>"
    )


def _text(  # noqa: PLR0913 - how a word looks
    x: float,
    y: float,
    text: str,
    *,
    anchor: str = "start",
    size: int = 12,
    fill: str = INK,
    weight: str = "400",
) -> str:
    return (
        f"<text x='{x:.1f}' y='{y:.1f}' text-anchor='{anchor}' font-size='{size}' "
        f"font-weight='{weight}' fill='{fill}' {FONT}>{escape(text)}</text>"
    )
