"""Damage files and tables: flipped, dropped, repeated, inserted, overwritten, cut, spliced."""

from __future__ import annotations

import copy
import struct
import zlib
from dataclasses import dataclass

import numpy as np

NUMBERS = (
    b"\0", b"\xff", b"\x7f", b"\x80", b"\0\0\0\0", b"\xff\xff\xff\xff", b"\x7f\xff\xff\xff",
    b"\xff\xff\xff\x7f", b"\0\0\0\x01", b"\x01\0\0\0", b"\x3b\x9a\xca\0", b"\0\xca\x9a\x3b",
    b"\xff" * 8, b"\x80" + b"\0" * 7,
)  # fmt: skip
"""Values at which sizes and counts turn over; 10^9 in both orders of bytes."""

LEAVES = (
    None, True, False, 0, -1, 1, 2**31, 2**63, 10**30, -(10**30), 0.5, -0.0, 1e308, 1e-320,
    float("nan"), float("inf"), "", "x", "\0", "\ud800", "#ffffff", "PHONE", "frozen", "fill",
    "9" * 5000, "1/0", "nan", [], {}, [[]], [0] * 6, [None], {"": ""}, {"method": "fill"},
)  # fmt: skip
"""What may stand where something else is expected."""


@dataclass(frozen=True)
class Step:
    """One piece of damage: what, where (0 to 1), how long, and which value."""

    what: str
    place: float
    length: int
    value: int


KINDS = ("flip", "drop", "repeat", "insert", "number", "cut", "splice", "random")


def steps(rng: np.random.Generator, most: int = 6) -> list[Step]:
    """Draw some damage."""
    return [
        Step(
            str(rng.choice(KINDS)),
            float(rng.random() ** (1 if rng.random() < 0.5 else 3)),
            int(2 ** rng.uniform(0, 9)),
            int(rng.integers(0, 1 << 16)),
        )
        for _ in range(int(rng.integers(1, most + 1)))
    ]


def damaged(data: bytes, damage: list[Step]) -> bytes:
    """Return ``data`` after all steps."""
    for step in damage:
        at = min(len(data), int(step.place * len(data)))
        end = min(len(data), at + step.length)
        match step.what:
            case "flip" if at < len(data):
                data = data[:at] + bytes([data[at] ^ (1 << step.value % 8)]) + data[at + 1 :]
            case "drop":
                data = data[:at] + data[end:]
            case "repeat":
                data = data[:end] + data[at:end] * (1 + step.value % 3) + data[end:]
            case "insert":
                data = data[:at] + bytes([step.value % 256]) * step.length + data[at:]
            case "number":
                number = NUMBERS[step.value % len(NUMBERS)]
                data = data[:at] + number + data[at + len(number) :]
            case "cut" if step.value % 4 == 0:
                data = data[:at]
            case "splice":
                other = step.value * max(1, len(data)) >> 16
                data = data[:at] + data[other : other + step.length] + data[end:]
            case "random":
                noise = np.random.default_rng(step.value).bytes(end - at)
                data = data[:at] + noise + data[end:]
    return data


def resealed(data: bytes) -> bytes:
    """Return a PNG with the checksums of its chunks made right, so that damage gets deeper."""
    if not data.startswith(b"\x89PNG\r\n\x1a\n"):
        return data
    out, at = [data[:8]], 8
    while at + 12 <= len(data):
        (length,) = struct.unpack_from(">I", data, at)
        body = data[at + 4 : at + 8 + length]
        if len(body) < 4 + length:
            break
        out += [data[at : at + 4], body, struct.pack(">I", zlib.crc32(body))]
        at += 12 + length
    return b"".join(out) + data[at:]


def twisted(table: object, rng: np.random.Generator) -> object:
    """Return a copy of nested tables with one place replaced, removed, doubled or renamed."""
    whole = copy.deepcopy(table)
    for _ in range(int(rng.integers(1, 4))):
        places = list(_places(whole))
        if not places:
            break
        holder, key = places[int(rng.integers(len(places)))]
        leaf = copy.deepcopy(LEAVES[int(rng.integers(len(LEAVES)))])
        match int(rng.integers(5)):
            case 0 | 1 | 2:
                holder[key] = leaf
            case 3:
                del holder[key]
            case _ if isinstance(holder, list):
                holder.insert(key, copy.deepcopy(holder[key]))
            case _:
                holder[f"{key}x"] = leaf
    return whole


def _places(table: object):
    keys = table.keys() if isinstance(table, dict) else range(len(table))  # type: ignore[arg-type]
    for key in list(keys):
        yield table, key
        if isinstance(table[key], dict | list):  # type: ignore[index]
            yield from _places(table[key])  # type: ignore[index]
