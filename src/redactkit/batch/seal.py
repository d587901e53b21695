"""The secret of an output folder: keyed digests that tell nothing without it.

Names and short texts could be found out from plain digests by trying; from these not,
as long as the key file is not handed over with the folder.
"""

from __future__ import annotations

import hmac
import os
import secrets
from hashlib import sha256
from typing import TYPE_CHECKING

from redactkit.errors import MediaError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

__all__ = ["Seal", "default_key", "open_seal"]

BYTES = 32
BLOCK = 1 << 20


class Seal:
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


def open_seal(path: Path, *, new: bool) -> Seal:
    """Read the key; where there is none and the output is ``new``, make it.

    Raises:
        MediaError: the key is missing, damaged, or cannot be written.
    """
    try:
        if new and not path.exists():
            _make(path)
        key = bytes.fromhex(path.read_text(encoding="ascii").strip())
    except FileNotFoundError as error:
        msg = f"{path.name}: the key of this folder is missing; name it, or take a new folder"
        raise MediaError(msg) from error
    except ValueError as error:
        msg = f"{path.name}: is not a key of redactkit; name the right one, or take a new folder"
        raise MediaError(msg) from error
    except OSError as error:
        msg = f"{path.name}: the key cannot be kept here ({error.strerror}); name another place"
        raise MediaError(msg) from error
    if len(key) != BYTES:
        msg = f"{path.name}: is cut short; name the right key, or take a new folder"
        raise MediaError(msg)
    return Seal(key)


def _make(path: Path) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        os.write(handle, f"{secrets.token_hex(BYTES)}\n".encode())
        os.fsync(handle)
    finally:
        os.close(handle)
