"""Downloads of model files, against a server on this machine."""

from __future__ import annotations

import hashlib
import threading
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from redactkit.cli import app as cli
from redactkit.core import platform
from redactkit.core.errors import BackendError
from redactkit.models import model_files
from redactkit.models.downloads import download
from redactkit.models.model_files import (
    MODELS,
    ModelFile,
    find_model,
    load_model,
    model_file,
)

BODY = bytes(range(256)) * 1200


def described(body=BODY):
    return ModelFile(
        name="sample",
        file="sample.tflite",
        source="some/where/sample.tflite",
        sha256=hashlib.sha256(body).hexdigest(),
        size=len(body),
        licence="MIT",
        about="a sample",
    )


class Server(ThreadingHTTPServer):
    """Serves one body; can cut it short, and can lack Range."""

    body, cut, ranges, status = BODY, None, True, 200

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.asked = []

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_address[1]}"


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        server = self.server
        wanted = self.headers.get("Range")
        server.asked.append((self.path, wanted))
        if server.status != 200:
            self.send_error(server.status)
            return
        start = int(wanted.removeprefix("bytes=").rstrip("-")) if wanted and server.ranges else 0
        self.send_response(206 if start else 200)
        if start:
            last = len(server.body) - 1
            self.send_header("Content-Range", f"bytes {start}-{last}/{len(server.body)}")
        self.send_header("Content-Length", str(len(server.body) - start))
        self.end_headers()
        with suppress(ConnectionError):
            self.wfile.write(server.body[start : server.cut])

    def log_message(self, *_):
        pass


@pytest.fixture
def server(monkeypatch):
    monkeypatch.setenv("no_proxy", "*")
    with Server() as found:
        thread = threading.Thread(target=found.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        yield found
        found.shutdown()
        thread.join()


def test_a_file_is_downloaded_checked_and_named(server, tmp_path):
    told = []
    path = download(
        described(), tmp_path / "new", base=server.url, on_bytes=lambda *now: told.append(now)
    )

    assert path == tmp_path / "new" / "sample.tflite"
    assert path.read_bytes() == BODY
    assert [each.name for each in path.parent.iterdir()] == ["sample.tflite"]
    assert server.asked == [("/some/where/sample.tflite", None)]
    assert told[-1] == (len(BODY), len(BODY))


def test_what_is_there_and_right_is_not_asked_for_again(server, tmp_path):
    (tmp_path / "sample.tflite").write_bytes(BODY)

    download(described(), tmp_path, base=server.url)

    assert server.asked == []


def test_what_is_there_and_wrong_is_replaced(server, tmp_path):
    (tmp_path / "sample.tflite").write_bytes(BODY[::-1])

    assert download(described(), tmp_path, base=server.url).read_bytes() == BODY


def test_a_download_that_broke_off_goes_on(server, tmp_path):
    server.cut = 100_000
    with pytest.raises(BackendError, match="run it again to go on"):
        download(described(), tmp_path, base=server.url)
    assert not (tmp_path / "sample.tflite").exists()
    assert (tmp_path / "sample.tflite.part").read_bytes() == BODY[:100_000]

    server.cut = None
    assert download(described(), tmp_path, base=server.url).read_bytes() == BODY
    assert [wanted for _, wanted in server.asked] == [None, "bytes=100000-"]
    assert not (tmp_path / "sample.tflite.part").exists()


def test_a_server_without_range_sends_all_again(server, tmp_path):
    (tmp_path / "sample.tflite.part").write_bytes(b"x" * 1000)
    server.ranges = False

    assert download(described(), tmp_path, base=server.url).read_bytes() == BODY


def test_a_wrong_file_leaves_nothing(server, tmp_path):
    server.body = BODY[::-1]

    with pytest.raises(BackendError, match="SHA-256 differs"):
        download(described(), tmp_path, base=server.url)
    assert list(tmp_path.iterdir()) == []


def test_a_file_without_end_is_stopped_and_leaves_nothing(server, tmp_path):
    server.body = BODY + bytes(10_000_000)

    with pytest.raises(BackendError, match="SHA-256 differs"):
        download(described(), tmp_path, base=server.url)
    assert list(tmp_path.iterdir()) == []


def test_a_wrong_beginning_does_not_survive(server, tmp_path):
    (tmp_path / "sample.tflite.part").write_bytes(b"x" * 1000)

    with pytest.raises(BackendError, match="SHA-256 differs"):
        download(described(), tmp_path, base=server.url)
    assert download(described(), tmp_path, base=server.url).read_bytes() == BODY


@pytest.mark.parametrize("status", [404, 416, 500])
def test_a_server_that_refuses_is_named(server, tmp_path, status):
    server.status = status
    (tmp_path / "sample.tflite.part").write_bytes(BODY[:10])

    with pytest.raises(BackendError, match=str(status)):
        download(described(), tmp_path, base=server.url)
    assert not (tmp_path / "sample.tflite").exists()


def test_no_server(tmp_path, monkeypatch):
    monkeypatch.setenv("no_proxy", "*")
    with pytest.raises(BackendError, match="cannot be reached"):
        download(described(), tmp_path, base="http://127.0.0.1:9")


@pytest.mark.parametrize("base", ["file:///etc", "ftp://127.0.0.1", "models"])
def test_other_addresses_are_refused(tmp_path, base):
    with pytest.raises(BackendError, match="https"):
        download(described(), tmp_path, base=base)


def test_a_folder_that_cannot_be_made(server, tmp_path):
    (tmp_path / "file").write_text("")

    with pytest.raises(BackendError, match="cannot be written"):
        download(described(), tmp_path / "file" / "folder", base=server.url)


def test_two_at_once(server, tmp_path):
    other = platform.lock(tmp_path / "sample.tflite.part.lock")

    with pytest.raises(BackendError, match="another download"):
        download(described(), tmp_path, base=server.url)
    other.release()
    download(described(), tmp_path, base=server.url)
    assert [path.name for path in tmp_path.iterdir()] == ["sample.tflite"]


class TestCommand:
    @pytest.fixture(autouse=True)
    def own_folder(self, monkeypatch, tmp_path):
        monkeypatch.delenv("REDACTKIT_MODELS", raising=False)
        monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
        monkeypatch.setattr(model_files, "MODELS", (described(),))

    def test_get_and_list(self, server, tmp_path, capsys, monkeypatch):
        monkeypatch.setenv("REDACTKIT_MODELS_URL", server.url)
        where = tmp_path / "redactkit" / "models" / "sample.tflite"

        assert cli.main(["models", "list"]) == 0
        assert "not here" in capsys.readouterr().out
        assert cli.main(["models", "get", "sample"]) == 0
        assert capsys.readouterr().out == f"{where}\n"
        assert cli.main(["models", "list"]) == 0
        assert str(where) in capsys.readouterr().out

    def test_options(self, server, tmp_path):
        folder = tmp_path / "elsewhere"
        arguments = ["models", "get", "sample", "--folder", str(folder), "--from", server.url]

        assert cli.main(arguments) == 0
        assert (folder / "sample.tflite").read_bytes() == BODY

    def test_an_unknown_name(self, capsys):
        assert cli.main(["models", "get", "other"]) == 1
        assert "sample" in capsys.readouterr().err


class TestModelFiles:
    def test_the_named_folder_comes_first(self, monkeypatch, tmp_path):
        monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "own"))
        monkeypatch.setenv("REDACTKIT_MODELS", str(tmp_path / "named"))
        for folder in (tmp_path / "own" / "redactkit" / "models", tmp_path / "named"):
            with pytest.raises(BackendError, match="redactkit models get sample"):
                find_model(described())
            folder.mkdir(parents=True)
            (folder / "sample.tflite").write_bytes(BODY)
            assert find_model(described()).parent == folder
            if folder.name == "models":
                (folder / "sample.tflite").unlink()

    def test_a_file_is_known_by_its_digest(self, tmp_path):
        path = tmp_path / "m"
        path.write_bytes(BODY)
        digest = described().sha256

        assert load_model(path) == load_model(path, digest) == (BODY, digest)
        with pytest.raises(BackendError, match="SHA-256 differs"):
            load_model(path, "0" * 64)
        with pytest.raises(BackendError, match="cannot be read"):
            load_model(tmp_path / "other")

    def test_unknown(self):
        with pytest.raises(BackendError, match="mediapipe-short"):
            model_file("nothing")

    def test_the_table_is_true(self, shared):
        for model in MODELS:
            data = (shared / "models" / model.file).read_bytes()
            assert (len(data), hashlib.sha256(data).hexdigest()) == (model.size, model.sha256)
