"""Python as it is on Windows and on macOS, as far as a Linux machine can show it.

`environment` gives a child interpreter, and all that it starts, a ``sitecustomize`` that takes
away what the other system lacks. What libraries do about their own system is theirs: those that
chose it by ``sys.platform`` keep the Linux parts that they took hold of before.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["SYSTEMS", "environment"]

COMMON = '''
import builtins, importlib.util, os, signal, sys, types

REAL = types.SimpleNamespace(
    listdir=os.listdir, readlink=os.readlink, fspath=os.fspath, abspath=os.path.abspath,
    realpath=os.path.realpath,
)

def keep(module, *names):
    """Let a library keep the modules it works with: on its own system it uses others."""
    for name in names:
        whole = types.ModuleType(name)
        whole.__dict__.update(vars(sys.modules[name]))
        setattr(module, name, whole)

# what chooses its way by sys.platform, which stays "linux" here
import asyncio.unix_events, concurrent.futures.process, multiprocessing.popen_spawn_posix
import multiprocessing.resource_tracker, multiprocessing.util, selectors, shutil, subprocess
import tempfile, filelock, filelock._unix, platformdirs, psutil, psutil._pslinux
keep(subprocess, "os", "signal")
keep(psutil, "os", "signal")
keep(psutil._pslinux, "os")
keep(filelock._unix, "os")
keep(multiprocessing.popen_fork, "os", "signal")
keep(multiprocessing.popen_spawn_posix, "os")
keep(multiprocessing.resource_tracker, "os", "signal")
keep(multiprocessing.util, "os")
keep(asyncio.unix_events, "os", "signal")
tempfile._os = subprocess.os

def without(module, *names):
    for name in names:
        if hasattr(module, name):
            delattr(module, name)

def ours_without(module, *names):
    """Take attributes away from our own code: libraries that chose Linux need theirs."""
    class Lacking(types.ModuleType):
        def __getattribute__(self, name):
            if name in names:
                if sys._getframe(1).f_globals.get("__name__", "").startswith("redactkit"):
                    raise AttributeError(f"module has no attribute {name!r}")
            return types.ModuleType.__getattribute__(self, name)
    module.__class__ = Lacking

def hide(*names):
    find = importlib.util.find_spec
    def found(name, package=None):
        return None if name in names else find(name, package)
    importlib.util.find_spec = found
    for name in names:
        sys.modules[name] = None
'''

SCHEDULING = '''
import fnmatch
without(os, *fnmatch.filter(dir(os), "sched_*"))
without(os, "posix_fadvise", "posix_fallocate", "memfd_create", "copy_file_range", "getxattr",
        "setxattr", "listxattr", "removexattr", "fdatasync", "getrandom", "pipe2", "eventfd")

def no_proc(function):
    """There is no /proc and no /sys; libraries of the machine may go on reading it."""
    def guarded(path, *rest, **more):
        name = path if isinstance(path, (str, bytes)) or hasattr(path, "__fspath__") else ""
        name = os.fsdecode(name) if name else ""
        caller = sys._getframe(1).f_globals.get("__name__", "")
        if name.startswith(("/proc", "/sys/")) and not caller.startswith(("psutil", "openvino")):
            raise FileNotFoundError(2, "No such file or directory", name)
        return function(path, *rest, **more)
    return guarded

import io
builtins.open = io.open = no_proc(io.open)
os.open = no_proc(os.open)
without(psutil.Process, "cpu_affinity", "rlimit", "ionice", "io_counters", "cpu_num")
'''

MACOS = COMMON + SCHEDULING

WINDOWS = (
    COMMON
    + SCHEDULING
    + '''
hide("fcntl", "resource", "pwd", "grp", "termios", "tty", "pty", "syslog", "readline", "posix_shm")
psutil.Process.cpu_affinity = vars(REAL).get("affinity") or (lambda self, cores=None: [0, 1])

def opened_as(path):
    """Return the descriptors under which this process has a file open."""
    wanted = REAL.realpath(path)
    found = []
    for name in REAL.listdir("/proc/self/fd"):
        try:
            if REAL.readlink(f"/proc/self/fd/{name}") == wanted:
                found.append(int(name))
        except OSError:
            pass
    return found

def closed_only(function):
    """No file that is open can be renamed, replaced or removed."""
    def guarded(*paths, **more):
        for path in paths:
            if isinstance(path, int) or more.get("dir_fd") is not None:
                continue
            if os.path.isfile(path) and opened_as(path):
                raise PermissionError(13, "used by another process", os.fspath(path))
        return function(*paths, **more)
    return guarded

for name in ("rename", "replace", "unlink", "remove"):
    setattr(os, name, closed_only(getattr(os, name)))

OPEN, SYNC, ADD = os.open, os.fsync, os.O_RDWR | os.O_WRONLY

def no_folders(path, flags, *rest, **more):
    if os.path.isdir(path):
        raise PermissionError(13, "Permission denied", os.fspath(path))
    return OPEN(path, flags, *rest, **more)

def writable_only(handle):
    number = handle if isinstance(handle, int) else handle.fileno()
    with io.FileIO(f"/proc/self/fdinfo/{number}") as file:
        flags = int(file.read().split(b"flags:")[1].split()[0], 8)
    if not flags & ADD:
        raise OSError(9, "Bad file descriptor")
    return SYNC(handle)

os.open, os.fsync = no_folders, writable_only
shutil._use_fd_functions = False
without(os, "O_NOFOLLOW", "O_NONBLOCK", "geteuid", "getuid", "fchmod", "sysconf", "killpg")
without(signal, "SIGKILL")
ours_without(os, "O_CLOEXEC", "O_DIRECTORY", "O_SYNC", "O_DSYNC", "O_NOCTTY", "O_TMPFILE",
    "O_ACCMODE", "fork", "forkpty", "fchown", "chown", "lchown", "getgid", "getegid", "getgroups",
    "getpgid", "getpgrp", "setsid", "setpgid", "confstr", "nice", "getloadavg", "getpriority",
    "setpriority", "uname", "mkfifo", "mknod", "statvfs", "fstatvfs", "sync", "wait", "wait3",
    "wait4", "waitid", "pread", "pwrite", "preadv", "pwritev", "sendfile", "openpty", "posix_spawn",
    "chroot", "ctermid", "lockf", "WNOHANG")
ours_without(signal, "SIGHUP", "SIGQUIT", "SIGALRM", "SIGUSR1", "SIGUSR2", "SIGCHLD", "SIGSTOP",
    "SIGTSTP", "SIGCONT", "SIGPIPE", "alarm", "setitimer", "pthread_kill", "pthread_sigmask",
    "sigwait", "sigpending", "siginterrupt")
'''
)

SYSTEMS = {"macos": MACOS, "windows": WINDOWS}


def environment(system: str, folder: Path) -> dict[str, str]:
    """Return the environment of a child interpreter as on ``system``; ``folder`` is its own."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "sitecustomize.py").write_text(SYSTEMS[system], encoding="utf-8")
    path = os.pathsep.join(filter(None, [str(folder), os.environ.get("PYTHONPATH", "")]))
    return os.environ | {"PYTHONPATH": path, "PYTHONIOENCODING": "cp1252", "PYTHONUTF8": "0"}
