"""All that differs between Linux, macOS and Windows, as small functions.

No source file outside this package names a module or an attribute that one of the systems
lacks; a test holds that. What a system cannot do is left out or refused here, by name, and
never half done.
"""

from __future__ import annotations

import errno
import os
import stat
import sys
import time
from contextlib import suppress
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING

from redactkit.core.platform.processes import (
    cap_memory,
    cores,
    end_first,
    has_avx512,
    keep_freed,
    keep_scheduling,
    memory,
    stop,
    take_cores,
)

if TYPE_CHECKING:
    import filelock

__all__ = [
    "REUSE_ADDRESS",
    "Lock",
    "cap_memory",
    "cores",
    "end_first",
    "has_avx512",
    "inside",
    "is_ours",
    "keep_freed",
    "keep_scheduling",
    "lock",
    "long_path",
    "memory",
    "open_file",
    "others_may_read",
    "replace",
    "stop",
    "sync",
    "sync_folder",
    "sync_handle",
    "take_cores",
    "taken_otherwise",
    "unusable",
    "user_folder",
    "utf8_streams",
]

WINDOWS = sys.platform == "win32"

REUSE_ADDRESS = not WINDOWS
"""Whether a server may take a port whose last connections are closing. On Windows the same
socket option lets two programs listen at one port."""

NO_LOCKS = frozenset({errno.ENOSYS, errno.ENOLCK, errno.ENOTSUP, errno.EOPNOTSUPP})
"""Errors of a file system that knows no locks, as some network ones; a file that says who works
stands for a lock there."""

BINARY = getattr(os, "O_BINARY", 0)
NO_FOLLOW = getattr(os, "O_NOFOLLOW", 0)
NO_WAIT = getattr(os, "O_NONBLOCK", 0)

TRIES, PAUSE_S = 10, 0.02
"""How often Windows is asked to replace a file, and the first pause, doubled up to a second in
all: virus scanners and indexers hold new files open for moments."""

DEVICES = frozenset(
    {"CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$"}
    | {f"{port}{digit}" for port in ("COM", "LPT") for digit in "0123456789¹²³"}
)
"""Names that Windows keeps for devices, with any ending behind them."""

UNWRITABLE = frozenset('<>:"/\\|?*')


class Lock:
    """A lock file that this process holds. The lock ends with the process, however that ends.

    The lock is on a file of its own, and never on the one it guards: Windows would keep that
    one's readers out, and could not rename it.
    """

    def __init__(self, path: Path, held: int | filelock.SoftFileLock) -> None:
        """Take over an open and locked file, or a lock of a file system that knows none."""
        self._path, self._held = path, held

    def release(self) -> None:
        """Remove the lock file and let others at what it guards."""
        if not isinstance(self._held, int):
            self._held.release()
            return
        try:
            # while it is locked: who locks it next sees that it has no name any more
            self._path.unlink(missing_ok=True)
        except PermissionError:  # Windows removes no file that is open
            os.close(self._held)
            with suppress(OSError):  # another process has opened it by now
                self._path.unlink(missing_ok=True)
        else:
            os.close(self._held)


def lock(path: Path, *, new: bool = False) -> Lock | None:
    """Lock the lock file ``path``, made where it is missing; None where another holds it.

    Args:
        path: the lock file.
        new: whether there must be none yet.

    Raises:
        OSError: it cannot be opened, or is somebody else's or no regular file.
    """
    import filelock  # noqa: PLC0415 - imports asyncio, which --help does not need

    while (opened := _opened(path, new=new)) is None:
        pass  # its last holder removed it at this moment
    handle, made = opened
    try:
        facts = os.fstat(handle)
        if not stat.S_ISREG(facts.st_mode) or not is_ours(facts):
            raise PermissionError(errno.EACCES, "no lock file of this user", path.name)
        held = filelock.lock_descriptor(handle, blocking=False)
        if held and os.fstat(handle).st_nlink:
            return Lock(path, handle)
    except OSError as error:
        os.close(handle)
        if made:
            path.unlink(missing_ok=True)
        if error.errno in NO_LOCKS:
            return _soft_lock(path)
        raise
    os.close(handle)
    # held and without a name: its last holder removed it before it was locked
    return lock(path, new=new) if held else None


def _opened(path: Path, *, new: bool) -> tuple[int, bool] | None:
    """Return the open lock file and whether it was made here; None where it just went."""
    try:
        return open_file(path, os.O_RDWR | os.O_CREAT | os.O_EXCL), True
    except FileExistsError:
        if new:
            raise
    try:
        return open_file(path, os.O_RDWR), False
    except FileNotFoundError:
        return None


def _soft_lock(path: Path) -> Lock | None:
    """Lock by a file that names this process; a dead one's is taken over."""
    import filelock  # noqa: PLC0415

    soft = filelock.SoftFileLock(path)
    try:
        soft.acquire(blocking=False)
    except filelock.Timeout:
        return None
    return Lock(path, soft)


def open_file(path: Path, flags: int, mode: int = 0o600, *, follow: bool = False) -> int:
    """Open a file for bytes, waiting for no FIFO and, unless ``follow``, through no link.

    Raises:
        OSError: it cannot be opened, or is a link.
    """
    if WINDOWS and not follow and _leads_elsewhere(path):
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), path.name)
    return os.open(path, flags | BINARY | NO_WAIT | (0 if follow else NO_FOLLOW), mode)


def _leads_elsewhere(path: Path) -> bool:
    try:
        return stat.S_ISLNK(path.lstat().st_mode)
    except FileNotFoundError:
        return False


def is_ours(facts: os.stat_result) -> bool:
    """Return whether a file is this user's; Windows tells no owner by a number."""
    owner = getattr(os, "geteuid", None)
    return owner is None or facts.st_uid == owner()


def others_may_read(facts: os.stat_result) -> bool:
    """Return whether a file's mode lets others read it.

    Windows has no such mode: there a file is for those whom its folder lets in.
    """
    return not WINDOWS and bool(facts.st_mode & (stat.S_IRWXG | stat.S_IRWXO))


def sync(path: Path) -> None:
    """Wait until a file's content is on disk.

    Raises:
        OSError: it cannot be brought there.
    """
    # Windows syncs only what it could write
    handle = os.open(path, os.O_RDWR | BINARY)
    try:
        sync_handle(handle)
    finally:
        os.close(handle)


def sync_handle(handle: int) -> None:
    """Wait until what was written into an open file is on disk.

    Raises:
        OSError: it cannot be brought there.
    """
    if sys.platform == "darwin":
        import fcntl  # noqa: PLC0415 - only here

        with suppress(OSError):  # network file systems know the usual way only
            # fsync of macOS ends in the disk's own memory
            fcntl.fcntl(handle, fcntl.F_FULLFSYNC)
            return
    os.fsync(handle)


def sync_folder(path: Path) -> None:
    """Wait until the names in a folder are on disk; Windows cannot, and does it by itself.

    Raises:
        OSError: they cannot be brought there.
    """
    if sys.platform == "win32" or not hasattr(os, "O_DIRECTORY"):
        return
    handle = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def replace(source: Path, target: Path) -> None:
    """Give a closed file another name in one step; what had that name is gone.

    Raises:
        OSError: it cannot be renamed.
    """
    pause = PAUSE_S
    for left in reversed(range(TRIES if WINDOWS else 1)):
        try:
            source.replace(target)
        except PermissionError:
            if not left:
                raise
            time.sleep(pause)
            pause = min(2 * pause, 0.2)
        else:
            return


def taken_otherwise(path: Path) -> bool:
    """Return whether a file lies at ``path`` whose name is written otherwise (`A.png`, `a.png`).

    File systems of Windows and macOS take both for one name: the second would replace the first.
    """
    try:
        return os.path.lexists(path) and all(
            path.name != other.name for other in path.parent.iterdir()
        )
    except OSError:
        return False


def unusable(name: str, *, windows: bool = WINDOWS) -> str:
    """Return why a file cannot have this name here, nothing where it can.

    Windows opens a device for `aux.png`, drops dots and spaces at the end, and takes a colon
    for the name of a hidden stream (Microsoft, "Naming Files, Paths, and Namespaces").
    """
    if not windows:
        return ""
    if name.partition(".")[0].rstrip(" ").upper() in DEVICES:
        return "Windows keeps this name for a device"
    if name.endswith((".", " ")):
        return "Windows drops dots and spaces at the end of a name"
    if UNWRITABLE & set(name) or any(ord(sign) < ord(" ") for sign in name):
        return 'Windows allows none of <>:"/\\|?* in a name'
    return ""


def long_path(path: Path, *, windows: bool = WINDOWS) -> Path:
    r"""Return a folder below which paths may have more than 260 characters.

    On Windows that is written ``\\?\C:\...``, and ``\\?\UNC\server\...`` on a network.
    """
    whole = os.path.abspath(path)  # noqa: PTH100 - Path's own follows links
    if not windows or whole.startswith("\\\\?\\"):
        return path
    server = whole.startswith("\\\\")
    return Path(f"\\\\?\\UNC\\{whole[2:]}" if server else f"\\\\?\\{whole}")


def inside(folder: Path, other: Path) -> str:
    """Return how names inside ``folder`` begin that lie in ``other``, with forward slashes.

    A name of nothing begins so where ``other`` lies elsewhere, on another drive too.
    """
    try:
        way = os.path.relpath(os.path.realpath(other), os.path.realpath(folder))
    except ValueError:  # another drive
        way = os.pardir
    return way.replace(os.sep, "/") + "/"


def user_folder() -> Path:
    """Return this user's folder for what belongs to redactkit; it may not exist yet."""
    import platformdirs  # noqa: PLC0415 - few need it

    return platformdirs.user_data_path("redactkit", appauthor=False)


def utf8_streams() -> None:
    """Write UTF-8 with plain line ends into pipes and files, whatever the console's code page.

    A terminal keeps its encoding; what that lacks is written as an escape.
    """
    for stream in (sys.stdout, sys.stderr):
        if not isinstance(stream, TextIOWrapper):
            continue
        if stream.isatty():
            stream.reconfigure(errors="backslashreplace")
        else:
            # names of files may hold what no encoding has
            stream.reconfigure(encoding="utf-8", errors="backslashreplace", newline="\n")
