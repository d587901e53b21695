"""The head over the detector's features: words and colors join them, classes and extents leave."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

from redactkit.layout.word_map import CHANNELS

CLASSES = 5
EDGES = 4
TAPPED = (48, 96, 192, 384)


def convolution(
    inputs: int, outputs: int, size: int = 3, step: int = 1, wide: int = 1
) -> nn.Module:
    """Return a convolution with batch norm and ReLU."""
    return nn.Sequential(
        nn.Conv2d(inputs, outputs, size, step, wide * (size // 2), wide, bias=False),
        nn.BatchNorm2d(outputs),
        nn.ReLU(inplace=True),
    )


class Residual(nn.Module):
    """Two convolutions beside what goes past them."""

    def __init__(self, width: int, wide: int = 1) -> None:
        """Make the weights."""
        super().__init__()
        self.first = convolution(width, width, wide=wide)
        self.second = nn.Sequential(
            nn.Conv2d(width, width, 3, 1, 1, bias=False), nn.BatchNorm2d(width)
        )

    def forward(self, x: Tensor) -> Tensor:
        """Run the block."""
        return functional.relu(x + self.second(self.first(x)))


class Head(nn.Module):
    """Classes and avatars' extents at stride 2 from features, colors and words.

    Takes the four features ``f0`` to ``f3`` (strides 4 to 32), ``rgb`` ``(n, 3, h, w)`` from
    -1 to 1 and ``words`` ``(n, CHANNELS, h / 4, w / 4)`` from 0 to 1. Returns logits
    ``(n, 5, h / 2, w / 2)`` and distances to the four edges ``(n, 4, h / 2, w / 2)``, px.
    """

    def __init__(self) -> None:
        """Make the weights."""
        super().__init__()
        wide, fine = 96, 64
        self.lateral = nn.ModuleList(
            convolution(taken, given, 1)
            for taken, given in zip(TAPPED, (fine, fine, wide, wide), strict=True)
        )
        self.colors = nn.Sequential(convolution(3, 16, step=2), convolution(16, 32, step=2))
        self.words = nn.Sequential(convolution(CHANNELS, 32, 1), convolution(32, 32))
        self.around = convolution(64, wide)
        self.deep = nn.Sequential(Residual(wide), Residual(wide, 2))
        self.middle = nn.Sequential(Residual(wide, 2), Residual(wide, 4))
        self.narrow = nn.Conv2d(wide, fine, 1)
        self.eighth = Residual(fine)
        self.join = convolution(fine + 64, fine, 1)
        self.quarter = nn.Sequential(Residual(fine), Residual(fine, 2))
        self.out = nn.Conv2d(fine, 4 * (CLASSES + EDGES), 1)

    def forward(self, features: list[Tensor], rgb: Tensor, words: Tensor) -> tuple[Tensor, Tensor]:
        """Run the head."""
        f0, f1, f2, f3 = (one(x) for one, x in zip(self.lateral, features, strict=True))
        seen = torch.cat([self.colors(rgb), self.words(words)], 1)
        x = self.deep(f3)
        x = functional.interpolate(x, scale_factor=2.0) + f2
        x = self.middle(x + self.around(functional.avg_pool2d(seen, 4)))
        x = functional.interpolate(self.narrow(x), scale_factor=2.0) + f1
        x = functional.interpolate(self.eighth(x), scale_factor=2.0) + f0
        x = self.quarter(self.join(torch.cat([x, seen], 1)))
        x = functional.pixel_shuffle(self.out(x), 2)
        return x[:, :CLASSES], 16 * functional.softplus(x[:, CLASSES:])
