"""The command `redactkit serve`: up, at work, and gone without a trace."""

import os
import signal
import socket
import subprocess
import sys

import httpx

from redactkit.cli.app import main


def test_the_command_serves_and_leaves_nothing(tmp_path):
    run = subprocess.Popen(
        [sys.executable, "-m", "redactkit", "serve", "--port", "0", "--workers", "1"],
        env=os.environ | {"TMPDIR": str(tmp_path)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    with run:
        address = run.stdout.readline().strip()
        form = {"file": ("a.md", "电话13800138000".encode())}
        assert httpx.post(f"{address}/v1/redact", files=form, timeout=120).status_code == 200
        assert list(tmp_path.iterdir())
        run.send_signal(signal.SIGTERM)
        rest = run.stdout.read() + run.stderr.read()
    assert "a.md" not in rest and "POST" not in rest
    assert list(tmp_path.iterdir()) == []


def test_a_port_that_is_taken_is_named(capsys):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        assert main(["serve", "--port", port, "--workers", "1"]) == 1
    assert f"127.0.0.1:{port}: cannot listen" in capsys.readouterr().err
