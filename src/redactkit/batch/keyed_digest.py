"""The key of an output folder, and keyed digests that cannot be tried out without it.

Names and short texts could be found out from plain digests by trying; from these not,
as long as the key file is not handed over with the folder.
"""

from __future__ import annotations

import hmac
import os
from hashlib import sha256
from typing import TYPE_CHECKING

from redactkit.core.errors import MediaError
from redactkit.media.key_file import make_key, read_key

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

__all__ = ["KeyedDigest", "default_key", "open_keyed_digest"]

BLOCK = 1 << 20


class KeyedDigest:
    """Makes keyed digests (HMAC-SHA-256)."""

    def __init__(self, key: bytes) -> None:
        """Keep the key; no repr shows it."""
        self._key = key

    def of(self, *parts: bytes) -> str:
        """Return 32 hex digits for these parts; where one ends counts."""
        return self.of_all(parts)

    def of_all(self, parts: Iterable[bytes]) -> str:
        """Return 32 hex digits for parts that need not all be in memory."""
        mac = hmac.new(self._key, digestmod=sha256)
        for part in parts:
            mac.update(len(part).to_bytes(8, "big") + part)
        return mac.hexdigest()[:32]

    def of_file(self, path: Path) -> str:
        """Return 32 hex digits for the content of a file.

        Raises:
            OSError: the file cannot be read.
        """
        mac = hmac.new(self._key, digestmod=sha256)
        with path.open("rb") as file:
            while block := file.read(BLOCK):
                mac.update(block)
        return mac.hexdigest()[:32]


def default_key(target: Path) -> Path:
    """Return where the key of an output folder lies: beside it, hidden."""
    whole = target.resolve()
    return whole.with_name(f".{whole.name}.redactkit-key")


def open_keyed_digest(path: Path, *, new: bool) -> KeyedDigest:
    """Read the key; where there is none and the output is ``new``, make it.

    Raises:
        MediaError: the key is missing, damaged, for others to read, or cannot be written.
    """
    if not os.path.exists(path):  # noqa: PTH110 - Path's own raises for some names
        if not new:
            msg = f"{path.name}: the key of this folder is missing; name it, or take a new folder"
            raise MediaError(msg)
        return KeyedDigest(make_key(path))
    return KeyedDigest(read_key(path))
