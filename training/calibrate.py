"""Fit what probability evidence means: ``python -m training.calibrate EVIDENCE... OUT``.

EVIDENCE are files of ``training.evidence``, made with weights that had not seen those pictures.
For each family of findings one offset and one slope of a logistic function are fitted, drawn
towards slope 1 where there are few findings (Platt).
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from pathlib import Path

import numpy as np

PRIOR = 2.0
"""Weight of slope 1 and of an even chance, in findings."""


def fitted(odds: np.ndarray, true: np.ndarray) -> tuple[float, float]:
    """Return offset and slope by Newton's method, with a prior at (0, 1)."""
    point, prior = np.array([0.0, 1.0]), np.array([0.0, 1.0])
    given = np.stack([np.ones_like(odds), odds], axis=1)
    penalty = np.diag([PRIOR / 4, PRIOR])
    for _ in range(60):
        chance = 1 / (1 + np.exp(-given @ point))
        slope = given.T @ (chance - true) + penalty @ (point - prior)
        bend = (given * (chance * (1 - chance))[:, None]).T @ given + penalty
        point = point - np.linalg.solve(bend, slope)
    return float(point[0]), float(max(0.0, point[1]))


def main() -> None:
    """Write offsets and slopes as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("evidence", type=Path, nargs="+")
    parser.add_argument("out", type=Path)
    args = parser.parse_args()
    families = defaultdict(list)
    for path in args.evidence:
        for _, family, _, odds, true, _ in json.loads(path.read_text(encoding="utf-8")):
            families[family].append((odds, true))
    table = {}
    for family, rows in sorted(families.items()):
        odds, true = np.array(rows, np.float64).T
        offset, slope = fitted(odds, true)
        table[family] = [round(offset, 3), round(slope, 3)]
        chance = 1 / (1 + np.exp(-(offset + slope * odds)))
        kept = chance >= 0.3
        print(
            f"{family:18} {len(rows):4} true {int(true.sum()):4} {table[family]} at 0.3: true {int(true[kept].sum())} false {int((1 - true[kept]).sum())}"
        )
    args.out.write_text(json.dumps(table, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
