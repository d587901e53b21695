"""Train the head on samples: ``python -m training.train --real DIR --drawn DIR --out RUN``.

Goes on where a killed run stopped, and stops at ``--steps`` or after ``--minutes``.
"""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from training.net import Head
from training.samples import AVATAR, UNKNOWN

BATCH = 6
ROWS, COLUMNS = 384, 288
WEIGHTS = (0.35, 2.0, 1.0, 1.3, 0.8)
RATE = 3e-3
WORDLESS = 0.08
"""Share of crops that are shown no words, so that pixels count too."""


def main() -> None:
    """Train, and write the averaged weights."""
    args = _arguments()
    torch.set_num_threads(args.threads)
    args.out.mkdir(parents=True, exist_ok=True)
    real = _listed(args.real, args.only, args.without)
    drawn = sorted(args.drawn.glob("*.npz")) if args.drawn else []
    share = args.share if real and drawn else float(bool(real))
    rng = np.random.default_rng(args.seed)
    torch.manual_seed(args.seed)
    head, mean = Head().to(memory_format=torch.channels_last), Head()
    best = torch.optim.AdamW(head.parameters(), RATE, weight_decay=0.02)
    plan = torch.optim.lr_scheduler.OneCycleLR(best, RATE, args.steps, pct_start=0.1)
    first = _resume(args.out, head, mean, best, plan)
    if not first:
        mean.load_state_dict(head.state_dict())
    started, losses = time.monotonic(), []
    for step in range(first, args.steps):
        pages = [real if rng.random() < share else drawn for _ in range(BATCH)]
        crops = [crop(some[rng.integers(len(some))], rng, args.wordless) for some in pages]
        with torch.autocast("cpu", torch.bfloat16):
            loss = loss_of(head, crops)
        best.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(head.parameters(), 3.0)
        best.step()
        plan.step()
        _follow(mean, head, min(0.995, step / (step + 10)))
        losses.append(loss.item())
        if step % 50 == 49:
            seconds = time.monotonic() - started
            print(f"{step + 1} loss {np.mean(losses[-50:]):.4f} {seconds:.0f} s", flush=True)
        if step % 250 == 249:
            _save(args.out, step + 1, head, mean, best, plan)
        if args.minutes and time.monotonic() - started > 60 * args.minutes:
            break
    torch.save(mean.state_dict(), args.out / "head.pt")
    told = vars(args) | {"pages": len(real), "drawn_pages": len(drawn), "loss": losses[-50:]}
    (args.out / "run.json").write_text(json.dumps(told, default=str), encoding="utf-8")


def crop(path: Path, rng: np.random.Generator, wordless: float) -> dict[str, Any]:
    """Cut a training crop out of a sample; crops beside annotated people are likelier."""
    with np.load(path) as held:
        rows, columns = held["rgb"].shape[:2]
        best: tuple[float, int, int] = (-1.0, 0, 0)
        labels = held["labels"]
        for _ in range(2 if rng.random() < 0.6 else 1):
            top = 32 * int(rng.integers(0, max(0, rows - ROWS) // 32 + 1))
            left = 32 * int(rng.integers(0, max(0, columns - COLUMNS) // 32 + 1))
            part = labels[top // 2 : (top + ROWS) // 2, left // 2 : (left + COLUMNS) // 2]
            best = max(best, (float(np.isin(part, (1, 3)).sum()), top, left))
        _, top, left = best
        words = _cut(held["words"], top, left, 4, 0).astype(np.float32) / 255
        if rng.random() < wordless:
            words[:] = 0
        boxes = held["boxes"] - np.array([left, top, left, top], np.float32)
        return {
            "features": [_cut(held[f"f{n}"], top, left, 4 << n, 0) for n in range(4)],
            "rgb": _cut(held["rgb"].transpose(2, 0, 1), top, left, 1, 0).astype(np.float32) / 127.5
            - 1,
            "words": words,
            "labels": _cut(labels[None], top, left, 2, UNKNOWN)[0],
            "edges": edges_of(boxes, ROWS // 2, COLUMNS // 2),
        }


def edges_of(boxes: np.ndarray, rows: int, columns: int) -> np.ndarray:
    """Return at stride 2 how far each place of an avatar is from its four edges, px; 0 elsewhere."""
    edges = np.zeros((4, rows, columns), np.float32)
    y, x = np.mgrid[:rows, :columns] * 2.0 + 1.0
    for box in sorted(boxes.tolist(), key=lambda one: -(one[2] - one[0]) * (one[3] - one[1])):
        left, top, right, bottom = box
        inside = (x > left) & (x < right) & (y > top) & (y < bottom)
        for place, far in enumerate((x - left, y - top, right - x, bottom - y)):
            edges[place][inside] = far[inside]
    return edges


def loss_of(head: Head, crops: list[dict[str, Any]]) -> Tensor:
    """Return the loss of a batch: classes, and the overlap of avatars' extents."""
    features = [
        torch.from_numpy(np.stack([one["features"][n] for one in crops]).astype(np.float32))
        for n in range(4)
    ]
    rgb, words, edges = (
        torch.from_numpy(np.stack([one[key] for one in crops])) for key in ("rgb", "words", "edges")
    )
    labels = torch.from_numpy(np.stack([one["labels"] for one in crops])).long()
    logits, found = head(features, rgb, words)
    classes = functional.cross_entropy(
        logits.float(), labels, torch.tensor(WEIGHTS), ignore_index=UNKNOWN, label_smoothing=0.03
    )
    places = (labels == AVATAR) & (edges.sum(1) > 0)
    if not places.any():
        return classes
    a = found.float().permute(0, 2, 3, 1)[places]
    b = edges.permute(0, 2, 3, 1)[places]
    both = torch.minimum(a, b)
    shared = (both[:, 0] + both[:, 2]) * (both[:, 1] + both[:, 3])
    area = (a[:, 0] + a[:, 2]) * (a[:, 1] + a[:, 3]) + (b[:, 0] + b[:, 2]) * (b[:, 1] + b[:, 3])
    overlap = (shared + 1) / (area - shared + 1)
    return classes - 0.3 * overlap.clamp(min=1e-3).log().mean()


def _cut(whole: np.ndarray, top: int, left: int, stride: int, fill: int) -> np.ndarray:
    rows, columns = ROWS // stride, COLUMNS // stride
    part = whole[:, top // stride : top // stride + rows, left // stride : left // stride + columns]
    below, beside = rows - part.shape[1], columns - part.shape[2]
    if not below and not beside:
        return part
    return np.pad(part, ((0, 0), (0, below), (0, beside)), constant_values=fill)


def _follow(mean: Head, head: Head, keep: float) -> None:
    with torch.no_grad():
        for kept, new in zip(mean.state_dict().values(), head.state_dict().values(), strict=True):
            if kept.dtype.is_floating_point:
                kept.mul_(keep).add_(new, alpha=1 - keep)
            else:
                kept.copy_(new)


def _listed(folder: Path | None, only: Path | None, without: Path | None) -> list[Path]:
    """Return the samples of a folder; samples are named GROUP~PICTURE~VARIANT.npz."""
    if folder is None:
        return []
    found = sorted(folder.glob("*.npz"))
    if only:
        kept = set(json.loads(only.read_text(encoding="utf-8")))
        found = [path for path in found if path.name.split("~")[1] in kept]
    if without:
        left = set(json.loads(without.read_text(encoding="utf-8")))
        found = [path for path in found if path.name.split("~")[1] not in left]
    return found


def _save(out: Path, step: int, *parts: Any) -> None:
    temporary = out / "checkpoint.tmp"
    torch.save([step, *(part.state_dict() for part in parts)], temporary)
    temporary.replace(out / "checkpoint.pt")


def _resume(out: Path, *parts: Any) -> int:
    path = out / "checkpoint.pt"
    if not path.exists():
        return 0
    step, *states = torch.load(path, weights_only=True)
    for part, state in zip(parts, states, strict=True):
        part.load_state_dict(state)
    return int(step)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--real", type=Path, help="samples of annotated pictures")
    parser.add_argument("--drawn", type=Path, help="samples of drawn pages")
    parser.add_argument("--share", type=float, default=0.6, help="share of real pages' crops")
    parser.add_argument("--only", type=Path, help="JSON list of the pictures to learn from")
    parser.add_argument("--without", type=Path, help="JSON list of pictures to leave out")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--steps", type=int, default=1500)
    parser.add_argument("--minutes", type=float, default=0)
    parser.add_argument("--wordless", type=float, default=WORDLESS, help="1: no words at all")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


if __name__ == "__main__":
    main()
