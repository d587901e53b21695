"""Put a finished file in place, whole or not at all."""

from __future__ import annotations

import os
import shutil
import stat
import tempfile
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from redactkit.core import platform
from redactkit.core.errors import MediaError
from redactkit.media import claims

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["check_target", "new_folder", "replacing", "write_beside", "write_text"]

PREFIX, SUFFIX = ".redactkit-", ".part"


def check_target(source: Path, target: Path) -> None:
    """Refuse a target that cannot be written, before any work is done.

    Raises:
        MediaError: the target is the source, a folder or no regular file, is read-only or has
            a name that cannot be, or its folder is missing or read-only.
    """
    try:
        _check_target(source, target)
    except (OSError, ValueError, RuntimeError) as error:  # RuntimeError: links in a circle
        raise MediaError(_unusable(error)) from error


def _unusable(error: Exception) -> str:
    reason = error.strerror if isinstance(error, OSError) else "no name can be so"
    return f"the target's name or folder cannot be used ({reason}); choose another"


def _check_target(source: Path, target: Path) -> None:
    if why := platform.unusable(target.name):
        msg = f"{target.name}: {why}; choose another name"
        raise MediaError(msg)
    if target.is_dir():
        msg = f"{target.name}: the target is a folder; name a file in it"
        raise MediaError(msg)
    both = source.exists() and target.exists()
    if source.resolve() == target.resolve() or (both and source.samefile(target)):
        msg = f"{target.name}: the target is the source; choose another name"
        raise MediaError(msg)
    if not target.parent.is_dir():
        msg = f"{target.name}: its folder does not exist; create it first"
        raise MediaError(msg)
    if not os.access(target.parent, os.W_OK):
        msg = f"{target.name}: its folder is read-only; choose another"
        raise MediaError(msg)
    _check_old(target)


def _check_old(target: Path) -> None:
    """Refuse to replace write-protected files, devices, FIFOs and sockets."""
    try:
        # as it lies there: a symlink is replaced, whatever it points to
        mode = target.lstat().st_mode
    except FileNotFoundError:
        return
    if stat.S_ISLNK(mode):
        return
    if not stat.S_ISREG(mode):
        msg = f"{target.name}: the target is no regular file; choose another name"
        raise MediaError(msg)
    if not mode & (stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH):
        msg = f"{target.name}: the target is read-only; choose another name"
        raise MediaError(msg)


@contextmanager
def replacing(target: Path, *, like: Path | None = None) -> Iterator[Path]:
    """Yield a private file beside ``target``; at the end it becomes ``target`` in one step.

    Where the block raises, the private file is removed and the target left as it was.
    A symlink at the target is replaced, not followed. The file's permissions are those
    of ``like``, without execution. Private files that a killed run left in the folder are
    removed first.

    Raises:
        MediaError: the folder cannot be written, or the target is read-only or no regular file.
    """
    with ExitStack() as stack:
        try:
            _check_old(target)
            claims.sweep(target.parent, PREFIX, SUFFIX, _remove_left)
            temporary = stack.enter_context(claims.claimed(target.parent, PREFIX, SUFFIX))
            stack.callback(_remove, temporary)
            # closed at once: Windows renames no file that is open
            os.close(platform.open_file(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL))
        except ValueError as error:
            raise MediaError(_unusable(error)) from error
        except OSError as error:
            msg = f"{target.name}: cannot write into its folder ({error.strerror}); choose another"
            raise MediaError(msg) from error
        yield temporary
        _settle(temporary, target, like)


def _remove_left(path: Path) -> None:
    if stat.S_ISREG(path.lstat().st_mode):
        path.unlink()


def _remove(temporary: Path) -> None:
    with suppress(OSError):  # what cannot be removed now, the next run sweeps
        temporary.unlink(missing_ok=True)


def write_text(target: Path, text: str) -> None:
    """Write UTF-8 text atomically.

    Raises:
        MediaError: the folder cannot be written, or is full.
    """
    with replacing(target) as temporary:
        try:
            temporary.write_text(text, encoding="utf-8", newline="\n")
        except OSError as error:
            msg = f"{target.name}: cannot be written ({error.strerror})"
            raise MediaError(msg) from error


def write_beside(target: Path, text: str, finished: Path | None) -> None:
    """Write a text that tells of a finished file; where it cannot be written that one goes too.

    Raises:
        MediaError: as `write_text`.
    """
    try:
        write_text(target, text)
    except MediaError:
        # no finished file lies beside an error
        if finished is not None:
            finished.unlink(missing_ok=True)
        raise


def _settle(temporary: Path, target: Path, like: Path | None) -> None:
    try:
        mode = stat.S_IMODE(like.stat().st_mode) & 0o666 if like is not None else 0o644
        # a read-only source must not make a target that cannot be replaced
        temporary.chmod(mode | stat.S_IWUSR)
        # content before name: after a power cut the name must not show an empty file
        platform.sync(temporary)
        platform.replace(temporary, target)
        platform.sync_folder(target.parent)
    except OSError as error:
        msg = f"{target.name}: cannot be put in place ({error.strerror})"
        raise MediaError(msg) from error


@contextmanager
def new_folder(target: Path) -> Iterator[Path]:
    """Yield a private folder beside ``target``; at the end it becomes ``target`` in one step.

    Where the block raises, the private folder goes and nothing is at the target.

    Args:
        target: missing, or an empty folder.

    Raises:
        MediaError: it cannot be written.
    """
    try:
        place = Path(tempfile.mkdtemp(prefix=PREFIX, dir=target.absolute().parent))
    except (OSError, ValueError) as error:
        raise MediaError(_unusable(error)) from error
    try:
        yield place
        place.chmod(0o755)
        try:
            place.replace(target)
        except OSError as error:
            raise MediaError(_unusable(error)) from error
    finally:
        shutil.rmtree(place, ignore_errors=True)
