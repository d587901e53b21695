"""Make views of a source piece by piece, and views of views."""

from __future__ import annotations

from redactkit.text.view import TextView

__all__ = ["Weaver", "below", "identity", "part_of"]


class Weaver:
    """Collects what is read, with its places in the source; no repr shows it."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self._signs: list[str] = []
        self._starts: list[int] = []
        self._ends: list[int] = []

    def __repr__(self) -> str:
        """Show how much, never what."""
        return f"Weaver({len(self)} characters)"

    def __len__(self) -> int:
        """Return how many characters were collected."""
        return len(self._starts)

    @property
    def last(self) -> str:
        """The last character, empty at the beginning."""
        return self._signs[-1][-1] if self._signs else ""

    def verbatim(self, text: str, start: int) -> None:
        """Add text that stands in the source as it is, from ``start`` on."""
        if text:
            self._signs.append(text)
            self._starts.extend(range(start, start + len(text)))
            self._ends.extend(range(start + 1, start + len(text) + 1))

    def decoded(self, text: str, start: int, end: int) -> None:
        """Add text that is written otherwise in the source, at ``start`` to ``end``, exclusive."""
        if text:
            self._signs.append(text)
            self._starts.extend([start] * len(text))
            self._ends.extend([end] * len(text))

    def sign(self, text: str, place: int) -> None:
        """Add signs that stand nowhere in the source, such as the break after a block."""
        self.decoded(text, place, place)

    def copied(self, view: TextView, start: int, end: int) -> None:
        """Add the characters ``start`` to ``end`` of a view, with its places."""
        if start < end:
            self._signs.append(view.text[start:end])
            self._starts.extend(view.starts[start:end])
            self._ends.extend(view.ends[start:end])

    def view(self) -> TextView:
        """Return what was collected."""
        return TextView(text="".join(self._signs), starts=self._starts, ends=self._ends)


def identity(text: str) -> TextView:
    """Return the view in which a text is read as it stands."""
    return TextView(text=text, starts=range(len(text)), ends=range(1, len(text) + 1))


def part_of(view: TextView, start: int, end: int) -> TextView:
    """Return the view of the characters ``start`` to ``end``, exclusive."""
    return TextView(
        text=view.text[start:end], starts=view.starts[start:end], ends=view.ends[start:end]
    )


def below(upper: TextView, lower: TextView) -> TextView:
    """Return ``upper``, which was made of the text of ``lower``, with the places of ``lower``.

    Signs that were added stay without an extent.
    """
    starts, ends = [], []
    size = len(lower.text)
    for start, end in zip(upper.starts, upper.ends, strict=True):
        if start < end:
            starts.append(min(lower.starts[start:end]))
            ends.append(max(lower.ends[start:end]))
        else:
            at = lower.starts[start] if start < size else (lower.ends[-1] if size else 0)
            starts.append(at)
            ends.append(at)
    return TextView(text=upper.text, starts=starts, ends=ends)
