"""Write trained weights as ONNX: ``python -m training.export RUN/head.pt pagehead.onnx``."""

from __future__ import annotations

import argparse
import hashlib
from pathlib import Path

import torch
from torch import Tensor, nn

from redactkit.layout.word_map import CHANNELS
from training.net import TAPPED, Head


class Exported(nn.Module):
    """The head as it runs: probabilities for classes, and distances to edges, px."""

    def __init__(self, head: Head) -> None:
        """Keep the head."""
        super().__init__()
        self.head = head

    def forward(
        self, f0: Tensor, f1: Tensor, f2: Tensor, f3: Tensor, rgb: Tensor, words: Tensor
    ) -> tuple[Tensor, Tensor]:
        """Run it."""
        logits, edges = self.head([f0, f1, f2, f3], rgb, words)
        return torch.softmax(logits, 1), edges


def main() -> None:
    """Write the file and print its SHA-256."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("weights", type=Path)
    parser.add_argument("target", type=Path)
    args = parser.parse_args()
    head = Head()
    head.load_state_dict(torch.load(args.weights, weights_only=True))
    whole = Exported(head.eval())
    rows, columns = 96, 64
    features = [torch.zeros(1, width, rows >> n, columns >> n) for n, width in enumerate(TAPPED)]
    given = (
        *features,
        torch.zeros(1, 3, 4 * rows, 4 * columns),
        torch.zeros(1, CHANNELS, rows, columns),
    )
    names = ["f0", "f1", "f2", "f3", "rgb", "words"]
    open_sides = {name: {2: f"rows_{name}", 3: f"columns_{name}"} for name in names}
    torch.onnx.export(
        whole, given, str(args.target), input_names=names, output_names=["classes", "edges"],
        dynamic_axes=open_sides, opset_version=17, dynamo=False,
    )  # fmt: skip
    print(hashlib.sha256(args.target.read_bytes()).hexdigest(), args.target.stat().st_size)


if __name__ == "__main__":
    main()
