"""Trains the code model: what in a picture is a machine-readable code, at a stride of 8 px.

    python -m training.code_model --screens TRUTH.json PICTURES --photos FOLDER --out code.onnx

Needs torch, numpy, opencv, zxing-cpp; about half an hour on two cores.
"""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt
import torch
from torch import nn

from training.code_pictures import lay, random_code

STRIDE, SIDE = 8, 320
SEED = 20261201


Array = npt.NDArray[Any]
Pages = list[tuple[Array, list[Array]]]


def convolution(inputs: int, outputs: int, stride: int = 1, dilation: int = 1) -> nn.Module:
    """Return a 3 x 3 convolution with batch norm and ReLU."""
    return nn.Sequential(
        nn.Conv2d(inputs, outputs, 3, stride, dilation, dilation, bias=False),
        nn.BatchNorm2d(outputs),
        nn.ReLU(inplace=True),
    )


class Net(nn.Module):
    """RGB (n, 3, h, w) in 0 to 1, h and w multiples of 16 -> logits (n, 1, h/8, w/8)."""

    def __init__(self) -> None:
        """Make the weights."""
        super().__init__()
        conv = convolution
        self.body = nn.Sequential(
            conv(3, 16, 2),
            conv(16, 24),
            conv(24, 32, 2),
            conv(32, 32),
            conv(32, 48, 2),
            conv(48, 48),
            conv(48, 48, 1, 2),
            conv(48, 48, 1, 4),
            conv(48, 48, 1, 2),
        )
        self.out = nn.Conv2d(48, 1, 1)

    def forward(self, pixels: torch.Tensor) -> torch.Tensor:
        """Return logits."""
        return self.out(self.body(pixels * 2 - 1))


def load_pages(truth: Path, pictures: Path, *, train_only: bool = True) -> Pages:
    """Return (pixels, boxes of codes) of real screenshots of the tune split."""
    pages = []
    for item in json.loads(truth.read_text(encoding="utf-8"))["images"]:
        if item.get("split") == "check" or (train_only and not item.get("train")):
            continue
        image = cv2.imread(str(pictures / item["file"]))
        if image is None:
            continue
        image = cv2.cvtColor(image, cv2.COLOR_BGR2RGB)
        scale = min(1.0, 800 / min(image.shape[:2]))
        if scale < 1:
            image = cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
        codes = [np.array(one["box"]) * scale for one in item["items"] if one["kind"] == "QR_CODE"]
        pages.append((image, codes))
    return pages


def load_photos(folder: Path | None) -> Pages:
    """Return RGB photos without codes."""
    if folder is None:
        return []
    photos = []
    for path in sorted(folder.glob("*")):
        image = cv2.imread(str(path))
        if image is not None and min(image.shape[:2]) >= SIDE:
            photos.append((cv2.cvtColor(image, cv2.COLOR_BGR2RGB), []))
    return photos


def crop(rng: np.random.Generator, pages: Pages) -> tuple[Array, Array]:
    """Return a random piece of a page, its codes as a mask, at a random scale."""
    while True:
        image, codes = pages[rng.integers(len(pages))]
        scale = float(np.exp(rng.uniform(np.log(0.5), np.log(1.6))))
        side = round(SIDE / scale)
        if min(image.shape[:2]) < 40:
            continue
        top = int(rng.integers(0, max(1, image.shape[0] - side + 1)))
        left = int(rng.integers(0, max(1, image.shape[1] - side + 1)))
        piece = image[top : top + side, left : left + side]
        mask = np.zeros(piece.shape[:2], np.uint8)
        for box in codes:
            a, b, c, d = (int(v) for v in box)
            mask[max(0, b - top) : max(0, d - top), max(0, a - left) : max(0, c - left)] = 255
        mode = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
        piece = cv2.resize(piece, None, fx=scale, fy=scale, interpolation=mode)
        mask = cv2.resize(mask, (piece.shape[1], piece.shape[0]))
        out = np.full((SIDE, SIDE, 3), rng.integers(0, 256), np.uint8)
        full = np.zeros((SIDE, SIDE), np.uint8)
        high, wide = min(SIDE, piece.shape[0]), min(SIDE, piece.shape[1])
        out[:high, :wide], full[:high, :wide] = piece[:high, :wide], mask[:high, :wide]
        return out, full


def sample(rng: np.random.Generator, pages: Pages) -> tuple[Array, Array]:
    """Return one training picture (SIDE, SIDE, 3) and the code's share of each cell."""
    page, mask = crop(rng, pages)
    if rng.random() < 0.55:
        code = random_code(rng, float(np.exp(rng.uniform(np.log(1.8), np.log(9)))))
        shrink = min(1.0, 1.15 * SIDE / max(code.pixels.shape[:2]))
        if shrink < 0.45:
            return sample(rng, pages)
        laid = lay(rng, page, code)
        page = laid.pixels
        cv2.fillPoly(mask, [laid.corners.astype(np.int32)], 255)
        if rng.random() < 0.15:
            page = cv2.GaussianBlur(page, (0, 0), rng.uniform(0.4, 1.4))
    if rng.random() < 0.3:
        page = 255 - page
    if rng.random() < 0.5:
        gain, lift = rng.uniform(0.6, 1.1), rng.uniform(0, 40)
        page = np.clip(
            page.astype(np.float32) * gain + lift * rng.uniform(0.5, 1, 3), 0, 255
        ).astype(np.uint8)
    if rng.random() < 0.6:
        page = cv2.imdecode(cv2.imencode(".jpg", page, [1, int(rng.integers(35, 95))])[1], 1)
    cells = mask.reshape(SIDE // STRIDE, STRIDE, SIDE // STRIDE, STRIDE).mean(axis=(1, 3)) / 255
    return np.ascontiguousarray(page), cells.astype(np.float32)


def make(count: int, seed: int, pages: Pages) -> tuple[Array, Array]:
    """Return ``count`` samples as two arrays."""
    rng = np.random.default_rng(seed)
    made = [sample(rng, pages) for _ in range(count)]
    return np.stack([m[0] for m in made]), np.stack([m[1] for m in made])


def main() -> None:
    """Train and export."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--screens", nargs=2, type=Path, action="append", required=True)
    parser.add_argument("--photos", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--rounds", type=int, default=24)
    parser.add_argument("--start", type=Path, help="weights to go on from")
    parser.add_argument("--rate", type=float, default=3e-3)
    parser.add_argument("--first", type=int, default=0, help="number of the first round")
    parser.add_argument("--drawn", type=int, default=800, help="pictures drawn for each round")
    args = parser.parse_args()
    torch.manual_seed(SEED)
    torch.set_num_threads(1)
    pages = [page for pair in args.screens for page in load_pages(*pair)]
    pages += load_photos(args.photos)
    net = Net()
    if args.start:
        net.load_state_dict(torch.load(args.start, weights_only=True))
    steps = args.rounds * (args.drawn // 16)
    optimizer = torch.optim.AdamW(net.parameters(), args.rate, weight_decay=1e-2)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, args.rate, total_steps=steps, pct_start=0.1
    )
    kept = None
    for turn in range(args.rounds):
        start = time.time()
        fresh = make(args.drawn, SEED + args.first + turn, pages)
        kept = (
            fresh
            if kept is None
            else (
                np.concatenate([kept[0], fresh[0]])[-3 * args.drawn :],
                np.concatenate([kept[1], fresh[1]])[-3 * args.drawn :],
            )
        )
        order = np.random.default_rng(turn).permutation(len(kept[0]))[: args.drawn]
        total = 0.0
        net.train()
        for at in range(0, args.drawn - 15, 16):
            pick = order[at : at + 16]
            pixels = torch.from_numpy(kept[0][pick]).permute(0, 3, 1, 2).float() / 255
            wanted = torch.from_numpy(kept[1][pick])
            with torch.autocast("cpu", torch.bfloat16):
                logits = net(pixels)[:, 0].float()
            loss = nn.functional.binary_cross_entropy_with_logits(logits, wanted)
            said = torch.sigmoid(logits)
            loss = loss + 0.5 * (
                1 - (2 * (said * wanted).sum() + 1) / (said.sum() + wanted.sum() + 1)
            )
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            schedule.step()
            total += float(loss.detach())
        print(
            turn,
            round(total / (args.drawn // 16), 4),
            round(time.time() - start, 1),
            "s",
            flush=True,
        )
        torch.save(net.state_dict(), args.out.with_suffix(".pt"))
    export(net, args.out)


def export(net: Net, out: Path) -> None:
    """Write the network as ONNX with a sigmoid at its end."""
    net.eval()
    whole = nn.Sequential(net, nn.Sigmoid())
    torch.onnx.export(
        whole,
        torch.zeros(1, 3, 320, 320),
        str(out),
        input_names=["pixels"],
        output_names=["code"],
        dynamic_axes={"pixels": {0: "n", 2: "h", 3: "w"}, "code": {0: "n", 2: "h8", 3: "w8"}},
        dynamo=False,
        opset_version=17,
    )


if __name__ == "__main__":
    main()
