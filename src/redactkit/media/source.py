"""Check of any file before it is read: it exists, is a regular file, and not too large."""

from __future__ import annotations

import stat
from typing import TYPE_CHECKING

from redactkit.core.errors import MediaError

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["check_source"]


def check_source(path: Path, most: int | None = None) -> int:
    """Return the size in bytes of a file that can be read; nothing is opened.

    Devices, FIFOs and sockets are refused: they have no end, or wait for another program.

    Args:
        path: the file.
        most: bytes from which on it is refused; None takes any size.

    Raises:
        MediaError: it is missing, empty, too large, a folder or no regular file.
    """
    try:
        facts = path.stat()
    except (FileNotFoundError, NotADirectoryError) as error:
        msg = f"{path.name}: no such file; check the name"
        raise MediaError(msg) from error
    except OSError as error:
        msg = f"{path.name}: cannot be read ({error.strerror})"
        raise MediaError(msg) from error
    except ValueError as error:
        msg = "a file's name holds a character that cannot be; check the name"
        raise MediaError(msg) from error
    if stat.S_ISDIR(facts.st_mode):
        msg = f"{path.name}: is a folder; use redactkit folder for folders"
        raise MediaError(msg)
    if not stat.S_ISREG(facts.st_mode):
        msg = f"{path.name}: is not a regular file; copy its content into one"
        raise MediaError(msg)
    if not facts.st_size:
        msg = f"{path.name}: is empty; export it again"
        raise MediaError(msg)
    if most is not None and facts.st_size > most:
        msg = f"{path.name}: has {facts.st_size} bytes, over the limit of {most}; cut it"
        raise MediaError(msg)
    return facts.st_size
