"""What systems differ in: one module knows it, and says so by name where something cannot be."""

from __future__ import annotations

import ast
import errno
import io
import os
import re
import subprocess
import sys
from pathlib import Path

import filelock
import pytest

from redactkit.core import platform

SOURCES = Path(platform.__file__).resolve().parents[2]

MODULES = {
    "fcntl", "resource", "pwd", "grp", "termios", "msvcrt", "winreg", "_winapi", "psutil",
    "filelock", "platformdirs",
}  # fmt: skip
"""Modules that one system lacks, or whose matter belongs to `platform`."""

ATTRIBUTES = {
    "O_NOFOLLOW", "O_NONBLOCK", "O_CLOEXEC", "O_DIRECTORY", "O_BINARY", "O_NOINHERIT", "O_TMPFILE",
    "geteuid", "getuid", "getgid", "getegid", "fchmod", "chown", "fchown", "lchown", "sysconf",
    "killpg", "kill", "fork", "mkfifo", "statvfs", "nice", "pread", "pwrite", "uname",
    "cpu_count", "process_cpu_count", "fsync", "relpath", "expanduser", "startfile",
    "SIGKILL", "SIGHUP", "SIGQUIT", "SIGALRM", "SIGUSR1", "SIGUSR2", "SIGCHLD", "CTRL_C_EVENT",
    "SO_REUSEADDR", "SO_REUSEPORT", "getwindowsversion",
}  # fmt: skip

SPELLED = re.compile(r"O_|SIG|get")
"""Attributes that are no words of a text, so that a text of that name is asked for by getattr."""

PLACES = ("/proc", "/sys/", "/dev/", "/etc")


def told(text):
    """Return whether a text names a place of one system, or an attribute asked for by getattr."""
    if text in ATTRIBUTES:
        return bool(SPELLED.match(text))
    return text.startswith(PLACES) and "\n" not in text


def names(tree):
    """Yield what a source file names that belongs to `platform`."""
    for node in ast.walk(tree):
        match node:
            case ast.Import():
                yield from (a.name for a in node.names if a.name.split(".")[0] in MODULES)
            case ast.ImportFrom(module=str(module)) if module.split(".")[0] in MODULES:
                yield module
            case ast.ImportFrom(module="os" | "signal" | "socket" | "sys" as module):
                yield from (f"{module}.{alias.name}" for alias in node.names)
            case ast.Attribute(attr=name) if name in ATTRIBUTES or name.startswith("sched_"):
                yield name
            case ast.Attribute(value=ast.Name(id="os"), attr="name"):
                yield "os.name"
            case ast.Attribute(value=ast.Name(id="sys"), attr="platform"):
                yield "sys.platform"
            case ast.Attribute(value=ast.Name(id="Path"), attr="home"):
                yield "Path.home"
            case ast.Constant(value=str(text)) if told(text):
                yield text


@pytest.mark.parametrize("path", sorted(SOURCES.rglob("*.py")), ids=lambda path: path.name)
def test_no_other_module_names_what_a_system_lacks(path):
    found = list(names(ast.parse(path.read_text(encoding="utf-8"))))
    if path.parent.name == "platform":
        assert {"__init__.py": {"fcntl", "geteuid", "fsync"}, "processes.py": {"resource"}}[
            path.name
        ] <= set(found)
    else:
        assert found == []


@pytest.mark.parametrize(
    "code",
    ["import fcntl", "from resource import getrlimit", "from os import sched_getaffinity",
     "import os; os.sched_setaffinity(0, [1])", "x = os.name", "open('/proc/cpuinfo')",
     "signal.SIGKILL"],
)  # fmt: skip
def test_the_search_for_such_names_can_fail(code):
    assert list(names(ast.parse(code)))


class TestLock:
    def test_one_holder_at_a_time_and_no_file_left(self, tmp_path):
        path = tmp_path / "a.lock"
        first = platform.lock(path)
        assert platform.lock(path) is None
        first.release()
        assert list(tmp_path.iterdir()) == []
        platform.lock(path).release()

    def test_a_lock_ends_with_its_process(self, tmp_path):
        path = tmp_path / "a.lock"
        code = (
            "import sys, os; from pathlib import Path; from redactkit.core import platform;"
            "held = platform.lock(Path(sys.argv[1])); print(held is not None); sys.stdout.flush();"
            "os._exit(1)"
        )
        done = subprocess.run(
            [sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=False
        )
        assert done.stdout.strip() == "True" and path.exists()
        platform.lock(path).release()
        assert not path.exists()

    def test_a_new_one_must_be_new(self, tmp_path):
        (tmp_path / "a.lock").touch()
        with pytest.raises(FileExistsError):
            platform.lock(tmp_path / "a.lock", new=True)

    def test_no_link_is_followed_and_no_pipe_waited_for(self, tmp_path):
        victim = tmp_path / "victim"
        victim.write_text("keep")
        (tmp_path / "a.lock").symlink_to(victim)
        os.mkfifo(tmp_path / "b.lock")
        for name in ("a.lock", "b.lock"):
            with pytest.raises(OSError, match=r"links|lock file"):
                platform.lock(tmp_path / name)
        assert victim.read_text() == "keep"

    def test_a_file_system_without_locks_has_one_holder_too(self, tmp_path, monkeypatch):
        def lacking(*_, **__):
            raise OSError(errno.ENOLCK, "No locks available")

        monkeypatch.setattr(filelock, "lock_descriptor", lacking)
        path = tmp_path / "a.lock"
        first = platform.lock(path)
        assert platform.lock(path) is None
        first.release()
        assert list(tmp_path.iterdir()) == []

    def test_what_it_guards_can_be_read_and_renamed_meanwhile(self, tmp_path):
        held = platform.lock(tmp_path / "a.lock")
        (tmp_path / "a").write_text("x")
        platform.replace(tmp_path / "a", tmp_path / "b")
        assert (tmp_path / "b").read_text() == "x"
        held.release()


class TestNames:
    @pytest.mark.parametrize(
        "name",
        ["CON", "con", "aux.png", "NUL.tar.gz", "COM1", "lpt9.mp4", "LPT².txt", "a.", "a ", "a:b",
         "a?.png", "CONIN$", "a\tb"],
    )  # fmt: skip
    def test_windows_cannot_have_these(self, name):
        assert platform.unusable(name, windows=True)
        assert not platform.unusable(name, windows=False)

    @pytest.mark.parametrize("name", ["console.png", "com10.png", "a.b.png", ".hidden", "微信.png"])
    def test_windows_can_have_these(self, name):
        assert not platform.unusable(name, windows=True)

    def test_long_paths_get_their_long_form(self):
        folder = Path("/" + "a" * 300)
        long = platform.long_path(folder, windows=True)
        assert str(long) == rf"\\?\{folder}"
        assert platform.long_path(folder, windows=False) == folder

    def test_the_long_form_is_not_made_twice(self, monkeypatch):
        monkeypatch.setattr(os.path, "abspath", str)
        long = Path(r"\\?\C:\a")
        assert platform.long_path(long, windows=True) == long
        shared = platform.long_path(Path(r"\\server\share"), windows=True)
        assert str(shared) == r"\\?\UNC\server\share"

    def test_a_name_in_other_letters_is_taken(self, tmp_path, monkeypatch):
        (tmp_path / "A.png").touch()
        assert not platform.taken_otherwise(tmp_path / "A.png")
        assert not platform.taken_otherwise(tmp_path / "a.png")
        # as a file system that does not tell them apart
        monkeypatch.setattr(os.path, "lexists", lambda _: True)
        assert platform.taken_otherwise(tmp_path / "a.png")

    def test_where_another_folder_lies_inside(self, tmp_path, monkeypatch):
        assert platform.inside(tmp_path, tmp_path / "x" / "y") == "x/y/"

        def drives(*_):
            raise ValueError

        monkeypatch.setattr(os.path, "relpath", drives)
        assert platform.inside(tmp_path, tmp_path / "x") == "../"


class TestStreams:
    def test_a_pipe_takes_all_there_is(self, monkeypatch):
        raw = io.BytesIO()
        monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, encoding="cp1252"))
        platform.utf8_streams()
        sys.stdout.write("微信号\n")
        sys.stdout.flush()
        assert raw.getvalue() == "微信号\n".encode()

    def test_what_is_no_stream_of_bytes_is_left(self, monkeypatch):
        stream = io.StringIO()
        monkeypatch.setattr(sys, "stdout", stream)
        platform.utf8_streams()
        assert sys.stdout is stream


def test_a_stopped_process_is_gone_and_stopping_it_again_is_no_error():
    child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
    platform.stop(child.pid)
    assert child.wait(60) != 0
    platform.stop(child.pid)


def test_cores_are_those_this_process_may_use():
    assert platform.cores() == sorted(os.sched_getaffinity(0))
    platform.take_cores(platform.cores())
    assert platform.cores() == sorted(os.sched_getaffinity(0))


def test_avx512_is_what_the_processor_says():
    flags = Path("/proc/cpuinfo").read_text(encoding="ascii", errors="replace")
    wanted = all(f"avx512{part}" in flags for part in ("f", "cd", "bw", "dq", "vl"))
    assert platform.has_avx512() == wanted


def test_a_read_only_handle_is_never_synced(tmp_path, monkeypatch):
    """Windows refuses that."""
    sync, modes = os.fsync, []
    import fcntl

    def noted(handle):
        modes.append(fcntl.fcntl(handle, fcntl.F_GETFL) & os.O_ACCMODE)
        sync(handle)

    monkeypatch.setattr(os, "fsync", noted)
    (tmp_path / "a").write_text("x")
    platform.sync(tmp_path / "a")
    assert modes == [os.O_RDWR]
