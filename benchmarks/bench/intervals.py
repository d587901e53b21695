"""How sure a figure is: bootstrap intervals over whole pictures or clips, and paired differences.

Items of one picture (or faces of one clip) stand or fall together, so whole pictures are drawn
again with replacement, never single items. B. Efron, R. Tibshirani, An Introduction to the
Bootstrap, 1993, chapter 13 (percentile intervals).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

Counts: TypeAlias = "Mapping[str, tuple[float, float]]"
"""Hits and total of each picture or clip, by its name."""

Interval: TypeAlias = tuple[float, float]

ROUNDS, SEED = 4000, 20261201
TAILS = (2.5, 97.5)
"""Percentiles: an interval holds 95 %."""


def share(counts: Counts) -> float:
    """Return hits over totals of all units together; NaN where there is nothing to count."""
    hits, totals = (sum(values) for values in zip(*counts.values(), strict=True))
    return hits / totals if totals else float("nan")


def interval(counts: Counts) -> Interval | None:
    """Return the 95 % interval of a share; None with fewer than two units that count."""
    whole = _table(counts, sorted(counts))
    if (whole[:, 1] > 0).sum() < 2:
        return None
    shares = _resampled(whole, _draws(len(whole)))
    return _tails(shares)


def difference(first: Counts, second: Counts) -> Interval | None:
    """Return the 95 % interval of the first share less the second, on the same pictures.

    Both are drawn again together, so what is hard about a picture is hard for both. None with
    fewer than two units in common.
    """
    names = sorted(first.keys() & second.keys())
    if len(names) < 2:
        return None
    draws = _draws(len(names))
    apart = _resampled(_table(first, names), draws) - _resampled(_table(second, names), draws)
    return _tails(apart)


def differs(first: Counts, second: Counts) -> bool:
    """Return whether two shares differ by more than chance: 0 lies outside the interval."""
    found = difference(first, second)
    return found is not None and not found[0] <= 0 <= found[1]


def _draws(units: int) -> NDArray[np.int64]:
    return np.random.default_rng(SEED).integers(0, units, size=(ROUNDS, units))


def _table(counts: Counts, names: list[str]) -> NDArray[np.float64]:
    return np.array([counts[name] for name in names], np.float64).reshape(-1, 2)


def _resampled(table: NDArray[np.float64], draws: NDArray[np.int64]) -> NDArray[np.float64]:
    sums = table[draws].sum(axis=1)
    with np.errstate(invalid="ignore"):
        return np.asarray(sums[:, 0] / sums[:, 1])


def _tails(shares: NDArray[np.float64]) -> Interval:
    low, high = np.nanpercentile(shares, TAILS)
    return round(float(low), 4), round(float(high), 4)
