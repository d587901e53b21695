"""Put a finished file in place, whole or not at all."""

from __future__ import annotations

import os
import stat
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from redactkit.errors import MediaError

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["check_target", "replacing", "write_text"]

PREFIX = ".redactkit-"


def check_target(source: Path, target: Path) -> None:
    """Refuse a target that cannot be written, before any work is done.

    Raises:
        MediaError: the target is the source or a folder, or its folder is missing or read-only.
    """
    if target.is_dir():
        msg = f"{target.name}: the target is a folder; name a file in it"
        raise MediaError(msg)
    if source.exists() and target.exists() and source.samefile(target):
        msg = f"{target.name}: the target is the source; choose another name"
        raise MediaError(msg)
    if source.resolve() == target.resolve():
        msg = f"{target.name}: the target is the source; choose another name"
        raise MediaError(msg)
    if not target.parent.is_dir():
        msg = f"{target.name}: its folder does not exist; create it first"
        raise MediaError(msg)
    if not os.access(target.parent, os.W_OK):
        msg = f"{target.name}: its folder is read-only; choose another"
        raise MediaError(msg)


@contextmanager
def replacing(target: Path, *, like: Path | None = None) -> Iterator[Path]:
    """Yield a private file beside ``target``; at the end it becomes ``target`` in one step.

    Where the block raises, the private file is removed and the target left as it was.
    A symlink at the target is replaced, not followed. The file's permissions are those
    of ``like``, without execution.

    Raises:
        MediaError: the folder cannot be written.
    """
    try:
        handle, name = tempfile.mkstemp(prefix=PREFIX, dir=target.parent)
    except OSError as error:
        msg = f"{target.name}: cannot write into its folder ({error.strerror}); choose another"
        raise MediaError(msg) from error
    os.close(handle)
    temporary = Path(name)
    try:
        yield temporary
        _settle(temporary, target, like)
    finally:
        temporary.unlink(missing_ok=True)


def write_text(target: Path, text: str) -> None:
    """Write UTF-8 text atomically.

    Raises:
        MediaError: the folder cannot be written.
    """
    with replacing(target) as temporary:
        temporary.write_text(text, encoding="utf-8", newline="\n")


def _settle(temporary: Path, target: Path, like: Path | None) -> None:
    mode = stat.S_IMODE(like.stat().st_mode) & 0o666 if like is not None else 0o644
    try:
        temporary.chmod(mode)
        # content before name: after a power cut the name must not show an empty file
        _sync(temporary)
        temporary.replace(target)
        _sync(target.parent)
    except OSError as error:
        msg = f"{target.name}: cannot be put in place ({error.strerror})"
        raise MediaError(msg) from error


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
