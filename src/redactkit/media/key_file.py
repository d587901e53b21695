"""The file that holds a case's key: for its owner only, apart from records and media."""

from __future__ import annotations

import os
import secrets
import stat
from typing import TYPE_CHECKING

from redactkit.core import platform
from redactkit.core.errors import MediaError

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["make_key", "read_key"]

LENGTH = 32
"""Bytes of a new key (RFC 2104: as long as the digest)."""

LONGEST = 4096
"""Characters of a key's file beyond which it holds something else."""


def make_key(path: Path) -> bytes:
    """Write a new random key, mode 0600; an existing file is never written over.

    Raises:
        MediaError: there is such a file already, or it cannot be written.
    """
    key = secrets.token_bytes(LENGTH)
    try:
        handle = platform.open_file(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL)
        try:
            with os.fdopen(handle, "w", encoding="ascii") as file:
                file.write(key.hex() + "\n")
                file.flush()
                # before anything that only this key can tell is on disk
                platform.sync_handle(handle)
        except OSError:
            # half a key would stand in the way of a whole one
            path.unlink(missing_ok=True)
            raise
    except OSError as error:
        msg = f"{path.name}: the key cannot be written ({error.strerror})"
        raise MediaError(msg) from error
    return key


def read_key(path: Path) -> bytes:
    """Return the key of a file that only its owner can read.

    Raises:
        MediaError: the file is missing, holds no key, or others may read it.
    """
    try:
        # opened once for both looks, so that it cannot be exchanged between; no FIFO is waited for
        handle = platform.open_file(path, os.O_RDONLY, follow=True)
        with os.fdopen(handle, encoding="ascii") as file:
            facts = os.fstat(handle)
            text = file.read(LONGEST) if stat.S_ISREG(facts.st_mode) else ""
        key = bytes.fromhex(text.strip())
    except OSError as error:
        msg = f"{path.name}: the key cannot be read ({error.strerror})"
        raise MediaError(msg) from error
    except ValueError as error:
        msg = f"{path.name}: holds no key"
        raise MediaError(msg) from error
    if platform.others_may_read(facts):
        msg = f"{path.name}: others may read the key; run chmod 600 on it"
        raise MediaError(msg)
    if len(key) < LENGTH:
        msg = f"{path.name}: holds no key"
        raise MediaError(msg)
    return key
